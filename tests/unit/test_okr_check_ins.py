"""What may be said of a key result, when, by whom, and who acknowledges it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.okr.kernel.back_dating import BackDating
from services.okr.kernel.period import LateValues, Period
from services.okr.objectives.domain.commands import Acknowledge, AddKeyResult, Draft, Revise
from services.okr.objectives.domain.decisions import decide
from shared.company.company_days import CompanyDays
from shared.events import (
    Binary,
    CheckInAcknowledged,
    CheckInRetracted,
    Forbidden,
    Invalid,
    KeyResultMoved,
    Metric,
    NotFound,
    ObjectiveDrafted,
    ObjectiveRevised,
    ProgressUpdated,
    WrongState,
)
from tests.objective_kit import DRAFTED, NOW, RUNNING, SAID, check_in, given

LIMITS = BackDating(28, date(2026, 7, 1), "2026-Q3")
TOKYO = ZoneInfo("Asia/Tokyo")
ENDED = datetime(2026, 8, 2, tzinfo=UTC)
LATE = Period(
    "2026-Q3",
    ended=True,
    late=LateValues(datetime(2026, 4, 1, tzinfo=UTC), ENDED, ENDED + timedelta(days=14), "its days"),
)


def dated(effective: datetime, limits: BackDating | None = LIMITS, **fields: Any) -> bool:
    command = check_in(value=Decimal(1), effective=effective, back_dating=limits, **fields)
    return isinstance(decide(command, given(*RUNNING))[0], ProgressUpdated)


def test_a_check_in_may_be_dated_some_days_back_in_its_quarter() -> None:
    assert dated(NOW)
    assert dated(datetime(2026, 7, 6, tzinfo=UTC))
    assert dated(datetime(2026, 7, 1, tzinfo=UTC), BackDating(60, date(2026, 7, 1)))
    assert dated(datetime(2020, 1, 1, tzinfo=UTC), None)
    for effective, limits, words in (
        (datetime(2026, 7, 5, 23, 59, 59, tzinfo=UTC), LIMITS, "more than 28 days back; date it 2026-07-06 or later"),
        (datetime(2026, 6, 30, 23, tzinfo=UTC), LIMITS, "before 2026-Q3 begins on 2026-07-01"),
        (NOW - timedelta(days=1), BackDating(0), "more than 0 days back; date it 2026-08-03"),
        (NOW + timedelta(seconds=1), LIMITS, "in the future; date it now or earlier"),
        (NOW + timedelta(seconds=1), None, "in the future; date it now or earlier"),
    ):
        with pytest.raises(Invalid, match=words):
            dated(effective, limits)


def test_a_day_begins_where_the_company_is() -> None:
    limits = BackDating(60, date(2026, 7, 1), "2026-Q3", CompanyDays((), TOKYO))
    assert dated(datetime(2026, 6, 30, 15, tzinfo=UTC), limits)
    with pytest.raises(Invalid, match="dated 2026-06-30, before 2026-Q3"):
        dated(datetime(2026, 6, 30, 14, 59, 59, tzinfo=UTC), limits)


def test_a_late_final_value_is_bound_by_the_quarter_alone() -> None:
    assert dated(datetime(2026, 4, 2, tzinfo=UTC), BackDating(0, date(2026, 4, 1)), period=LATE)
    for effective in (ENDED, datetime(2026, 3, 31, tzinfo=UTC)):
        with pytest.raises(WrongState, match="what comes late must be dated inside it"):
            dated(effective, period=LATE)
    with pytest.raises(WrongState, match="has ended and changes no more"):
        dated(NOW, period=Period("2026-Q3", ended=True))


def test_a_key_result_that_moved_takes_check_ins_elsewhere() -> None:
    moved = KeyResultMoved(key_result="calls", objective="other")
    with pytest.raises(WrongState, match="measures another objective now"):
        decide(check_in(value=Decimal(1)), given(*RUNNING, moved))


OWNED = ObjectiveDrafted(title="Be heard", quarter="q", owner="head")


def test_a_check_in_is_acknowledged_once() -> None:
    (event,) = decide(Acknowledge("c1", "boss", "aiko"), given(OWNED, *RUNNING[1:], SAID))
    assert event == CheckInAcknowledged(check_in="c1", key_result="calls")
    assert decide(Acknowledge("c1", "head", "aiko"), given(OWNED, *RUNNING[1:], SAID, event)) == []


@pytest.mark.parametrize(
    ("command", "refusal", "words"),
    [
        (Acknowledge("c1", "aiko", "aiko"), Forbidden, "his own check-in"),
        (Acknowledge("c9", "boss", "aiko"), NotFound, "no such check-in"),
    ],
)
def test_who_may_not_acknowledge(command: Acknowledge, refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        decide(command, given(*RUNNING, SAID))


def test_nothing_is_acknowledged_that_was_taken_back() -> None:
    assert decide(Acknowledge("c1", "x", "aiko"), given(*RUNNING, SAID))
    with pytest.raises(WrongState, match="nothing to acknowledge"):
        decide(
            Acknowledge("c1", "x", "aiko"),
            given(*RUNNING, SAID, CheckInRetracted(check_in="c1", key_result="calls")),
        )


def test_sizes_must_be_comparable() -> None:
    euros = Metric(baseline=Decimal(0), target=Decimal(9), unit="€")
    sized = given(ObjectiveDrafted(title="x", contribution="size"))
    (first,) = decide(AddKeyResult("a", "a", euros), sized)
    one = given(ObjectiveDrafted(title="x", contribution="size"), first)
    assert decide(AddKeyResult("b", "b", euros), one)
    for measure in (Metric(baseline=Decimal(0), target=Decimal(9)), Binary()):
        with pytest.raises(Invalid, match="count by size"):
            decide(AddKeyResult("b", "b", measure), one)
    with pytest.raises(Invalid, match="kind ordinal has none"):
        decide(Revise(contribution="size"), given(*RUNNING))
    assert decide(Revise(contribution="size"), given(DRAFTED, first)) == [
        ObjectiveRevised(title="Be heard", contribution="size")
    ]


@pytest.mark.parametrize(("weight", "fine"), [(0, True), (100, True), ("33.3", True), (-1, False), ("100.1", False)])
def test_weights(weight: object, fine: bool) -> None:
    command = AddKeyResult("w", "w", Binary(), weight=Decimal(str(weight)))
    if fine:
        assert decide(command, given(DRAFTED))
    else:
        with pytest.raises(Invalid, match="give 0 to 100"):
            decide(command, given(DRAFTED))


def test_what_an_objective_is_from_the_start() -> None:
    (event,) = decide(Draft("Be heard", commitment="committed", source="both", contribution="size"), given())
    assert event == ObjectiveDrafted(title="Be heard", commitment="committed", source="both", contribution="size")
    assert decide(Revise(commitment="committed", source="both"), given(event)) == []
    assert decide(Revise(commitment="aspirational"), given(event)) == [
        ObjectiveRevised(title="Be heard", commitment="aspirational")
    ]
