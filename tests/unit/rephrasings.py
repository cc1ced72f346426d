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
"""),
}
"""A week, a day and a month in each language, as the rules could write them."""


def _changed(language: str, *pairs: tuple[str, str], number: int = 0) -> tuple[str, str, str]:
    """Return a language, a text of the rules, and it with each part replaced by another one."""
    rule_text = text = RULE_TEXTS[language][number]
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    return language, rule_text, text


HONEST = [
    _changed("en", ("This week so far you tracked", "So far this week you recorded")),
    _changed(
        "en", ("This week so far you", "You"), ("{days_worked}, with", "{days_worked} this week so far, with")
    ),
    _changed(
        "es",
        ("En lo que va de semana tu", "Tu"),
        ("{days_worked}, con", "{days_worked} en lo que va de semana, con"),
    ),
    _changed("en", ("This week so far you tracked", "So, this week so far you have tracked")),
    _changed("en", ("tracked", "recorded"), (", with {tasks", ", and there were {tasks")),
    _changed("en", (", but rest is", ". Meanwhile, your rest was")),
    _changed("en", ("{best_day} had the most focus:", "On {best_day} you had the most focus, with")),
    _changed(
        "en", ("with lunch on", "and there was lunch on"), ("most frequent tag:", "most common tag, with")
    ),
    _changed("en", ("your usual week.", "a typical week."), ("You took {breaks}", "There were {breaks}")),
    _changed("en", ("drinks averaged", "also your drinks averaged"), (", and {due} are", ". Then {due} are")),
    _changed("en", ("\n\nAbout", " About")),
    _changed("en", (". No rest was tracked", ", and no rest was recorded"), number=1),
    _changed("en", ("Focus was at its best", "Your focus had its best"), number=1),
    _changed(
        "en",
        (": that is the picture in", ": there is the picture, in"),
        ("A day of work", "Overall, a day of work"),
        number=2,
    ),
    _changed(
        "en",
        ("{planned}, and nothing was carried", "There were {planned}, and nothing was carried"),
        number=2,
    ),
    _changed("es", ("En lo que va de semana tu", "Aquí está, en lo que va de semana, tu")),
    _changed("es", ("con {tasks_completed}", "y además hay {tasks_completed}")),
    _changed("es", (", pero el descanso es", ". También el descanso ha sido")),
    _changed("es", ("semana habitual", "semana típica"), ("La mayor concentración", "El mayor enfoque")),
    _changed(
        "es", ("{breaks} y {rest}", "Hay {breaks} y también {rest}"), ("es tu etiqueta", "fue la etiqueta")
    ),
    _changed("es", (", y {due} vencen", ". Además, {due} vencen")),
    _changed("es", ("Lo registrado el {date}: {focus}", "Registrado está esto el {date}: {focus}"), number=1),
    _changed("es", ("No hay descansos registrados", "No tienes descansos anotados"), number=1),
    _changed(
        "es",
        (": así queda la cuenta en", ": así queda también la cuenta en"),
        ("tiene {day_hours}", "tuvo {day_hours}"),
        number=2,
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
]
