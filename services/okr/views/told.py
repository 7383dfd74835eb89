"""What the check-ins of key results said as it was known at a moment: corrections and retractions undone since then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple

from sqlalchemy import Connection, RowMapping, and_, or_, select

from services.okr.domain.arithmetic import Said
from services.okr.domain.win_facts import Told
from services.okr.views.check_ins import CheckIns
from services.okr.views.histories import said_in
from shared.events import Zone

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

    before: list[Told]
    after: list[Told]


def touched(connection: Connection, window: Window) -> set[str]:
    """The key results of which something was said in the window, or put right that had been said before."""
    if window.clock == "effective":
        wanted = and_(_check_ins.time >= window.since, _check_ins.time < window.until, _check_ins.retracted.is_(None))
    else:
        said = and_(_check_ins.recorded >= window.since, _check_ins.recorded < window.until)
        wanted = or_(said, _check_ins.changes.is_not(None))
    return set(connection.execute(select(_check_ins.key_result).where(wanted).distinct()).scalars())


def sides(connection: Connection, key_results: Collection[str], window: Window) -> dict[str, Sides]:
    """Both sides of the window, of each of these key results of which anything was ever said."""
    found: dict[str, Sides] = defaultdict(lambda: Sides([], []))
    for some in _parts(sorted(key_results)):
        query = select(CheckIns.table).where(_check_ins.key_result.in_(some))
        query = query.order_by(_check_ins.key_result, _check_ins.time, _check_ins.position)
        for row in connection.execute(query).mappings():
            before, after = found[row["key_result"]]
            if window.clock == "effective":
                _by_effect(row, window, before, after)
            else:
                _by_record(row, window, before, after)
    return found


def _by_effect(row: RowMapping, window: Window, before: list[Told], after: list[Told]) -> None:
    if row["time"] < window.until and (told := _known(row, None, window.since)) is not None:
        after.append(told)
        if row["time"] < window.since:
            before.append(told)


def _by_record(row: RowMapping, window: Window, before: list[Told], after: list[Told]) -> None:
    for side, at in ((before, window.since), (after, window.until)):
        if row["recorded"] < at and (told := _known(row, at, window.since)) is not None:
            side.append(told)


def _known(row: RowMapping, at: datetime | None, since: datetime) -> Told | None:
    """What the check-in said as it was known before `at`, or now; None where it was retracted."""
    said, confidence, source, known = said_in(row), row["confidence"], row["event"], row["recorded"]
    for change in row["changes"] or ():
        changed = datetime.fromisoformat(change["at"])
        if at is not None and changed >= at:
            said, confidence = _formerly(change), change["confidence"]
            break
        if change["what"] == "retracted":
            return None
        source, known = change["event"], changed
    new = (row["time"] if at is None else known) >= since
    return Told(said, confidence, row["by"], row["time"], source, new)


def _formerly(change: dict[str, object]) -> Said:
    value, zone, reached = change["value"], change["zone"], change["reached"]
    return Said(
        None if value is None else Decimal(str(value)),
        None if zone is None else Zone(str(zone)),
        tuple(reached) if isinstance(reached, list) else None,
    )


def _parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(ids), _MANY):
        yield ids[start : start + _MANY]
