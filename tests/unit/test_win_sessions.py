"""Win sessions: what happens when something is asked of them, given what happened before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from services.okr.guard import Authorised, authorised
from services.okr.kernel.permissions import Actor
from services.okr.win_sessions.domain import commands as wins
from services.okr.win_sessions.domain.agenda import MOST_ITEMS, item_of
from services.okr.win_sessions.domain.lifecycle import decide
from services.okr.win_sessions.domain.session import Sessions, SessionStage, evolve
from shared.events import (
    AgendaSlot,
    Authority,
    Event,
    Forbidden,
    Invalid,
    NotFound,
    PraiseGiven,
    Sealed,
    Win,
    WinAgendaArranged,
    WinAgendaPrepared,
    WinSessionCancelled,
    WinSessionClosed,
    WinSessionOpened,
    WinSessionScheduled,
    WinShared,
    WinWithdrawn,
    WrongState,
)

NOW = datetime(2026, 9, 1, 9, tzinfo=UTC)
AT = datetime(2026, 9, 25, 7, tzinfo=UTC)
S, NEXT = "4cbf8845-3e80-5d9a-86e4-abc1480046ac", "5cbf8845-3e80-5d9a-86e4-abc1480046ac"
WORDS = Sealed("sealed:v1:x:y")

SCHEDULED = WinSessionScheduled(session=S, at=AT, facilitator="fay", team="East")
OPENED = WinSessionOpened(session=S, team="East")
CLOSED = WinSessionClosed(session=S, team="East")


def win(key_result: str, after: str = "1", people: tuple[str, ...] = ("ken",), session: str = S) -> Win:
    found = Win(item="", kind="reached", source=f"e-{key_result}", time=NOW, key_result=key_result, objective="o")
    fields: dict[str, Any] = {name: getattr(found, name) for name in found.__struct_fields__}
    return Win(**fields | {"item": item_of(session, found), "after": after, "people": people})


A, B, C = (win(each) for each in ("a", "b", "c"))


def collection(*found: Win, **fields: Any) -> wins.Collection:
    placed = frozenset(each.item for each in found)
    base = wins.Collection(since=NOW - timedelta(days=30), until=NOW, position=7, wins=found, placed=placed)
    return replace(base, **fields)


def prepared(*found: Win) -> list[Event]:
    slots = tuple(AgendaSlot(item=each.item, minutes=3) for each in found)
    return [
        WinAgendaPrepared(session=S, since=NOW - timedelta(days=30), until=NOW, position=7, items=found),
        WinAgendaArranged(session=S, slots=slots),
    ]


def after(*events: Event) -> Sessions:
    state = Sessions()
    for event in events:
        state = evolve(state, event)
    return state


PREPARED = after(SCHEDULED, *prepared(A, B))
OPEN = evolve(PREPARED, OPENED)
HELD = evolve(OPEN, CLOSED)
SCHEDULE = wins.Schedule(session=NEXT, now=NOW, team="East", at=AT, facilitator="fay")


def test_a_session_is_scheduled_monthly_for_an_hour() -> None:
    assert decide(SCHEDULE, Sessions()) == [
        WinSessionScheduled(session=NEXT, at=AT, facilitator="fay", team="East", every="month", minutes=60)
    ]


def test_one_that_is_scheduled_is_moved_and_keeps_the_rest() -> None:
    later = AT + timedelta(days=1)
    moved = decide(replace(SCHEDULE, at=later, facilitator=None), PREPARED)
    assert moved == [WinSessionScheduled(session=S, at=later, facilitator="fay", team="East")]
    assert decide(SCHEDULE, PREPARED) == []
    state = after(SCHEDULED, *prepared(A, B), *moved)
    assert state.now is not None
    assert (state.now.at, len(state.now.items), len(state.sessions)) == (later, 2, 1)


def test_what_is_left_out_of_a_new_one_is_as_with_the_last() -> None:
    state = after(WinSessionScheduled(session=S, at=AT, facilitator="fay", every="quarter", minutes=30), OPENED, CLOSED)
    (event,) = decide(replace(SCHEDULE, team=None, at=AT + timedelta(days=60)), state)
    assert isinstance(event, WinSessionScheduled)
    assert (event.every, event.minutes) == ("quarter", 30)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"facilitator": None}, "a win session needs a facilitator who leads through it; name one"),
        ({"at": NOW - timedelta(days=2)}, "2026-08-30 09:00 UTC is over; give a moment that is still to come"),
        ({"at": NOW + timedelta(days=500)}, "more than a year away"),
        ({"at": None}, "say when the session is held"),
        ({"every": "year"}, "'year' is no rhythm of win sessions; give one of two-weeks, month"),
        ({"minutes": 0}, "a session of 0 minutes can't be planned; give 5 to 480"),
        ({"minutes": 481}, "give 5 to 480"),
    ],
)
def test_what_cannot_be_scheduled(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(Invalid, match=words):
        decide(replace(SCHEDULE, **changes), Sessions())


def test_two_are_never_open_at_once() -> None:
    with pytest.raises(WrongState, match="the session of East is open, and two are never open at once; close it first"):
        decide(replace(SCHEDULE, at=AT + timedelta(days=1)), OPEN)
    with pytest.raises(WrongState, match="the session of East is open already, and two are never"):
        decide(wins.Open(session=S), OPEN)
    # But whoever leads an open one may change.
    (event,) = decide(replace(SCHEDULE, facilitator="tom"), OPEN)
    state = evolve(OPEN, event)
    assert state.now is not None
    assert (state.now.phase, state.now.facilitator) == (SessionStage.OPEN, "tom")


def test_scheduling_and_preparing_are_one_step() -> None:
    events = decide(replace(SCHEDULE, session=S, collection=collection(A, B)), Sessions())
    assert [type(each) for each in events] == [WinSessionScheduled, WinAgendaPrepared, WinAgendaArranged]
    assert events[1:] == prepared(A, B)
    with pytest.raises(WrongState, match="a session of East is scheduled already; prepare that one"):
        decide(replace(SCHEDULE, collection=collection(A)), PREPARED)


def test_the_hour_is_shared_out_as_long_as_it_lasts() -> None:
    found = [win(str(each)) for each in range(22)]
    (*_, arranged) = decide(wins.Prepare(session=S, collection=collection(*found)), after(SCHEDULED))
    assert isinstance(arranged, WinAgendaArranged)
    assert [slot.minutes for slot in arranged.slots] == [3] * 20 + [0] * 2
    assert [slot.item for slot in arranged.slots] == [each.item for each in found]


def test_prepared_again_only_what_is_new_comes() -> None:
    again = wins.Prepare(session=S, collection=collection(A, B, C))
    assert decide(wins.Prepare(session=S, collection=collection(A, B)), PREPARED) == []
    told, arranged = decide(again, PREPARED)
    assert isinstance(told, WinAgendaPrepared)
    assert told.items == (C,)
    assert arranged == WinAgendaArranged(
        session=S, slots=tuple(AgendaSlot(item=each.item, minutes=3) for each in (A, B, C))
    )


def test_prepared_again_it_keeps_edits_withdrawals_and_order() -> None:
    state = after(
        SCHEDULED,
        *prepared(A, B),
        WinShared(session=S, item=A.item, by="ken", words=WORDS),
        WinWithdrawn(session=S, item=B.item),
        WinShared(session=S, item="t", by="tom", words=WORDS),
        WinAgendaArranged(session=S, slots=(AgendaSlot(item="t", minutes=9), AgendaSlot(item=A.item, minutes=4))),
    )
    more = win("a", after="2")
    for event in decide(wins.Prepare(session=S, collection=collection(more, B, C)), state):
        state = evolve(state, event)
    session = state.now
    assert session is not None
    assert [(slot.item, slot.minutes) for slot in session.agenda] == [("t", 9), (A.item, 4), (C.item, 3)]
    assert session.items[A.item].worded
    assert session.items[A.item].win == more
    assert session.items[B.item].withdrawn


def test_what_the_log_bears_out_no_more_goes_unless_somebody_put_it_in_words() -> None:
    told, arranged = decide(wins.Prepare(session=S, collection=collection(A)), PREPARED)
    assert isinstance(told, WinAgendaPrepared)
    assert (told.items, told.gone) == ((), (B.item,))
    assert arranged == WinAgendaArranged(session=S, slots=(AgendaSlot(item=A.item, minutes=3),))
    worded = evolve(PREPARED, WinShared(session=S, item=B.item, by="ken", words=WORDS))
    assert decide(wins.Prepare(session=S, collection=collection(A)), worded) == []


def test_what_has_no_place_on_an_agenda_neither_comes_nor_goes() -> None:
    found = collection(A, B, C, placed=frozenset({C.item}))
    told, _ = decide(wins.Prepare(session=S, collection=found), PREPARED)
    assert isinstance(told, WinAgendaPrepared)
    assert (told.items, told.gone) == ((C,), ())
    assert decide(wins.Prepare(session=S, collection=replace(found, placed=frozenset())), PREPARED) == []


def test_what_was_learned_is_told_besides_how_far_the_key_result_came() -> None:
    learned = Win(item="", kind="learning", source="x", time=NOW, key_result="a", experiment="e")
    told = Win(item="", kind="insight", source="y", time=NOW, objective="o", insight="i")
    ids = {item_of(S, each) for each in (A, learned, told)}
    assert len(ids) == 3
    assert item_of(S, win("a", after="2")) == A.item
    assert item_of(NEXT, A) != A.item


def test_a_collection_from_before_another_session_counts_no_more() -> None:
    state = after(SCHEDULED, *prepared(A), OPENED, CLOSED, replace_session(SCHEDULED, NEXT))
    with pytest.raises(WrongState, match="another session was held meanwhile; prepare again"):
        decide(wins.Prepare(session=NEXT, collection=collection(A)), state)
    assert decide(wins.Prepare(session=NEXT, collection=collection(A, after=NOW)), state)
    with pytest.raises(Invalid, match="is still to come; collect since a day that is over"):
        decide(wins.Prepare(session=NEXT, collection=collection(after=NOW, since=NOW + timedelta(days=1))), state)


def replace_session(event: WinSessionScheduled, session: str) -> WinSessionScheduled:
    return WinSessionScheduled(session=session, at=event.at, facilitator=event.facilitator, team=event.team)


def test_only_what_was_prepared_is_opened_and_only_what_is_open_is_closed() -> None:
    assert decide(wins.Open(session=S), PREPARED) == [OPENED]
    with pytest.raises(WrongState, match="the session has no agenda yet; prepare it first"):
        decide(wins.Open(session=S), after(SCHEDULED))
    with pytest.raises(WrongState, match="was not opened yet; open it first, or cancel it"):
        decide(close(), PREPARED)
    with pytest.raises(NotFound, match="no such win session"):
        decide(wins.Open(session="elsewhere"), PREPARED)


def close(**fields: Any) -> wins.Close:
    return wins.Close(**{"session": S, "following": NEXT, "now": AT, "zone": UTC} | fields)


def cancel(**fields: Any) -> wins.Cancel:
    return wins.Cancel(**{"session": S, "following": NEXT, "now": AT, "zone": UTC} | fields)


def test_closing_schedules_the_next() -> None:
    closed, scheduled = decide(close(note=WORDS), OPEN)
    assert closed == WinSessionClosed(session=S, team="East", note=WORDS)
    assert scheduled == WinSessionScheduled(
        session=NEXT, at=datetime(2026, 10, 23, 7, tzinfo=UTC), facilitator="fay", team="East"
    )
    state = evolve(evolve(OPEN, closed), scheduled)
    assert (state.current, state.held, state.collected_until) == (NEXT, S, NOW)
    for over in (close(), wins.Open(session=S), wins.Prepare(session=S, collection=collection())):
        with pytest.raises(WrongState, match="the session was held and is closed"):
            decide(over, state)


def test_none_follows_where_none_should() -> None:
    lone = after(WinSessionScheduled(session=S, at=AT, facilitator="fay", every="never"), *prepared(A), OPENED)
    assert decide(close(), lone) == [WinSessionClosed(session=S)]


def test_a_session_that_is_not_held_is_cancelled_and_the_next_one_stays() -> None:
    events = decide(cancel(reason=WORDS), PREPARED)
    assert [type(each) for each in events] == [WinSessionCancelled, WinSessionScheduled]
    state = after(SCHEDULED, *events)
    assert state.current == NEXT
    assert state.sessions[S].phase is SessionStage.CANCELLED
    assert decide(cancel(), state) == []
    with pytest.raises(WrongState, match="the session is open, so it is held; close it instead"):
        decide(cancel(), OPEN)
    with pytest.raises(WrongState, match="the session was held and is closed"):
        decide(cancel(), HELD)
    with pytest.raises(WrongState, match="the session was cancelled"):
        decide(wins.Open(session=S), state)


def test_people_tell_edit_and_withdraw() -> None:
    tell = wins.Tell(session=S, item="t", by="tom", words=WORDS, key_result="k", objective="o")
    shared = WinShared(session=S, item="t", by="tom", words=WORDS, key_result="k", objective="o")
    assert decide(tell, after(SCHEDULED)) == [shared]
    state = evolve(PREPARED, shared)
    edit = wins.Edit(session=S, item=A.item, by="ken", words=WORDS)
    assert decide(edit, state) == [WinShared(session=S, item=A.item, by="ken", words=WORDS)]
    withdraw = wins.Withdraw(session=S, item="t", by="tom")
    assert decide(withdraw, state) == [WinWithdrawn(session=S, item="t")]
    gone = evolve(state, WinWithdrawn(session=S, item="t"))
    assert decide(withdraw, gone) == []
    with pytest.raises(WrongState, match="withdrawn from the agenda; tell it anew"):
        decide(replace(edit, item="t"), gone)
    with pytest.raises(NotFound, match="no such item"):
        decide(replace(withdraw, item="elsewhere"), state)
    for late in (tell, edit, withdraw):
        with pytest.raises(WrongState, match="the session was held and is closed; what is new belongs to the next"):
            decide(late, HELD)


def test_an_agenda_is_not_endless() -> None:
    told = [WinShared(session=S, item=f"t{each}", by="tom", words=WORDS) for each in range(MOST_ITEMS)]
    full = after(SCHEDULED, *told)
    with pytest.raises(WrongState, match="the agenda has 100 items, which is all it holds"):
        decide(wins.Tell(session=S, item="t", by="tom", words=WORDS), full)
    (event,) = [each for each in decide(prepare(A), full) if isinstance(each, WinAgendaPrepared)]
    assert event.items == ()


def prepare(*found: Win) -> wins.Prepare:
    return wins.Prepare(session=S, collection=collection(*found))


def test_an_agenda_is_arranged() -> None:
    arrange = wins.Arrange(session=S, items=((B.item, 10),))
    (event,) = decide(arrange, PREPARED)
    assert isinstance(event, WinAgendaArranged)
    assert [(slot.item, slot.minutes) for slot in event.slots] == [(B.item, 10), (A.item, 3)]
    assert decide(arrange, evolve(PREPARED, event)) == []
    assert decide(wins.Arrange(session=S, items=((A.item, None),)), PREPARED) == []


@pytest.mark.parametrize(
    ("items", "error", "words"),
    [
        (((A.item, None), (A.item, 3)), Invalid, "an item is named twice"),
        (((A.item, -1),), Invalid, "an item of -1 minutes doesn't fit; give 0 to 60"),
        (((A.item, 61),), Invalid, "an item of 61 minutes doesn't fit"),
        (((A.item, 58),), Invalid, "take 61 minutes together, and the session takes 60; give some less, or schedule"),
        ((("elsewhere", None),), NotFound, "no such item on the agenda"),
    ],
)
def test_how_it_cannot_be_arranged(items: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        decide(wins.Arrange(session=S, items=items), PREPARED)


MEMBER = Authority.MEMBER
PRAISE = wins.Praise(session=S, item=A.item, praise="p", by="tom", words=WORDS)


@pytest.mark.parametrize("state", [PREPARED, OPEN, HELD])
def test_others_are_praised_before_it_in_it_and_after_it(state: Sessions) -> None:
    given = PraiseGiven(session=S, item=A.item, praise="p", to=("ken",), words=WORDS)
    assert decide(PRAISE, state) == [given]
    assert decide(replace(PRAISE, to=("mei", "ken", "mei")), state) == [
        PraiseGiven(session=S, item=A.item, praise="p", to=("mei", "ken"), words=WORDS)
    ]


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"by": "ken"}, Invalid, "this win is your own work, and nobody praises himself"),
        ({"by": "ken", "to": ("mei",)}, Invalid, "nobody praises himself"),
        ({"to": ("mei", "tom")}, Invalid, "nobody praises himself; name somebody else"),
        ({"to": tuple(map(str, range(21)))}, Invalid, "that are 21 people; praise at most 20 at once"),
        ({"item": "elsewhere"}, NotFound, "no such item"),
        ({"item": C.item}, Invalid, "this win names nobody; say whom you praise for it"),
        ({"item": "t"}, Invalid, "this win is your own work"),
        ({"item": B.item}, WrongState, "withdrawn"),
    ],
)
def test_praise_that_is_none(changes: dict[str, Any], error: type[Exception], words: str) -> None:
    nobodys = win("c", people=())
    more = WinAgendaPrepared(session=S, since=NOW, until=NOW, position=8, items=(nobodys,))
    told = WinShared(session=S, item="t", by="tom", words=WORDS)
    state = after(SCHEDULED, *prepared(A, B), more, told, WinWithdrawn(session=S, item=B.item))
    with pytest.raises(error, match=words):
        decide(replace(PRAISE, **changes), state)


def test_a_cancelled_session_has_no_wins_to_praise() -> None:
    with pytest.raises(WrongState, match="the session was cancelled"):
        decide(PRAISE, evolve(PREPARED, WinSessionCancelled(session=S)))


@pytest.mark.parametrize(
    ("command", "actor", "may"),
    [
        (SCHEDULE, Actor("tom", MEMBER, team="East"), True),
        (SCHEDULE, Actor("bob", MEMBER, team="West"), False),
        (replace(SCHEDULE, at=AT + timedelta(1)), Actor("fay", MEMBER), True),
        (prepare(C), Actor("tom", MEMBER, team="East"), False),
        (prepare(C), Actor("fay", MEMBER), True),
        (wins.Open(session=S), Actor("root", Authority.ADMIN), True),
        (wins.Edit(session=S, item=A.item, by="ken", words=WORDS, owner="olga"), Actor("ken", MEMBER), True),
        (
            wins.Edit(session=S, item=A.item, by="olga", words=WORDS, owner="olga"),
            Actor("olga", MEMBER),
            True,
        ),
        (wins.Edit(session=S, item=A.item, by="bob", words=WORDS, owner="olga"), Actor("bob", MEMBER), False),
        (wins.Withdraw(session=S, item="t", by="bob"), Actor("bob", MEMBER), False),
        (wins.Withdraw(session=S, item="t", by="tom"), Actor("tom", MEMBER), True),
        (wins.Withdraw(session=S, item="t", by="fay"), Actor("fay", MEMBER), True),
        (PRAISE, Actor("tom", MEMBER), True),
        (PRAISE, Actor("meter", Authority.SERVICE), False),
    ],
)
def test_who_may(command: wins.Command, actor: Actor, may: bool) -> None:
    state = evolve(PREPARED, WinShared(session=S, item="t", by="tom", words=WORDS))
    if may:
        assert authorised(decide)(Authorised(command, actor), state) or command == SCHEDULE
    else:
        with pytest.raises(Forbidden):
            authorised(decide)(Authorised(command, actor), state)


def test_the_companys_is_scheduled_by_admins_and_whoever_leads_it() -> None:
    own = replace(SCHEDULE, team=None)
    with pytest.raises(Forbidden):
        authorised(decide)(Authorised(own, Actor("fay", MEMBER)), Sessions())
    assert authorised(decide)(Authorised(own, Actor("root", Authority.ADMIN)), Sessions())
    led = after(WinSessionScheduled(session=S, at=AT, facilitator="fay"))
    assert authorised(decide)(Authorised(replace(own, at=AT + timedelta(1)), Actor("fay", MEMBER)), led)


def test_unknown_events_and_sessions_change_nothing() -> None:
    for event in (OPENED, CLOSED, *prepared(A), WinWithdrawn(session=S, item="t")):
        assert evolve(Sessions(), event).sessions == {}
