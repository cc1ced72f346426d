# Las frases de los relatos en español: tratan de tú, no presuponen el género del usuario y evitan tiempos verbales que
# solo sirvan para un período terminado o para uno en curso. Las claves y las variables están explicadas en en.ftl.


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
fact-finished =
    { $value ->
        [one] { $value } tarea terminada
       *[other] { $value } tareas terminadas
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
fact-entries =
    { $value ->
        [one] { $value } entrada
       *[other] { $value } entradas
    }
fact-number = { $value }
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

when-day-running = hoy hasta ahora
when-day-done = el { $date }
when-week-running = en lo que va de semana
when-week-done = en la semana del { $date }
when-month-running = en lo que va de mes
when-month-done = en { $date }

usual-day = en un { $weekday } habitual
usual-week = en tu semana habitual
usual-month = en tu mes habitual
usual-day-running = en todo un { $weekday } habitual
usual-week-running = en tu semana habitual a estas alturas
usual-month-running = en tu mes habitual a estas alturas

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

open-both-1 = { $when } tu registro suma { $work }, con { $tasks_completed }
open-both-2 = { $when }: { $work } y { $tasks_completed }
open-both-3 = { $work } y { $tasks_completed }: así queda la cuenta { $when }
open-both-4 = lo registrado { $when }: { $work } y { $tasks_completed }
open-work-1 = { $when } tu registro suma { $work }
open-work-2 = { $when }: { $work }
open-work-3 = { $work }: así queda la cuenta { $when }
open-tasks-1 = { $when } tu lista luce { $tasks_completed }
open-tasks-2 = { $when }: { $tasks_completed }
open-tasks-3 = lo registrado { $when }: { $tasks_completed }
open-focus-1 = { $when } tu registro suma { $focus } de concentración
open-focus-2 = { $when }: { $focus } de concentración
open-other-1 = { $when } no hay trabajo registrado, y sí sitio para otras cosas
open-other-2 = sin trabajo registrado { $when }: sitio para otras cosas


### Cambios que destacan y avisos

change-hours_more-1 = hay un { $hours_more } más de trabajo que { $usual }
change-hours_more-2 = el trabajo ocupa un { $hours_more } más de tiempo que { $usual }
change-hours_less-1 = hay un { $hours_less } menos de trabajo que { $usual }
change-hours_less-2 = el trabajo ocupa un { $hours_less } menos de tiempo que { $usual }
change-focus_more-1 = hay un { $focus_more } más de concentración que { $usual }
change-focus_more-2 = la concentración ocupa un { $focus_more } más de tiempo que { $usual }
change-focus_less-1 = hay un { $focus_less } menos de concentración que { $usual }
change-focus_less-2 = la concentración ocupa un { $focus_less } menos de tiempo que { $usual }
change-tasks_more-1 = hay un { $tasks_more } más de tareas terminadas que { $usual }
change-tasks_more-2 = las tareas terminadas son un { $tasks_more } más que { $usual }
change-tasks_less-1 = hay un { $tasks_less } menos de tareas terminadas que { $usual }
change-tasks_less-2 = las tareas terminadas son un { $tasks_less } menos que { $usual }
change-rest_more-1 = hay un { $rest_more } más de descanso que { $usual }
change-rest_more-2 = el descanso ocupa un { $rest_more } más de tiempo que { $usual }
change-rest_less-1 = hay un { $rest_less } menos de descanso que { $usual }
change-rest_less-2 = el descanso ocupa un { $rest_less } menos de tiempo que { $usual }

change-day_hours_more-1 = una jornada media tiene { $day_hours } de trabajo, un { $hours_more } más que { $usual }
change-day_hours_less-1 = una jornada media tiene { $day_hours } de trabajo, un { $hours_less } menos que { $usual }
change-day_focus_more-1 = una jornada media tiene { $day_focus } de concentración, un { $focus_more } más que { $usual }
change-day_focus_less-1 = una jornada media tiene { $day_focus } de concentración, un { $focus_less } menos que { $usual }
change-day_rest_more-1 = una jornada media tiene { $day_rest } de descanso, un { $rest_more } más que { $usual }
change-day_rest_less-1 = una jornada media tiene { $day_rest } de descanso, un { $rest_less } menos que { $usual }

steady-1 =
    { $period ->
        [month] una jornada media dura más o menos lo mismo que { $usual }
       *[other] hay más o menos el mismo trabajo que { $usual }
    }
steady-2 =
    { $period ->
        [month] las jornadas duran casi lo mismo que { $usual }
       *[other] las horas son casi las mismas que { $usual }
    }
early-1 = es pronto para comparar: la comparación parte de { $needed }
early-2 = las comparaciones empiezan con { $needed }

with-rest_less-1 = con un { $rest_less } menos de descanso
with-hours_more-1 = con un { $hours_more } más de trabajo
caution-rest_less-1 = el descanso es un { $rest_less } menor que { $usual }
caution-hours_more-1 = el trabajo es un { $hours_more } mayor que { $usual }
caution-long_days-1 = hay { $overload_days } con más trabajo que tu límite
caution-long_days-2 = el trabajo supera tu límite en { $overload_days }
caution-evenings-1 = el trabajo sigue después de las { $evening_from } en { $evenings }
caution-evenings-2 = hay { $evenings } con trabajo después de las { $evening_from }


### El mejor momento

best-hour-1 = la mejor franja para la concentración: de { $best_hour } a { $best_hour_end }, con { $best_focus }
best-hour-2 = de { $best_hour } a { $best_hour_end } está la mayor concentración: { $best_focus }
best-focus-1 = el mejor día para la concentración: el { $best_day }, con { $best_focus }
best-focus-2 = la mayor concentración llega el { $best_day }: { $best_focus }
best-focus-3 = el { $best_day } brilla por su concentración, con { $best_focus }
best-tasks-1 = el mejor día para terminar cosas: el { $best_day }, con { $best_tasks }
best-tasks-2 = destaca el { $best_day }, con { $best_tasks }


### Pausas y salud

rest-breaks-rest-1 = { $breaks } y { $rest } de descanso en total
rest-breaks-rest-2 = hay sitio para { $breaks } y { $rest } de descanso
rest-breaks-1 = { $breaks } en total
rest-breaks-2 = hay sitio para { $breaks }
rest-rest-1 = { $rest } de descanso en total
rest-rest-2 = hay sitio para { $rest } de descanso
rest-none-1 = no hay descansos registrados
rest-none-2 = los descansos no están en tu registro
health-water-1 =
    { $period ->
        [day] la bebida suma { $water }
       *[other] la bebida sale a una media de { $water } al día, en { $water_days }
    }
health-lunch-1 =
    { $period ->
        [day] la comida tiene su hueco
       *[other] la comida tiene su hueco en { $lunch_days }
    }
health-both-1 =
    { $period ->
        [day] la bebida suma { $water }, con tiempo para la comida
       *[other] la bebida sale a una media de { $water } al día en { $water_days }, con comida en { $lunch_days }
    }


### Etiquetas, planes y otros datos del período

tags-part-1 = { $tag } es tu etiqueta más frecuente: { $tag_tasks }, sobre todo { $tag_part }
tags-part-2 = { $tag_tasks } con la etiqueta { $tag }, sobre todo { $tag_part }
tags-plain-1 = { $tag } es tu etiqueta más frecuente, con { $tag_tasks }
tags-plain-2 = { $tag_tasks } con la etiqueta { $tag }, la más usada
plans-carried-1 =
    { $carried_over_n ->
        [one] { $carried_over } de { $planned } pasa a otro día
       *[other] { $carried_over } de { $planned } pasan a otro día
    }
plans-carried-2 =
    { $carried_over_n ->
        [one] de { $planned }, { $carried_over } puede volver a empezar otro día
       *[other] de { $planned }, { $carried_over } pueden volver a empezar otro día
    }
plans-done-1 = { $planned }, y nada pasa a otro día
plans-done-2 = nada se queda para otro día: { $planned } en total
start-1 = el reloj marca { $start } al empezar una jornada típica
entries-1 = en total, tu registro guarda { $entries }


### Lo que viene

ahead-week-1 = la próxima semana apunta a { $expected_hours } de trabajo
ahead-week-2 = para los próximos días se prevén cerca de { $expected_hours } de trabajo
ahead-week_rough-1 = a primera vista, la próxima semana apunta a { $expected_hours } de trabajo
ahead-week_free-1 = para la próxima semana no se prevé trabajo
ahead-week_free-2 = la próxima semana se ve libre de trabajo
ahead-week_due-1 =
    { $due_n ->
        [one] { $due } vence en los próximos días
       *[other] { $due } vencen en los próximos días
    }
ahead-tomorrow-1 = mañana apunta a { $expected_hours } de trabajo
ahead-tomorrow-2 = para mañana se prevé un trabajo de { $expected_hours }
ahead-tomorrow_rough-1 = a primera vista, mañana apunta a { $expected_hours } de trabajo
ahead-tomorrow_free-1 = para mañana no se prevé trabajo
ahead-tomorrow_free-2 = mañana se ve libre de trabajo
ahead-tomorrow_due-1 =
    { $due_n ->
        [one] { $due } vence mañana
       *[other] { $due } vencen mañana
    }
ahead-due_too-1 =
    { $due_n ->
        [one] { $due } vence entonces
       *[other] { $due } vencen entonces
    }
