"""What the check-ins of key results said as it was known at a moment: corrections and retractions undone since then."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, and_, or_, select

from services.okr.kernel.arithmetic import Said
from services.okr.objectives.domain.history import KnownCheckIn
from services.okr.objectives.views.check_ins import CheckIns
from shared.events import Zone
from shared.projection import bare_rows, exact_of, listed_in, moment_of

Clock = Literal["recorded", "effective"]
"""By when it became known, or by when it happened, as it is known now."""

_check_ins = CheckIns.table.c
_MANY = 500


@dataclass(frozen=True, slots=True)
class Window:
    """From `since` until before `until`, by one of the two clocks."""

    since: datetime
    until: datetime
    clock: Clock = "recorded"


class Sides(NamedTuple):
    """What counted at the window's beginning, and what counts at its end, each in effective order."""

    before: list[KnownCheckIn]
    after: list[KnownCheckIn]


def touched(connection: Connection, window: Window) -> set[str]:
    """The key results of which something was said in the window, or put right that had been said before."""
    if window.clock == "effective":
        wanted = and_(_check_ins.time >= window.since, _check_ins.time < window.until, _check_ins.retracted.is_(None))
    else:
        said = and_(_check_ins.recorded >= window.since, _check_ins.recorded < window.until)
        wanted = or_(said, _check_ins.changes.is_not(None))
    return set(connection.execute(select(_check_ins.key_result).where(wanted).distinct()).scalars())


def sides(connection: Connection, key_results: Collection[str], window: Window) -> Iterator[tuple[str, Sides]]:
    """Both sides of the window, of each of these key results of which anything was ever said.

    Some hundreds at a time: all that a large company ever said is never held at once.
    """
    for some in _parts(sorted(key_results)):
        found: dict[str, Sides] = {}
        for row in bare_rows(connection, _SAID.where(_check_ins.key_result.in_(some))):
            said = _CheckIn(*row)
            if said.key_result not in found:
                found[said.key_result] = Sides([], [])
            before, after = found[said.key_result]
            if window.clock == "effective":
                _by_effect(said, window, before, after)
            else:
                _by_record(said, window, before, after)
        yield from found.items()


class _CheckIn(NamedTuple):
    """A row as the driver gives it: of thousands at once, converting what isn't asked for would take most of it."""

    key_result: str
    value: object
    zone: str | None
    reached: object
    confidence: int | None
    by: str
    time: object
    recorded: object
    event: str
    retracted: object
    changes: Any

    def told(self, since: datetime, new: datetime) -> KnownCheckIn:
        """What it says by now, of which so much is new as became known, or true, from `since` on."""
        zone = None if self.zone is None else Zone(self.zone)
        said = Said(exact_of(self.value), zone, None if self.reached is None else listed_in(self.reached))
        return KnownCheckIn(said, self.confidence, self.by, _moment(self.time), self.event, new >= since)


_SAID = select(*(_check_ins[name] for name in _CheckIn._fields)).order_by(
    _check_ins.key_result, _check_ins.time, _check_ins.position
)


def _by_effect(said: _CheckIn, window: Window, before: list[KnownCheckIn], after: list[KnownCheckIn]) -> None:
    time = _moment(said.time)
    if said.retracted is None and time < window.until:
        # A correction says what should have been said then, so it is as old as that.
        told = replace(said.told(window.since, time), source=_last_change(said) or said.event)
        after.append(told)
        if not told.new:
            before.append(told)


def _by_record(said: _CheckIn, window: Window, before: list[KnownCheckIn], after: list[KnownCheckIn]) -> None:
    recorded = _moment(said.recorded)
    if said.changes is None:
        if recorded < window.until:
            told = said.told(window.since, recorded)
            after.append(told)
            if not told.new:
                before.append(told)
        return
    for side, at in ((before, window.since), (after, window.until)):
        if recorded < at and (known := _known(said, at, window.since)) is not None:
            side.append(known)


def _known(said: _CheckIn, at: datetime, since: datetime) -> KnownCheckIn | None:
    """What the check-in said as it was known before `at`; None where it had been retracted."""
    known = _moment(said.recorded)
    told = said.told(since, known)
    for change in _changes(said):
        changed = datetime.fromisoformat(change["at"])
        if changed >= at:
            return replace(told, said=_formerly(change), confidence=change["confidence"])
        if change["what"] == "retracted":
            return None
        told = replace(told, source=change["event"], new=changed >= since)
    return told


def _last_change(said: _CheckIn) -> str | None:
    changes = _changes(said)
    return changes[-1]["event"] if changes else None


def _changes(said: _CheckIn) -> list[dict[str, Any]]:
    """Its corrections and its retraction, the oldest first."""
    if said.changes is None:
        return []
    changes: list[dict[str, Any]] = json.loads(said.changes) if isinstance(said.changes, str) else said.changes
    return changes


def _formerly(change: dict[str, Any]) -> Said:
    zone, reached = change["zone"], change["reached"]
    return Said(
        exact_of(change["value"]), None if zone is None else Zone(zone), None if reached is None else tuple(reached)
    )


def _moment(value: object) -> datetime:
    at = moment_of(value)
    assert at is not None
    return at


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]
