"""Narratives are true, complete and kind in every language: every sentence of thousands is read."""

import random
import re
import textwrap
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import chain, pairwise, product
from pathlib import Path
from typing import Any

import pytest
from babel import Locale
from fluent.syntax import FluentParser
from fluent.syntax.ast import Junk, Message, NumberLiteral, Resource, VariableReference

from shared.language import speech
from shared.language.narratives import describe_narrative
from shared.language.speech import LANGUAGES, Speech
from shared.rules.assistant.narratives.facts import Form
from shared.rules.assistant.narratives.period import NarrativePeriod, period_of
from shared.rules.assistant.narratives.plan import Narrative, plan_narrative
from shared.views.narratives import HighlightKind, NarrativeView, PeriodKind
from tests.processor_time import least_seconds
from tests.selection import NumberOfCases
from tests.unit.language_texts import SelectCollector, variables_of
from tests.unit.narrative_claims import claims
from tests.unit.narrative_lives import DAY, LAST, Life, live
from tests.unit.narrative_recount import Recount
from tests.unit.test_language_texts import GENDERED, SCOLDING

# Words of guilt, pressure and diagnosis, beside those of the other texts, and numbers in words.
UNKIND = {
    "en": r"should|have to|need to|only|burn ?out|stress\w*|risk|warning|symptom\w*|unhealthy|ill|sick|poor"
    r"|lack\w*|never|still not|just|unfortunately|sadly|less than you could",
    "es": r"solo|solamente|necesitas|burnout|estrés\w*|riesgo|advertencia|síntoma\w*|enferm\w*|pobre"
    r"|falta\w*|nunca|todavía no|por desgracia|lamentablemente|apenas",
}
MIN_CASES_OF_ALL_WORDS = 250
"""So many lives use each word and highlight; `--quick` has fewer of them."""
NUMBER_WORDS = {
    "en": r"one|two|three|four|five|six|seven|eight|nine|ten|twenty|hundred|thousand|once|twice|half|double"
    r"|first|second|third|dozen|none|zero|both",
    "es": r"uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|veinte|cien|mil|doble|mitad"
    r"|primer[oa]?|segund[oa]|tercer[oa]?|docena|cero|ambos|ningun[oa]",
}
# Numbers that are none, and a participle that has no gender.
ALLOWED = {"en": ("as a first guess",), "es": ("a primera vista", "has descansado")}


@cache
def parse_texts(language: str) -> Resource:
    path = Path(speech.__file__).with_name("texts") / "narratives" / f"{language}.ftl"
    return FluentParser().parse(path.read_text("utf-8"))


def test_every_language_has_the_texts_of_english_with_the_same_variables() -> None:
    english = variables_of(parse_texts("en"))
    own = {"period", "state", *(f"{name}_n" for names in english.values() for name in names)}
    for language in LANGUAGES:
        texts = parse_texts(language)
        assert [entry.content for entry in texts.body if isinstance(entry, Junk)] == []
        keys = Counter(entry.id.name for entry in texts.body if isinstance(entry, Message))
        assert [key for key, times in keys.items() if times > 1] == []
        used = variables_of(texts)
        assert used.keys() == english.keys()
        assert {key for key in used if used[key] - own != english[key] - own} == set()


class Recorder:
    """Records which texts are said, and which of their variants."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.said: dict[int, dict[str, list[dict[str, Any]]]] = defaultdict(lambda: defaultdict(list))
        usual = Speech.say

        def say(texts: Speech, key: str, **values: Any) -> str:
            self.said[id(texts)][key].append(values)
            return usual(texts, key, **values)

        monkeypatch.setattr(Speech, "say", say)

    def unsaid(self, language: str) -> set[str]:
        """Return the texts and variants that were not said."""
        said = self.said[id(speech.narratives_in(language))]
        plural_form, unsaid = Locale.parse(language).plural_form, set()
        for message in parse_texts(language).body:
            if not isinstance(message, Message):
                continue
            key = message.id.name
            if key not in said:
                unsaid.add(key)
            choices = SelectCollector()
            choices.visit(message)
            for choice in choices.found:
                assert isinstance(choice.selector, VariableReference)
                name = choice.selector.id.name
                values = {one[name] for one in said[key]}
                forms = {form for one in values for form in (one, _plural(plural_form, one))}
                names = [
                    one.key.value if isinstance(one.key, NumberLiteral) else one.key.name
                    for one in choice.variants
                ]
                others = {one for one in forms if one not in names and isinstance(one, str)}
                unsaid |= {
                    f"{key} [{name}]"
                    for name in names
                    if name not in forms and not (name == "other" and others)
                }
        return unsaid


def _plural(plural_form: Any, value: Any) -> str:
    return str(value) if isinstance(value, str) else str(plural_form(value))


def plan_of(life: Life, period: NarrativePeriod) -> Narrative:
    return plan_narrative(life.history, period, life.tasks, knows_all_tasks=life.knows_all_tasks)


def views_of(life: Life, period: NarrativePeriod) -> dict[str, NarrativeView]:
    """Return a narrative in each language."""
    narrative = plan_of(life, period)
    return {
        language: describe_narrative(language, narrative, life.history.user.user_id) for language in LANGUAGES
    }


def lives_and_periods(cases: int) -> Iterator[tuple[Life, NarrativePeriod]]:
    """Yield lives, each with six periods, and now and then with one before the history."""
    for number in range(cases):
        life = live(number)
        periods = life.periods(random.Random(number))  # noqa: S311 - examples
        if number % 20 == 0:
            periods.append(period_of(PeriodKind.WEEK, LAST - (500 + number) * DAY))
            periods.append(period_of(PeriodKind.WEEK, LAST - (507 + number) * DAY))
        for period in periods:
            yield life, period


def test_every_narrative_is_true_complete_and_kind_in_every_language(
    number_of_cases: NumberOfCases, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder(monkeypatch)
    kinds = Counter[HighlightKind]()
    cases = number_of_cases(250, quick=40, thorough=1000)
    for life, period in lives_and_periods(cases):
        expected, views = Recount(life, period), views_of(life, period)
        for language, view in views.items():
            check_language(language, view)
            for name, fact in view["facts"].items():
                assert fact["value"] == expected.fact(name), (name, view)
            kinds.update(one["kind"] for one in view["highlights"])
        english, spanish = views["en"], views["es"]
        assert _without_texts(english) == _without_texts(spanish)
        claimed = claims(expected, english["text"])
        assert all(claimed.values()), (claimed, english)
        check_length(expected, english)
    if cases < MIN_CASES_OF_ALL_WORDS:
        return
    assert {language: recorder.unsaid(language) for language in LANGUAGES} == {
        language: set() for language in LANGUAGES
    }
    assert kinds.keys() == set(HighlightKind)


@pytest.mark.slow("tells a hundred lives")
def test_every_sentence_is_right_with_any_number() -> None:
    sentences: dict[Any, Narrative] = {}
    for life, period in lives_and_periods(100):
        narrative = plan_of(life, period)
        for sentence in chain.from_iterable(narrative.paragraphs):
            keys = tuple(clause.key for clause in sentence.clauses)
            shape = (period.kind, narrative.is_complete, keys)
            sentences.setdefault(shape, replace(narrative, paragraphs=[[sentence]]))
    numbers = (1, 2, 21, 1000)
    assert len(sentences) * len(numbers) >= 1000
    for narrative in sentences.values():
        for number, seed, language in product(numbers, ("a", "b", "c"), LANGUAGES):
            check_language(language, describe_narrative(language, with_number(narrative, number), seed))


def with_number(narrative: Narrative, number: int) -> Narrative:
    """Return a narrative of one sentence with other numbers; those that are always several are 2 or more."""
    ((sentence,),) = narrative.paragraphs
    several = {Form.FINISHED, Form.EARLIER_WEEKS, Form.EARLIER_MONTHS}
    clauses = [
        replace(
            clause,
            facts={
                name: fact
                if isinstance(fact.value, str | date) or fact.form is Form.CLOCK
                else replace(fact, value=max(number, 2) if fact.form in several else number)
                for name, fact in clause.facts.items()
            },
        )
        for clause in sentence.clauses
    ]
    return replace(narrative, paragraphs=[[replace(sentence, clauses=clauses)]])


def _without_texts(view: NarrativeView) -> Any:
    facts = {name: (fact["value"], fact["unit"]) for name, fact in view["facts"].items()}
    kinds = [one["kind"] for one in view["highlights"]]
    return view["period"], view["from"], view["to"], view["complete"], kinds, facts, len(view["paragraphs"])


def check_language(language: str, view: NarrativeView) -> None:
    """Assert that each number is a fact, that each fact is said, and that the words are kind and well set."""
    sentences = [one["text"] for one in view["highlights"]]
    text, rest = view["text"], " ".join([view["title"], view["text"], *sentences])
    facts = sorted((fact["text"] for fact in view["facts"].values()), key=len, reverse=True)
    for fact in facts:
        assert fact in text, (fact, text)
        rest = rest.replace(fact, "_")
    assert not re.search(r"\d", rest), (rest, view)
    rest = _without(rest, ALLOWED[language])
    assert not re.search(rf"\b({NUMBER_WORDS[language]})\b", rest, re.IGNORECASE), rest
    unkind = rf"\b({UNKIND[language]}|{SCOLDING[language]}|{GENDERED[language]})\b"
    assert not re.search(unkind, rest, re.IGNORECASE), rest
    assert not re.search(r"[{}$]|\?\?\?|  |\n\n\n|^\s|\s$| [,.;:!?]|\.\.|!", text), text
    assert len(view["title"]) <= 45
    assert all(len(sentence) <= 190 for paragraph in view["paragraphs"] for sentence in split(paragraph)), (
        view
    )
    assert len(text) <= {"day": 420, "week": 850, "month": 850}[view["period"]], len(text)
    starts = [re.sub("[\u2066-\u2069]", "", one) for p in view["paragraphs"] for one in split(p)]
    assert [start for start in starts if start[0].upper() != start[0]] == [], text
    assert all(one.split()[:2] != other.split()[:2] or one[0].isdigit() for one, other in pairwise(starts)), (
        text
    )
    assert text == "\n\n".join(view["paragraphs"])
    check_agreement(language, text)


def check_agreement(language: str, text: str) -> None:
    """Assert that 1 is followed by a singular, and other numbers by a plural."""
    singular, plural = {
        "en": (
            r"day|task|finished task|planned task|break",
            r"days|tasks|finished tasks|planned tasks|breaks",
        ),
        "es": (
            r"día|tarea|tarea terminada|tarea prevista|pausa",
            r"días|tareas|tareas terminadas|tareas previstas|pausas",
        ),
    }[language]
    for number, noun in re.findall(rf"(?<![\d.,])(\d[\d.,]*) ((?:{plural}|{singular})\b)", text):
        assert (noun in singular.split("|")) is (number == "1"), (number, noun, text)
    if language == "es":
        assert not re.search(r"\by (?:i|hi[^e])", text), text
        assert not re.search(r"\b(?:de el|a el)\b", text), text
        assert not re.search(r"\d%|[“”\"]", text), text


def _without(text: str, phrases: tuple[str, ...]) -> str:
    for phrase in phrases:
        text = re.sub(phrase, "", text, flags=re.IGNORECASE)
    return text


def split(paragraph: str) -> list[str]:
    """Return the sentences of a paragraph."""
    return re.split(r"(?<=\.) (?=\S)", paragraph)


def check_length(expected: Recount, view: NarrativeView) -> None:
    """Assert that there are as many sentences as the period has, and one where there is nothing."""
    count = sum(len(split(paragraph)) for paragraph in view["paragraphs"])
    least, most = {"day": (2, 4), "week": (4, 7), "month": (4, 7)}[view["period"]]
    if expected.is_too_old or expected.is_empty:
        assert count == 1, view
        assert view["highlights"] == []
    else:
        assert count <= most, view
        assert count >= least or not (expected.worked or view["period"] == "day"), view
    cautions = [one for one in view["highlights"] if one["kind"] is HighlightKind.CAUTION]
    changes = [one for one in view["highlights"] if one["kind"] is HighlightKind.CHANGE]
    ahead = [one for one in view["highlights"] if one["kind"] is HighlightKind.AHEAD]
    assert max(map(len, (cautions, changes, ahead))) <= 1


@pytest.mark.parametrize("kind", PeriodKind)
def test_no_opening_is_that_of_the_period_before(kind: PeriodKind) -> None:
    for number in range(20):
        life = live(number)
        period = period_of(kind, life.history.today)
        openings = defaultdict[str, list[str]](list)
        for _ in range(12):
            for language, view in views_of(life, period).items():
                openings[language].append(_shape(split(view["paragraphs"][0])[0], view))
            period = period_of(kind, period.first - DAY)
        for language in LANGUAGES:
            assert all(one != other for one, other in pairwise(openings[language])), openings[language]


def _shape(sentence: str, view: NarrativeView) -> str:
    for fact in sorted((fact["text"] for fact in view["facts"].values()), key=len, reverse=True):
        sentence = sentence.replace(fact, "_")
    return sentence


def test_narrative_of_400_days_takes_less_than_20_milliseconds_of_processor_time() -> None:
    life = next(one for one in map(live, range(100)) if len(one.history.days) == 400)
    period = period_of(PeriodKind.MONTH, life.history.today)
    assert least_seconds(lambda: views_of(life, period)) / len(LANGUAGES) < 0.02


# The number of a life, that of one of its periods, and the language.
EXAMPLES = (
    *((14, 4, "en"), (254, 1, "en"), (104, 4, "en"), (10, 3, "en"), (84, 5, "en"), (11, 3, "en")),
    *((698, 1, "es"), (570, 4, "es"), (446, 1, "es"), (652, 0, "es"), (688, 5, "es"), (3, 0, "es")),
)


def examples() -> str:
    """Return examples as the documentation has them."""
    return "\n\n".join(map(_example, EXAMPLES)) + "\n"


def _example(example: tuple[int, int, str]) -> str:
    number, index, language = example
    life = live(number)
    view = views_of(life, life.periods(random.Random(number))[index])[language]  # noqa: S311 - examples
    lines = [f"**{view['title']}.** {view['paragraphs'][0]}", *view["paragraphs"][1:]]
    kept = (re.sub(r"(?<=\d) (?=(?:h|min|ml|%)\b|%)|(?<=\d h) (?=\d)", "\xa0", line) for line in lines)
    quoted = (textwrap.fill(line, 118, initial_indent="> ", subsequent_indent="> ") for line in kept)
    return "\n>\n".join(quoted).replace("\xa0", " ")


def test_documentation_has_the_examples() -> None:
    """To update them: `python -c "from tests.unit.test_narratives import examples; print(examples())"`."""
    assert examples() in (Path(__file__).parents[2] / "docs" / "assistant.md").read_text("utf-8")
