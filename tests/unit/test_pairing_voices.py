"""The pulse and insights: what is decided, and what the views show."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, strategies as st

from services.pairing.goals.views import objectives
from services.pairing.voices import view as pulses
from services.pairing.voices.domain import insight, pulse
from services.pairing.voices.domain.insight import ShareInsight, Teller
from services.pairing.voices.domain.pulse import AnswerPulse, Gather, Pulse, first_moment, month_of
from shared.events import (
    Forbidden,
    GroupAdjusted,
    GroupFormed,
    InsightShared,
    Invalid,
    MeetingHeld,
    NotFound,
    ObjectiveDrafted,
    PulseAnswered,
    PulsesGathered,
    Sealed,
    WrongState,
)
from shared.projection import fold_into, memory_engine
from tests.core_kit import record

TODAY = date(2026, 11, 22)
TELLER = Teller(("ann", "bob"))


FIVE = Sealed("sealed:v1:installation:c2VjcmV0")


@pytest.mark.parametrize("answer", [1, 5])
def test_an_answer_by_itself_enters_no_log(answer: int) -> None:
    assert pulse.decide(AnswerPulse("2026-11", answer, TODAY), Pulse()) == []


def test_five_answers() -> None:
    told = pulse.decide(Gather("2026-11", FIVE), Pulse())
    assert told == [PulsesGathered(month="2026-11", answers=FIVE)]
    assert pulse.evolve(Pulse(), told[0]) == Pulse(answered=True)
    assert pulse.decide(Gather("2026-11", FIVE), Pulse(answered=True)) == []
    assert pulse.evolve(Pulse(), MeetingHeld(week="2026-W28")) == Pulse()


@given(st.lists(st.integers(1, 5), min_size=5, max_size=5))
def test_of_five_answers_only_how_many_said_what_is_kept(answers: list[int]) -> None:
    counts = pulse.counted(answers)
    assert pulse.read(pulse.written(counts)) == counts
    assert sum(counts) == 5
    assert pulse.counted(sorted(answers)) == counts, "in no order"


@pytest.mark.parametrize("text", ["", "(forgotten)", "1 1 1 1", "1 1 1 1 1 1", "1 1 1 1 x", "1  1 1 1 1"])
def test_what_is_no_five_answers_is_not_counted(text: str) -> None:
    assert pulse.read(text) is None


@pytest.mark.parametrize("answer", [0, 6, -1, True])
def test_no_such_answer(answer: int) -> None:
    with pytest.raises(Invalid, match=r"from 1 .* to 5"):
        pulse.decide(AnswerPulse("2026-11", answer, TODAY), Pulse())


@pytest.mark.parametrize(
    ("month", "words"),
    [
        ("2026-12", "future"),
        ("2027-01", "future"),
        ("2026-10", "is over"),
        ("2026-13", "no month"),
        ("2026-1", "no month"),
        ("0000-01", "no month"),
        ("november", "no month"),
        ("２０２６-11", "no month"),
    ],
)
def test_no_such_month(month: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        pulse.decide(AnswerPulse(month, 3, TODAY), Pulse())


def test_twice() -> None:
    with pytest.raises(WrongState, match="already"):
        pulse.decide(AnswerPulse("2026-11", 3, TODAY), Pulse(answered=True))


def test_the_only_time_that_is_kept() -> None:
    assert first_moment(month_of(TODAY)) == datetime(2026, 11, 1, tzinfo=UTC)
    with pytest.raises(Invalid, match="no month"):
        first_moment("2026-00")


def shown_after(answers: Sequence[int | Sealed]) -> list[pulses.MonthlyPulse]:
    """What is shown after answers that an older version wrote one by one, and fives that were sealed."""
    view = pulses.Pulses()
    told = [
        record(
            PulsesGathered(month="2026-11", answers=answer)
            if isinstance(answer, str)
            else PulseAnswered(month="2026-11", answer=answer),
            aggregate=f"private/pulse/{position}",
            position=position,
        )
        for position, answer in enumerate(answers, start=1)
    ]
    engine = memory_engine([view])
    with engine.begin() as connection:
        fold_into(connection, [view], told)
        return [each.with_opened((0, 0, 0, 1, 4) for _ in each.sealed) for each in pulses.kept(connection)]


def test_fives_that_are_sealed_are_counted_when_opened_with_those_that_waited_for_more() -> None:
    assert shown_after([FIVE]) == [pulses.MonthlyPulse("2026-11", (0, 0, 0, 1, 4))]
    assert shown_after([1, 2, 3]) == []
    assert shown_after([1, 2, 3, FIVE]) == [pulses.MonthlyPulse("2026-11", (1, 1, 1, 1, 4))]
    assert shown_after([1, 2, 3, FIVE, FIVE]) == [pulses.MonthlyPulse("2026-11", (1, 1, 1, 2, 8))]
    assert shown_after([FIVE, 1]) == [pulses.MonthlyPulse("2026-11", (0, 0, 0, 1, 4))]


def test_answers_are_shown_in_whole_fives() -> None:
    given = [5, 1, 3, 3, 4, 2, 2, 2, 2, 1]
    assert shown_after(given[:4]) == []
    for number in range(5, 10):
        (shown,) = shown_after(given[:number])
        assert shown == pulses.MonthlyPulse("2026-11", (1, 0, 2, 1, 1)), "as the fifth answer left it"
        assert (shown.answers, shown.mean) == (5, 3.2)
    assert shown_after(given) == [pulses.MonthlyPulse("2026-11", (2, 4, 2, 1, 1))]


def test_an_insight() -> None:
    told = insight.decide(ShareInsight("bob", "i-1", Sealed("sealed"), "o-4"), TELLER)
    assert told == [InsightShared(insight="i-1", text=Sealed("sealed"), objective="o-4")]
    assert insight.worded("  two lines\nof words ") == "two lines\nof words"
    assert insight.worded("語" * 1000) == "語" * 1000


@pytest.mark.parametrize(
    ("text", "words"), [("", "empty"), (" \n ", "empty"), ("x" * 1001, "1001"), ("a\x1b[0m", "control")]
)
def test_an_insight_that_says_nothing_fit(text: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        insight.worded(text)


def test_an_insight_of_an_outsider_or_of_no_group() -> None:
    with pytest.raises(Forbidden, match="only a member"):
        insight.decide(ShareInsight("eve", "i-1", None), TELLER)
    with pytest.raises(NotFound, match="no such group"):
        insight.decide(ShareInsight("bob", "i-1", Sealed("words")), Teller())
    with pytest.raises(Forbidden):
        insight.decide(ShareInsight("bob", "i-1", None), TELLER)


def test_who_tells_is_who_belongs_to_the_group_now() -> None:
    formed = insight.evolve(Teller(), GroupFormed(rotation="r", label="l", members=("ann", "bob")))
    assert formed == TELLER
    joined = GroupAdjusted(members=("ann", "eve"), because="joined", on=TODAY)
    assert insight.evolve(formed, joined) == Teller(("ann", "eve"))
    assert insight.evolve(formed, MeetingHeld(week="2026-W28")) == formed


def test_objectives_are_numbered_as_okr_numbers_them() -> None:
    view = objectives.Objectives()
    engine = memory_engine([view])
    drafted = ObjectiveDrafted(title="Talk every week")
    with engine.begin() as connection:
        told = [
            record(drafted, aggregate="objective/first", position=1),
            record(drafted, aggregate="private/objective/second", position=2),
            record(drafted, aggregate="objective/third", position=3),
        ]
        fold_into(connection, [view], told)
        assert objectives.find(connection, "O-1") == "first"
        assert objectives.find(connection, "third") == "third", "an id as it is"
        assert objectives.find(connection, "second") is None, "a private one is nobody's business"
        assert objectives.find(connection, " o-2 ") == "third"
        assert objectives.find(connection, "O-3") is None
        assert objectives.find(connection, "O-0") is None
