"""What can be asked of a team's win sessions, and whom each request concerns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import ClassVar

from services.okr.kernel.permissions import NOBODY, Action, Concerned
from services.okr.win_sessions.domain.session import Sessions
from shared.events import Sealed, Win, WinEvery

DEFAULT_MINUTES = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """What was collected from the log from `since` until before `until`, when it was read as far as `position`.

    `after` is how far the team's last session had collected: if another one is held meanwhile, this counts no more.
    `wins` are all that the log bears out; `placed` the items of those with a place on an agenda, which come first.
    """

    since: datetime
    until: datetime
    position: int
    after: datetime | None = None
    wins: tuple[Win, ...] = ()
    placed: frozenset[str] = frozenset()
    met: int = 0
    expected: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Hold a session at this moment; one that is scheduled already is moved. What is left out stays as it was.

    `session` is the id of a new one. With a `collection`, its agenda is prepared at once; that is for a new one only.
    """

    action: ClassVar[Action] = Action.SCHEDULE_WIN

    session: str
    now: datetime
    team: str | None = None
    at: datetime | None = None
    facilitator: str | None = None
    every: WinEvery | None = None
    minutes: int | None = None
    collection: Collection | None = None

    def concerned(self, state: Sessions) -> Concerned:
        """The team whose it is, and whoever leads its sessions."""
        return Concerned(team=self.team, facilitator=state.facilitator)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepare:
    """Put what was collected on the agenda of the session that is scheduled."""

    action: ClassVar[Action] = Action.HOLD_WIN

    session: str
    collection: Collection

    def concerned(self, state: Sessions) -> Concerned:
        """Whoever leads the session."""
        return led_by(state, self.session)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tell:
    """A win of one's own, `item`, which the log doesn't tell or not so; `words` are sealed."""

    action: ClassVar[Action] = Action.TELL_WIN

    session: str
    item: str
    by: str
    words: Sealed
    objective: str | None = None
    key_result: str | None = None

    def concerned(self, state: Sessions) -> Concerned:
        """Everybody has something to tell."""
        return NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class _OnItem:
    """Something that is done to an item by `by`. The owners are those of what it is about, as others know them."""

    session: str
    item: str
    by: str
    owner: str | None = None
    key_result_owner: str | None = None
    team: str | None = None

    def concerned(self, state: Sessions) -> Concerned:
        """Whose work it is, and whoever leads the session."""
        session = state.sessions.get(self.session)
        item = None if session is None else session.items.get(self.item)
        if session is None or item is None:
            return NOBODY
        author = self.by if self.by in item.people else item.told_by
        if item.objective is not None or item.key_result is not None:
            owner, key_result_owner, team = self.owner, self.key_result_owner, self.team
        else:
            # About no goal: without an owner of its own it would be everybody's.
            owner, key_result_owner, team = item.told_by, session.facilitator, state.team
        return Concerned(owner, key_result_owner, team, author, facilitator=session.facilitator)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit(_OnItem):
    """Say an item of the agenda in one's own words, which are sealed."""

    action: ClassVar[Action] = Action.EDIT_WIN

    words: Sealed


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdraw(_OnItem):
    """Take an item off the agenda, for good."""

    action: ClassVar[Action] = Action.EDIT_WIN


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrange:
    """These items first, in this order; minutes of None stay as they were."""

    action: ClassVar[Action] = Action.HOLD_WIN

    session: str
    items: tuple[tuple[str, int | None], ...]

    def concerned(self, state: Sessions) -> Concerned:
        """Whoever leads the session."""
        return led_by(state, self.session)


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """The session begins."""

    action: ClassVar[Action] = Action.HOLD_WIN

    session: str

    def concerned(self, state: Sessions) -> Concerned:
        """Whoever leads the session."""
        return led_by(state, self.session)


@dataclass(frozen=True, slots=True, kw_only=True)
class Praise:
    """Praise for an item: to these people, or to those whose work it is where nobody is named."""

    action: ClassVar[Action] = Action.PRAISE

    session: str
    item: str
    praise: str
    by: str
    to: tuple[str, ...] = ()
    words: Sealed | None = None

    def concerned(self, state: Sessions) -> Concerned:
        """Everybody may praise others."""
        return NOBODY


@dataclass(frozen=True, slots=True, kw_only=True)
class Close:
    """The session is over; the `following` one is scheduled, by the clocks of `zone`."""

    action: ClassVar[Action] = Action.HOLD_WIN

    session: str
    following: str
    now: datetime
    zone: tzinfo
    note: Sealed | None = None

    def concerned(self, state: Sessions) -> Concerned:
        """Whoever leads the session."""
        return led_by(state, self.session)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancel:
    """The session is not held; the `following` one is scheduled, by the clocks of `zone`."""

    action: ClassVar[Action] = Action.SCHEDULE_WIN

    session: str
    following: str
    now: datetime
    zone: tzinfo
    reason: Sealed | None = None

    def concerned(self, state: Sessions) -> Concerned:
        """The team whose it is, and whoever leads the session."""
        return Concerned(team=state.team, facilitator=state.facilitator)


Command = Schedule | Prepare | Tell | Edit | Withdraw | Arrange | Open | Praise | Close | Cancel


def led_by(state: Sessions, session: str) -> Concerned:
    """Whoever leads the session."""
    known = state.sessions.get(session)
    return Concerned(team=state.team, facilitator=None if known is None else known.facilitator)
