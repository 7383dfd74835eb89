"""A quarter is planned, started and ended, each once."""

from __future__ import annotations

from datetime import date

import pytest

from services.okr.quarters.domain import Command, End, Plan, Quarter, Start, decide, evolve
from shared.events import Event, Invalid, NotFound, QuarterEnded, QuarterPlanned, QuarterStarted, WrongState

FIRST, LAST = date(2026, 7, 1), date(2026, 9, 30)
PLANNED = QuarterPlanned(label="2026-Q3", start=FIRST, end=LAST)
ENDED = QuarterEnded(label="2026-Q3", start=FIRST, end=LAST, rules="tomoni/2")


def given(*events: Event) -> Quarter:
    state = Quarter()
    for event in events:
        state = evolve(state, event)
    return state


def test_a_quarter_from_planning_to_its_end() -> None:
    assert decide(Plan("2026-Q3", FIRST, LAST), given()) == [PLANNED]
    assert decide(Start(), given(PLANNED)) == [QuarterStarted()]
    assert decide(Start(), given(PLANNED, QuarterStarted())) == []
    assert decide(End(), given(PLANNED, QuarterStarted())) == [ENDED]


def test_a_quarter_may_be_a_single_day() -> None:
    assert decide(Plan("one day", FIRST, FIRST), given()) == [QuarterPlanned(label="one day", start=FIRST, end=FIRST)]


@pytest.mark.parametrize(
    ("events", "command", "refusal", "words"),
    [
        ([], Plan("2026-Q3", LAST, FIRST), Invalid, "ends on 2026-07-01, before it starts on 2026-09-30"),
        ([], Plan(" ", FIRST, LAST), Invalid, "the label is empty"),
        ([], Plan("Backlog", FIRST, LAST), Invalid, "means something else"),
        ([], Plan("2026-Q3", FIRST, LAST, same_label=True), WrongState, "2026-Q3 is already planned"),
        ([PLANNED], Plan("2026-Q3", FIRST, LAST), WrongState, "2026-Q3 is already planned"),
        ([], Plan("2026-Q3", FIRST, LAST, overlapping="2026-H2"), WrongState, "overlaps 2026-H2"),
        ([], Start(), NotFound, "no such quarter"),
        ([], End(), NotFound, "no such quarter"),
        ([PLANNED], End(), WrongState, "has not started yet"),
        ([PLANNED, QuarterStarted(), ENDED], End(), WrongState, "2026-Q3 has already ended"),
        ([PLANNED, QuarterStarted(), ENDED], Start(), WrongState, "2026-Q3 has already ended"),
    ],
)
def test_refusals(events: list[Event], command: Command, refusal: type[Exception], words: str) -> None:
    with pytest.raises(refusal, match=words):
        decide(command, given(*events))
