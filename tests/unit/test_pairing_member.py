"""Pauses, choices and exclusions: what is decided, and what the views show."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from services.pairing.exclusions import domain as exclusion, view as exclusions
from services.pairing.exclusions.domain import Exclusion, KeepApart, Lift
from services.pairing.members.domain import (
    EndPause,
    Member,
    OptIn,
    OptOut,
    Pause,
    Resume,
    StateWishes,
    Wishes,
    decide,
    evolve,
)
from services.pairing.members.views import choices, pauses as members
from shared.events import (
    Event,
    ExclusionLifted,
    ExclusionSet,
    Invalid,
    MemberOptedIn,
    MemberOptedOut,
    MemberPaused,
    MemberResumed,
    ProgressUpdated,
    WishesStated,
)
from shared.projection import View, fold_into, memory_engine
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


def test_opting_out_and_a_pause_go_their_own_ways() -> None:
    assert decide(OptOut(), PAUSED) == [MemberOptedOut()]
    out = evolve(PAUSED, MemberOptedOut())
    assert decide(OptOut(), out) == []
    assert decide(EndPause(LATER), out) == [MemberResumed()]
    assert evolve(out, MemberResumed()) == Member(opted_out=True)
    assert decide(OptIn(), out) == [MemberOptedIn()]
    assert evolve(out, MemberOptedIn()) == PAUSED
    assert decide(OptIn(), Member()) == []


def test_wishes_are_stated_anew_and_tidied() -> None:
    (stated,) = decide(StateWishes(Wishes((1320, 360), " Tokyo ", ("JA", "en", "ja"))), Member())
    assert stated == WishesStated(hours=(1320, 360), office="Tokyo", languages=("en", "ja"))
    member = evolve(Member(), stated)
    assert decide(StateWishes(Wishes((1320, 360), "Tokyo", ("en", "ja"))), member) == []
    assert decide(StateWishes(Wishes()), member) == [WishesStated()]


@pytest.mark.parametrize(
    ("wishes", "says"),
    [
        (Wishes((-1, 60)), "between 00:00 and 24:00"),
        (Wishes((0, 1441)), "between 00:00 and 24:00"),
        (Wishes((60, 60)), "two different times"),
        (Wishes(languages=("",)), "without a name"),
        (Wishes(languages=tuple("abcdefghijk")), "10 at most"),
    ],
)
def test_wishes_that_make_no_sense(wishes: Wishes, says: str) -> None:
    with pytest.raises(Invalid, match=says):
        decide(StateWishes(wishes), Member())


def test_an_exclusion_is_set_and_lifted_once() -> None:
    assert exclusion.decide(KeepApart("y", "x"), Exclusion()) == [ExclusionSet(one="x", other="y")]
    holds = exclusion.evolve(Exclusion(), ExclusionSet(one="x", other="y"))
    assert exclusion.decide(KeepApart("x", "y"), holds) == []
    assert exclusion.decide(Lift(), holds) == [ExclusionLifted(one="x", other="y")]
    over = exclusion.evolve(holds, ExclusionLifted(one="x", other="y"))
    assert exclusion.decide(Lift(), over) == []
    assert exclusion.decide(KeepApart("x", "y"), over) == [ExclusionSet(one="x", other="y")]
    assert exclusion.evolve(holds, ProgressUpdated(check_in="c", key_result="k")) == holds
    with pytest.raises(Invalid, match="name two people"):
        exclusion.decide(KeepApart("x", "x"), Exclusion())


def test_what_the_views_show_of_choices_and_exclusions() -> None:
    told: list[tuple[str, Event]] = [
        ("private/member/a", MemberOptedOut()),
        ("private/member/b", MemberOptedOut()),
        ("private/member/b", MemberOptedIn()),
        ("private/member/c", WishesStated(hours=(0, 540), languages=("ja",))),
        ("private/exclusion/e", ExclusionSet(one="x", other="y")),
        ("private/exclusion/f", ExclusionSet(one="x", other="z")),
        ("private/exclusion/f", ExclusionLifted(one="x", other="z")),
    ]
    views: list[View] = [choices.Choices(), exclusions.Exclusions()]
    engine = memory_engine(views)
    versions: Counter[str] = Counter()
    with engine.begin() as connection:
        events = []
        for position, (aggregate, event) in enumerate(told, start=1):
            versions[aggregate] += 1
            events.append(record(event, aggregate=aggregate, version=versions[aggregate], position=position))
        fold_into(connection, views, events)
        assert choices.opted_out(connection) == {"a"}
        assert choices.wishes(connection)["c"] == Wishes((0, 540), None, ("ja",))
        assert exclusions.every(connection) == [("e", "x", "y")]
        assert exclusions.holding(connection, ["e", "f"]) == {"e"}
    engine.dispose()
