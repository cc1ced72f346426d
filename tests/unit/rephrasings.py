"""Texts of the rules with placeholders, honest rephrasings of them, and lies."""


def _texts(source: str) -> tuple[str, ...]:
    """Return texts that are divided by `---`, without the line breaks within paragraphs."""
    texts = source.strip().split("\n---\n")
    return tuple("\n\n".join(part.replace("\n", " ") for part in text.split("\n\n")) for text in texts)


RULE_TEXTS = {
    "en": _texts("""
This week so far you tracked {hours_worked} of work on {days_worked}, with {tasks_completed}. Work
took {hours_more} more time than in your usual week, but rest is {rest_less} below that in your
usual week. {best_day} had the most focus: {best_focus}.

You took {breaks} and rested for {rest} in all, and drinks averaged {water} a day over {water_days},
with lunch on {lunch_days}. {tag} was your most frequent tag: {tag_tasks}, most often finished
{tag_part}.

About {expected_hours} of work is expected in the coming week, and {due} are due.
---
On {date} you tracked {focus} of focus. Focus was at its best from {best_hour} to {best_hour_end},
with {best_focus}. No rest was tracked. Of {planned}, {carried_over} can start afresh on another
day.
---
{hours_worked} of work on {days_worked} and {tasks_completed}: that is the picture in {date}. A day
of work took {day_hours} on average, {hours_less} less than in your usual month, but work went on
after {evening_from} on {evenings}.

{planned}, and nothing was carried over. The coming week looks free of work, and {due} is due.
---
In the week of {date} you worked {hours_worked} on {days_worked} and finished {tasks_completed}.
You worked {hours_more} more than in a usual week, but work went on after {evening_from} on
{evenings}. Your best day for focus was {best_day}, with {best_focus}.

No rest is on record, but you made time for lunch on {lunch_days}. {tag} was your most frequent
tag: {tag_tasks}, most often finished {tag_part}. Of {planned}, {carried_over} moved on to another
day.

About {expected_hours} of work is expected in the next {ahead_days}, and {due} are due.
---
So far this week: {hours_worked} of work on {days_worked}, and {tasks_completed} done. Focus got
{focus_less} less time than by this point of a usual week. {best_day} had the most focus:
{best_focus}.

You took {breaks} and rested for {rest} in all, and you drank {water} a day on average, with lunch
on every day of work. You finished {tag_tasks} with the tag {tag}, most often {tag_part}.
{carried_over} of {planned} moved on to a later day.

The next {ahead_days} look like {expected_hours} of work, and {due} is due.
---
So far today you have worked {hours_worked} and finished {tasks_completed}. You rested {rest_less}
less than on a usual full {weekday}. From {best_hour} to {best_hour_end} you had the most focus:
{best_focus}. You drank {water} and had lunch. Your plans worked out: {planned}, and nothing
carried over. Tomorrow looks free of work, and {due} is due.
---
{tasks_completed} came off your list in {date}, with {hours_worked} of work on {days_worked}. A
day of work took {day_hours} on average, {hours_less} less than in a usual month. Focus was at its
best on {best_day}, with {best_focus}.

There was room for {breaks} and {rest} of rest. The plan held, with {planned} and nothing carried
over. A typical day of work began at {start}.
"""),
    "es": _texts("""
En lo que va de semana tu registro suma {hours_worked} de trabajo en {days_worked}, con
{tasks_completed}. El trabajo ocupa un {hours_more} más de tiempo que en tu semana habitual, pero el
descanso es un {rest_less} menor que en tu semana habitual. La mayor concentración llega el
{best_day}: {best_focus}.

{breaks} y {rest} de descanso en total, y la bebida sale a una media de {water} al día en
{water_days}, con comida en {lunch_days}. {tag} es tu etiqueta más frecuente: {tag_tasks}, sobre
todo {tag_part}.

La próxima semana apunta a {expected_hours} de trabajo, y {due} vencen entonces.
---
Lo registrado el {date}: {focus} de concentración. De {best_hour} a {best_hour_end} está la mayor
concentración: {best_focus}. No hay descansos registrados. De {planned}, {carried_over} pueden
volver a empezar otro día.
---
{hours_worked} de trabajo en {days_worked} y {tasks_completed}: así queda la cuenta en {date}. Una
jornada media tiene {day_hours} de trabajo, un {hours_less} menos que en tu mes habitual, pero el
trabajo sigue después de las {evening_from} en {evenings}.

{planned}, y nada pasa a otro día. Para la próxima semana no se prevé trabajo, y {due} vence
entonces.
---
En la semana del {date} trabajaste {hours_worked} en {days_worked} y terminaste {tasks_completed}.
Te concentraste un {focus_less} menos que en una semana habitual, y hubo un {hours_more} más de
trabajo.

Hiciste {breaks} y descansaste {rest} en total. {tag} fue tu etiqueta más frecuente: {tag_tasks},
sobre todo {tag_part}. De {planned}, dejaste {carried_over} para otro día.

Los próximos {ahead_days} apuntan a {expected_hours} de trabajo, y vencen {due}.
---
En lo que va de mes: {hours_worked} de trabajo en {days_worked} y {tasks_completed} hechas. El
trabajo ha superado tu límite en {overload_days}. La mayor concentración llegó el {best_day}:
{best_focus}.

Has hecho {breaks} y has descansado {rest} en total, y en {water_days} has bebido {water}. {tag}
es tu etiqueta más frecuente: {tag_tasks}, sobre todo {tag_part}. De {planned}, has dejado
{carried_over} para otro día.

Los próximos {ahead_days} apuntan a {expected_hours} de trabajo, y vence {due}.
---
Hoy has tachado de tu lista {tasks_completed}, con {hours_worked} de trabajo. Llevas un
{focus_more} más de concentración que en un {weekday} habitual completo. Has hecho {breaks} y has
descansado {rest} en total, y has bebido {water}. La previsión para mañana es de {expected_hours}
de trabajo, y vencen {due}.
---
En la semana del {date} trabajaste {hours_worked} en {days_worked}. Con {days_off} libre, la
semana va por su cuenta.

No hay descansos registrados, pero sacaste tiempo para comer en {lunch_days}.

A primera vista, los próximos {ahead_days} apuntan a {expected_hours} de trabajo.
"""),
}
"""Texts of weeks, days and months in each language, as the rules could write them and as they do."""


def _changed(language: str, *pairs: tuple[str, str], number: int = 0) -> tuple[str, str, str]:
    """Return a language, a text of the rules, and it with each part replaced by another one."""
    rule_text = text = RULE_TEXTS[language][number]
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return language, rule_text, text


HONEST = [
    _changed(
        "en",
        ("This week", "So far this week"),
        ("week so far you", "week you"),
        ("you tracked {hours_worked}", "you recorded {hours_worked}"),
    ),
    _changed(
        "en",
        ("This week so far you tracked", "You tracked"),
        ("on {days_worked}, with", "on {days_worked} this week so far, with"),
    ),
    _changed(
        "es",
        ("En lo que va de semana tu registro", "Tu registro"),
        ("en {days_worked}, con", "en {days_worked} en lo que va de semana, con"),
    ),
    _changed(
        "en",
        ("finished {tag_part}.\n\nAbout {expected_hours}", "finished {tag_part}. About {expected_hours}"),
    ),
    _changed(
        "en",
        ("with {best_focus}. No rest", "with {best_focus}, and no rest"),
        ("was tracked. Of", "was recorded. Of"),
        number=1,
    ),
    _changed("es", ("de trabajo, y {due}", "de trabajo. Además, {due}")),
    _changed(
        "es",
        ("No hay descansos", "No tienes descansos"),
        ("descansos registrados. De", "descansos anotados. De"),
        number=1,
    ),
    _changed(
        "en",
        ("of {date} you", "of {date}, you"),
        ("usual week, but work went", "usual week. Work also went"),
        number=3,
    ),
    _changed(
        "en",
        ("with {best_focus}.\n\nNo rest", "with {best_focus}.\n\nThere is no rest"),
        ("rest is on", "rest on"),
        ("next {ahead_days}, and {due}", "next {ahead_days}. Also, {due}"),
        number=3,
    ),
    _changed(
        "en",
        ("{evenings}. Your best", "{evenings}. Meanwhile, your best"),
        ("Of {planned},", "Of the {planned},"),
        number=3,
    ),
    _changed(
        "en",
        ("this week: {hours_worked}", "this week you have {hours_worked}"),
        ("{days_worked}, and {tasks_completed}", "{days_worked}, with {tasks_completed}"),
        ("most focus: {best_focus}.\n\nYou", "most focus, with {best_focus}.\n\nYou"),
        number=4,
    ),
    _changed(
        "en",
        ("done. Focus got", "done. Your focus got"),
        ("You finished {tag_tasks}", "You completed {tag_tasks}"),
        ("of work, and {due}", "of work. In addition, {due}"),
        number=4,
    ),
    _changed("en", ("of a usual", "of your usual"), ("of {planned}", "of your {planned}"), number=4),
    _changed(
        "en",
        ("So far today you have", "You have"),
        ("finished {tasks_completed}. You", "finished {tasks_completed} so far today. You"),
        number=5,
    ),
    _changed(
        "en",
        ("far today you", "far today, you"),
        ("to {best_hour_end} you", "to {best_hour_end}, you"),
        ("most focus: {best_focus}.", "most focus, with {best_focus}."),
        ("You drank", "You also drank"),
        number=5,
    ),
    _changed(
        "en",
        ("average, {hours_less}", "average, which is {hours_less}"),
        ("with {best_focus}.\n\nThere was room", "with {best_focus}.\n\nYou also had room"),
        ("with {planned} and", "with {planned}, and"),
        number=6,
    ),
    _changed(
        "es",
        ("del {date} trabajaste", "del {date}, trabajaste"),
        ("semana habitual, y hubo", "semana habitual. También hubo"),
        number=3,
    ),
    _changed(
        "es",
        ("de trabajo.\n\nHiciste {breaks}", "de trabajo.\n\nTambién hiciste {breaks}"),
        ("más frecuente: {tag_tasks},", "más frecuente, con {tag_tasks},"),
        number=3,
    ),
    _changed("es", ("de trabajo, y vencen", "de trabajo. Además, vencen"), number=3),
    _changed("es", ("y terminaste {tasks_completed}.", "y completaste {tasks_completed}."), number=3),
    _changed(
        "es",
        ("en una semana", "en tu semana"),
        ("trabajo.\n\nHiciste {breaks} y", "trabajo.\n\nHiciste {breaks}, y"),
        number=3,
    ),
    _changed("es", ("de mes: {hours_worked}", "de mes llevas {hours_worked}"), number=4),
    _changed(
        "es",
        ("{overload_days}. La mayor", "{overload_days}. Tu mayor"),
        ("el {best_day}: {best_focus}.\n\nHas", "el {best_day}, con {best_focus}.\n\nHas"),
        number=4,
    ),
    _changed(
        "es",
        ("hechas. El trabajo", "hechas. Además, el trabajo"),
        ("en total, y en {water_days}", "en total. En {water_days}"),
        number=4,
    ),
    _changed(
        "es",
        ("cuenta.\n\nNo hay descansos", "cuenta.\n\nNo tienes descansos"),
        ("descansos registrados, pero", "descansos anotados, pero"),
        number=6,
    ),
    _changed(
        "es",
        ("en {days_worked}. Con {days_off}", "en {days_worked}, y con {days_off}"),
        ("descansos registrados, pero sacaste", "descansos registrados. También sacaste"),
        number=6,
    ),
]

LIES = [
    # Periods
    _changed("en", ("This week so far you", "You")),
    _changed("en", ("This week so far you", "This week you")),
    _changed("en", ("This week so far you", "This month so far you")),
    _changed(
        "en", ("This week so far you", "You"), ("focus: {best_focus}", "focus: {best_focus} this week so far")
    ),
    _changed("en", ("with {tasks_completed}", "with {tasks_completed} this week so far")),
    _changed("es", ("En lo que va de semana tu", "En lo que va de mes tu")),
    _changed(
        "es", ("En lo que va de semana tu", "Tu"), ("{best_focus}.", "{best_focus} en lo que va de semana.")
    ),
    # Numbers
    _changed("en", ("{best_day} had", "{best_day} had 3 times")),
    _changed("en", ("{due} are due", "{due} are due in three days")),
    _changed("en", ("{due} are due", "both {due} are due")),
    _changed("en", ("{hours_more} more", "-{hours_more} more")),
    _changed("en", ("{days_worked}, with {tasks_completed}", "{days_worked} {tasks_completed}")),
    _changed("en", ("{days_worked}, with {tasks_completed}", "{days_worked}.{tasks_completed}")),
    _changed("en", ("{hours_worked} of", "{hours_worked}% of")),
    _changed("en", ("{hours_worked} of", "1{hours_worked} of")),
    # Placeholders
    _changed("en", ("{hours_worked}", "{days_worked}"), ("on {days_worked}", "on {hours_worked}")),
    _changed("en", ("{due}", "{password}")),
    _changed("en", ("{due} are", "are")),
    _changed("en", ("{due}", "{ due }")),
    _changed("en", ("{due}", "{{due}}")),
    _changed("en", ("{due}", "{due!r}")),
    _changed("en", ("{due}", "{due} and {due}")),
    _changed("en", ("{due} are", "{due}are")),
    # Comparisons, subjects and negations
    _changed("en", ("more time than", "less time than")),
    _changed("en", ("more time than", "time than")),
    _changed("en", ("Work took", "Rest took"), ("but rest is", "but work is")),
    _changed("en", ("below that", "above that")),
    _changed("en", ("had the most", "had the least")),
    _changed("en", ("You took", "You did not take")),
    _changed("en", ("You took", "You never took")),
    _changed("en", ("No rest was tracked", "Rest was tracked"), number=1),
    _changed("en", ("No rest was tracked", "There was no rest"), number=1),
    _changed("en", ("No rest", "No work"), number=1),
    _changed("en", ("nothing was carried over", "was carried over"), number=2),
    _changed("en", ("free of work", "work"), number=2),
    _changed("en", ("About {expected_hours}", "{expected_hours}")),
    _changed("en", ("is expected", "is")),
    _changed("en", ("after {evening_from}", "before {evening_from}"), number=2),
    _changed("en", ("from {best_hour} to", "at {best_hour} and"), number=1),
    _changed("en", ("the coming week", "the week")),
    _changed("en", ("in all, and", "and")),
    _changed("en", ("most often finished", "often finished")),
    _changed("en", ("Of {planned}, {carried_over} can", "{planned} and {carried_over} can"), number=1),
    # Judgement, advice and people
    _changed("en", ("rested for", "only rested for")),
    _changed("en", ("rested for", "should have rested for")),
    _changed("en", ("due.", "due. Well done.")),
    _changed("en", ("due.", "due. Take care of your burnout.")),
    _changed("en", ("due.", "due. Your boss can see this.")),
    _changed("en", ("you tracked", "they tracked")),
    _changed("en", ("you tracked", "you have to track")),
    # Form
    _changed("en", ("due.", "due?")),
    _changed("en", ("due.", "due!")),
    _changed("en", ("due.", "due...")),
    _changed("en", ("due.", "due")),
    _changed("en", ("due.", "due. ")),
    _changed("en", ("due.", "due.\n")),
    _changed("en", ("due.", "due. https://example.com.")),
    _changed("en", ("due.", "due. example.com.")),
    _changed("en", ("work is expected", "[work](https://example.com) is expected")),
    _changed("en", ("work is expected", "**work** is expected")),
    _changed("en", ("work is expected", "_work_ is expected")),
    _changed("en", ("work is expected", "<b>work</b> is expected")),
    _changed("en", ("work is expected", "“work” is expected")),
    _changed("en", ("work is expected", "'work' is expected")),
    _changed("en", ("work is expected", "(work) is expected")),
    _changed("en", ("work is expected", "WORK is expected")),
    _changed("en", ("work is expected", "work  is expected")),
    _changed("en", ("work is expected", "work\tis expected")),
    _changed("en", ("work is expected", "work\nis expected")),
    _changed("en", ("work is expected", "work, , is expected")),
    _changed("en", ("You took", "you took")),
    _changed("en", ("You took", "You you took")),
    _changed("en", ("You took", "@all you took")),
    _changed("en", ("drinks averaged", "\n\ndrinks averaged")),
    _changed("en", ("work is", "w\u043erk is")),  # a Cyrillic letter
    _changed("en", ("work is", "wor\u212a is")),  # the sign of the unit kelvin
    _changed("en", (". Work took", ".\n\nWork took")),
    _changed("en", (". Work took", ".\nWork took")),
    _changed("en", (". Work took", ".  Work took")),
    # Spanish
    _changed("es", ("más de tiempo", "menos de tiempo")),
    _changed("es", ("El trabajo ocupa", "El descanso ocupa"), ("pero el descanso", "pero el trabajo")),
    _changed("es", ("La mayor", "La menor")),
    _changed("es", ("un {hours_more}", "casi un {hours_more}")),
    _changed("es", ("{due} vencen", "dos de {due} vencen")),
    _changed("es", ("{due} vencen", "{due} no vencen")),
    _changed("es", ("No hay descansos", "Hay descansos"), number=1),
    _changed("es", ("No hay descansos registrados", "No hay descansos"), number=1),
    _changed("es", ("De {planned}, {carried_over}", "{planned} y {carried_over}"), number=1),
    _changed("es", ("De {best_hour} a", "En {best_hour} y"), number=1),
    _changed("es", ("después de las", "antes de las"), number=2),
    _changed("es", ("nada pasa", "pasa"), number=2),
    _changed("es", ("no se prevé", "se prevé"), number=2),
    _changed("es", ("entonces.", "entonces. Deberías descansar."), number=2),
    _changed("es", ("entonces.", "entonces. ¿Todo bien?"), number=2),
    _changed("es", ("vence entonces", "vence hoy"), number=2),
    _changed("es", ("en total", "en total, solo")),
    # Clauses torn apart, tenses, numbers and genders; texts of the rules as they are
    _changed("en", ("with {best_focus}.\n\nNo rest is", "with {best_focus}.\n\nNo. Rest is"), number=3),
    _changed("en", ("with {best_focus}.\n\nNo rest", "with {best_focus}.\n\nNo, rest"), number=3),
    _changed("en", ("with {best_focus}.\n\nNo rest", "with {best_focus}.\n\nNo: rest"), number=3),
    _changed("en", ("{best_focus}.\n\nNo rest is on", "{best_focus}.\n\nNo rest, and on"), number=3),
    _changed("en", ("{due} are due.", "{due} were due."), number=3),
    _changed("en", ("work is expected", "work was expected"), number=3),
    _changed("en", ("{date} you worked", "{date} it worked"), number=3),
    _changed("en", ("{date} you worked", "{date} this has worked"), number=3),
    _changed("en", ("You worked {hours_more}", "You worked. {hours_more}"), number=3),
    _changed("en", ("worked {hours_more} more", "worked {hours_more}, more"), number=3),
    _changed(
        "en",
        ("after {evening_from} on {evenings}. Your best", "after {evening_from}. On {evenings} your best"),
        number=3,
    ),
    _changed(
        "en",
        ("was {best_day}, with {best_focus}.\n\nNo rest", "was {best_day}.\n\nWith {best_focus}, no rest"),
        number=3,
    ),
    _changed(
        "en",
        ("tag: {tag_tasks}, most often", "tag: {tag_tasks}. Most often"),
        ("often finished {tag_part}. Of {planned},", "often finished, {tag_part} of {planned},"),
        number=3,
    ),
    _changed("en", ("and {due} are", "and the {due}, you are"), number=3),
    _changed("en", ("is expected in the", "is expected. In the"), number=3),
    _changed(
        "en",
        ("and nothing carried over. Tomorrow looks", "and nothing. Carried over tomorrow looks"),
        number=5,
    ),
    _changed("en", ("and nothing carried", "and nothing, carried"), number=5),
    _changed("en", ("looks free of work,", "looks free. Of work,"), number=5),
    _changed(
        "en",
        ("So far today you have", "You have"),
        ("rested {rest_less}", "rested so far today {rest_less}"),
        number=5,
    ),
    _changed(
        "en",
        ("So far today you have", "You have"),
        ("finished {tasks_completed}. You rested", "finished {tasks_completed}, you rested"),
        ("full {weekday}. From", "full {weekday} so far today. From"),
        number=5,
    ),
    _changed("en", ("{best_focus}. You drank", "{best_focus}. It drank"), number=5),
    _changed("en", ("you have worked", "you had worked"), number=5),
    _changed("en", ("{due} is due.", "{due} are due."), number=5),
    _changed("en", ("{rest} in all,", "{rest} at all,"), number=4),
    _changed("en", ("with lunch", "with no, lunch"), number=4),
    _changed("en", ("{water} a day on", "{water} on"), ("on average,", "on the day, average,"), number=4),
    _changed(
        "en",
        ("Focus was at", "Focus at"),
        ("at its best", "at best"),
        ("best on {best_day},", "best for {best_day},"),
        number=6,
    ),
    _changed(
        "en",
        ("took {day_hours} on average, {hours_less}", "took {day_hours}. On average {hours_less}"),
        number=6,
    ),
    _changed("en", ("{best_focus}.\n\nYou took", "{best_focus}.\n\nYou a an the took"), number=4),
    _changed(
        "en",
        ("focus: {best_focus}.\n\nYou took {breaks}", "focus: {best_focus}.\n\nTook {breaks}"),
        ("{breaks} and rested", "{breaks} rested"),
        number=4,
    ),
    _changed("en", ("{best_focus}.\n\nYou took {breaks}", "{best_focus}.\n\nYou gave {breaks}"), number=4),
    _changed("en", ("{best_focus}.\n\nYou took {breaks}", "{best_focus}.\n\nYou and {breaks}"), number=4),
    _changed("es", ("su cuenta.\n\nNo hay", "su cuenta.\n\nNo, hay"), number=6),
    _changed("es", ("su cuenta.\n\nNo hay descansos", "su cuenta.\n\nNo. Hay descansos"), number=6),
    _changed("es", ("un {focus_less} menos que", "un {focus_less}. Menos que"), number=3),
    _changed("es", ("y vencen", "y la vencen"), number=3),
    _changed("es", ("concentraste un {focus_less}", "concentraste una {focus_less}"), number=3),
    _changed("es", ("semana habitual, y", "semana típico, y"), number=3),
    _changed("es", ("mayor concentración llegó", "mayor enfoque llegó"), number=4),
    _changed(
        "es",
        ("hechas. El trabajo", "hechas. La trabajo"),
        ("trabajo ha superado", "trabajo han superado"),
        number=4,
    ),
    _changed("es", ("trabajo ha superado", "trabajo había superado"), number=4),
    _changed("es", ("mañana es de", "mañana fue de"), number=5),
    _changed(
        "es",
        ("Hoy has tachado", "Has tachado"),
        ("de trabajo. Llevas un", "de trabajo; llevas hoy un"),
        number=5,
    ),
    _changed("es", ("{rest} en total. {tag}", "{rest} en. Total {tag}"), number=3),
    _changed("es", ("y descansaste", "y se descansaste"), number=3),
    _changed(
        "es",
        (
            "cuenta.\n\nNo hay descansos registrados, pero sacaste",
            "cuenta.\n\nNo hay. Descansos registrados sacaste",
        ),
        number=6,
    ),
    _changed("es", ("dejaste {carried_over} para", "dejaste {carried_over}, para"), number=3),
    # Words that add to nothing
    _changed("en", ("In the week of", "Also, in the week of"), number=3),
    _changed("en", ("In the week of", "Overall, also, in the week of"), number=3),
    _changed("en", ("You worked", "Overall, you worked"), number=3),
    _changed("es", ("En la semana", "Además, en la semana"), number=3),
    _changed("es", ("No hay", "También no hay"), number=6),
    _changed("es", ("No hay", "Además no hay"), number=6),
    # Sentences that are none
    _changed("en", ("{best_day}, with", "{best_day}: with"), number=3),
    _changed("en", ("most focus: {best_focus}", "most focus, {best_focus}"), number=4),
    _changed("en", ("{breaks} and rested", "{breaks}. Rested"), number=4),
    _changed("en", ("{breaks} and {rest}", "{breaks}. {rest}"), number=6),
    _changed("en", ("{best_day}, with", "{best_day}, you had"), number=3),
    _changed("en", ("most focus: {best_focus}", "most focus, and you have {best_focus}"), number=4),
    _changed("en", ("So far this week: {hours_worked}", "So far this week {hours_worked}"), number=4),
    _changed("en", ("So far today you", "You"), ("and finished", "and finished so far today"), number=5),
    _changed("en", ("{breaks} and {rest}", "{breaks}: {rest}"), number=6),
    _changed("en", ("{breaks} and {rest}", "{breaks}, {rest}"), number=6),
    _changed("en", ("the week of {date} you", "the week of {date}: you"), number=3),
    _changed("en", ("So far today you", "So far today: you"), number=5),
]
