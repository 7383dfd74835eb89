"""What an ended quarter came to, read from the log: its digests, and whether the log and the store still agree.

Results are folded from the log as it stood at a position, by the handlers of the live views, never read from the live
store: so what was found once is found again, however much has been told since. What was folded before is gone on with,
where the log still holds the records that it was folded from (`rereading`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import Connection

from services.okr.kernel.rule_book import RuleBook, rule_book
from services.okr.objectives.views import results
from services.okr.quarter_ends import agreement
from services.okr.quarter_ends.domain import Listed, QuarterLines, Record, changed_parts, results_digest, suspects
from services.okr.quarter_ends.log_reader import Progress, Records, Rereading, untold
from shared.eventlog import StreamInfo
from shared.events import QuarterFrozen
from shared.projection import Store, position_in
from shared.projection.refolded import Refolded
from shared.projection.threads import to_its_end

_PARTS_NAMED = 8
"""Of so many parts that differ the events are looked at once more; they are held in memory for that."""


class Log(Records, Protocol):
    """A log that says where it ends."""

    async def info(self) -> StreamInfo:
        """Where it stands. Raises LogUnavailable."""


@dataclass(frozen=True, slots=True)
class Verification:
    """Whether an ended quarter is still what was frozen; `differences` says what is not, a sentence each.

    `later` counts the events of its objectives that came after it was frozen: late values and judgements, which the
    next freeze takes in.
    """

    frozen: QuarterFrozen
    found: QuarterFrozen
    differences: tuple[str, ...]
    events: int
    later: int

    @property
    def agrees(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


async def found_at(
    log: Records,
    quarter: str,
    position: int,
    dropped: Mapping[int, str],
    rules: str,
    refolded: Refolded | None = None,
    told: Progress = untold,
) -> QuarterFrozen:
    """What the quarter has come to, as the log stood at a position, under a rule book. Raises LogUnavailable."""
    async with _begun(quarter, dropped, refolded) as reading:
        await reading.to(log, position, lambda read: told(read, position))
        found = await to_its_end(found_by, reading, rules)
        await to_its_end(reading.keep)
        return found


async def verified(
    log: Log,
    store: Store,
    quarter: str,
    frozen: QuarterFrozen,
    dropped: Mapping[int, str],
    refolded: Refolded | None = None,
    told: Progress = untold,
) -> Verification:
    """Recompute both digests from the log, and compare the store's rows with what the log makes. Raises LogUnavailable.

    A log that ends before the frozen position is one more difference. The log is read once, a batch at a time, and
    `told` hears how far; cancelled, it ends with the batch that is under way.
    """
    end = (await log.info()).state.last_seq

    def reached(position: int) -> None:
        told(min(position, end), end)

    async with _begun(quarter, dropped, refolded) as reading:
        await reading.to(log, min(frozen.position, end), reached)
        found = await to_its_end(found_by, reading, frozen.rules)
        upto = await to_its_end(reading.lines.count)
        await to_its_end(reading.keep)
        differences = await _frozen_differences(log, quarter, frozen, found)
        # As far as the store is by now, before it is held still: others wait for that.
        await reading.to(log, min(await to_its_end(_position, store), end), reached)
        async with _held(store) as (shown, position):
            # What the store holds is surely among the records now.
            end = max(end, (await log.info()).state.last_seq)
            if position < reading.position:
                # It turned to another generation, which is behind as yet.
                async with _begun(quarter, dropped, refolded) as other:
                    await other.to(log, position)
                    differences += await to_its_end(_store_differences, other, shown)
            else:
                await reading.to(log, min(position, end), reached)
                differences += await to_its_end(_store_differences, reading, shown)
        await to_its_end(reading.keep)
        await reading.past(log, end, reached)
        later = await to_its_end(lambda: reading.lines.count(after=frozen.position))
        return Verification(frozen, found, tuple(differences), upto, later)


@asynccontextmanager
async def _begun(quarter: str, dropped: Mapping[int, str], refolded: Refolded | None) -> AsyncIterator[Rereading]:
    with ExitStack() as opened:
        reading = await to_its_end(lambda: opened.enter_context(closing(Rereading(quarter, dropped, refolded))))
        yield reading


@asynccontextmanager
async def _held(store: Store) -> AsyncIterator[tuple[Connection, int]]:
    """The store as it is now, and its position, however far it goes on meanwhile."""
    with ExitStack() as opened:
        shown = await to_its_end(lambda: opened.enter_context(store.read()))
        yield shown, (await to_its_end(position_in, shown))[0]


def found_by(reading: Rereading, rules: str) -> QuarterFrozen:
    """The digests of what was read so far, under a rule book."""
    with reading.connect() as connection:
        told = results_of(connection, reading.quarter, rule_book(rules))
    events, parts = reading.digests()
    return QuarterFrozen(
        position=reading.position, events=events, results=results_digest(told), rules=rules, parts=parts
    )


def results_of(connection: Connection, quarter: str, book: RuleBook) -> list[dict[str, object]]:
    """What each objective of the quarter came to, in order of their ids: scores, and progress as exact fractions."""
    told: list[dict[str, object]] = []
    for found in sorted(results.of_quarter(connection, quarter, book), key=lambda each: each.objective):
        proposal = found.proposal(book)
        told.append(
            {
                "objective": found.objective,
                "progress": found.progress,
                "score": found.score,
                "proposed": proposal.score,
                "automatic": found.outcome["automatic"],
                "key_results": [
                    {"key_result": one.key_result, "progress": one.progress}
                    for one in sorted(found.key_results, key=lambda each: each.key_result)
                ],
            }
        )
    return told


async def _frozen_differences(log: Records, quarter: str, frozen: QuarterFrozen, found: QuarterFrozen) -> list[str]:
    differences: list[str] = []
    if found.position < frozen.position:
        differences.append(f"the log ends at position {found.position}, before the frozen {frozen.position}")
    if found.events != frozen.events:
        differences.append(f"the events are not those that were frozen: {_short(found.events, frozen.events)}")
        differences += await _suspects(log, quarter, frozen, found)
    if found.results != frozen.results:
        differences.append(f"the results are not those that were frozen: {_short(found.results, frozen.results)}")
    return differences


async def _suspects(log: Records, quarter: str, frozen: QuarterFrozen, found: QuarterFrozen) -> list[str]:
    """Sentences about the events that differ: the log is read again for them, for nobody keeps every event's bytes."""
    changed = changed_parts(found.parts, frozen.parts)
    looked_at, more = changed[:_PARTS_NAMED], changed[_PARTS_NAMED:]
    lines = QuarterLines(quarter, Listed(only=looked_at))

    def take(records: Sequence[Record]) -> None:
        for record in records:
            lines.take(record)

    if found.position:
        async for records in log.range(0, found.position):
            await to_its_end(take, records)
    named = await to_its_end(suspects, lines.lines, looked_at)
    return [*named, f"so are events in {len(more)} parts more of {len(frozen.parts)}"] if more else named


def _position(store: Store) -> int:
    with store.read() as connection:
        return position_in(connection)[0]


def _store_differences(reading: Rereading, shown: Connection) -> list[str]:
    with reading.connect() as told:
        return agreement.differences(shown, told, reading.quarter)


def _short(found: str, frozen: str) -> str:
    return f"{found[:12]}…, not {frozen[:12]}…"
