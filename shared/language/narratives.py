"""The sentences of narratives, whose texts are in files of their own."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import chain, islice

from shared.language.insights import clock
from shared.language.rephrasing.masking import MaskedText, placeholder
from shared.language.speech import Speech, capitalize, narratives_in, speech_in
from shared.rules.assistant.narratives.facts import Clause, Fact, Form
from shared.rules.assistant.narratives.plan import Narrative
from shared.rules.assistant.narratives.sentences import Sentence
from shared.views.narratives import FactView, HighlightView, NarrativeSource, NarrativeView, PeriodKind

PARAGRAPHS = "\n\n"
"""Separates the paragraphs of a text."""


def describe_narrative(language: str, narrative: Narrative, seed: str) -> NarrativeView:
    """Return a narrative in words.

    Variants are chosen by the seed and the number of the period: two periods in a row have different ones.
    """
    return _Writer(language, narrative, seed).write()


def describe_nothing(language: str, narrative: Narrative, key: str) -> NarrativeView:
    """Return a narrative whose only sentence is one of the companion's texts, as without the assistant."""
    text = speech_in(language).say(key)
    view = _Writer(language, narrative, "").write()
    return {**view, "text": text, "paragraphs": [text], "highlights": [], "facts": {}}


def mask_narrative(language: str, narrative: Narrative, seed: str) -> MaskedText:
    """Return the text of `describe_narrative` without its values: no number, date, time or name is in it."""
    turns = _Writer(language, narrative, seed).turns()
    return _Writer(language, narrative, seed, is_masked=True).mask(turns)


class _Writer:
    """Writes one narrative in one language; a masked one has placeholders instead of facts."""

    def __init__(self, language: str, narrative: Narrative, seed: str, *, is_masked: bool = False) -> None:
        self._language, self._narrative, self._seed = language, narrative, seed
        self._is_masked = is_masked
        self._texts, self._common = narratives_in(language), speech_in(language)
        self._facts = {name: self._fact(fact) for name, fact in narrative.facts.items()}
        self._values = self._all_values()

    def write(self) -> NarrativeView:
        """Return the view."""
        narrative, period = self._narrative, self._narrative.period
        title = self._texts.say(f"title-{narrative.topic}", **self._values)
        sentences = [text for text, _ in self._sentences()]
        paragraphs = self._paragraphs(sentences)
        text = PARAGRAPHS.join(paragraphs)
        return {
            "period": period.kind,
            "from": period.first,
            "to": period.last,
            "complete": narrative.is_complete,
            "language": self._language,
            "title": title,
            "text": text,
            "paragraphs": paragraphs,
            "highlights": [*self._highlights(sentences)],
            "facts": {name: fact for name, fact in self._facts.items() if self._says(text, name)},
            "source": NarrativeSource.RULES,
        }

    def mask(self, turns: Iterable[int]) -> MaskedText:
        """Return the text, with the variants of the sentences that the turns name, and its values."""
        sentences = chain.from_iterable(self._narrative.paragraphs)
        texts = [self._sentence(one, turn) for one, turn in zip(sentences, turns, strict=True)]
        values = {name: fact["text"] for name, fact in self._facts.items()}
        return MaskedText(PARAGRAPHS.join(self._paragraphs(texts)), values)

    def turns(self) -> list[int]:
        """Return which variant each sentence is."""
        return [turn for _, turn in self._sentences()]

    def _paragraphs(self, sentences: Iterable[str]) -> list[str]:
        return [*map(" ".join, _split(sentences, map(len, self._narrative.paragraphs)))]

    def _says(self, text: str, name: str) -> bool:
        """Return whether a text says a fact; that of the period and its weekday are only in phrases."""
        phrase = {"date": "when", "weekday": "usual"}.get(name)
        if phrase is None:
            return True
        said = str(self._values[phrase])
        return self._facts[name]["text"] in said and said[1:] in text

    def _sentences(self) -> Iterator[tuple[str, int]]:
        """Yield the sentences and their turns; none begins like the one before, if it has another variant."""
        before = ""
        for sentence in chain.from_iterable(self._narrative.paragraphs):
            text, turn = self._sentence(sentence), 0
            if _beginning(text) == _beginning(before):
                text, turn = self._sentence(sentence, turn=1), 1
            yield text, turn
            before = text

    def _highlights(self, texts: Iterable[str]) -> Iterator[HighlightView]:
        for sentence, text in zip(chain.from_iterable(self._narrative.paragraphs), texts, strict=True):
            if len(sentence.kinds) == 1:
                yield {"kind": sentence.kinds[0], "text": text}
            else:
                for kind, clause in zip(sentence.kinds, sentence.clauses, strict=False):
                    alone = replace(clause, key=clause.key_alone or clause.key)
                    yield {"kind": kind, "text": self._sentence(Sentence(clauses=[alone]))}

    def _sentence(self, sentence: Sentence, turn: int = 0) -> str:
        clause, *others = (self._clause(clause, turn) for clause in sentence.clauses)
        if others:
            text = self._texts.say(f"sentence-{sentence.join}", clause=clause, other=others[0])
        else:
            text = self._texts.say("sentence", clause=clause)
        return capitalize(text)

    def _clause(self, clause: Clause, turn: int) -> str:
        number = self._narrative.period.number + turn
        return self._texts.choose(clause.key, self._seed, number, **self._values)

    def _all_values(self) -> dict[str, str | float]:
        """Return the values of all texts: facts and their numbers, and phrases."""
        period, texts = self._narrative.period.kind, self._texts
        values: dict[str, str | float] = {
            name: placeholder(name) if self._is_masked else fact["text"] for name, fact in self._facts.items()
        }
        for name, fact in self._facts.items():
            if not isinstance(fact["value"], str):
                values[f"{name}_n"] = fact["value"]
        values["period"] = period.value
        is_complete = self._narrative.is_complete
        state = values["state"] = "done" if is_complete else "running"
        values["when"] = texts.say(f"when-{period}-{state}", date=values["date"])
        weekday = values.get("weekday", "")
        values["usual"] = texts.say(f"usual-{period}{'' if is_complete else '-running'}", weekday=weekday)
        if "hours_worked" in values:
            length = "day" if period is PeriodKind.DAY else "days"
            for name in ("time", "work"):
                values[name] = texts.say(f"{name}-{length}", **values)
        return values

    def _fact(self, fact: Fact) -> FactView:
        value = fact.value
        if isinstance(value, date):
            return {"value": value.isoformat(), "unit": fact.unit, "text": self._date(value, fact.form)}
        if isinstance(value, str):
            key = f"part-{value}" if fact.form is Form.PART else "fact-name"
            text = self._texts.say(key, value=value)
            return {"value": value, "unit": fact.unit, "text": text}
        if fact.form is Form.CLOCK:
            return {"value": clock(value), "unit": fact.unit, "text": clock(value)}
        if fact.form is Form.DURATION:
            text = self._common.duration(timedelta(minutes=round(60 * value)))
            return {"value": value, "unit": fact.unit, "text": text}
        return {"value": value, "unit": fact.unit, "text": self._texts.say(f"fact-{fact.form}", value=value)}

    def _date(self, day: date, form: Form) -> str:
        weekday = _name(self._common, "chart-weekdays", day.weekday())
        if form is Form.WEEKDAY:
            return weekday
        month = _name(self._common, "chart-months", day.month - 1)
        return self._texts.say(f"fact-{form}", weekday=weekday, day=day.day, month=month, year=str(day.year))


def _split(sentences: Iterable[str], lengths: Iterable[int]) -> Iterator[list[str]]:
    """Yield as many of the sentences as each length says."""
    rest = iter(sentences)
    return (list(islice(rest, length)) for length in lengths)


def _beginning(sentence: str) -> list[str]:
    return sentence.split()[:2]


def _name(speech: Speech, key: str, number: int) -> str:
    return speech.say(key).split()[number]
