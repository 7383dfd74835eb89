"""An objective, its key results and their check-ins: what commands bring about, and what is refused in which words."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from services.okr.kernel.period import Period
from services.okr.objectives.domain.commands import (
    AddKeyResult,
    Close,
    Command,
    Correct,
    Draft,
    DropKeyResult,
    Publish,
    Retract,
    Revise,
)
from services.okr.objectives.domain.decisions import decide
from services.okr.objectives.domain.objective import evolve
from shared.events import (
    CheckInCorrected,
    CheckInRetracted,
    Event,
    Invalid,
    KeyResultDropped,
    Metric,
    NotFound,
    ObjectiveClosed,
    ObjectiveDrafted,
    ObjectiveRevised,
    Ordinal,
    ProgressSource,
    ProgressUpdated,
    WrongState,
    Zone,
)
from tests.objective_kit import CALLS, DRAFTED, NOW, NUMBER, PUBLISHED, RUNNING, SAID, check_in, given

ENDED = Period("2026-Q2", ended=True)

CLOSED = ObjectiveClosed(result="successful")


def correct(**fields: Any) -> Correct:
    return Correct(**{"check_in": "c1", "author": "aiko", **fields})


def test_nobody_works_by_what_nothing_measures() -> None:
    unmeasured = (DRAFTED,), (DRAFTED, CALLS, KeyResultDropped(key_result="calls"))
    for events in unmeasured:
        with pytest.raises(WrongState, match=r"tomoni keyresult add.*--source children"):
            decide(Publish(measured=True), given(*events))
    sources: tuple[ProgressSource, ...] = ("children", "both")
    for source in sources:
        revised = ObjectiveRevised(title="Be heard", source=source)
        assert decide(Publish(measured=True), given(DRAFTED, revised)) == [PUBLISHED]


def test_from_a_draft_to_a_closed_objective() -> None:
    assert decide(Draft(" Be heard ", quarter="q", period=Period("2026-Q3")), given()) == [DRAFTED]
    assert decide(Publish(), given(DRAFTED)) == [PUBLISHED]
    assert decide(Publish(), given(DRAFTED, PUBLISHED)) == []
    assert decide(Publish(measured=True), given(DRAFTED, PUBLISHED)) == [], "one that was published stays so"
    assert decide(Publish(measured=True), given(DRAFTED, CALLS)) == [PUBLISHED]
    assert decide(Revise("Be loud"), given(DRAFTED)) == [ObjectiveRevised(title="Be loud")]
    assert decide(Revise("Be heard "), given(DRAFTED)) == []
    assert decide(Close("successful"), given(*RUNNING)) == [CLOSED]
    assert decide(Close("successful"), given(*RUNNING, CLOSED)) == []


def test_a_draft_can_be_closed() -> None:
    assert decide(Close(), given(DRAFTED)) == [ObjectiveClosed()]


def test_key_results_come_and_go() -> None:
    assert decide(AddKeyResult("calls", "Calls", NUMBER), given(DRAFTED)) == [CALLS]
    assert decide(DropKeyResult("calls"), given(*RUNNING)) == [KeyResultDropped(key_result="calls")]
    assert decide(DropKeyResult("calls"), given(*RUNNING, KeyResultDropped(key_result="calls"))) == []


def test_checking_in() -> None:
    assert decide(check_in(value=Decimal(3), confidence=6), given(*RUNNING)) == [SAID]
    assert decide(check_in("mood", zone="target"), given(*RUNNING)) == [
        ProgressUpdated(check_in="c1", key_result="mood", zone=Zone.TARGET)
    ]


def test_a_value_far_outside_the_way_is_taken() -> None:
    (event,) = decide(check_in(value=Decimal("-1345.5")), given(*RUNNING))
    assert isinstance(event, ProgressUpdated)
    assert event.value == Decimal("-1345.5")


def test_a_correction_states_the_whole_figure() -> None:
    state = given(*RUNNING, SAID)
    assert decide(correct(value=Decimal(4)), state) == [
        CheckInCorrected(check_in="c1", key_result="calls", value=Decimal(4), confidence=6)
    ]
    assert decide(correct(confidence=0), state) == [
        CheckInCorrected(check_in="c1", key_result="calls", value=Decimal(3), confidence=0)
    ]
    assert decide(correct(value=Decimal("3.00")), state) == []


def test_a_corrected_check_in_is_compared_with_its_correction() -> None:
    (corrected,) = decide(correct(value=Decimal(4)), given(*RUNNING, SAID))
    assert decide(correct(value=Decimal(4)), given(*RUNNING, SAID, corrected)) == []
    assert len(decide(correct(value=Decimal(3)), given(*RUNNING, SAID, corrected))) == 1


def test_retracting_is_done_once() -> None:
    retract = Retract("c1", author="aiko")
    retracted = CheckInRetracted(check_in="c1", key_result="calls")
    assert decide(retract, given(*RUNNING, SAID)) == [retracted]
    assert decide(retract, given(*RUNNING, SAID, retracted)) == []


def test_a_check_in_is_put_right_after_the_end_by_whoever_may_reach_back() -> None:
    state = given(*RUNNING, SAID, CLOSED)
    assert decide(correct(reaches_back=True, value=Decimal(4), period=ENDED), state)
    assert decide(Retract("c1", author="aiko", reaches_back=True, period=ENDED), state)


def test_folding_events_about_something_unknown_changes_nothing() -> None:
    assert evolve(given(), KeyResultDropped(key_result="x")) == given()
    assert evolve(given(), CheckInRetracted(check_in="x", key_result="y")) == given()


LATER = NOW + timedelta(seconds=1)
DROPPED = KeyResultDropped(key_result="calls")
RETRACTED = CheckInRetracted(check_in="c1", key_result="calls")


@pytest.mark.parametrize(
    ("events", "command", "refusal", "words"),
    [
        ([], Draft(""), Invalid, "the title is empty"),
        ([], Draft("x" * 301), Invalid, "301 characters; shorten it to 300"),
        ([], Draft("one\ntwo"), Invalid, "on one line"),
        ([], Draft("half \ud83d pair"), Invalid, "control character"),
        ([], Draft("late", period=ENDED), WrongState, "2026-Q2 has ended"),
        ([DRAFTED], Draft("again"), WrongState, "already written down"),
        ([], Publish(), NotFound, "no such objective"),
        ([], Close(), NotFound, "no such objective"),
        ([], check_in(value=Decimal(1)), NotFound, "no such objective"),
        ([DRAFTED], Publish(ENDED), WrongState, "2026-Q2 has ended"),
        ([*RUNNING, CLOSED], Publish(), WrongState, "has been closed"),
        ([*RUNNING, CLOSED], Revise("other"), WrongState, "has been closed"),
        ([*RUNNING, CLOSED], Close("notsuccessful"), WrongState, "another result"),
        ([*RUNNING, CLOSED], AddKeyResult("k", "more", NUMBER), WrongState, "has been closed"),
        ([*RUNNING, CLOSED], check_in(value=Decimal(1)), WrongState, "has been closed"),
        ([*RUNNING], AddKeyResult("calls", "again", NUMBER), WrongState, "already there"),
        ([*RUNNING], AddKeyResult("k", " ", NUMBER), Invalid, "the title is empty"),
        ([*RUNNING], AddKeyResult("k", "k", NUMBER, period=ENDED), WrongState, "2026-Q2 has ended"),
        ([*RUNNING], DropKeyResult("other"), NotFound, "no such key result"),
        ([*RUNNING], DropKeyResult("calls", period=ENDED), WrongState, "2026-Q2 has ended"),
        ([DRAFTED, CALLS], check_in(value=Decimal(1)), WrongState, "still a draft; publish it"),
        ([*RUNNING], check_in("other", value=Decimal(1)), NotFound, "no such key result"),
        ([*RUNNING, DROPPED], check_in(value=Decimal(1)), WrongState, "has been dropped"),
        ([*RUNNING], check_in(value=Decimal(1), period=ENDED), WrongState, "2026-Q2 has ended"),
        ([*RUNNING], check_in(value=Decimal(1), effective=LATER), Invalid, "in the future"),
        ([*RUNNING], check_in(), Invalid, "measured by a number; give a value"),
        ([*RUNNING], check_in(zone="commit"), Invalid, "measured by a number"),
        ([*RUNNING], check_in(value=Decimal(1), zone="commit"), Invalid, "a value and no zone"),
        ([*RUNNING], check_in("mood", value=Decimal(1)), Invalid, "a zone and no value"),
        ([*RUNNING], check_in("mood"), Invalid, "give one of fail, commit, target, stretch"),
        ([*RUNNING], check_in("mood", zone="great"), Invalid, "there is no zone 'great'"),
        ([*RUNNING], check_in(value=Decimal(1), confidence=11), Invalid, "the confidence is 11"),
        ([*RUNNING], check_in(value=Decimal(1), confidence=-1), Invalid, "the confidence is -1"),
        ([*RUNNING], check_in(value=Decimal("NaN")), Invalid, "finite"),
        ([*RUNNING], check_in(value=Decimal("-Infinity")), Invalid, "finite"),
        ([*RUNNING], check_in(value=Decimal("1e28")), Invalid, "29 digits; give at most 28"),
        ([*RUNNING], check_in(value=Decimal("1e999999")), Invalid, "digits; give at most 28"),
        ([*RUNNING], check_in(value=Decimal("0.1234567890123")), Invalid, "13 decimal places; give at most 12"),
        ([*RUNNING], correct(value=Decimal(1)), NotFound, "no such check-in"),
        ([*RUNNING, SAID, RETRACTED], correct(value=Decimal(1)), WrongState, "has been retracted"),
        ([*RUNNING, SAID], correct(), Invalid, "says nothing"),
        ([*RUNNING, SAID], correct(zone="commit"), Invalid, "measured by a number"),
        ([*RUNNING, SAID], correct(value=Decimal(1), period=ENDED), WrongState, "ask an admin"),
        ([*RUNNING, SAID], Retract("c1", author="aiko", period=ENDED), WrongState, "ask an admin"),
        ([*RUNNING], Retract("c9", author="aiko"), NotFound, "no such check-in"),
    ],
)
def test_refusals(events: list[Event], command: Command, refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        decide(command, given(*events))


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        (Metric(baseline=Decimal(5), target=Decimal("5.0")), "no way to go"),
        (Metric(baseline=Decimal("Infinity"), target=Decimal(5)), "the baseline is Infinity"),
        (Metric(baseline=Decimal(0), target=Decimal("sNaN")), "the target is sNaN"),
        (Metric(baseline=Decimal(0), target=Decimal(5), unit=""), "the unit is empty"),
        (Ordinal(stretch=" "), "description of the zone stretch is empty"),
    ],
)
def test_measures_that_measure_nothing(measure: Metric | Ordinal, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        decide(AddKeyResult("k", "k", measure), given(*RUNNING))


def test_titles_in_any_script_are_taken() -> None:
    for title in ("顧客の声を\u3000毎週聞く", "نسمع العملاء", "家族 👨‍👩‍👧"):
        assert decide(Draft(title), given()) == [ObjectiveDrafted(title=title)]
