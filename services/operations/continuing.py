"""A log that goes on from another one says so: what was signed of the former one is proved of this one first."""

from __future__ import annotations

from typing import Literal

from services.proofs.memory import begun
from services.proofs.place import Place
from shared.eventlog import Decider, EventLog, Order, Repository
from shared.events import Event, Invalid, LogContinued, named_id
from shared.proofs import Checkpoint, Growth, SignedNote, checkpoint_of
from shared.proofs.hashing import hash_to_text

_AGGREGATE = "log"


async def continued(
    log: EventLog, place: Place, name: str, checkpoint: bytes, how: Literal["restored", "copied"], order: Order
) -> LogContinued | None:
    """Let the log, which okr writes, say from which one it goes on; None where nothing had been signed of that.

    The signer of `place` is begun, under `name`, so that the log has a name. Raises Invalid where this log doesn't
    begin with what the checkpoint stands for, and the errors of `shared.eventlog`.
    """
    head = checkpoint_of(SignedNote.parse(checkpoint))
    if head.size == 0:
        return None
    await _begins_with(log, head)
    origin = begun(place, name).origin
    if origin == head.origin:
        raise Invalid(f"this is the log {origin} itself, which can't go on from itself")
    said = LogContinued(former=head.origin, size=head.size, root=hash_to_text(head.root), origin=origin, how=how)
    await Repository(log, _decider()).handle(named_id(_AGGREGATE, head.origin), said, order)
    return said


async def _begins_with(log: EventLog, head: Checkpoint) -> None:
    growth = Growth()
    async for batch in log.range(0, head.size):
        growth.add([payload for _, payload in batch])
    if growth.size < head.size:
        raise Invalid(f"the checkpoint is of {head.size} records, and this log has {growth.size}; take an older one")
    if growth.root != head.root:
        raise Invalid(f"the first {head.size} records of this log aren't those that {head.origin} signed")


def _decider() -> Decider[frozenset[LogContinued], LogContinued]:
    def decide(said: LogContinued, state: frozenset[LogContinued]) -> list[Event]:
        return [] if said in state else [said]

    def evolve(state: frozenset[LogContinued], event: Event) -> frozenset[LogContinued]:
        return state | {event} if isinstance(event, LogContinued) else state

    return Decider("okr", _AGGREGATE, frozenset(), decide, evolve)
