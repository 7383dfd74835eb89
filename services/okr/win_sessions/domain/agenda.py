"""A win session's agenda: what comes on it by preparing, what goes, and in which order it stands."""

from __future__ import annotations

from collections import Counter
from itertools import islice

from services.okr.win_sessions.domain.commands import Arrange, Collection, Prepare
from services.okr.win_sessions.domain.session import Session, Sessions, evolve, must_not_be_over, session_of
from shared.events import (
    AgendaSlot,
    Event,
    NotFound,
    Unfitting,
    Win,
    WinAgendaArranged,
    WinAgendaPrepared,
    WrongState,
    derived_id,
)

MOST_ITEMS = 100
"""On an agenda, whoever put them there."""

MOST_COLLECTED = 60
"""In one event, which holds 64 KiB at most."""

TALK = 3
"""Minutes proposed for an item, where the session has them left."""


def prepared(command: Prepare, state: Sessions) -> list[Event]:
    """The events of preparing the session that is scheduled or open. Raises Invalid, NotFound, WrongState."""
    session = session_of(command.session, state)
    must_not_be_over(session)
    return collected(command.collection, session, state)


def collected(collection: Collection, session: Session, state: Sessions) -> list[Event]:
    """The events of an agenda that is prepared, or prepared again; none where the log tells nothing new.

    Prepared again, it keeps its order, everybody's words and what was withdrawn: what is new comes last. An item that
    the log doesn't bear out any more goes, unless somebody has put it in his own words.
    """
    if collection.after != state.collected_until:
        raise WrongState("another session was held meanwhile; prepare again")
    if collection.since > collection.until:
        raise Unfitting(f"{collection.since:%Y-%m-%d} is still to come; collect since a day that is over")
    room = max(0, MOST_ITEMS - len(session.items))
    changed = tuple(win for win in collection.wins if _came_to_more(win, session))
    unheard = (win for win in collection.wins if win.item in collection.placed and win.item not in session.items)
    new = (*changed, *islice(unheard, room))[:MOST_COLLECTED]
    borne_out = {win.item for win in collection.wins}
    gone = tuple(
        id_
        for id_, item in session.items.items()
        if item.win is not None and id_ not in borne_out and not item.worded and not item.withdrawn
    )
    met, expected = collection.met, collection.expected
    if session.until is not None and not new and not gone and (met, expected) == (session.met, session.expected):
        return []
    event = WinAgendaPrepared(
        session=session.id,
        since=collection.since,
        until=collection.until,
        position=collection.position,
        items=new,
        gone=gone,
        met=met,
        expected=expected,
    )
    after = evolve(Sessions(sessions={session.id: session}, current=session.id), event).sessions[session.id]
    return [event, *_proposed(after)]


def arranged(command: Arrange, state: Sessions) -> list[Event]:
    """The event of another order, or of other minutes. What is not named follows as it stood; none where it is so."""
    session, items = session_of(command.session, state), command.items
    must_not_be_over(session)
    agenda = {slot.item: slot for slot in session.agenda}
    twice = [id_ for id_, times in Counter(id_ for id_, _ in items).items() if times > 1]
    if twice:
        raise Unfitting("an item is named twice; name each once, in the order in which they are to come")
    for id_, minutes in items:
        if id_ not in agenda:
            raise NotFound("there is no such item on the agenda; show the session to see what is on it")
        if minutes is not None and not 0 <= minutes <= session.minutes:
            raise Unfitting(f"an item of {minutes} minutes doesn't fit; give 0 to {session.minutes}")
    named = dict(items)
    first = tuple(agenda[id_] if minutes is None else AgendaSlot(item=id_, minutes=minutes) for id_, minutes in items)
    slots = (*first, *(slot for id_, slot in agenda.items() if id_ not in named))
    together = sum(slot.minutes for slot in slots)
    if together > session.minutes:
        raise Unfitting(
            f"the items take {together} minutes together, and the session takes {session.minutes}; give some less, or "
            "schedule it longer"
        )
    return [] if slots == session.agenda else [WinAgendaArranged(session=session.id, slots=slots)]


def item_of(session: str, win: Win) -> str:
    """The id of the session's item about what the win is about: collected again, it is the same one."""
    # What was learned on the way is told besides how far the key result came.
    return derived_id(session, win.experiment or win.insight or win.key_result or win.source)


def _came_to_more(win: Win, session: Session) -> bool:
    known = session.items.get(win.item)
    return known is not None and known.win is not None and known.win != win and not known.withdrawn


def _proposed(session: Session) -> list[Event]:
    """The agenda with minutes for what has none yet: `TALK` each, in order, as long as the session has any left."""
    placed = {slot.item for slot in session.slots}
    left = session.minutes - sum(slot.minutes for slot in session.agenda)
    slots = []
    for slot in session.agenda:
        if slot.item not in placed and (minutes := min(TALK, left)) > 0:
            left -= minutes
            slot = AgendaSlot(item=slot.item, minutes=minutes)
        slots.append(slot)
    return [] if tuple(slots) == session.slots else [WinAgendaArranged(session=session.id, slots=tuple(slots))]
