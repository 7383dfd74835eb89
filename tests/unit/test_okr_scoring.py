"""Scoring, reopening, looking back: what is decided, and what is refused in which words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given as over, strategies as st

from services.okr.kernel.period import LateValues, Period
from services.okr.kernel.rule_book import RULES, rule_book
from services.okr.objectives.domain.check_ins import decide as decide_check_in
from services.okr.objectives.domain.commands import MakeCheckIn
from services.okr.objectives.domain.decisions import decide
from services.okr.objectives.domain.objective import Objective, Score, Status, evolve
from services.okr.objectives.domain.scoring import (
    Command,
    Proposal,
    Reopen,
    Score as Judge,
    ScoreUnjudged,
    WritePostMortem,
)
from shared.events import (
    Event,
    Invalid,
    KeyResultAdded,
    KeyResultScore,
    Metric,
    NotFound,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectivePublished,
    ObjectiveReopened,
    ObjectiveScored,
    PostMortemWritten,
    ProgressUpdated,
    Sealed,
    WrongState,
)

NOW = datetime(2026, 10, 5, 9, tzinfo=UTC)
WORDS = Sealed("sealed:v1:aiko:abc")
LATE = LateValues(
    begins=datetime(2026, 7, 1, tzinfo=UTC),
    over=datetime(2026, 10, 1, tzinfo=UTC),
    until=datetime(2026, 10, 15, tzinfo=UTC),
    days="2026-07-01 to 2026-09-30",
)
LATELY, LONG_AGO = Period("2026-Q3", ended=True, late=LATE), Period("2026-Q2", ended=True)
HALF = Proposal(Decimal("0.5"), (KeyResultScore(key_result="calls", score=Decimal("0.5"), weight=Decimal(100)),))
DRAFTED, PUBLISHED, CLOSED = ObjectiveDrafted(title="Be heard", quarter="q"), ObjectivePublished(), ObjectiveClosed()
CALLS = KeyResultAdded(key_result="calls", title="Calls", measure=Metric(baseline=Decimal(0), target=Decimal(10)))


def given(*events: Event) -> Objective:
    state = Objective()
    for event in events:
        state = evolve(state, event)
    return state


def judge(score: str | None = None, note: Sealed | None = None, **fields: Any) -> Judge:
    number = None if score is None else Decimal(score)
    return Judge(**{"proposal": HALF, "now": NOW, "score": number, "note": note, **fields})


def scored(score: str | None, *, automatic: bool = False, note: Sealed | None = None) -> ObjectiveScored:
    number = None if score is None else Decimal(score)
    proposed = number if automatic else HALF.score
    kept = () if automatic else HALF.key_results
    return ObjectiveScored(
        score=number, proposed=proposed, rules=RULES, key_results=kept, automatic=automatic, note=note
    )


def test_the_proposal_is_kept_beside_the_score() -> None:
    assert decide(judge(), given(DRAFTED, PUBLISHED)) == [scored("0.5")]
    assert decide(judge("0.5"), given(DRAFTED, PUBLISHED)) == [scored("0.5")]
    assert decide(judge("0.7", WORDS), given(DRAFTED, PUBLISHED)) == [scored("0.7", note=WORDS)]
    state = given(DRAFTED, PUBLISHED, scored("0.7", note=WORDS))
    assert state.score == Score(Decimal("0.7"), Decimal("0.5"))
    assert decide(judge("0.6", WORDS), state) == [scored("0.6", note=WORDS)]


def test_a_person_confirms_what_was_scored_automatically() -> None:
    assert decide(judge(), given(DRAFTED, PUBLISHED, scored("0.5", automatic=True))) == [scored("0.5")]


def test_nobody_is_overruled_by_the_end_of_the_quarter() -> None:
    unjudged = ScoreUnjudged(HALF)
    first = decide(unjudged, given(DRAFTED, PUBLISHED))
    assert first == [
        ObjectiveScored(
            score=HALF.score, proposed=HALF.score, rules=RULES, key_results=HALF.key_results, automatic=True
        )
    ]
    assert decide(unjudged, given(DRAFTED, PUBLISHED, *first)) == []
    anew = decide(ScoreUnjudged(Proposal(Decimal("0.6"))), given(DRAFTED, PUBLISHED, *first))
    assert anew == [scored("0.6", automatic=True)]
    assert decide(unjudged, given(DRAFTED, PUBLISHED, scored("0.9", note=WORDS))) == []
    assert decide(unjudged, given(DRAFTED)) == []
    assert decide(unjudged, given(DRAFTED, CLOSED)) == [], "a discarded draft came to nothing"
    assert decide(unjudged, given(DRAFTED, PUBLISHED, CLOSED)) == first
    assert decide(ScoreUnjudged(Proposal()), given(DRAFTED, PUBLISHED)) == [scored(None, automatic=True)]


def test_reopening_takes_the_score_back() -> None:
    state = given(DRAFTED, PUBLISHED, scored("0.5"), CLOSED)
    assert decide(Reopen(WORDS, NOW), state) == [ObjectiveReopened(reason=WORDS)]
    again = evolve(state, ObjectiveReopened(reason=WORDS))
    assert (again.status, again.score, again.published) == (Status.PUBLISHED, None, True)


def test_a_post_mortem_is_written_once() -> None:
    state = given(DRAFTED, PUBLISHED, scored("0.5"))
    assert decide(WritePostMortem(WORDS), state) == [PostMortemWritten(text=WORDS)]
    with pytest.raises(WrongState, match="has its post-mortem already"):
        decide(WritePostMortem(WORDS), evolve(state, PostMortemWritten(text=WORDS)))


@pytest.mark.parametrize(
    ("command", "events", "error", "words"),
    [
        (judge(), [], NotFound, "no such objective"),
        (judge(), [DRAFTED], WrongState, "still a draft; publish it before you score it"),
        (judge(), [DRAFTED, CLOSED], WrongState, "was never published"),
        (judge("1.01", WORDS), [DRAFTED, PUBLISHED], Invalid, "the score is 1.01; give one from 0 to 1"),
        (judge("-0.1", WORDS), [DRAFTED, PUBLISHED], Invalid, "from 0 to 1"),
        (judge("NaN", WORDS), [DRAFTED, PUBLISHED], Invalid, "finite"),
        (judge("0.33333", WORDS), [DRAFTED, PUBLISHED], Invalid, "more than 4 decimal places; round it"),
        (judge("0.6"), [DRAFTED, PUBLISHED], Invalid, "is not the proposed 0.5; say why in a note"),
        (judge(proposal=Proposal()), [DRAFTED, PUBLISHED], Invalid, "nothing was ever checked in"),
        (judge("0", proposal=Proposal()), [DRAFTED, PUBLISHED], Invalid, "is not the proposed none"),
        (judge(), [DRAFTED, PUBLISHED, scored("0.5")], WrongState, "is scored 0.5 already"),
        (judge("0.6"), [DRAFTED, PUBLISHED, scored("0.5")], Invalid, "scored 0.5 already; say in a note why"),
        (judge("0.6", WORDS), [DRAFTED, PUBLISHED, scored("0.5"), CLOSED], WrongState, "reopen it with a reason"),
        (judge(period=LONG_AGO), [DRAFTED, PUBLISHED], WrongState, "2026-Q2 has ended, .* ask an admin"),
        (judge(period=LATELY, now=LATE.until), [DRAFTED, PUBLISHED], WrongState, "ask an admin"),
        (Reopen(WORDS, NOW), [DRAFTED], WrongState, "still a draft"),
        (Reopen(WORDS, NOW), [DRAFTED, CLOSED], WrongState, "closed as a draft"),
        (Reopen(WORDS, NOW), [DRAFTED, PUBLISHED], WrongState, "neither scored nor closed"),
        (Reopen(WORDS, NOW, LONG_AGO), [DRAFTED, PUBLISHED, CLOSED], WrongState, "ask an admin"),
        (WritePostMortem(WORDS), [DRAFTED], WrongState, "still a draft"),
        (WritePostMortem(WORDS), [DRAFTED, PUBLISHED], WrongState, "score it before you look back on it"),
    ],
)
def test_refusals(command: Command, events: list[Event], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        decide(command, given(*events))


@pytest.mark.parametrize("fields", [{"period": LATELY}, {"period": LONG_AGO, "reaches_back": True}, {}])
def test_who_may_still_judge(fields: dict[str, Any]) -> None:
    state = given(DRAFTED, PUBLISHED)
    assert decide(judge(**fields), state) == [scored("0.5")]
    closed = given(DRAFTED, PUBLISHED, CLOSED)
    assert decide(Reopen(WORDS, NOW, **fields), closed) == [ObjectiveReopened(reason=WORDS)]


@pytest.mark.parametrize(
    ("effective", "now", "period", "taken"),
    [
        (LATE.begins, NOW, LATELY, True),
        (LATE.over - timedelta(microseconds=1), NOW, LATELY, True),
        (LATE.over, NOW, LATELY, False),
        (LATE.begins - timedelta(microseconds=1), NOW, LATELY, False),
        (LATE.begins, LATE.until - timedelta(microseconds=1), LATELY, True),
        (LATE.begins, LATE.until, LATELY, False),
        (LATE.begins, NOW, LONG_AGO, False),
        (NOW, NOW, Period("2026-Q4"), True),
    ],
)
def test_late_values(effective: datetime, now: datetime, period: Period, taken: bool) -> None:
    state = given(DRAFTED, PUBLISHED, CALLS)
    command = MakeCheckIn(
        check_in="c", key_result="calls", effective=effective, now=now, value=Decimal(3), period=period
    )
    if taken:
        (event,) = decide_check_in(command, state)
        assert isinstance(event, ProgressUpdated)
    else:
        with pytest.raises(WrongState, match=f"{period.label} has ended"):
            decide_check_in(command, state)


@over(part=st.none() | st.fractions(min_value=-3, max_value=3, max_denominator=1000))
def test_whatever_the_progress_a_score_is_within_0_and_1(part: Fraction | None) -> None:
    score = rule_book(RULES).objective(part, ())
    (event,) = decide(ScoreUnjudged(Proposal(score)), given(DRAFTED, PUBLISHED))
    assert isinstance(event, ObjectiveScored)
    assert event.score is None if part is None else 0 <= (event.score or 0) <= 1


@over(score=st.decimals(min_value=-2, max_value=2, places=4))
def test_whatever_somebody_gives_a_score_is_within_0_and_1_or_refused(score: Decimal) -> None:
    command = judge(str(score), WORDS)
    if 0 <= score <= 1:
        (event,) = decide(command, given(DRAFTED, PUBLISHED))
        assert isinstance(event, ObjectiveScored)
        assert event.score == score
    else:
        with pytest.raises(Invalid, match="from 0 to 1"):
            decide(command, given(DRAFTED, PUBLISHED))
