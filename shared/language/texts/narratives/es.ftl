# Las frases de los relatos en español: tratan de tú y no presuponen el género del usuario. De un período en curso dicen
# «has trabajado», de uno terminado «trabajaste». Las claves y las variables están explicadas en en.ftl.


### Datos

fact-days =
    { $value ->
        [one] { $value } día
       *[other] { $value } días
    }
fact-tasks =
    { $value ->
        [one] { $value } tarea
       *[other] { $value } tareas
    }
fact-planned =
    { $value ->
        [one] { $value } tarea prevista
       *[other] { $value } tareas previstas
    }
fact-breaks =
    { $value ->
        [one] { $value } pausa
       *[other] { $value } pausas
    }
fact-number = { $value }
fact-finished = { $value } tareas terminadas
fact-earlier_weeks = { $value } semanas anteriores sin días libres
fact-earlier_months = { $value } meses anteriores de trabajo
fact-percent = { $value } %
fact-millilitres = { $value } ml
fact-name = «{ $value }»
fact-date = { $day } de { $month }
fact-day = { $weekday } { $day } de { $month }
fact-month = { $month } de { $year }
part-morning = por la mañana
part-afternoon = por la tarde
part-evening = al final del día
part-night = por la noche


### Giros: el período, lo habitual y el trabajo

when-day-running = hoy
when-day-done = el { $date }
when-week-running = en lo que va de semana
when-week-done = en la semana del { $date }
when-month-running = en lo que va de mes
when-month-done = en { $date }

usual-day = en un { $weekday } habitual
usual-week = en una semana habitual
usual-month = en un mes habitual
usual-day-running = en un { $weekday } habitual completo
usual-week-running = en una semana habitual a estas alturas
usual-month-running = en un mes habitual a estas alturas

time-day = { $hours_worked }
time-days = { $hours_worked } en { $days_worked }
work-day = { $hours_worked } de trabajo
work-days = { $hours_worked } de trabajo en { $days_worked }

sentence = { $clause }.
sentence-and = { $clause }, y { $other }.
sentence-but = { $clause }, pero { $other }.


### Títulos, según lo que destaca

title-hours_more =
    { $period ->
        [day] Un día con más trabajo
        [month] Un mes con más trabajo
       *[week] Una semana con más trabajo
    }
title-hours_less =
    { $period ->
        [day] Un día con menos trabajo
        [month] Un mes con menos trabajo
       *[week] Una semana con menos trabajo
    }
title-focus_more =
    { $period ->
        [day] Un día con más concentración
        [month] Un mes con más concentración
       *[week] Una semana con más concentración
    }
title-focus_less =
    { $period ->
        [day] Un día con menos concentración
        [month] Un mes con menos concentración
       *[week] Una semana con menos concentración
    }
title-tasks_more =
    { $period ->
        [day] Un día con más tareas terminadas
       *[week] Una semana con más tareas terminadas
    }
title-tasks_less =
    { $period ->
        [day] Un día ligero de tareas
       *[week] Una semana ligera de tareas
    }
title-rest_more =
    { $period ->
        [day] Un día con más descanso
        [month] Un mes con más descanso
       *[week] Una semana con más descanso
    }
title-rest_less =
    { $period ->
        [day] Un día con menos descanso
        [month] Un mes con menos descanso
       *[week] Una semana con menos descanso
    }
title-steady =
    { $period ->
        [day] Un día como de costumbre
        [month] Un mes como de costumbre
       *[week] Una semana como de costumbre
    }
title-plain =
    { $period ->
        [day] Tu día en palabras
        [month] Tu mes en palabras
       *[week] Tu semana en palabras
    }
title-empty =
    { $period ->
        [day] Un día de calma
        [month] Un mes de calma
       *[week] Una semana de calma
    }


### Períodos de los que solo hay una frase

empty-running-1 = no hay nada registrado { $when }, y no hay prisa
empty-running-2 = una página en blanco { $when }: se llenará cuando quieras
empty-running-3 = { $when } todo está en calma, y tu registro te espera
empty-done-1 = no hay nada registrado { $when }, y está bien así
empty-done-2 = una página en blanco { $when }, como en todo buen cuaderno
empty-done-3 = { $when }, todo en calma
too-old-1 = esto queda más allá de los { $history_days } que mira el asistente
too-old-2 = el asistente mira { $history_days } atrás, y esto es anterior


### Comienzos

open-both-1 =
    { $state ->
        [running] { $when } has trabajado { $time } y has terminado { $tasks_completed }
       *[done] { $when } trabajaste { $time } y terminaste { $tasks_completed }
    }
open-both-2 =
    { $tasks_completed_n ->
        [one] { $when }: { $work } y { $tasks_completed } hecha
       *[other] { $when }: { $work } y { $tasks_completed } hechas
    }
open-both-3 =
    { $state ->
        [running] has terminado { $tasks_completed } { $when } y has trabajado { $time }
       *[done] terminaste { $tasks_completed } { $when } y trabajaste { $time }
    }
open-both-4 =
    { $state ->
        [running] { $when } has tachado de tu lista { $tasks_completed }, con { $work }
       *[done] { $when } tachaste de tu lista { $tasks_completed }, con { $work }
    }
open-work-1 =
    { $state ->
        [running] { $when } has trabajado { $time }
       *[done] { $when } trabajaste { $time }
    }
open-work-2 = { $when }: { $work }
open-work-3 =
    { $state ->
        [running] llevas { $work } { $when }
       *[done] registraste { $work } { $when }
    }
open-tasks-1 =
    { $state ->
        [running] { $when } has terminado { $tasks_completed }
       *[done] { $when } terminaste { $tasks_completed }
    }
open-tasks-2 =
    { $tasks_completed_n ->
        [one] { $when }: { $tasks_completed } hecha
       *[other] { $when }: { $tasks_completed } hechas
    }
open-tasks-3 =
    { $state ->
        [running] has tachado de tu lista { $tasks_completed } { $when }
       *[done] tachaste de tu lista { $tasks_completed } { $when }
    }
open-focus-1 =
    { $state ->
        [running] { $when } te has concentrado durante { $focus }
       *[done] { $when } te concentraste durante { $focus }
    }
open-focus-2 =
    { $state ->
        [running] llevas { $focus } de concentración { $when }
       *[done] registraste { $focus } de concentración { $when }
    }
open-other-1 = { $when } no hay trabajo registrado, pero sí sitio para otras cosas
open-other-2 = no hay trabajo registrado { $when }, y eso deja sitio para otras cosas


### Cambios que destacan y avisos

change-hours_more-1 =
    { $state ->
        [running] has trabajado un { $hours_more } más que { $usual }
       *[done] trabajaste un { $hours_more } más que { $usual }
    }
change-hours_more-2 =
    { $state ->
        [running] llevas un { $hours_more } más de trabajo que { $usual }
       *[done] hubo un { $hours_more } más de trabajo que { $usual }
    }
change-hours_less-1 = trabajaste un { $hours_less } menos que { $usual }
change-hours_less-2 = hubo un { $hours_less } menos de trabajo que { $usual }
change-focus_more-1 =
    { $state ->
        [running] te has concentrado un { $focus_more } más que { $usual }
       *[done] te concentraste un { $focus_more } más que { $usual }
    }
change-focus_more-2 =
    { $state ->
        [running] llevas un { $focus_more } más de concentración que { $usual }
       *[done] tuviste un { $focus_more } más de concentración que { $usual }
    }
change-focus_less-1 = te concentraste un { $focus_less } menos que { $usual }
change-focus_less-2 = hubo un { $focus_less } menos de concentración que { $usual }
change-tasks_more-1 =
    { $state ->
        [running] has terminado un { $tasks_more } más de tareas que { $usual }
       *[done] terminaste un { $tasks_more } más de tareas que { $usual }
    }
change-tasks_more-2 =
    { $state ->
        [running] tu lista ha avanzado más deprisa, con un { $tasks_more } más de tareas hechas que { $usual }
       *[done] tu lista avanzó más deprisa, con un { $tasks_more } más de tareas hechas que { $usual }
    }
change-tasks_less-1 = terminaste un { $tasks_less } menos de tareas que { $usual }
change-tasks_less-2 = tu lista fue a un ritmo más pausado, con un { $tasks_less } menos de tareas hechas que { $usual }
change-rest_more-1 =
    { $state ->
        [running] has descansado un { $rest_more } más que { $usual }
       *[done] descansaste un { $rest_more } más que { $usual }
    }
change-rest_more-2 =
    { $state ->
        [running] le has dado al descanso un { $rest_more } más de tiempo que { $usual }
       *[done] le diste al descanso un { $rest_more } más de tiempo que { $usual }
    }
change-rest_less-1 = descansaste un { $rest_less } menos que { $usual }
change-rest_less-2 = hubo un { $rest_less } menos de descanso que { $usual }

change-day_hours_more-1 =
    { $state ->
        [running] cada jornada tiene de media { $day_hours } de trabajo, un { $hours_more } más que { $usual }
       *[done] cada jornada tuvo de media { $day_hours } de trabajo, un { $hours_more } más que { $usual }
    }
change-day_hours_less-1 = cada jornada tuvo de media { $day_hours } de trabajo, un { $hours_less } menos que { $usual }
change-day_focus_more-1 =
    { $state ->
        [running] cada jornada tiene de media { $day_focus } de concentración, un { $focus_more } más que { $usual }
       *[done] cada jornada tuvo de media { $day_focus } de concentración, un { $focus_more } más que { $usual }
    }
change-day_focus_less-1 = cada jornada tuvo de media { $day_focus } de concentración, un { $focus_less } menos que { $usual }
change-day_rest_more-1 =
    { $state ->
        [running] cada jornada tiene de media { $day_rest } de descanso, un { $rest_more } más que { $usual }
       *[done] cada jornada tuvo de media { $day_rest } de descanso, un { $rest_more } más que { $usual }
    }
change-day_rest_less-1 = cada jornada tuvo de media { $day_rest } de descanso, un { $rest_less } menos que { $usual }

steady-1 =
    { $period ->
        [month]
            { $state ->
                [running] las jornadas duran más o menos lo mismo que { $usual }
               *[done] las jornadas duraron más o menos lo mismo que { $usual }
            }
       *[other]
            { $state ->
                [running] has trabajado más o menos lo mismo que { $usual }
               *[done] trabajaste más o menos lo mismo que { $usual }
            }
    }
steady-2 =
    { $period ->
        [month] por jornada salen casi las mismas horas que { $usual }
       *[other] salen casi las mismas horas que { $usual }
    }
early-1 = es pronto para comparar: se puede a partir de { $needed }
early-2 = las comparaciones con tu propio pasado empiezan con { $needed }
days-off-1 =
    { $days_off_n ->
        [one] con { $days_off } libre, la semana va por su cuenta
       *[other] con { $days_off } libres, la semana va por su cuenta
    }
days-off-2 =
    { $days_off_n ->
        [one] la semana tuvo { $days_off } libre y no se compara con otras
       *[other] la semana tuvo { $days_off } libres y no se compara con otras
    }

with-rest_less-1 = hubo un { $rest_less } menos de descanso
with-hours_more-1 =
    { $state ->
        [running] hay un { $hours_more } más de trabajo
       *[done] hubo un { $hours_more } más de trabajo
    }
caution-rest_less-1 = descansaste un { $rest_less } menos que { $usual }
caution-hours_more-1 =
    { $state ->
        [running] has trabajado un { $hours_more } más que { $usual }
       *[done] trabajaste un { $hours_more } más que { $usual }
    }
caution-long_days-1 =
    { $state ->
        [running] { $overload_days } han pasado de tu límite
       *[done] { $overload_days } pasaron de tu límite
    }
caution-long_days-2 =
    { $state ->
        [running] el trabajo ha superado tu límite en { $overload_days }
       *[done] el trabajo superó tu límite en { $overload_days }
    }
caution-evenings-1 =
    { $state ->
        [running] el trabajo ha seguido después de las { $evening_from } en { $evenings }
       *[done] el trabajo siguió después de las { $evening_from } en { $evenings }
    }
caution-evenings-2 =
    { $state ->
        [running] en { $evenings } ha habido trabajo después de las { $evening_from }
       *[done] en { $evenings } hubo trabajo después de las { $evening_from }
    }


### Cómo cambian las jornadas dentro de un mes

trend-longer-1 = dentro del mes, las jornadas se alargaron: de { $trend_from } al principio a { $trend_to } después
trend-shorter-1 = dentro del mes, las jornadas se acortaron: de { $trend_from } al principio a { $trend_to } después


### El mejor momento

best-hour-1 =
    { $state ->
        [running] tu mejor hora de concentración ha sido de { $best_hour } a { $best_hour_end }, con { $best_focus }
       *[done] tu mejor hora de concentración fue de { $best_hour } a { $best_hour_end }, con { $best_focus }
    }
best-hour-2 =
    { $state ->
        [running] de { $best_hour } a { $best_hour_end } has tenido la mayor concentración: { $best_focus }
       *[done] de { $best_hour } a { $best_hour_end } tuviste la mayor concentración: { $best_focus }
    }
best-focus-1 = tu mejor día de concentración fue el { $best_day }, con { $best_focus }
best-focus-2 = la mayor concentración llegó el { $best_day }: { $best_focus }
best-focus-3 = el { $best_day } fue el día de más concentración, con { $best_focus }
best-tasks-1 = tu mejor día para terminar cosas fue el { $best_day }, con { $best_tasks }
best-tasks-2 = destaca el { $best_day }, con { $best_tasks }


### Pausas y salud

rest-breaks-rest-1 =
    { $state ->
        [running] has hecho { $breaks } y has descansado { $rest } en total
       *[done] hiciste { $breaks } y descansaste { $rest } en total
    }
rest-breaks-rest-2 =
    { $state ->
        [running] te has tomado { $breaks } y { $rest } de descanso
       *[done] te tomaste { $breaks } y { $rest } de descanso
    }
rest-breaks-1 =
    { $state ->
        [running] has hecho { $breaks }
       *[done] hiciste { $breaks }
    }
rest-breaks-2 =
    { $state ->
        [running] te has tomado { $breaks }
       *[done] te tomaste { $breaks }
    }
rest-rest-1 =
    { $state ->
        [running] has descansado { $rest } en total
       *[done] descansaste { $rest } en total
    }
rest-rest-2 =
    { $state ->
        [running] te has tomado { $rest } de descanso
       *[done] te tomaste { $rest } de descanso
    }
rest-none-1 = no hay descansos registrados
rest-none-2 = tu registro no tiene descansos
health-water-1 =
    { $period ->
        [day]
            { $state ->
                [running] has bebido { $water }
               *[done] bebiste { $water }
            }
       *[other]
            { $state ->
                [running] has bebido { $water } al día de media
               *[done] bebiste { $water } al día de media
            }
    }
health-water_days-1 =
    { $water_days_n ->
        [one]
            { $state ->
                [running] en { $water_days } has bebido { $water }
               *[done] en { $water_days } bebiste { $water }
            }
       *[other]
            { $state ->
                [running] en { $water_days } has bebido { $water } de media
               *[done] en { $water_days } bebiste { $water } de media
            }
    }
health-lunch-1 =
    { $period ->
        [day]
            { $state ->
                [running] has sacado tiempo para comer
               *[done] sacaste tiempo para comer
            }
       *[other]
            { $state ->
                [running] has sacado tiempo para comer todos los días de trabajo
               *[done] sacaste tiempo para comer todos los días de trabajo
            }
    }
health-lunch_days-1 =
    { $state ->
        [running] has sacado tiempo para comer en { $lunch_days }
       *[done] sacaste tiempo para comer en { $lunch_days }
    }
health-water-lunch-1 =
    { $period ->
        [day]
            { $state ->
                [running] has bebido { $water }, con tiempo para comer
               *[done] bebiste { $water }, con tiempo para comer
            }
       *[other]
            { $state ->
                [running] has bebido { $water } al día de media, con tiempo para comer todos los días de trabajo
               *[done] bebiste { $water } al día de media, con tiempo para comer todos los días de trabajo
            }
    }
health-water-lunch_days-1 =
    { $state ->
        [running] has bebido { $water } al día de media, con tiempo para comer en { $lunch_days }
       *[done] bebiste { $water } al día de media, con tiempo para comer en { $lunch_days }
    }
health-water_days-lunch-1 =
    { $state ->
        [running] has bebido { $water } al día en { $water_days }, con tiempo para comer todos los días de trabajo
       *[done] bebiste { $water } al día en { $water_days }, con tiempo para comer todos los días de trabajo
    }
health-water_days-lunch_days-1 =
    { $state ->
        [running] has bebido { $water } al día en { $water_days }, con tiempo para comer en { $lunch_days }
       *[done] bebiste { $water } al día en { $water_days }, con tiempo para comer en { $lunch_days }
    }


### Etiquetas, planes y otros datos del período

tags-part-1 =
    { $state ->
        [running] { $tag } es tu etiqueta más frecuente: { $tag_tasks }, sobre todo { $tag_part }
       *[done] { $tag } fue tu etiqueta más frecuente: { $tag_tasks }, sobre todo { $tag_part }
    }
tags-part-2 =
    { $state ->
        [running] has terminado { $tag_tasks } con la etiqueta { $tag }, sobre todo { $tag_part }
       *[done] terminaste { $tag_tasks } con la etiqueta { $tag }, sobre todo { $tag_part }
    }
tags-plain-1 =
    { $state ->
        [running] { $tag } es tu etiqueta más frecuente, con { $tag_tasks }
       *[done] { $tag } fue tu etiqueta más frecuente, con { $tag_tasks }
    }
tags-plain-2 =
    { $state ->
        [running] has terminado { $tag_tasks } con la etiqueta { $tag }, la más frecuente
       *[done] terminaste { $tag_tasks } con la etiqueta { $tag }, la más frecuente
    }
plans-carried-1 =
    { $state ->
        [running] has dejado para otro día { $carried_over } de { $planned }
       *[done] dejaste para otro día { $carried_over } de { $planned }
    }
plans-carried-2 =
    { $state ->
        [running] de { $planned }, has dejado { $carried_over } para otro día
       *[done] de { $planned }, dejaste { $carried_over } para otro día
    }
plans-all_carried-1 =
    { $state ->
        [running] has dejado para otro día { $carried_over }
       *[done] dejaste para otro día { $carried_over }
    }
plans-done-1 = los planes salieron bien: { $planned }, y nada para otro día
plans-done-2 = el plan se cumplió, con { $planned } y nada para otro día
start-day-1 = el reloj marcaba { $start } al empezar la jornada
start-days-1 = el reloj marcaba { $start } al empezar una jornada típica


closing-1 = lo demás queda para ti
closing-2 = el resto de la página queda libre


### Lo que viene

ahead-week-1 = los próximos { $ahead_days } apuntan a { $expected_hours } de trabajo
ahead-week-2 = la previsión para los próximos { $ahead_days } es de { $expected_hours } de trabajo
ahead-week_rough-1 = a primera vista, los próximos { $ahead_days } apuntan a { $expected_hours } de trabajo
ahead-week_free-1 = los próximos { $ahead_days } son para ti: no se prevé trabajo
ahead-week_free-2 = los próximos { $ahead_days } se ven libres de trabajo
ahead-week_due-1 =
    { $due_n ->
        [one] en los próximos { $ahead_days } vence { $due }
       *[other] en los próximos { $ahead_days } vencen { $due }
    }
ahead-tomorrow-1 = mañana apunta a { $expected_hours } de trabajo
ahead-tomorrow-2 = la previsión para mañana es de { $expected_hours } de trabajo
ahead-tomorrow_rough-1 = a primera vista, mañana apunta a { $expected_hours } de trabajo
ahead-tomorrow_free-1 = mañana es para ti: no se prevé trabajo
ahead-tomorrow_free-2 = mañana se ve libre de trabajo
ahead-tomorrow_due-1 =
    { $due_n ->
        [one] mañana vence { $due }
       *[other] mañana vencen { $due }
    }
ahead-due_too-1 =
    { $due_n ->
        [one] vence { $due }
       *[other] vencen { $due }
    }
