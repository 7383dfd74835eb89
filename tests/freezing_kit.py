"""A quarter's digests from records at hand, as if they were a log."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence

from services.okr.quarter_ends.freeze import found_at
from shared.eventlog import Record
from shared.events import QuarterFrozen


class GivenLog:
    """Records as a log, in lists of so many; `read` are the positions that were asked for."""

    def __init__(self, records: Sequence[Record], at_once: int = 1_000) -> None:
        self.records, self.at_once = list(records), at_once
        self.read: list[int] = []

    async def range(self, after: int, upto: int) -> AsyncIterator[list[Record]]:
        """The records behind `after` up to and with `upto`."""
        wanted = [record for record in self.records if after < record[0] <= upto]
        for start in range(0, len(wanted), self.at_once):
            batch = wanted[start : start + self.at_once]
            self.read += [position for position, _ in batch]
            yield batch


def digested(records: Sequence[Record], quarter: str, dropped: Mapping[int, str], rules: str) -> QuarterFrozen:
    """The digests that these records of a log give; the last of them is the position."""
    return asyncio.run(found_at(GivenLog(records), quarter, records[-1][0] if records else 0, dropped, rules))
