"""Recommendations in thousands of random situations: never contradictory, and moved by feedback."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

import pytest
from msgspec.structs import replace as with_fields

from shared.entities.feedback import MAX_ANSWERS, MAX_COUNTED, NOT_NOW, Answer, Counts, Feedback
from shared.language.recommendations import describe_recommendation
from shared.language.speech import LANGUAGES, speech_in
from shared.rules.assistant.plan.frame import Frame
from shared.rules.assistant.plan.plan import plan_day
from shared.rules.assistant.recommendations.ids import kind_of, recommendation_id
from shared.rules.assistant.recommendations.recommendations import Recommendation, recommend
from shared.rules.assistant.recommendations.situation import Situation
from shared.views.recommendations import RecommendationKind as Kind
from shared.views.recommendations import Verdict
from tests.processor_time import least_seconds
from tests.unit.situations import large_situation, random_situation

SITUATIONS = 1000
NOW = datetime(2026, 3, 18, 10, tzinfo=UTC)
_NUMBER = re.compile(r"\d+(?::\d\d)?")
_WORK = {
    *(Kind.NEXT_TASK, Kind.START_FOCUS, Kind.PROTECT_BEST_HOURS, Kind.PLAN_TOMORROW),
    *(Kind.SPLIT_TASK, Kind.ESTIMATE_BETTER),
}
_RESTS, _ENDS = {Kind.TAKE_BREAK, Kind.LUNCH}, {Kind.STOP_FOR_TODAY, Kind.SHUTDOWN}


@cache
def _found() -> list[tuple[Situation, list[Recommendation]]]:
    situations = map(random_situation, map(Random, range(SITUATIONS)))
    return [(one, recommend(one)) for one in situations]


def _lists() -> Iterator[tuple[Situation, list[Recommendation]]]:
    return iter(_found())


def test_every_kind_occurs_in_random_situations() -> None:
    counts = Counter(one.kind for _, found in _lists() for one in found)
    assert counts.keys() == set(Kind)
    assert min(counts.values()) >= 5, counts


def test_no_list_repeats_a_kind_or_contradicts_itself() -> None:
    for _, found in _lists():
        kinds = {one.kind for one in found}
        assert len(kinds) == len(found)
        assert len(kinds & (_RESTS | _ENDS)) <= 1
        if kinds & _ENDS:
            assert not kinds & _WORK
        if kinds & _RESTS:
            assert not kinds & {Kind.NEXT_TASK, Kind.START_FOCUS}
        assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_what_is_recommended_can_be_done_and_is_not_done_already() -> None:
    for situation, found in _lists():
        kinds, history = {one.kind for one in found}, situation.history
        if Kind.START_FOCUS in kinds or Kind.NEXT_TASK in kinds:
            assert history.focus is None, "another session runs"
        if kinds & {Kind.STOP_FOR_TODAY, Kind.TAKE_BREAK}:
            assert history.is_working
        if Kind.LUNCH in kinds:
            assert not situation.day.lunch_taken
        if Kind.DRINK in kinds:
            assert situation.day.hydration_ml < history.user.hydration_goal_ml
        if Kind.SHUTDOWN in kinds:
            assert situation.worked + timedelta(seconds=situation.day.focus_seconds) >= timedelta(hours=1)
            assert not situation.is_shut_down


def test_no_task_is_for_now_and_for_later() -> None:
    later = {Kind.REPLAN_OVERDUE, Kind.PROTECT_BEST_HOURS, Kind.PLAN_TOMORROW, Kind.LIGHTER_DAY}
    for _, found in _lists():
        tasks = {one.kind: one.candidate.evidence.get("task") for one in found}
        moved = [task for kind, task in tasks.items() if kind in later and task is not None]
        assert tasks.get(Kind.NEXT_TASK) not in moved
        assert len(moved) == len({task.value for task in moved})
        if Kind.REPLAN_OVERDUE in tasks:
            assert tasks[Kind.REPLAN_OVERDUE] != tasks.get(Kind.SPLIT_TASK)


def test_next_task_is_the_first_of_the_plan_of_today() -> None:
    compared = 0
    for situation, found in _lists():
        frame = Frame(history=situation.history, on=situation.today)
        blocks = plan_day(frame, situation.open_tasks, situation.estimates).blocks
        planned = [block.candidate.task.id for block in blocks if block.candidate is not None]
        actions = [one.candidate.action for one in found if one.kind is Kind.NEXT_TASK]
        if planned and actions:
            compared += 1
            assert [one.body["task_id"] for one in actions if one and one.body] == planned[:1]
    assert compared > SITUATIONS / 40


def test_without_work_only_what_needs_none_is_recommended() -> None:
    is_off = 0
    for situation, found in _lists():
        if situation.is_shut_down or not situation.is_work_day(situation.today):
            is_off += 1
            kinds = {one.kind for one in found}
            assert kinds <= {Kind.PLAN_TOMORROW, Kind.JOIN_CHALLENGE, Kind.CELEBRATE}
            if not situation.is_work_day(situation.tomorrow):
                assert Kind.PLAN_TOMORROW not in kinds
    assert is_off > SITUATIONS / 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_in_words_is_the_text_of_an_evidence_and_all_is_short(language: str) -> None:
    speech, keys = speech_in(language), set[str]()
    for _, found in _lists():
        for one in found:
            view = describe_recommendation(speech, one)
            texts = [fact["text"] for fact in view["evidence"].values()]
            known = {number for text in texts for number in _NUMBER.findall(text)}
            for sentence in (view["text"], *view["because"]):
                assert set(_NUMBER.findall(sentence)) <= known, sentence
                assert len(sentence) <= 130, sentence
            assert len(view["title"]) <= 40
            assert view["because"]
            assert view["valid_until"].microsecond == 0
            keys |= {f"{one.kind} {reason}" for reason in one.candidate.reasons}
    assert len(keys) >= 30


def _with_feedback(situation: Situation, feedback: Feedback) -> Situation:
    state = with_fields(situation.history.state, feedback=feedback)
    return replace(situation, history=replace(situation.history, state=state))


def _rank(situation: Situation, kind: Kind, counts: Counts) -> int | None:
    feedback = Feedback(counts={kind: counts})
    kinds = [one.kind for one in recommend(_with_feedback(situation, feedback))]
    return kinds.index(kind) if kind in kinds else None


def test_more_done_never_lowers_a_kind_and_more_not_now_never_raises_it() -> None:
    moved = 0
    for situation, found in _found()[::12]:
        for one in found:
            ranks = [_rank(situation, one.kind, Counts(done, 3)) for done in (0, 1, 4, 40)]
            assert ranks == sorted(ranks, reverse=True, key=lambda rank: -1 if rank is None else rank)
            ranks += [_rank(situation, one.kind, Counts(3, other)) for other in (0, 1, 4, 40)]
            assert ranks[4:] == sorted(ranks[4:], key=lambda rank: -1 if rank is None else rank)
            moved += len(set(ranks)) > 1
    assert moved > 20


def test_feedback_is_explained_from_three_verdicts_that_mostly_agree() -> None:
    situation, found = next((one, found) for one, found in _lists() if found)
    kind = found[0].kind
    for counts, moved in (
        (Counts(2, 0), None),
        (Counts(3, 0), "often"),
        (Counts(2, 1), "often"),
        (Counts(3, 2), None),
        (Counts(0, 2), None),
        (Counts(1, 2), "seldom"),
        (Counts(2, 4), "seldom"),
    ):
        recommended = recommend(_with_feedback(situation, Feedback(counts={kind: counts})))
        assert next(one.moved for one in recommended if one.kind is kind) == moved, counts


def test_counts_are_bounded_and_move_with_each_verdict() -> None:
    for first in ([Verdict.DONE] * 60, [Verdict.NOT_NOW] * 60, [Verdict.DONE, Verdict.NEVER] * 30):
        counts = Counts()
        for verdict in first:
            counts = counts.add(verdict)
        assert counts.done + counts.other == MAX_COUNTED
        for verdict in (Verdict.DONE, Verdict.NOT_NOW):
            after = counts.add(verdict)
            assert after.done + after.other == MAX_COUNTED
            assert (after.done >= counts.done) == (verdict is Verdict.DONE or not counts.done)


def test_answers_are_bounded_and_those_of_earlier_days_are_dropped() -> None:
    feedback, on = Feedback(), date(2026, 3, 18)
    for number in range(100):
        feedback = feedback.record(Kind.DRINK, Answer(str(number), Verdict.DONE, on), NOW)
    assert len(feedback.answers) == MAX_ANSWERS
    assert feedback.is_done("99")
    assert not feedback.is_done("0")
    later = Answer("new", Verdict.NOT_NOW, on + timedelta(days=2))
    feedback = feedback.record(Kind.DRINK, later, NOW + timedelta(days=2))
    assert [one.id for one in feedback.answers] == ["new"]
    assert len(str(feedback)) < 500


def test_silence_is_not_moved_by_further_verdicts_and_ends() -> None:
    answer = Answer("1", Verdict.NOT_NOW, NOW.date())
    silent = Feedback().record(Kind.DRINK, answer, NOW)
    again = silent.record(Kind.DRINK, replace_id(answer, "2"), NOW + timedelta(days=1))
    assert again.muted == {Kind.DRINK: NOW + NOT_NOW}
    assert again.is_muted(Kind.DRINK, NOW + NOT_NOW - timedelta.resolution)
    assert not again.is_muted(Kind.DRINK, NOW + NOT_NOW)
    for_good = again.record(Kind.DRINK, Answer("3", Verdict.NEVER, NOW.date()), NOW)
    assert for_good.record(Kind.DRINK, answer, NOW).muted == {Kind.DRINK: None}
    assert for_good.unmute(Kind.DRINK, NOW).muted == {}
    assert for_good.unmute(Kind.LUNCH, NOW) is for_good


def replace_id(answer: Answer, other: str) -> Answer:
    """Return the answer for another recommendation."""
    return Answer(other, answer.verdict, answer.on)


def test_rules_take_less_than_20_ms_with_500_open_tasks_and_more_than_a_year() -> None:
    def describe_all(large: Situation) -> None:
        assert [describe_recommendation(speech_in("en"), one) for one in recommend(large)]

    large = large_situation()
    assert (len(large.open_tasks), len(large.history.days)) == (500, 393)
    assert least_seconds(describe_all, given=large_situation) < 0.02


def test_ids_are_opaque_and_of_one_user_kind_and_day() -> None:
    today = NOW.date()
    ids = {
        recommendation_id(user, kind, on, subject): kind
        for user in ("ada", "bob")
        for kind in Kind
        for on in (today, today - timedelta(days=1))
        for subject in ("", "Pay the rent")
    }
    assert len(ids) == 2 * len(Kind) * 2 * 2
    for one, kind in ids.items():
        assert re.fullmatch("[0-9a-f]{32}", one)
        found = {kind_of(one, user, (today, today - timedelta(days=1))) for user in ("ada", "bob")}
        assert found == {kind, None}
        assert kind_of(one, "ada", (today + timedelta(days=2),)) is None
