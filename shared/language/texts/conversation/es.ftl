# Lo que dice el compañero en una conversación. Las claves que acaban en número son variantes de un texto.

### Días y horas

day-yesterday = ayer
day-today = hoy
day-tomorrow = mañana
day-of-year = el { $weekday } { $day } de { $month }
day-of-other-year = el { $weekday } { $day } de { $month } de { $year }
day-and-time = { $day } { $time }


### Respuestas y sugerencias, que tienen que entenderse cuando se envían

answer-yes = Sí
answer-no = No
suggest-undo = Deshacer
suggest-add = Añade una tarea: estirar cinco minutos
suggest-tasks = ¿Qué hay en mi lista?
suggest-help = Ayuda
suggest-status = ¿Cómo estás?
suggest-recommend = ¿Qué hago ahora?
suggest-focus = Empieza una sesión de foco
suggest-unlink = Desvincular


### Tareas

added-1 = Añadida: «{ $title }»{ $details }.
added-2 = Ya está en la lista: «{ $title }»{ $details }.
added-3 = Tomo nota: «{ $title }»{ $details }.
add-what-1 = ¿Qué pongo en la lista? Por ejemplo: «añade llamar al fontanero el viernes».
add-what-2 = Dime qué añado, como en «añade regar las plantas mañana».
add-sure-1 = ¿Pongo «{ $title }» en la lista?
add-sure-2 = «{ $title }»: ¿lo añado como tarea?
detail-due = para { $due }
detail-priority-high = prioridad alta
detail-priority-medium = prioridad media
detail-priority-low = prioridad baja
detail-estimate = cerca de { $length }
repeats-on = cada { $days }
repeats-daily = { $count ->
    [one] cada día
   *[other] cada { $count } días
}
repeats-weekly = { $count ->
    [one] cada semana
   *[other] cada { $count } semanas
}
repeats-monthly = { $count ->
    [one] cada mes
   *[other] cada { $count } meses
}
repeats-yearly = { $count ->
    [one] cada año
   *[other] cada { $count } años
}
and = { $first } y { $last }
remind-what-1 = ¿Qué te recuerdo? Por ejemplo: «recuérdame llamar a Ana a las 17».
remind-what-2 = Dime qué, como en «recuérdame estirar dentro de una hora».
remind-when-1 = ¿Cuándo te recuerdo «{ $title }»?
remind-when-2 = «{ $title }»: ¿a qué hora te viene bien que te avise?
remind-past-1 = Esa hora ya ha pasado. ¿Cuándo te recuerdo «{ $title }»?
remind-past-2 = Ese momento ya pasó. Dime uno más tarde para «{ $title }».
reminds-1 = Te recordaré «{ $title }» { $when }.
reminds-2 = «{ $title }»: te aviso { $when }.
completed-1 = Hecho: «{ $title }». Qué gusto.
completed-2 = Una menos: «{ $title }». Genial.
completed-3 = «{ $title }», terminada. Me sale un bailecito.
reopened-1 = Abierta otra vez: «{ $title }».
reopened-2 = «{ $title }» vuelve a la lista.
deleted-1 = Borrada: «{ $title }».
deleted-2 = «{ $title }» ya no está en la lista.
complete-sure-1 = ¿Doy por hecha «{ $title }»?
complete-sure-2 = ¿Marco «{ $title }» como hecha?
delete-sure-1 = ¿Borro «{ $title }»?
delete-sure-2 = ¿Quito «{ $title }» de la lista?
which-task-1 = ¿A cuál te refieres?
which-task-2 = Hay varias tareas así. ¿Cuál?
which-title-1 = ¿Qué tarea es? Con el título me basta.
which-title-2 = Te sigo. ¿De qué tarea hablamos?
task-changed-1 = Esa tarea ha cambiado desde entonces, así que la dejo como está.
task-changed-2 = A esa tarea le ha pasado algo desde entonces. La dejo como está.
no-such-task-1 = No encuentro ninguna tarea como «{ $title }». No he cambiado nada.
no-such-task-2 = «{ $title }» no está entre tus tareas, así que lo dejo todo igual.
task-due = { $title } (para { $due })
tasks-more = … y más.
tasks-all-1 = { $count ->
    [one] Una tarea abierta:
   *[other] Tus tareas abiertas:
}
tasks-all-2 = Esto hay en tu lista:
tasks-today-1 = Para hoy:
tasks-today-2 = Hoy toca:
tasks-upcoming-1 = Lo que viene:
tasks-upcoming-2 = Para más adelante:
tasks-overdue-1 = Estas llevan un tiempo esperando:
tasks-overdue-2 = Pasadas de fecha y aún abiertas:
tasks-week-1 = Esta semana:
tasks-week-2 = Para esta semana:
tasks-done-1 = Estas ya están hechas:
tasks-done-2 = Ya has terminado estas:
tasks-none-all-1 = Tu lista está vacía. Qué paz.
tasks-none-all-2 = No hay nada en la lista.
tasks-none-today-1 = No hay nada para hoy.
tasks-none-today-2 = El día está despejado.
tasks-none-upcoming-1 = No hay nada para después de hoy.
tasks-none-upcoming-2 = Los próximos días están despejados.
tasks-none-overdue-1 = No hay nada atrasado. Estupendo.
tasks-none-overdue-2 = Ninguna tarea está pasada de fecha.
tasks-none-week-1 = No hay nada para esta semana.
tasks-none-week-2 = La semana está despejada.
tasks-none-done-1 = Aún no hay tareas hechas. Hay tiempo.
tasks-none-done-2 = La primera está por llegar.


### Deshacer

undone-1 = Deshecho: { $act }.
undone-2 = Listo, lo he deshecho: { $act }.
undo-nothing-1 = No hay nada que deshacer de los últimos 15 minutos.
undo-nothing-2 = No veo nada de los últimos 15 minutos que pueda deshacer.
undo-changed-1 = Eso ha cambiado desde entonces, así que lo dejo como está.
undo-changed-2 = Ya no puedo deshacerlo: ha cambiado desde entonces.
act-add_task = «{ $title }» ya no está en la lista
act-complete_task = «{ $title }» vuelve a estar abierta
act-reopen_task = «{ $title }» vuelve a estar hecha
act-delete_task = «{ $title }» ha vuelto


### Charla

help-1 = Puedes decirme cosas como «añade llamar a Ana mañana», «empieza 25 minutos de foco», «he bebido un vaso de agua», «qué hay en mi lista» o «cierra el día».
help-2 = Prueba con «entro a trabajar», «ya está el informe», «recuérdame estirar dentro de una hora», «cómo ha ido mi semana» o «deshacer».
greeting-1 = ¡Hola, { $person }! ¿Qué hacemos?
greeting-2 = Hola, { $person }, me alegra leerte.
thanks-1 = ¡De nada!
thanks-2 = A ti. Hacemos buen equipo.
heard-sure-1 = ¿Has dicho «{ $heard }»?
heard-sure-2 = Para no equivocarme: ¿has dicho «{ $heard }»?
not-heard-1 = No he oído nada. Todo sigue igual.
not-heard-2 = No había palabras ahí. Todo sigue igual.
not-understood-1 = Eso no lo he entendido, así que no he cambiado nada. ¿Quizá algo de esto?
not-understood-2 = No sé muy bien qué quieres decir, y lo he dejado todo igual. ¿Te sirve algo de esto?
nothing-asked-1 = Ahora mismo no hay ninguna pregunta abierta, así que no he cambiado nada.
nothing-asked-2 = No había nada que responder, así que lo dejo todo como está.
declined-1 = De acuerdo, lo dejo como está.
declined-2 = Vale, no he cambiado nada.
out-of-order-1 = Ya hay algo anotado después de esa hora, así que no he cambiado nada.
out-of-order-2 = Eso no encaja con lo que hay anotado después. No ha cambiado nada.
out-of-range-1 = Eso se sale de lo que puedo anotar, así que no he cambiado nada.
out-of-range-2 = No puedo anotar tanto ni tan poco. No ha cambiado nada.
could-not-1 = Eso no es posible, así que no he cambiado nada.
could-not-2 = Tal como están las cosas no he podido. No ha cambiado nada.


### Trabajo

clock_in-1 = Entrada { $time }. ¡Vamos allá!
clock_in-2 = La jornada empieza { $time }. Paso a paso.
clock_in-refused-1 = Ya hay una jornada en marcha, así que no he cambiado nada.
clock_in-refused-2 = Tu jornada ya estaba en marcha. La dejo como está.
clock_out-1 = Salida { $time } después de { $worked }. Ahora, a descansar.
clock_out-2 = Fin de la jornada { $time }: { $worked } de trabajo en esta sesión.
clock_out-refused-1 = No hay ninguna jornada en marcha, así que no hay nada que cerrar.
clock_out-refused-2 = Ahora mismo no estás trabajando. No ha cambiado nada.
pause_work-1 = Trabajo en pausa { $time }. Te guardo el sitio.
pause_work-2 = Pausa { $time }, después de { $worked }.
pause_work-refused-1 = No hay trabajo en marcha que pausar.
pause_work-refused-2 = Ahora mismo no hay trabajo en marcha, así que no he cambiado nada.
resume_work-1 = Seguimos { $time }.
resume_work-2 = El trabajo sigue { $time }.
resume_work-refused-1 = No hay trabajo en pausa, así que no he cambiado nada.
resume_work-refused-2 = Ahora mismo no hay ninguna pausa que terminar.


### Foco

start_focus-1 = { $minutes ->
    [one] Un minuto de foco desde ya. Me quedo en silencio.
   *[other] { $minutes } minutos de foco desde ya. Me quedo en silencio.
}
start_focus-2 = { $minutes ->
    [one] Foco durante un minuto. Yo vigilo.
   *[other] Foco durante { $minutes } minutos. Yo vigilo.
}
start_focus-refused-1 = Ya hay una sesión en marcha, así que la dejo como está.
start_focus-refused-2 = Ya hay algo en marcha, así que no he cambiado nada.
start_break-1 = { $minutes ->
    [one] Un minuto de pausa. Que cunda.
   *[other] { $minutes } minutos de pausa. Disfrútalos todos.
}
start_break-2 = { $minutes ->
    [one] Una pausa de un minuto. ¡Pies en alto!
   *[other] Una pausa de { $minutes } minutos. ¡Pies en alto!
}
start_break-refused-1 = Ya hay una pausa en marcha, así que no he cambiado nada.
start_break-refused-2 = Ya estás en una pausa. La dejo como está.
stop_focus-refused-1 = No hay ninguna sesión en marcha, así que no hay nada que parar.
stop_focus-refused-2 = Ahora mismo no hay ni foco ni pausa en marcha.
stopped-focus-1 = Foco parado tras { $minutes } min. Todo suma.
stopped-focus-2 = Foco parado: han sido { $minutes } min.
stopped-break-1 = Fin de la pausa tras { $minutes } min. Hola de nuevo.
stopped-break-2 = De vuelta tras { $minutes } min de pausa.
completed-focus-1 = { $minutes } min de foco, hechos. Bien jugado.
completed-focus-2 = Sesión completa: { $minutes } min. Me quito el sombrero.
completed-break-1 = { $minutes } min de pausa. Como una rosa.
completed-break-2 = Pausa completa: { $minutes } min. Pilas cargadas.


### Salud

drink-1 = { $amount } ml de agua. ¡Glu, glu, gracias!
drink-2 = ¡Chof! { $amount } ml más en el depósito.
meal-1 = Anotado: { $meal }. ¡Ñam!
meal-2 = Apuntado: { $meal }. Espero que estuviera rico.
meal-breakfast = desayuno
meal-lunch = almuerzo
meal-dinner = cena
meal-snack = algo de picar
rest-1 = Anotado: { $minutes } min de descanso. Qué alivio.
rest-2 = Un descanso de { $minutes } min. Qué bien nos ha venido.


### Cierre del día

shutdown-rating-1 = Cerremos el día. ¿Qué tal ha sido?
shutdown-rating-2 = Hora de recoger. ¿Cómo ha ido hoy?
rating-great = Genial
rating-good = Bien
rating-okay = Normal
rating-tough = Duro
shutdown-carry-over-1 = { $count ->
    [one] Queda abierta una tarea planeada. ¿La paso al próximo día de trabajo?
   *[other] Quedan abiertas { $count } tareas planeadas. ¿Las paso al próximo día de trabajo?
}
shutdown-carry-over-2 = { $count ->
    [one] Queda una tarea planeada. ¿La dejo para el próximo día de trabajo?
   *[other] Quedan { $count } tareas planeadas. ¿Las dejo para el próximo día de trabajo?
}
shutdown-great-1 = ¡Menudo día! Queda cerrado. Disfruta de la tarde.
shutdown-great-2 = Cerrado con una sonrisa. ¡Hasta mañana!
shutdown-good-1 = Un buen día, cerrado. Que descanses.
shutdown-good-2 = El día está cerrado. Bien hecho, equipo.
shutdown-okay-1 = El día está cerrado. Mañana será otro.
shutdown-okay-2 = Cerrado. No todos los días necesitan fuegos artificiales.
shutdown-tough-1 = Ha sido duro, y ya ha pasado. Cuídate esta noche.
shutdown-tough-2 = El día está cerrado. Descansa; estoy de tu lado.
shutdown-clocked-out = También he fichado tu salida.
shutdown-carried = Lo pendiente pasa al próximo día de trabajo.
act-shutdown = el día vuelve a estar abierto
act-clock_in = la jornada ya no está
act-clock_out = la jornada sigue en marcha
act-pause_work = el trabajo sigue en marcha
act-resume_work = el trabajo vuelve a estar en pausa
act-start_focus = la sesión de foco ya no está
act-start_break = la pausa ya no está
act-stop_focus = la sesión sigue en marcha
act-complete_focus = la sesión de foco sigue en marcha
act-complete_break = la pausa sigue en marcha
act-drink = la bebida ya no cuenta
act-meal = la comida ya no cuenta
act-rest = el descanso ya no cuenta


### Cómo va todo

status-day = Hoy: { $worked } de trabajo, { $drunk } de { $goal } ml de agua.
points-1 = Tienes { $points ->
    [one] { $points } punto
   *[other] { $points } puntos
}, y tu racha de cierres es de { $streak ->
    [one] { $streak } día.
   *[other] { $streak } días.
}
points-2 = { $points ->
    [one] { $points } punto
   *[other] { $points } puntos
} hasta ahora; la racha de cierres va por { $streak ->
    [one] { $streak } día.
   *[other] { $streak } días.
}
challenges-1 = Los retos de esta semana:
challenges-2 = Así van tus retos:
challenges-none-1 = Esta semana no te has apuntado a ningún reto. Puedes elegir uno de estos:
challenges-none-2 = Ningún reto por ahora. Los de esta semana son:
challenge-progress = • { $name }: { $progress } de { $target }
suggest-clock-in = Entro a trabajar
suggest-clock-out = Salgo de trabajar
suggest-resume = Vuelvo al trabajo
suggest-stop = Para la sesión
suggest-shutdown = Cierra el día
suggest-outlook = ¿Cómo pinta mi semana?
suggest-points = ¿Cuántos puntos tengo?
suggest-challenges = ¿Cómo van mis retos?


### Mover tareas

reschedule-when-1 = ¿A qué día paso «{ $title }»?
reschedule-when-2 = Un nuevo día para «{ $title }»: ¿cuál?
moved-1 = Movida: «{ $title }». Ahora toca { $when }.
moved-2 = «{ $title }» espera hasta { $when }.
snoozed-1 = Vuelvo con «{ $title }» { $when }.
snoozed-2 = Pospuesta: «{ $title }», { $when }.
snooze-nothing-1 = No hay ningún aviso de las dos últimas horas que posponer.
snooze-nothing-2 = No veo ningún aviso reciente, así que no he cambiado nada.
act-move_task = «{ $title }» vuelve a donde estaba


### Recomendaciones

recommend-do-1 = { $text } ¿{ $label }?
recommend-do-2 = Una idea: { $text } ¿{ $label }?
recommend-nothing-1 = No se me ocurre nada: todo va bien así.
recommend-nothing-2 = Ahora mismo no se me ocurre nada más. Disfruta del momento.

### Chats
### $code es lo que alguien escribe, $name el nombre de una cuenta, $chat el de una plataforma.

link-where-1 = Ese código es para un chat: escríbemelo en Slack o Teams. Aquí no lo he usado.
link-where-2 = Un código así va en Slack o Teams. Envíamelo allí; aquí se queda como está.
unlink-where-1 = Esta página no es un chat vinculado. En los ajustes están tus vínculos, con un botón para quitar cada uno.
unlink-where-2 = Los vínculos con chats se quitan en el propio chat o en los ajustes de la aplicación.
unlink-sure-1 = ¿Quito el vínculo entre este chat y tu cuenta?
unlink-sure-2 = Este chat dejaría de llegar a tu cuenta. ¿Quito el vínculo?
unlinked-1 = El vínculo está quitado. Con un código nuevo de los ajustes se vincula de nuevo.
unlinked-2 = Hecho: este chat ya no tiene cuenta. Un código nuevo lo vincula otra vez.
chat-linked = Este chat está vinculado a la cuenta { $name }. ¿No es la tuya? Di «desvincular». Desde tu próximo mensaje, actúo para ella.
chat-not-linked = Aquí todavía no te conozco. Pide un código en los ajustes de Avanochi y escríbelo aquí: «vincular 7F3K-Q2MN».
chat-wrong-code = No conozco ese código: ya se ha usado o tiene más de diez minutos. En los ajustes de Avanochi se pide uno nuevo.
chat-too-many-codes = Por ahora no acepto más códigos de aquí. Inténtalo de nuevo en diez minutos, por favor.
chat-too-long = Es más de lo que puedo leer de una vez. Envíamelo en partes de 1000 caracteres como máximo, por favor.
chat-quota = Tu cuenta ha llegado a su límite, así que nada ha cambiado. Inténtalo mañana o borra algo en Avanochi, por favor.
chat-too-many-links = Tu cuenta ya tiene tantos chats como puede. Quita antes uno en los ajustes de Avanochi.
chat-button-gone = Ese botón es antiguo o no es tuyo. Dímelo con palabras, por favor.
delivery-waits = Tienes algo pendiente de ver en Avanochi.
delivery-done = Hecho
delivery-snooze = Posponer
delivery-tomorrow = Mañana
delivery-test = Esto es una prueba: los mensajes de Avanochi llegan a este chat.
chat-welcome = Hola, soy Avanochi. Escríbeme aquí qué puedo hacer por ti: tareas, recordatorios, jornadas y sesiones de concentración.
chat-open-personal = Solo respondo en nuestro chat personal, porque otros leen este. Ábrelo y escríbeme allí, por favor.
chat-answered-personally = Mi respuesta está en nuestro chat personal.
button-over-1 = Ese botón es de un momento anterior, así que nada ha cambiado. Dímelo con palabras, por favor.
button-over-2 = Ese botón trata de algo anterior; lo he dejado todo como está. Dímelo con palabras, por favor.
answer-waits-1 = La respuesta espera en Avanochi, donde solo tú puedes leerla.
answer-waits-2 = Eso te lo digo solo a ti: lo encuentras en Avanochi.
done-quietly-1 = Hecho. Los detalles están en Avanochi.
done-quietly-2 = Anotado. Lo encuentras en Avanochi.
chat-sends = Desde entonces también envío aquí los recordatorios de tareas, los vencimientos, el cierre del día y las jornadas sin cerrar; en los ajustes hay más.
chat-sends-chosen = Desde entonces también envío aquí lo que elegiste en los ajustes.
chat-is-read = Quien administra este espacio puede leer lo que se escribe aquí; cómo estás se queda en Avanochi.
chat-is-read-in-full = Quien administra este espacio puede leer lo que se escribe aquí. En los ajustes elegiste el texto completo, así que también cómo estás.

### La pestaña de inicio en un chat
### $mood es uno de los estados de ánimo, $message lo que dice el compañero de sí mismo, y los medidores van de 0 a 100.

home-not-yet = Este chat está vinculado. Escríbeme un mensaje y enseño aquí tu día.
home-hello = Escríbeme en Mensajes o pulsa un botón. Cómo nos va se queda en Avanochi.
home-mood = Ahora: { $mood }. { $message }
home-meters = Energía { $energy } de 100, comida { $fullness }, agua { $hydration }
home-today = Hoy
home-no-tasks = No queda nada pendiente para hoy.
home-more = Hay más tareas de las que caben aquí. La lista entera está en Avanochi.
home-done = Hecha
home-drink = Un vaso de agua
home-break = Hacer una pausa
home-focus = Empezar a concentrarme
