# El resumen hablado del día. Las claves que terminan en un número son variantes de un texto.

### Lo que abre cada parte

morning-1 = ¡Buenos días, { $person }!
morning-2 = ¡Buenos días, { $person }! Este es tu día.
now-1 = Hola, { $person }. { $hour ->
    [one] Es la { $time }.
   *[other] Son las { $time }.
}
now-2 = { $hour ->
    [one] Es la { $time }, { $person }.
   *[other] Son las { $time }, { $person }.
}
evening-1 = Hola, { $person }. Así ha ido el día.
evening-2 = Hola de nuevo, { $person }. Este ha sido tu día.


### Tareas

tasks = { $count ->
    [0] No hay tareas en tu lista de hoy.
    [one] Hay una tarea en tu lista de hoy.
   *[other] Hay { $count } tareas en tu lista de hoy.
}
tasks-more = Hay más de { $count } tareas en tu lista de hoy.
task-due = «{ $title }» vence { $due }.
task-was-due = «{ $title }» vencía { $due }.
task-first = «{ $title }» puede ser un buen comienzo.
task-next = Lo siguiente en tu lista: «{ $title }».
task-reminder = Querías recordar «{ $title }».


### Horas, cada una como una duración

length-minutes = { $minutes ->
    [one] un minuto
   *[other] { $minutes } minutos
}
length-hours = { $hours ->
    [one] una hora
   *[other] { $hours } horas
}
length-both = { $hours } y { $minutes }
expected-today = Según tus propios días, hoy tiene alrededor de { $length } de trabajo.
expected-tomorrow = Según tus propios días, mañana tiene alrededor de { $length } de trabajo.
free-today = Hoy es día libre.
free-tomorrow = Mañana es día libre.
worked-so-far = De momento, hoy lleva { $length } de trabajo.


### Cómo ha ido el día

done = { $count ->
    [one] Has completado una tarea.
   *[other] Has completado { $count } tareas.
}
worked = Has trabajado { $length }.
focused = De ese tiempo, { $length } han sido de concentración.
focused-alone = El día ha tenido { $length } de concentración.
quiet = Ha sido un día en calma por aquí.
open = { $count ->
    [one] Una tarea de hoy sigue abierta, y puede esperar.
   *[other] { $count } tareas de hoy siguen abiertas, y pueden esperar.
}
open-more = Más de { $count } tareas de hoy siguen abiertas, y pueden esperar.
closed = El día está cerrado. Que disfrutes de lo que queda.
closing-1 = Cuando quieras, podemos cerrar el día.
closing-2 = Cuando te venga bien, el cierre del día lleva un minuto.
