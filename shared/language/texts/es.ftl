# Los textos del acompañante en español: tratan de tú y no presuponen el género del usuario ni el del acompañante.
# Las claves y las variables están explicadas en en.ftl.


### Duraciones y horas

duration-hours-minutes = { $hours } h { $minutes } min
duration-hours = { $hours } h
duration-minutes = { $minutes } min

at-time =
    { $hour ->
        [1] a la
       *[other] a las
    } { $time }


### Estados de ánimo: <ánimo>-<causa>-<n>

exhausted-overtime-1 = Tras { $worked } de trabajo, mi batería parpadea. ¿Dejamos el resto para mañana?
exhausted-overtime-2 = { $worked } hoy: el plato está más que lleno. Me encantaría cerrar el día contigo.
exhausted-overtime-3 = Ya funciono a base de migas, { $person }. ¿Apagamos la pantalla y estiramos un poco?
exhausted-overtime-4 = Hasta mi sombra bosteza. El trabajo seguirá ahí mañana y tendremos más fuerzas.

exhausted-no-rest-1 = { $continuous } de un tirón, uf. Pongamos los pies en alto unos minutos.
exhausted-no-rest-2 = Necesito sentarme un rato, { $person }. Diez minutos lejos de la pantalla nos vendrán de maravilla.
exhausted-no-rest-3 = Tiemblo como un flan tras { $continuous } sin pausa. ¿Damos un paseo corto?
exhausted-no-rest-4 = Veo estrellitas en la pantalla. Ven, demos un respiro a los ojos.

exhausted-long-day-1 = Qué día tan largo. Sueño con una manta y algo calentito.
exhausted-long-day-2 = Le he dado a este día todo lo que tenía, igual que tú. Un rato de calma suena de maravilla.
exhausted-long-day-3 = Mi energía ya se ha ido a casa, { $person }. ¿La seguimos pronto?
exhausted-long-day-4 = Ya me siento de algodón. Un buen descanso me devolvería la chispa.

exhausted-after-1 = Hoy lo he dado todo en el trabajo. Ahora, manta y algo calentito.
exhausted-after-2 = Menudo día ha sido, { $person }. Yo me tumbo aquí a escuchar el silencio.
exhausted-after-3 = Mi batería se está cargando. Descansa tú la vista, que yo descanso la mía.
exhausted-after-4 = El día ya quedó atrás. Ahora lo único que levanto es una taza de té.

thirsty-never-1 = Hoy todavía no he probado ni una gota. ¿Compartimos el primer vaso?
thirsty-never-2 = Me siento como un helecho sin regar. El primer sorbo me vendría genial.
thirsty-never-3 = Psst, { $person }: hoy el grifo y yo aún no nos hemos visto. ¿Nos presentas?
thirsty-never-4 = Solo pido un deseo: un vaso de agua. El primero es el que mejor sabe.

thirsty-long-ago-1 = Mi último sorbo ya es un recuerdo. ¿Rellenamos el vaso?
thirsty-long-ago-2 = Vuelvo a tener la boca seca, { $person }. Un vasito y me pongo a bailar.
thirsty-long-ago-3 = Qué rico estaba el último vaso. ¿Nos tomamos otro?
thirsty-long-ago-4 = Oigo que el agua nos llama desde la cocina. ¿Vamos a saludarla?

hungry-lunch-1 = ¿Eso que huelo es la comida? Mi barriga ya está aplaudiendo.
hungry-lunch-2 = Es hora de comer, { $person }. Busquemos algo rico, lejos de la pantalla.
hungry-lunch-3 = Mi barriga acaba de tocar la campana. El trabajo puede esperar mientras comemos.
hungry-lunch-4 = Una buena comida me alegraría el día. ¿Qué hay en el menú?

hungry-empty-1 = Mi barriga tararea una cancioncilla. ¿Buscamos algo para picar?
hungry-empty-2 = Me queda poco combustible, { $person }. Algo pequeño y rico me vendría bien.
hungry-empty-3 = Estaba soñando con tostadas sin cerrar los ojos. ¿Un bocadito?
hungry-empty-4 = Aquí dentro cabe un plátano. O dos. ¿Echamos un vistazo a la cocina?

tired-overtime-1 = Con { $worked } el día ya va bien servido. Cuando quieras, bajamos el ritmo.
tired-overtime-2 = Las horas extra me hacen cosquillas en los párpados. Busquemos un buen momento para parar.
tired-overtime-3 = Por hoy ya hemos hecho bastante, { $person }. Un rato libre nos sentaría bien.
tired-overtime-4 = Noto que mi luz se va apagando, como un farol al alba. ¿Vamos recogiendo?

tired-no-rest-1 = { $continuous } sin pausa. Me apetece estirarme un poco, ¿te animas?
tired-no-rest-2 = Se me enredan las ideas. Cinco minutos de aire fresco las peinarían.
tired-no-rest-3 = ¿Miramos un rato por la ventana, { $person }? A mis ojos les gustaría.
tired-no-rest-4 = Una pausita ahora y la próxima hora será más ligera. Yo pongo el silencio.

tired-long-day-1 = Está siendo un día largo. Yo voy ya más despacio.
tired-long-day-2 = A estas alturas voy a paso de tortuga, y no pasa nada. Así también se llega.
tired-long-day-3 = Hoy hemos llegado lejos, { $person }. Un descansito sabría a gloria.
tired-long-day-4 = Mis bostezos ya son más largos que mis frases. ¿Tomamos aire un momento?

tired-after-1 = El día todavía me zumba en los oídos. Un par de horas de calma lo acallarán.
tired-after-2 = Voy bajando el ritmo, { $person }. Sin prisa, que el sofá no se va a ninguna parte.
tired-after-3 = Con algo de sueño y en buena compañía: qué buena manera de acabar el día.
tired-after-4 = Ya tengo los pies en alto y las ideas van detrás. Disfruta de tu tiempo libre.

proud-task-1 = ¡Hecho! Lo he visto todo y no quepo en mí de orgullo.
proud-task-2 = Una tarea menos en la lista, { $person }. Esto merece un bailecito.
proud-task-3 =
    { $tasks ->
        [one] { $tasks } tarea hecha hoy, y cómo brilla. Buen trabajo.
       *[other] { $tasks } tareas hechas hoy, y cómo brillan. Buen trabajo.
    }
proud-task-4 = Qué bien ha salido. Disfrutémoslo un momento antes de seguir.

proud-many-1 = { $tasks } tareas hoy. Me estoy quedando sin estrellas para repartir.
proud-many-2 = Menudo día, { $person }: { $tasks } tareas hechas. Celebrémoslo con una pausa.
proud-many-3 = La lista mengua tan deprisa que noto la brisa. Qué maravilla.
proud-many-4 = Hoy brillo de puro orgullo. Un descansito le iría muy bien a este momento.

asleep-night-1 = Zzz... Sueño con nubes en forma de taza de café.
asleep-night-2 = Shh, duermo bajo una manta de estrellas. Que descanses, { $person }.
asleep-night-3 = Sueño muy despacito con el día de mañana. Nos vemos cuando salga el sol.
asleep-night-4 = Tengo los ojos cerrados y todo está en calma. Lo que sea puede esperar a la mañana.

relaxed-closed-1 = El día está cerrado y tengo los pies en alto. Disfruta de tu tiempo, { $person }.
relaxed-closed-2 = Por hoy no queda nada que hacer. Escucho el silencio, y suena precioso.
relaxed-closed-3 = Ya hemos arropado al día. Ahora me dedico a flotar.
relaxed-closed-4 = He doblado el día y lo he guardado en su cajón. ¿Qué tal un poco de nada?

happy-rested-1 = Me siento como la brisa de la mañana. ¿Qué hacemos ahora?
happy-rested-2 = No me falta de nada, { $person }. Qué gusto estar aquí contigo.
happy-rested-3 = Todo en mí ronronea. Este ritmo nos sienta bien.
happy-rested-4 = Ahora mismo daría una voltereta. Qué bien nos cuidas.

happy-streak-1 = { $streak } días seguidos. Hacemos buen equipo.
happy-streak-2 = Día { $streak } de nuestra racha, { $person }. La llevo calentita en el bolsillo.
happy-streak-3 = Otro día activo, otro farolillo encendido. Me gusta cómo queda.
happy-streak-4 = En mi tejado ondean { $streak } banderitas: una por cada día de nuestra racha.

happy-hydrated-1 = ¡Chof! Estoy hasta arriba de agua y de ideas.
happy-hydrated-2 = Brillo como una piedrecita de río. Gracias por el agua, { $person }.
happy-hydrated-3 = Depósito lleno y las burbujas al mando. El agua nos sienta bien.
happy-hydrated-4 = Me siento como una planta después de la lluvia. Qué buenos sorbos los de hoy.

content-working-1 = Estoy aquí a tu lado. Vamos paso a paso.
content-working-2 = Qué buen ritmo llevamos. Lo sigo dando golpecitos con el pie.
content-working-3 = Silencio y manos a la obra, así me gusta. Avísame cuando te apetezca una pausa.
content-working-4 = Tarareo bajito mientras trabajas, { $person }. Todo va bien.

content-off-1 = Ahora sin trabajo: el día, tú y yo. Me gusta.
content-off-2 = Miro pasar las nubes. Esa de ahí parece una tetera.
content-off-3 = El tiempo libre te sienta bien, { $person }. Aquí estoy si me necesitas.
content-off-4 = Estoy a mis cosas, sin hacer nada en particular. Se está muy a gusto.

content-morning-1 = Buenos días, { $person }. Sin prisa, que yo aún me estoy estirando.
content-morning-2 = Un día nuevo, todavía en su envoltorio. Lo abrimos cuando quieras.
content-morning-3 = Ya tengo los ojos abiertos y miro por la ventana. Tómate tu tiempo.
content-morning-4 = El día acaba de nacer y yo con él. ¿Empezamos por algo agradable?


### El estado de ánimo en pocas palabras, para seguir a «está»

mood-exhausted = sin energía
mood-thirsty = con sed
mood-hungry = con hambre
mood-tired = con poca energía
mood-proud = radiante de orgullo
mood-asleep = durmiendo
mood-relaxed = en calma
mood-happy = feliz
mood-content = a gusto

face-title = { $name } está { $mood }


### Razones del valor de cada medidor

reason-energy-fresh = Tengo la energía intacta: hoy aún no hemos trabajado.
reason-energy-working = He gastado energía en { $worked } de trabajo; llevamos { $continuous } sin descansar.
reason-energy-pausing = He gastado energía en { $worked } de trabajo, y acabamos de descansar.
reason-energy-worked = Hoy he gastado energía en { $worked } de trabajo; ahora la recupero poco a poco.
reason-energy-overtime = Hemos trabajado { $worked }, { $over } más que una jornada, y eso consume mi energía.
reason-energy-yesterday = Traigo algo de cansancio del trabajo de ayer.
reason-energy-rested = El descanso de hoy ({ $rested }) me ha devuelto energía.
reason-energy-closed = El día está cerrado y mi energía se va recuperando.

reason-hydration-drunk = Hoy hemos bebido { $ml } de { $goal } ml, el último sorbo hace { $ago }.
reason-hydration-dry = Hoy aún no hemos bebido nada, y con { $worked } de trabajo me entra sed.
reason-hydration-yesterday = Traigo algo de sed del trabajo de ayer.
reason-hydration-well = No tengo sed: aún me queda agua de sobra.
reason-hydration-resting = Hoy aún no hemos trabajado, así que no tengo sed.

reason-fullness-lunch = Nuestra comida del mediodía fue hace { $ago }.
reason-fullness-meal = Nuestro último bocado fue hace { $ago }.
reason-fullness-empty = Hoy aún no hemos comido nada, y con { $worked } de trabajo me entra hambre.
reason-fullness-yesterday = Traigo algo de hambre del trabajo de ayer.
reason-fullness-well = No tengo hambre: aún tengo la barriga bien llena.
reason-fullness-resting = Hoy aún no hemos trabajado, así que no tengo hambre.


### Recordatorios, usados también como texto de los avisos

reminder-water-1 = Ahora vendría de perlas un vaso de agua. ¿Uno para ti y otro para mí?
reminder-water-2 = Es la hora del sorbito. ¿Llenamos el vaso?
reminder-water-3 = Noto la garganta un poco seca. ¿Bebemos algo de agua?

reminder-lunch-1 = Es hora de comer. Sentémonos a disfrutar de algo rico.
reminder-lunch-2 = La cocina nos llama. Una buena comida lejos de la pantalla suena genial.
reminder-lunch-3 = ¿Comemos? El trabajo nos esperará sin problema.

reminder-rest-1 = { $continuous } de trabajo seguido. ¿Paramos cinco minutos?
reminder-rest-2 = Tras { $continuous } sentaría bien estirarse un poco. Empiezo yo.
reminder-rest-3 = Después de { $continuous }, nuestros ojos agradecerían algo lejano. ¿Miramos por la ventana?

reminder-wind_down-1 = { $worked } hoy: una buena jornada. ¿Vamos bajando el ritmo?
reminder-wind_down-2 = Ordenemos las ideas y cerremos el día. Con { $worked } es más que suficiente.
reminder-wind_down-3 = Tras { $worked }, el resto del día es nuestro. Lo que quede puede esperar a mañana.


### Avisos

notification-task_reminder-title = Una tarea que querías recordar
notification-task_reminder-body = Me pediste que te lo recordara: «{ $title }».

notification-deadline-title = Se acerca una fecha
notification-deadline-day-body = «{ $title }» es para hoy. Un pasito ya es un buen comienzo.
notification-deadline-today-body = «{ $title }» es para hoy { at-time }. Un pasito ya es un buen comienzo.
notification-deadline-tomorrow-body = «{ $title }» es para mañana { at-time }. Aún queda tiempo.
notification-deadline-later-body = «{ $title }» es para dentro de 24 horas, { at-time }. Aún queda tiempo.

notification-shutdown_reminder-title = Tu jornada puede acabar aquí
notification-shutdown_reminder-body = A esta hora querías parar. Lo que quede puede esperar; ¿cerramos el día?

notification-water-title = Un poco de agua
notification-lunch-title = Hora de comer
notification-rest-title = Un pequeño descanso
notification-wind_down-title = Hora de bajar el ritmo

notification-session_forgotten-title = ¿Sigue corriendo el reloj?
notification-session_forgotten-body = Tu sesión de trabajo lleva { $worked } abierta. Si ya has terminado, puedes cerrarla ahora y después corregir cuándo terminó.

notification-weekly_summary-title = Tu semana en pocas palabras
notification-weekly_summary-body =
    La semana pasada: { $worked } de trabajo, { $focus } de concentración, { $tasks ->
        [one] { $tasks } tarea terminada
       *[other] { $tasks } tareas terminadas
    } y { $streak ->
        [0] una racha por estrenar.
        [one] una racha de { $streak } día.
       *[other] una racha de { $streak } días.
    }

notification-achievement-title = Un nuevo logro
notification-achievement-body = Hemos conseguido «{ $name }». Ya brilla donde podemos verlo.

notification-challenge-title = Reto completado
notification-challenge-body = Esta semana hemos completado «{ $name }». Celebrémoslo con un buen descanso.

notification-level-title = Un nuevo nivel
notification-level-hatchling-body = Hemos llegado al nivel { $level }. Este polluelo crece un poquito con cada día a tu lado.
notification-level-sprout-body = Hemos llegado al nivel { $level }. A este brote le ha salido una hoja nueva, y mira hacia ti.
notification-level-companion-body = Hemos llegado al nivel { $level }. Qué alegría hacerte compañía.
notification-level-guardian-body = Hemos llegado al nivel { $level }. Ahora también velo por nuestros descansos.
notification-level-sage-body = Hemos llegado al nivel { $level }. Dicen que tengo sabiduría: la aprendí de tus días.

# $chat is the name of the platform, $workspace that of the workspace in it.
notification-link-linked-title = Un chat puede actuar por ti
notification-link-linked-body = { $chat } ({ $workspace }) actúa ahora por ti. ¿No has sido tú? Quita el vínculo en los ajustes y cambia la contraseña.
notification-link-moved-title = Un chat tiene otra cuenta
notification-link-moved-body = { $chat } ({ $workspace }) se ha vinculado a otra cuenta y ya no a la tuya.
notification-link-ended-title = Un chat ya no está vinculado
notification-link-ended-body = { $chat } ({ $workspace }) ya no acepta mis mensajes, así que he quitado el vínculo. Puedes vincularlo de nuevo en los ajustes.

notification-security-enabled-title = Ahora se entra con un código
notification-security-enabled-body = Tus otras sesiones se han cerrado. Guarda los códigos de recuperación fuera del teléfono.
notification-security-removed-title = Ya no se entra con un código
notification-security-removed-body = Tus sesiones se han cerrado. ¿No has sido tú? Cambia tu contraseña.
notification-security-reset-title = Ya no se entra con un código
notification-security-reset-body = Un administrador ha quitado tu segundo factor y tus sesiones se han cerrado. Puedes activarlo de nuevo en los ajustes.
notification-security-recovery-codes-title = Tienes códigos de recuperación nuevos
notification-security-recovery-codes-body = Los anteriores ya no valen. ¿No has sido tú? Cambia tu contraseña.
notification-security-recovery-code-title = Se ha usado un código de recuperación
notification-security-recovery-code-body = { $left ->
    [0] Era el último: crea otros en los ajustes.
    [one] Queda uno: crea otros en los ajustes.
   *[other] Quedan { $left }. ¿No has sido tú? Cambia tu contraseña.
  }
notification-security-guesses-title = Puede que se conozca tu contraseña
notification-security-guesses-body = Se ha escrito bien, pero cinco códigos no valían. ¿No has sido tú? Cambia tu contraseña.


### Avisos que se adelantan

notification-overload_ahead-title = Se acerca una semana llena
notification-overload_ahead-week-body = Según tus días, esta semana llega a { $expected_hours } de trabajo, más de { $limit_hours }. ¿Algún día podría ser más corto?
notification-overload_ahead-last_week-body = La semana pasada tuvo { $expected_hours } de trabajo; otra igual pasa de { $limit_hours }. ¿Algún día podría ser más corto?
notification-overload_ahead-rising-body = Tus semanas han subido a { $last_week_hours } de trabajo; lo habitual son { $usual_hours }. ¿Algo puede esperar?
notification-overload_ahead-usual-body = Los próximos siete días apuntan a { $expected_hours } de trabajo; lo habitual son { $usual_hours }. ¿Algo puede esperar?

notification-long_day_ahead-title = Se acerca un día largo
notification-long_day_ahead-weekday-body = De los últimos { $days } días como este de la semana que llegaron a esta altura, { $long_days } pasaron de { $limit_hours }. ¿Algo puede esperar?
notification-long_day_ahead-start-body = De los últimos { $days } días que empezaron como hoy y llegaron a esta altura, { $long_days } pasaron de { $limit_hours }. ¿Algo puede esperar?

notification-recovery-title = Un momento para recuperar fuerzas


### Gráficos

chart-months = enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
chart-months-short = ene feb mar abr may jun jul ago sept oct nov dic
chart-weekdays = lunes martes miércoles jueves viernes sábado domingo
chart-weekdays-short = lun mar mié jue vie sáb dom
chart-day = { $day } de { $month } de { $year }
chart-day-short = { $day } { $month }
chart-period = { $first } – { $last } { $year }
chart-one-day = { $last } { $year }

chart-work = trabajo
chart-focus = concentración
chart-overtime = horas extra
chart-tasks = tareas hechas
chart-empty = Todavía no hay nada. Tu próxima sesión será la primera.

chart-days-title = Tus días
chart-days-nothing = Del { $first } al { $last }: aún sin trabajo.
chart-days-description =
    Del { $first } al { $last }: { $worked } de trabajo, de ellas { $overtime } extra, { $focus } de concentración y { $tasks ->
        [one] { $tasks } tarea terminada
       *[other] { $tasks } tareas terminadas
    }. Mejor día de concentración: el { $best }, con { $most }.

chart-heatmap-title = Las horas de tu semana
chart-heatmap-period =
    { $weeks ->
        [one] { $weeks } semana
       *[other] { $weeks } semanas
    }
chart-heatmap-nothing =
    { $weeks ->
        [one] La última semana
       *[other] Las últimas { $weeks } semanas
    }: aún sin trabajo.
chart-heatmap-description =
    { $weeks ->
        [one] La última semana
       *[other] Las últimas { $weeks } semanas
    }: { $worked } de trabajo, { $focus } de concentración y { $tasks ->
        [one] { $tasks } tarea terminada
       *[other] { $tasks } tareas terminadas
    }. Más trabajo: el { $weekday } { at-time }, con { $most }.

chart-outlook-title = Tu próxima semana
chart-outlook-day = { $weekday }: { $hours }.
chart-expected = previsto
chart-range = intervalo probable
chart-line = un día largo: más de { $hours }

# El asistente
outlook-off = El asistente está desactivado en tus preferencias.
outlook-none =
    { $missing ->
        [one] Un día más de historial y se podrá prever la próxima semana.
       *[other] { $missing } días más de historial y se podrá prever la próxima semana.
    }
outlook-untracked = Aún no hay trabajo registrado, así que no se puede prever la próxima semana.
# Cuatro de cada cinco semanas están entre $low y $high, que coinciden en outlook-week-steady.
outlook-week = Previsión de los próximos siete días: { $hours } de trabajo, probablemente entre { $low } y { $high }.
outlook-week-rough = Primera previsión de siete días: { $hours } de trabajo, probablemente entre { $low } y { $high }.
outlook-week-steady = Previsión de los próximos siete días: { $hours } de trabajo.
outlook-week-free = No se espera trabajo en los próximos siete días.

# Lo que los últimos días dicen de la próxima semana, $hours sin signo.
factor-recent_weeks-more = Según las últimas semanas: { $hours } más de lo habitual.
factor-recent_weeks-less = Según las últimas semanas: { $hours } menos de lo habitual.
factor-last_week-more = Según los últimos siete días: { $hours } más de lo habitual.
factor-last_week-less = Según los últimos siete días: { $hours } menos de lo habitual.
factor-last_days-more = Según los últimos tres días: { $hours } más de lo habitual.
factor-last_days-less = Según los últimos tres días: { $hours } menos de lo habitual.
factor-days_off-more = Días libres: { $hours } más.
factor-days_off-less = Días libres por delante: { $hours } menos.

task-at-risk = { $title }: por hacer, { $left }; trabajo previsto hasta su fecha, { $free }.

# Observaciones. Cada medida es un hecho sin su punto final: $value o $amount, y $n, los días o casos en que se apoya.
# El periodo anterior tuvo un $percent menos o más. Una clave que acaba en none dice por qué no se conoce.
insight-fact = { $fact }.
insight-newest = { $fact }, de las { $limit } tareas más recientes.
insight-more =
    { $fact }, un { $percent } % más que en { $weeks ->
        [one] la semana anterior
       *[other] las { $weeks } semanas anteriores
    }.
insight-fewer =
    { $fact }, un { $percent } % menos que en { $weeks ->
        [one] la semana anterior
       *[other] las { $weeks } semanas anteriores
    }.
insight-less =
    { $fact }, un { $percent } % menos que en { $weeks ->
        [one] la semana anterior
       *[other] las { $weeks } semanas anteriores
    }.

insight-hours_worked =
    { $value } de trabajo en { $n ->
        [one] { $n } día
       *[other] { $n } días
    }
insight-hours_worked-none = No se registró trabajo en este periodo.
insight-active_share =
    El { $amount } % del trabajo fue concentración, en { $n ->
        [one] { $n } día
       *[other] { $n } días
    }
insight-active_share-none = No se registró concentración durante el trabajo en este periodo.
insight-tasks_completed =
    { $amount ->
        [one] { $amount } tarea completada
       *[other] { $amount } tareas completadas
    }, en { $n ->
        [one] { $n } día
       *[other] { $n } días
    } con registros
insight-tasks_completed-none = No hay tareas en este periodo.
insight-tasks_pending =
    Pendientes: { $amount } de { $n ->
        [one] { $n } tarea
       *[other] { $n } tareas
    }
insight-tasks_pending-none = No hay tareas en este periodo.
insight-task_progress =
    Hecho: el { $amount } % de { $n ->
        [one] { $n } subtarea
       *[other] { $n } subtareas
    }
insight-task_progress-none = Ninguna tarea de este periodo tiene subtareas.
insight-minutes_per_task =
    { $amount } min por tarea, en { $n ->
        [one] { $n } tarea
       *[other] { $n } tareas
    }
insight-minutes_per_task-none = No hay tiempo medido en las tareas completadas en este periodo.
insight-estimate_deviation-over =
    Un { $amount } % más de tiempo que el estimado, en { $n ->
        [one] { $n } tarea
       *[other] { $n } tareas
    }
insight-estimate_deviation-under =
    Un { $amount } % menos de tiempo que el estimado, en { $n ->
        [one] { $n } tarea
       *[other] { $n } tareas
    }
insight-estimate_deviation-even =
    Justo el tiempo estimado, en { $n ->
        [one] { $n } tarea
       *[other] { $n } tareas
    }
insight-estimate_deviation-none = Ninguna tarea completada en este periodo tiene estimación y tiempo medido.
insight-breaks =
    { $amount ->
        [one] { $amount } pausa
       *[other] { $amount } pausas
    } en { $n ->
        [one] { $n } día
       *[other] { $n } días
    }
insight-breaks-none = No se registró ninguna pausa en este periodo.
insight-break_minutes =
    { $value } de pausas en { $n ->
        [one] { $n } día
       *[other] { $n } días
    }
insight-break_minutes-none = No se registró ninguna pausa en este periodo.
insight-recommended_breaks_kept =
    El { $amount } % de { $n ->
        [one] { $n } aviso de descanso
       *[other] { $n } avisos de descanso
    } acabó en un descanso
insight-recommended_breaks_kept-none = No se envió ningún aviso de descanso en este periodo.
insight-work_break_balance =
    { $amount } min de descanso por hora de trabajo, en { $n ->
        [one] { $n } día
       *[other] { $n } días
    }
insight-work_break_balance-none = No se registró trabajo con descansos en este periodo.
insight-usual_start = El trabajo suele empezar a las { $value }, en { $n } días
insight-usual_start-none = Para un comienzo habitual hacen falta { $needed } días de trabajo en este periodo.
insight-usual_end = El trabajo suele terminar a las { $value }, en { $n } días
insight-usual_end-none = Para un final habitual hacen falta { $needed } días de trabajo en este periodo.
insight-overload_days =
    { $amount } de { $n ->
        [one] { $n } día
       *[other] { $n } días
    } de trabajo por encima de tu límite
insight-overload_days-none = No se registró trabajo en este periodo.
insight-regularity = Una regularidad de { $amount } puntos, en { $n } días
insight-regularity-none = Para la regularidad hacen falta { $needed } días de trabajo en este periodo.
insight-carried_over =
    Sin terminar en su día: { $amount } de { $n ->
        [one] { $n } tarea planificada
       *[other] { $n } tareas planificadas
    }
insight-carried_over-none = Ninguna tarea estaba planificada para un día de este periodo.
insight-reminder_response_minutes =
    Normalmente, { $amount } min de un aviso a su respuesta, en { $n ->
        [one] { $n } aviso
       *[other] { $n } avisos
    }
insight-reminder_response_minutes-none = Ningún aviso de este periodo tiene respuesta.
insight-interactions =
    { $amount ->
        [one] { $amount } registro
       *[other] { $amount } registros
    } al día, en { $n ->
        [one] { $n } día
       *[other] { $n } días
    }
insight-interactions-none = No se registró nada en este periodo.

# Señales: lo que se ha registrado y algo pequeño que se podría hacer.
signal-long_week-notice = Media de las dos últimas semanas: { $hours } de trabajo registrado; límite medio en la UE: 48 h.
signal-long_week-strong = Media de las dos últimas semanas: { $hours } de trabajo registrado; para OMS y OIT, largas desde 55 h.
signal-long_week-option = Podrías terminar un día de esta semana una hora antes.
signal-short_night = { $count } veces en 14 días, el trabajo registrado empezó menos de 11 horas después de terminar.
signal-short_night-option = Tras terminar tarde, podrías empezar el día siguiente un poco después.
signal-no_free_day-notice = En 7 días, lo más largo sin trabajo registrado es { $hours }; el descanso semanal en la UE es 35 h.
signal-no_free_day-strong = En 14 días, lo más largo sin trabajo registrado es { $hours }; el descanso semanal en la UE es 35 h.
signal-no_free_day-option = Podrías dejar libre uno de los próximos días.
signal-no_break = { $count } veces en 14 días hubo más de 6 horas de trabajo registrado sin 15 minutos de descanso.
signal-no_break-option = Podrías poner 15 minutos de descanso en mitad del día.
signal-evenings = Trabajo registrado después de las 20:00 en { $count } de las últimas 14 noches; lo habitual: { $usual }.
signal-evenings-option = Podrías elegir una noche de esta semana para dejarla libre.
signal-weekends = Trabajo registrado en { $count } de tus días libres de los últimos 14; lo habitual: { $usual }.
signal-weekends-option = Podrías mantener sin trabajo tu próximo día libre.
signal-rising_load = Las dos últimas semanas tienen de media { $hours } de trabajo registrado; lo habitual: { $usual_hours }.
signal-rising_load-option = Podrías pasar algo previsto para esta semana a la siguiente.
signal-tough_days = Valoraste como difíciles { $count } de tus últimos { $total } cierres.
signal-tough_days-option = Podrías empezar mañana con algo pequeño que te guste.
signal-skipped_breaks = De { $total } avisos de descanso en cuatro semanas, al { $percent } % le siguió un descanso registrado.
signal-skipped_breaks-option = Podrías hacer del próximo aviso un descanso de cinco minutos.

# Las fuentes de las reglas.
signal-source-directive-3 = Directiva 2003/88/CE, artículo 3
signal-source-directive-4 = Directiva 2003/88/CE, artículo 4
signal-source-directive-5 = Directiva 2003/88/CE, artículo 5
signal-source-directive-6 = Directiva 2003/88/CE, artículo 6
signal-source-who-ilo = OMS/OIT 2021: Pega et al., Environment International 154, 106595
signal-source-detachment = Wendsche y Lohmann-Haislah 2017, Frontiers in Psychology 7, 2072
signal-source-history = Tu propio historial
signal-source-ratings = Tus propias valoraciones

# El plan de un día. $begin y $end son horas locales; $worked, $limit y $length, duraciones.
plan-text =
    { $tasks ->
        [one] { $tasks } tarea
       *[other] { $tasks } tareas
    }: { $worked } de trabajo, de { $begin } a { $end }.
plan-text-free-day = Un día sin trabajo: no hay nada previsto.
plan-text-shut-down = Ya has cerrado este día, así que no hay nada más previsto.
plan-text-no-tasks = No hay tareas pendientes: el día es tuyo.
plan-text-full = El límite de este día no deja tiempo para más tareas.
plan-text-over = Tu horario habitual de este día ya ha pasado.
plan-text-short = Ninguna de tus tareas pendientes cabe en { $left }.
plan-text-none = Tus tareas pendientes empiezan más tarde o son de otros días.

# De qué sale el plan.
plan-because-limit = Tu límite es de { $limit } de trabajo al día.
plan-because-worked = Tu límite es de { $limit } de trabajo al día, y ya llevas { $worked }.
plan-because-reserve = Queda libre el { $percent } % del tiempo restante: tu proporción de trabajo sin concentración, del 20 al 40 %.
plan-because-default-reserve = Queda libre el { $percent } % del tiempo restante para lo que surja.
plan-because-hours = Sueles trabajar de { $begin } a { $end }.
plan-because-default-hours = El plan va de { $begin } a { $end } hasta que se conozca tu horario habitual.
plan-because-session = Tu jornada está en marcha, así que el plan empieza ahora.
plan-because-clock-out = Quieres parar { at-time }.
plan-because-best-hours = Las tareas de prioridad alta van en tus mejores horas de concentración.
plan-because-most-due = Solo se tienen en cuenta las { $limit } tareas pendientes que vencen primero.

# Por qué hay un bloque en el plan: un motivo y luego una estimación.
plan-why-overdue = Su fecha límite ya ha pasado.
plan-why-due_earlier = Vence antes de este día.
plan-why-due = Vence este día.
plan-why-due_soon = En los días que quedan hasta su fecha límite no cabe todo lo que vence.
plan-why-planned = La tienes prevista para este día.
plan-why-carried_over = La tenías prevista para un día anterior.
plan-why-high_priority = Tiene prioridad alta.
plan-why-next = Es la siguiente por prioridad y antigüedad.
plan-why-best-hours = A esta hora te concentras mejor.
plan-why-break = Una pausa tras { $after } de trabajo como máximo.
plan-why-lunch = Tu hora de comer.
plan-estimate-task = Tiempo restante según tu estimación: { $length }.
plan-estimate-tags = Tiempo restante según tus tareas con «{ $tag }»: cerca de { $length }.
plan-estimate-several-tags = Tiempo restante según tus tareas con sus etiquetas: cerca de { $length }.
plan-estimate-tasks = Tiempo restante según tus otras tareas: cerca de { $length }.
plan-estimate-default = Se calculan { $length }, sin estimación ni tareas parecidas.
plan-estimate-least = Recibe { $length }, lo mínimo que se planifica.

# Por qué una tarea queda fuera.
plan-left-no_room = Este día ya no queda tiempo para ella.
plan-left-rest = Queda para otro día: { $length }.
plan-left-starts_later = Empieza más tarde.
plan-left-planned_elsewhere = La tienes prevista para otro día.

# Recomendaciones: de cada clase, un título, un texto y la etiqueta de un botón. Las claves con because son razones.
recommendation-number = { $value }
recommendation-percent = { $value } %
recommendation-millilitres = { $value } ml
recommendation-date = { $day } de { $month }
recommendation-name = «{ $value }»

recommendation-next_task-title = Lo siguiente
recommendation-next_task-text = Lo siguiente podría ser { $task }; { $focus } serían un buen comienzo.
recommendation-next_task-action = Empezar
recommendation-because-overdue = Su fecha límite ya ha pasado.
recommendation-because-due-today = Vence hoy.
recommendation-because-due-soon = En los días que quedan hasta su fecha límite no cabe todo lo que vence.
recommendation-because-planned = Está en el plan de hoy.
recommendation-because-planned-earlier = Estaba en el plan de un día anterior.
recommendation-because-priority = Tiene prioridad alta.
recommendation-because-others =
    { $tasks ->
        [one] Es la única tarea pendiente para hoy.
       *[other] De { $tasks } tareas pendientes para hoy, es la primera.
    }
recommendation-because-first = Es la primera por prioridad y antigüedad.
recommendation-because-left = Queda por hacer: cerca de { $left }.
recommendation-because-fits = Queda por hacer: cerca de { $left }, y cabe en el día de hoy.
recommendation-because-best-hours-now = Esta es una de tus mejores horas de concentración.

recommendation-start_focus-title = Buen momento para concentrarse
recommendation-start_focus-text = ¿Qué tal { $focus } de concentración?
recommendation-start_focus-action = Empezar la sesión
recommendation-because-focus-missing = Tu meta de hoy está a { $missing }.
recommendation-because-focus-so-far = Hoy llevas { $focused } de concentración.
recommendation-because-focus-first = Sería tu primer rato de concentración de hoy.
recommendation-because-focus-usual =
    { $sessions ->
        [one] Es más o menos lo que duró tu última sesión.
       *[other] Es más o menos lo que duran tus sesiones, según las últimas { $sessions }.
    }

recommendation-take_break-title = Una pequeña pausa
recommendation-take_break-text = { $break } lejos de la pantalla te sentarían bien.
recommendation-take_break-action = Hacer una pausa
recommendation-because-no-rest = Llevas { $worked } de trabajo sin descanso; a partir de { $after } se agradece uno.

recommendation-drink-title = Un vaso de agua
recommendation-drink-text = ¿Qué tal { $amount } de agua?
recommendation-drink-action = Anotar esta bebida
recommendation-because-drunk-ago = El último sorbo fue hace { $ago }; hoy llevas { $drunk } de { $goal }.
recommendation-because-not-drunk = Hoy aún no hay ninguna bebida anotada; tu meta es de { $goal }.

recommendation-lunch-title = Hora de comer
recommendation-lunch-text = ¿Una buena comida lejos de la pantalla? Hay tiempo hasta las { $to }.
recommendation-lunch-action = Anotar la comida
recommendation-because-lunch-time = Tu horario de comida va de { $from } a { $to }.
recommendation-because-worked-today = Hoy llevas { $worked } de trabajo.

recommendation-replan_overdue-title = Un nuevo día para una tarea
recommendation-replan_overdue-text = { $task } podría pasar al { $day }.
recommendation-replan_overdue-action = Cambiar el día
recommendation-because-past-its-day =
    { $days ->
        [one] Su día fue ayer.
       *[other] Su día fue hace { $days } días.
    }
recommendation-because-overdue-tasks = Hay { $tasks } tareas pendientes cuyo día ya pasó.

recommendation-split_task-title = Pasos más pequeños
recommendation-split_task-text = { $task } puede ser más fácil en dos pasos.
recommendation-split_task-action = Añadir dos pasos
recommendation-step-first = Un primer paso
recommendation-step-rest = El resto
recommendation-because-open-long = Lleva { $days } días pendiente y aún no tiene pasos.
recommendation-because-carried-over =
    { $times ->
        [one] Ha pasado a otro día { $times } vez.
       *[other] Ha pasado a otro día { $times } veces.
    }

recommendation-estimate_better-title = Una estimación a medida
recommendation-estimate_better-text = { $estimate } podría ser una buena estimación para { $task }.
recommendation-estimate_better-action = Usar esta estimación
recommendation-because-takes-longer = Tus últimas { $tasks } tareas con estimación llevaron un { $deviation } más de tiempo de lo estimado.
recommendation-because-takes-less = Tus últimas { $tasks } tareas con estimación llevaron un { $deviation } menos de tiempo de lo estimado.

recommendation-protect_best_hours-title = Sitio para tus mejores horas
recommendation-protect_best_hours-text = De { $from } a { $to } podrías guardar tiempo para { $task }.
recommendation-protect_best_hours-action = Avisarme entonces
recommendation-because-best-hours = El { $share } de tu concentración está entre las { $from } y las { $to }, en { $days } días.

recommendation-lighter_day-title = Un día más ligero
recommendation-lighter_day-text = El { $day } apunta a { $hours } de trabajo. Quizá algo pueda esperar.
recommendation-lighter_day-text-task = { $task } podría esperar al { $other_day }: el { $day } apunta a { $hours } de trabajo.
recommendation-lighter_day-action = Cambiar el día
recommendation-lighter_day-look = Ver la próxima semana
recommendation-because-long-day = Es probable que el { $day } pase de { $limit } de trabajo.
recommendation-because-long-days = No es el único día largo de la próxima semana.

recommendation-stop_for_today-title = Suficiente por hoy
recommendation-stop_for_today-text = Con { $worked }, la jornada ya está completa. Lo que queda puede esperar.
recommendation-stop_for_today-action = Terminar la jornada
recommendation-because-limit = Tu límite es de { $limit } de trabajo al día.

recommendation-shutdown-title = Cerrar el día
recommendation-shutdown-text = Una breve mirada atrás y el resto del día es tuyo.
recommendation-shutdown-text-carry-over = Una breve mirada atrás y el día es tuyo. Lo pendiente del plan de hoy pasa al { $day }.
recommendation-shutdown-action = Cerrar el día
recommendation-because-tasks-done =
    { $tasks ->
        [one] Hoy has completado { $tasks } tarea.
       *[other] Hoy has completado { $tasks } tareas.
    }
recommendation-because-clock-out = Querías parar a esta hora: { $end }.
recommendation-because-usual-end = Tu trabajo suele terminar hacia las { $end }.

recommendation-plan_tomorrow-title = Mañana, en orden
recommendation-plan_tomorrow-text = { $task } podría ser parte del { $day }.
recommendation-plan_tomorrow-action = Planificar para mañana
recommendation-because-tasks-without-day = Hay { $tasks } tareas pendientes que no están previstas para los próximos días.
recommendation-because-planned-tomorrow =
    { $planned ->
        [0] Para el { $day } aún no hay nada en el plan.
        [one] Para el { $day } hay { $planned } tarea en el plan.
       *[other] Para el { $day } hay { $planned } tareas en el plan.
    }

recommendation-join_challenge-title = Un reto a tu medida
recommendation-join_challenge-text = { $challenge } podría ser tuyo esta semana, por { $points } puntos.
recommendation-join_challenge-action = Participar
recommendation-because-challenge-focus = Pide { $target } sesiones de concentración; a tu ritmo habitual serían { $usual } hasta el domingo.
recommendation-because-challenge-task = Pide { $target } tareas; a tu ritmo habitual serían { $usual } hasta el domingo.
recommendation-because-challenge-break = Pide { $target } pausas; a tu ritmo habitual serían { $usual } hasta el domingo.
recommendation-because-challenge-shutdown = Pide cerrar temprano { $target } días; a tu ritmo habitual serían { $usual } hasta el domingo.

recommendation-celebrate-title = Algo que celebrar
recommendation-celebrate-text-streak = { $days } días activos seguidos: tu racha más larga hasta ahora.
recommendation-celebrate-text-focus = { $focused } de concentración hoy: una nueva marca personal.
recommendation-celebrate-text-tasks = { $tasks } tareas hechas hoy: una nueva marca personal.
recommendation-celebrate-action = Ver tus logros
recommendation-because-best-streak = Ninguna de tus rachas pasó de { $days } días.
recommendation-because-best-focus = En { $days } días anteriores, el máximo fue de { $before }.
recommendation-because-best-tasks = En { $days } días anteriores, el máximo fue de { $most }.

recommendation-because-often = Sueles hacer esto cuando se te propone.
recommendation-because-seldom = Sueles dejar esto para más tarde, así que va más abajo.
