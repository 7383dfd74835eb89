"""Pausing and resuming: what is decided, and what the view shows."""

from __future__ import annotations

from datetime import date

import pytest

from services.pairing.domain.member import EndPause, Member, Pause, Resume, decide, evolve
from services.pairing.views import members
from shared.events import Invalid, MemberPaused, MemberResumed, ProgressUpdated
from shared.projection import fold_into, memory_engine
from tests.core_kit import record

TODAY, LATER = date(2026, 7, 9), date(2026, 10, 1)
PAUSED = Member(paused=True, until=LATER)


def test_pause_and_resume() -> None:
    assert decide(Pause(TODAY, LATER), Member()) == [MemberPaused(until=LATER)]
    assert decide(Pause(TODAY), PAUSED) == [MemberPaused()]
    assert decide(Pause(TODAY, LATER), PAUSED) == []
    assert decide(Resume(), PAUSED) == [MemberResumed()]
    assert decide(Resume(), Member()) == []


@pytest.mark.parametrize("until", [TODAY, date(2026, 1, 1)])
def test_a_pause_that_would_be_over(until: date) -> None:
    with pytest.raises(Invalid, match="later day"):
        decide(Pause(TODAY, until), Member())


def test_the_day_ends_its_own_pause_and_no_other() -> None:
    assert decide(EndPause(LATER), PAUSED) == [MemberResumed()]
    assert decide(EndPause(date(2026, 9, 1)), PAUSED) == []
    assert decide(EndPause(LATER), Member(paused=True)) == []
    assert decide(EndPause(LATER), Member()) == []


def test_evolve() -> None:
    assert evolve(Member(), MemberPaused(until=LATER)) == PAUSED
    assert evolve(PAUSED, MemberResumed()) == Member()
    assert evolve(PAUSED, ProgressUpdated(check_in="c", key_result="k")) == PAUSED


def test_the_view() -> None:
    view = members.Members()
    engine = memory_engine([view])
    with engine.begin() as connection:
        events = [
            record(MemberPaused(until=LATER), aggregate="private/member/a", position=1),
            record(MemberPaused(), aggregate="private/member/b", position=2),
            record(MemberPaused(until=LATER), aggregate="private/member/c", position=3),
            record(MemberResumed(), aggregate="private/member/c", version=2, position=4),
        ]
        fold_into(connection, [view], events)
        found = members.paused(connection)
        assert found == {"a": members.Pause(LATER), "b": members.Pause(None)}
        assert found["a"].on(date(2026, 9, 30))
        assert not found["a"].on(LATER)
        assert found["b"].on(date(2099, 1, 1))
        assert members.over(connection, date(2026, 9, 30)) == []
        assert members.over(connection, LATER) == [("a", LATER)]
    engine.dispose()
