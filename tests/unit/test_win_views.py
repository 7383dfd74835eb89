"""The read models of win sessions: whatever is asked, they say what the log's own state says, live and rebuilt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, strategies as st
from msgspec import structs
from sqlalchemy import Connection, select

from services.okr.kernel.units import unit_id
from services.okr.views import VIEWS
from services.okr.win_sessions.domain import commands as wins
from services.okr.win_sessions.domain.agenda import item_of
from services.okr.win_sessions.domain.lifecycle import decide
from services.okr.win_sessions.domain.session import Sessions, SessionStage, evolve
from services.okr.win_sessions.views import items as win_items, sessions as win_sessions
from services.okr.win_sessions.views.agendas import in_brief, items
from services.okr.win_sessions.views.items import Praises, WinItems
from services.okr.win_sessions.views.sessions import WinSessions
from shared.events import (
    Event,
    ExperimentConcluded,
    ExperimentStarted,
    InsightShared,
    PraiseGiven,
    Recorded,
    Refused,
    Sealed,
    Win,
    WinAgendaPrepared,
    WinSessionScheduled,
    derived_id,
    type_of,
)
from shared.projection import fold_into, memory_engine
from tests.examples import examples

START = datetime(2026, 9, 1, 9, tzinfo=UTC)
SPACE = "4cbf8845-3e80-5d9a-86e4-abc1480046ac"
OWN = [WinSessions(), WinItems(), Praises()]
PEOPLE = ("aiko", "ken", "mei")


def recorded(events: Sequence[tuple[Event, str, datetime]]) -> list[Recorded[Event]]:
    return [
        Recorded(
            position=place + 1,
            id=f"e{place}",
            type=type_of(event),
            aggregate=f"win-session/{unit_id('win-session', 'East')}",
            version=place + 1,
            time=time,
            recorded=time,
            actor=actor,
            correlation="c",
            causation="c",
            data=event,
        )
        for place, (event, actor, time) in enumerate(events)
    ]


@contextmanager
def folded(batches: Sequence[Sequence[Recorded[Event]]]) -> Iterator[Connection]:
    """The views in memory, fed with these batches."""
    engine = memory_engine(VIEWS)
    for place, batch in enumerate(batches):
        with engine.begin() as connection:
            fold_into(connection, VIEWS, batch, empty=not place)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def rows(connection: Connection) -> list[list[dict[str, Any]]]:
    return [
        [dict(row) for row in connection.execute(select(view.table).order_by(*view.table.primary_key)).mappings()]
        for view in OWN
    ]


STEP = st.tuples(
    st.sampled_from(
        ["schedule", "prepare", "tell", "edit", "withdraw", "arrange", "open", "praise", "close", "cancel"]
    ),
    st.integers(0, 5),
    st.sampled_from(PEOPLE),
    st.lists(st.integers(0, 4), max_size=4, unique=True),
)


def asked(step: tuple[str, int, str, list[int]], number: int, state: Sessions, now: datetime) -> wins.Command:
    """A command of this kind, about what there is, as far as there is anything."""
    kind, choice, who, found = step
    new = derived_id(SPACE, f"session {number}")
    session = state.now or next(reversed(state.sessions.values()), None)
    id_ = new if session is None else session.id
    known = [] if session is None else list(session.items)
    item = known[choice % len(known)] if known else "none"
    words = Sealed(f"sealed:v1:{who}:{number}")
    match kind:
        case "schedule":
            at = now + timedelta(days=choice)
            return wins.Schedule(session=new, now=now, team="East", at=at, facilitator=who, minutes=20 + choice)
        case "prepare":
            told = [_win(id_, each, choice) for each in found]
            return wins.Prepare(
                session=id_,
                collection=wins.Collection(
                    since=now - timedelta(days=9),
                    until=now,
                    position=number,
                    after=state.collected_until,
                    wins=tuple(told),
                    placed=frozenset(each.item for each in told[:3]),
                    met=choice,
                ),
            )
        case "tell":
            return wins.Tell(session=id_, item=derived_id(new, "win"), by=who, words=words)
        case "edit":
            return wins.Edit(session=id_, item=item, by=who, words=words)
        case "withdraw":
            return wins.Withdraw(session=id_, item=item, by=who)
        case "arrange":
            return wins.Arrange(session=id_, items=((item, choice),))
        case "open":
            return wins.Open(session=id_)
        case "praise":
            return wins.Praise(session=id_, item=item, praise=derived_id(new, "praise"), by=who, words=words)
        case "close":
            return wins.Close(session=id_, following=derived_id(new, "next"), now=now, zone=UTC, note=words)
        case _:
            return wins.Cancel(session=id_, following=derived_id(new, "next"), now=now, zone=UTC)


def _win(session: str, key_result: int, after: int) -> Win:
    bare = Win(item="", kind="progress", source="s", time=START, key_result=f"k{key_result}")
    return Win(
        item=item_of(session, bare),
        kind="progress",
        source=f"s{after}",
        time=START,
        key_result=f"k{key_result}",
        after=str(after),
        people=(PEOPLE[key_result % 3],),
    )


def story(steps: list[tuple[str, int, str, list[int]]]) -> tuple[Sessions, list[tuple[Event, str, datetime]]]:
    state, events = Sessions(), []
    for number, step in enumerate(steps):
        now = START + timedelta(days=number)
        try:
            found = decide(asked(step, number, state, now), state)
        except Refused:
            continue
        for event in found:
            state = evolve(state, event)
            events.append((event, step[2], now))
    return state, events


BEGIN: list[tuple[str, int, str, list[int]]] = [("schedule", 1, "aiko", []), ("prepare", 1, "ken", [0, 1])]
STORIES = st.lists(STEP, max_size=40).map(lambda steps: [*BEGIN, *steps])


@examples(15, thorough=150)
@given(STORIES)
def test_views_say_what_the_state_says_live_and_rebuilt(steps: list[tuple[str, int, str, list[int]]]) -> None:
    state, events = story(steps)
    told = recorded(events)
    with folded([told]) as rebuilt, folded([[each] for each in told]) as live:
        assert rows(rebuilt) == rows(live)
        for id_, session in state.sessions.items():
            row = win_sessions.by_id(live, id_)
            assert row is not None
            assert (row["phase"], row["at"], row["facilitator"]) == (session.phase, session.at, session.facilitator)
            slots = win_sessions.slots_in(row)
            shown = [(each["item"], slots.get(each["item"], 0)) for each in win_items.agenda(live, row)]
            assert shown == [(slot.item, slot.minutes) for slot in session.agenda]
        present = win_sessions.present(live, "East")
        assert (None if present is None else present["session"]) == state.current
        held = win_sessions.last_held(live, "East")
        assert (None if held is None else held["session"]) == state.held


@examples(15, thorough=150)
@given(STORIES)
def test_whatever_is_asked_no_two_are_to_come_and_nobody_praises_himself(steps: list[Any]) -> None:
    state, events = story(steps)
    to_come = [each for each in state.sessions.values() if each.phase in (SessionStage.SCHEDULED, SessionStage.OPEN)]
    assert len(to_come) == (0 if state.current is None else 1)
    for event, actor, _ in events:
        if isinstance(event, PraiseGiven):
            assert actor not in event.to
    for session in state.sessions.values():
        assert len({slot.item for slot in session.agenda}) == len(session.agenda)


def test_a_session_is_put_together_from_what_others_know() -> None:
    state, events = story([("schedule", 1, "aiko", []), ("prepare", 1, "ken", [0]), ("open", 0, "aiko", [])])
    (id_,) = state.sessions
    item = next(iter(state.sessions[id_].items))
    praised = wins.Praise(session=id_, item=item, praise="p", by="mei", words=Sealed("x"))
    events += [(each, "mei", START) for each in decide(praised, state)]
    with folded([recorded(events)]) as connection:
        row = win_sessions.by_id(connection, id_)
        assert row is not None
        brief = in_brief(connection, row, UTC, START)
        assert (brief.number, brief.team, brief.phase, brief.zone, brief.streak) == ("W-1", "East", "open", "UTC", 0)
        (shown,) = items(connection, row)
        # Nobody of them is a person that the views know, and there is no such key result.
        assert (shown.place, shown.about, shown.people[0].id, shown.people[0].name) == (1, None, "aiko", None)
        assert [(each.by.id, each.to[0].id, each.words) for each in shown.praise] == [("mei", "aiko", "x")]


def test_learnings_and_insights_are_told_in_their_own_words() -> None:
    found = (
        Win(item="l", kind="learning", source="s", time=START, experiment="x", after="kept", people=("ken",)),
        Win(item="i", kind="insight", source="s", time=START, insight="n"),
    )
    events: list[tuple[Event, str, datetime]] = [
        (WinSessionScheduled(session="s", at=START, facilitator="aiko"), "aiko", START),
        (WinAgendaPrepared(session="s", since=START, until=START, position=1, items=found), "aiko", START),
    ]
    learned = ExperimentConcluded(outcome="kept", learned="Mornings last", key_result="k", objective="o")
    begun = ExperimentStarted(key_result="k", objective="o", what="Mornings", know_by="they last", until=START.date())
    told = InsightShared(insight="n", text="Ask them first")
    where: list[tuple[Event, str]] = [(begun, "experiment/x"), (learned, "experiment/x"), (told, "group/g")]
    facts = recorded([(event, "ken", START) for event, _ in where])
    others = [structs.replace(each, aggregate=of) for each, (_, of) in zip(facts, where, strict=True)]
    with folded([[*others, *recorded(events)]]) as connection:
        row = win_sessions.by_id(connection, "s")
        assert row is not None
        shown = [(each.kind, each.text, each.after, [one.id for one in each.people]) for each in items(connection, row)]
        assert shown == [("learning", "Mornings last", "kept", ["ken"]), ("insight", "Ask them first", None, [])]
