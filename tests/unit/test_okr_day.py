"""A day is opened and closed, mentors are invited; what everybody may know of all days together; the way up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given as generated, strategies as st

from services.okr.days.domain import (
    FEWEST,
    MOST_INTENTS,
    MOST_MENTORS,
    Close,
    Days,
    Dismiss,
    Invite,
    Open,
    at_least,
    decide,
    evolve,
    settled_weeks,
)
from services.okr.guard import Authorised, authorised
from services.okr.kernel.permissions import Actor
from services.okr.objectives.views.objectives import way_up
from services.okr.people.view import histories, teams_at
from shared.events import (
    Authority,
    DayClosed,
    DayIntent,
    DayOpened,
    Event,
    Forbidden,
    Invalid,
    KeyResultAdded,
    MentorDismissed,
    MentorInvited,
    ObjectiveAligned,
    ObjectiveDrafted,
    PersonForgotten,
    PersonJoined,
    PersonLeft,
    PersonMoved,
    Sealed,
    WrongState,
)
from tests.views_kit import START, Store, make_store, number

MONDAY = date(2026, 8, 3)
WORDS = Sealed("sealed:v1:day:x")
TO_DO = DayIntent(text=WORDS, key_result=WORDS)
OPENED = DayOpened(day=MONDAY, intents=(TO_DO,))
CLOSED = DayClosed(day=MONDAY, happened=WORDS, learned=WORDS)


def given(*events: Event) -> Days:
    state = Days()
    for event in events:
        state = evolve(state, event)
    return state


def test_opening_and_closing() -> None:
    assert decide(Open("ken", MONDAY, MONDAY, (TO_DO,)), given()) == [OPENED]
    assert decide(Open("ken", MONDAY, MONDAY, (TO_DO,)), given(OPENED)) == [OPENED], "said again, it replaces"
    assert decide(Close("ken", MONDAY, WORDS, WORDS), given(OPENED)) == [CLOSED]
    assert decide(Close("ken", MONDAY, WORDS, WORDS), given(OPENED, CLOSED)) == [CLOSED], "said again, it replaces"


def test_a_day_that_was_not_opened_can_t_be_closed() -> None:
    tuesday = MONDAY + timedelta(days=1)
    with pytest.raises(WrongState, match="2026-08-04 was not opened; open it first, or name the day that you opened"):
        decide(Close("ken", tuesday, WORDS, None), given(OPENED))


def test_a_closed_day_is_not_opened_again() -> None:
    with pytest.raises(WrongState, match="2026-08-03 is closed; open the next one"):
        decide(Open("ken", MONDAY, MONDAY, (TO_DO,)), given(OPENED, CLOSED))


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_not_everybody_lives_by_the_company_s_clock(days: int) -> None:
    assert decide(Open("ken", MONDAY, MONDAY + timedelta(days=days), (TO_DO,)), given()) == [OPENED]


@pytest.mark.parametrize("days", [-2, 2, 300])
def test_a_day_is_opened_on_the_day_itself(days: int) -> None:
    with pytest.raises(Invalid, match="2026-08-03 is not today"):
        decide(Open("ken", MONDAY, MONDAY + timedelta(days=days), (TO_DO,)), given())


def test_how_much_fits_into_a_day() -> None:
    with pytest.raises(Invalid, match="say at least one thing"):
        decide(Open("ken", MONDAY, MONDAY, ()), given())
    with pytest.raises(Invalid, match="11 things are too many for one day"):
        decide(Open("ken", MONDAY, MONDAY, (TO_DO,) * (MOST_INTENTS + 1)), given())


def test_mentors() -> None:
    invited = MentorInvited(mentor="m", since=MONDAY)
    assert decide(Invite("ken", "m", MONDAY), given()) == [invited]
    assert decide(Invite("ken", "m", MONDAY), given(invited)) == []
    earlier = MONDAY - timedelta(days=7)
    assert decide(Invite("ken", "m", earlier), given(invited)) == [MentorInvited(mentor="m", since=earlier)]
    assert decide(Dismiss("ken", "m"), given(invited)) == [MentorDismissed(mentor="m")]
    assert decide(Dismiss("ken", "m"), given(invited, MentorDismissed(mentor="m"))) == []
    many = [MentorInvited(mentor=str(each), since=MONDAY) for each in range(MOST_MENTORS)]
    with pytest.raises(WrongState, match="10 mentors read your days already"):
        decide(Invite("ken", "m", MONDAY), given(*many))
    assert decide(Invite("ken", "3", earlier), given(*many)) != []


@pytest.mark.parametrize("authority", [Authority.ADMIN, Authority.MEMBER, Authority.SERVICE])
def test_a_day_is_one_s_own_whatever_the_role(authority: Authority) -> None:
    open_, close = Open("ken", MONDAY, MONDAY, (TO_DO,)), Close("ken", MONDAY, WORDS, None)
    for command in (open_, close, Invite("ken", "m", MONDAY), Dismiss("ken", "m")):
        with pytest.raises(Forbidden, match="you may not open or close the day, or say who reads it; whoever made it"):
            authorised(decide)(Authorised(command, Actor("mei", authority, reports={"ken"})), given(OPENED))
    assert authorised(decide)(Authorised(open_, Actor("ken", authority)), given()) == [OPENED]


def test_a_figure_tells_of_five_and_leaves_five() -> None:
    assert [at_least(kept, 42) for kept in (0, 4, 5, 9, 10, 42)] == [None, None, 5, 5, 10, 35]
    assert [at_least(7, members) for members in (7, 9, 10, 12)] == [None, None, 5, 5]
    assert at_least(10, 10) == 5, "everybody does, and nobody is told on"


@generated(st.integers(0, 60), st.integers(0, 60))
def test_no_two_figures_differ_by_one_person(kept: int, more: int) -> None:
    members = max(kept, more)
    told, other = at_least(kept, members) or 0, at_least(kept + 1, members + 1) or 0
    assert other - told in (0, FEWEST)
    assert told == 0 or (FEWEST <= told <= kept and members - told >= FEWEST)


def test_only_weeks_that_are_settled_are_told_of() -> None:
    # The Sunday of the week of 3 August can be opened on the Monday after it, at the latest.
    last = MONDAY + timedelta(days=6)
    assert settled_weeks(MONDAY, last + timedelta(days=2), 8) == [MONDAY]
    assert settled_weeks(MONDAY, last + timedelta(days=1), 8) == []
    with pytest.raises(Invalid):
        decide(Open("ken", last, last + timedelta(days=2), (TO_DO,)), given())
    assert settled_weeks(MONDAY, date(2026, 9, 1), 2) == [date(2026, 8, 24), date(2026, 8, 17)]
    assert settled_weeks(MONDAY, date(2026, 9, 1), 8)[-1] == MONDAY


@pytest.fixture
def store() -> Iterator[Store]:
    made = make_store()
    yield made
    made.connection.close()
    made.connection.engine.dispose()


def test_the_way_up_to_the_company_s_objective(store: Store) -> None:
    for id_, team in (("top", "Company"), ("mid", "Sales"), ("low", None)):
        store.tell(f"objective/{id_}", ObjectiveDrafted(title=id_, team=team))
        store.tell(f"objective/{id_}", KeyResultAdded(key_result=f"k-{id_}", title=f"of {id_}", measure=number()))
    store.tell("objective/low", ObjectiveAligned(objective="mid"))
    store.tell("objective/mid", ObjectiveAligned(key_result="k-top"))
    way = way_up(store.connection, "k-low")
    assert [(step.kind, step.number, step.title, step.team) for step in way] == [
        ("KR", "KR-3", "of low", None),
        ("O", "O-3", "low", None),
        ("O", "O-2", "mid", "Sales"),
        ("KR", "KR-1", "of top", None),
        ("O", "O-1", "top", "Company"),
    ]
    assert [step.number for step in way_up(store.connection, "k-top")] == ["KR-1", "O-1"]
    assert way_up(store.connection, "nothing") == []
    store.tell("objective/top", ObjectiveAligned(objective="low"))
    assert [step.number for step in way_up(store.connection, "k-low")] == ["KR-3", "O-3", "O-2", "KR-1", "O-1"]


def test_who_belonged_when(store: Store) -> None:
    name = Sealed("s")
    recorded = START + timedelta(days=100)

    def after(seconds: int) -> dict[str, str | None]:
        return teams_at(histories(store.connection), recorded + timedelta(seconds=seconds, microseconds=1))

    # The store records the n-th event n seconds after `recorded`.
    store.tell(
        "person/a", PersonJoined(name=name, function="Dev", team="East"), PersonMoved(function="Dev", team="West")
    )
    store.tell("person/b", PersonJoined(name=name, function="Dev"), PersonLeft())
    store.tell("person/b", PersonJoined(name=name, function="Dev", team="East"))
    store.tell("person/a", PersonLeft(), PersonForgotten())
    assert after(0) == {}
    assert after(1) == {"a": "East"}
    assert after(3) == {"a": "West", "b": None}
    assert after(4) == {"a": "West"}
    assert after(5) == {"a": "West", "b": "East"}
    assert after(7) == {"b": "East"}
    assert teams_at(histories(store.connection), datetime(2020, 1, 1, tzinfo=UTC)) == {}
