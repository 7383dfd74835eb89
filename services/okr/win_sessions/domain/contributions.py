"""What people add to a win session: their own wins, their own words, their praise; and what they take off it."""

from __future__ import annotations

from services.okr.win_sessions.domain.agenda import MOST_ITEMS
from services.okr.win_sessions.domain.commands import Edit, Praise, Tell, Withdraw
from services.okr.win_sessions.domain.session import Item, Session, Sessions, SessionStage, must_not_be_over, session_of
from shared.events import Event, NotFound, PraiseGiven, Unfitting, WinShared, WinWithdrawn, WrongState

MOST_PRAISED = 20


def told(command: Tell, state: Sessions) -> list[Event]:
    """The event of a win that somebody tells."""
    session = _being_made(command.session, state)
    if len(session.items) >= MOST_ITEMS:
        raise WrongState(f"the agenda has {MOST_ITEMS} items, which is all it holds; withdraw one first")
    event = WinShared(
        session=session.id,
        item=command.item,
        by=command.by,
        words=command.words,
        objective=command.objective,
        key_result=command.key_result,
    )
    return [event]


def edited(command: Edit, state: Sessions) -> list[Event]:
    """The event of other words on an item."""
    session = _being_made(command.session, state)
    _item(command.item, session)
    return [WinShared(session=session.id, item=command.item, by=command.by, words=command.words)]


def withdrawn(command: Withdraw, state: Sessions) -> list[Event]:
    """The event of an item's going; none where it has gone before."""
    session = _being_made(command.session, state)
    known = session.items.get(command.item)
    if known is not None and known.withdrawn:
        return []
    _item(command.item, session)
    return [WinWithdrawn(session=session.id, item=command.item)]


def praised(command: Praise, state: Sessions) -> list[Event]:
    """The event of praise for others. Raises Invalid for praise of oneself."""
    session = session_of(command.session, state)
    if session.phase is SessionStage.CANCELLED:
        raise WrongState("the session was cancelled; praise a win of one that is prepared or was held")
    item = _item(command.item, session)
    if command.by in item.people:
        raise Unfitting("this win is your own work, and nobody praises himself; praise somebody for another one")
    to = tuple(dict.fromkeys(command.to or item.people))
    if command.by in to:
        raise Unfitting("nobody praises himself; name somebody else")
    if not to:
        raise Unfitting("this win names nobody; say whom you praise for it, such as P-3")
    if len(to) > MOST_PRAISED:
        raise Unfitting(f"that are {len(to)} people; praise at most {MOST_PRAISED} at once")
    return [PraiseGiven(session=session.id, item=command.item, praise=command.praise, to=to, words=command.words)]


def _being_made(id_: str, state: Sessions) -> Session:
    session = session_of(id_, state)
    must_not_be_over(session)
    return session


def _item(id_: str, session: Session) -> Item:
    item = session.items.get(id_)
    if item is None:
        raise NotFound("there is no such item on the agenda; show the session to see what is on it")
    if item.withdrawn:
        raise WrongState("the item was withdrawn from the agenda; tell it anew, where it is a win after all")
    return item
