"""What an aggregate's records say, folded: its state, its version, and every event that it holds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, Generic, NamedTuple

from shared.eventlog.asking import Record
from shared.eventlog.errors import LogDamaged, NewerLog
from shared.eventlog.orders import Decider, S
from shared.events import BrokenEvent, UnknownEvent, decode, elder_event_id, event_id, identity_of, label_of


class Carried(NamedTuple):
    """A command that an aggregate holds: under which id, and version, digest and position of each of its events."""

    command: str
    events: list[tuple[int, str | None, int]]


@dataclass(frozen=True, slots=True)
class LoadedAggregate(Generic[S]):
    """An aggregate as it was read. `fresh`: read from the log for the very decision that is being made.

    One that is remembered from before knows of its events only whether it may hold one: it is a tenth of their size.
    """

    state: S
    version: int = 0
    sequence: int = 0
    events: dict[str, tuple[int, str | None, int]] = field(default_factory=dict)
    """By event id: version, digest of the command's body, position."""
    fresh: bool = True
    seen: set[int] = field(default_factory=set)
    """Hashes of the ids of a remembered one's events."""

    def remembered(self) -> LoadedAggregate[S]:
        """The same, to be remembered."""
        seen = {hash(id_) for id_ in self.events} if self.fresh else self.seen
        return LoadedAggregate(self.state, self.version, self.sequence, fresh=False, seen=seen)

    def may_hold(self, aggregate: str, commands: Iterable[str]) -> bool:
        """Whether a remembered one may hold one of these commands: then only the log can tell. Else it holds none."""
        return bool(self.seen) and any(
            hash(made) in self.seen
            for command in commands
            for made in (event_id(command, aggregate, 0), elder_event_id(command, 0))
        )

    def carried_out(self, aggregate: str, commands: Iterable[str]) -> Carried | None:
        """What a command brought about in this aggregate (``kind/id``); None if it was never carried out.

        `commands` are the ids that it may have had. An event's id is looked for as it is made today and as older
        versions made it.
        """
        if not self.events:
            return None
        for command in commands:
            for made in (partial(event_id, command, aggregate), partial(elder_event_id, command)):
                if found := self._made(made):
                    return Carried(command, found)
        return None

    def _made(self, made: Callable[[int], str]) -> list[tuple[int, str | None, int]]:
        found: list[tuple[int, str | None, int]] = []
        while (entry := self.events.get(made(len(found)))) is not None:
            found.append(entry)
        return found


def fold(
    name: str, decider: Decider[S, Any], records: Sequence[Record], left_out: Mapping[int, str] = MappingProxyType({})
) -> LoadedAggregate[S]:
    """Fold an aggregate's records, without those that somebody has decided to leave out (their ids, by position).

    Raises NewerLog, LogDamaged where they can't be an aggregate that this program knows.
    """
    state, known, version, sequence = decider.initial, {}, 0, 0
    for sequence, payload in records:
        if left_out and left_out.get(sequence) == identity_of(payload):
            # As in a store: the aggregate moves on without it, where it was its next event.
            label = label_of(payload)
            if label is not None and (label.aggregate, label.version) == (name, version + 1):
                version += 1
            continue
        try:
            event = decode(sequence, payload)
        except UnknownEvent as error:
            raise NewerLog(f"{name} holds an {error}") from error
        except BrokenEvent as error:
            raise LogDamaged(str(error)) from error
        version += 1
        if event.version != version:
            raise LogDamaged(f"{name} skips from version {version - 1} to {event.version}")
        state = decider.evolve(state, event.data)
        known[event.id] = (event.version, event.digest, sequence)
    return LoadedAggregate(state, version, sequence, known)
