"""Orders for history that another system recorded: a row makes the same order again, so a second run writes nothing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from shared.eventlog import Order
from shared.events import Authority, command_id, named_id
from shared.importing.rows import Row

IMPORTER = "system:import"
"""The actor of what no person is known to have done."""


@dataclass(frozen=True, slots=True)
class History:
    """One import: where it comes from, when it is done, and how a row's content is digested."""

    source: str
    now: datetime
    digest: Callable[[bytes], str]

    def id_of(self, kind: str, key: str) -> str:
        """The opaque id of what the other system calls `key`."""
        return named_id(self.source, kind, key)

    def digest_of(self, row: Row) -> str:
        """What tells the row's content from another one's, as it stands in the file."""
        return self.digest(json.dumps(row.values | row.former, sort_keys=True).encode())

    def order(
        self,
        step: str,
        row: Row | None,
        *,
        effective: datetime,
        recorded: datetime | None = None,
        actor: str | None = None,
    ) -> Order:
        """The order of one step, such as ``draft objective 17``; `recorded` is when the other system noted it.

        Nothing that an import says has happened lies in the future: there it is taken as happening now. The row's
        content is digested into it: a row that was imported with other content is refused.
        """
        effective = min(effective, self.now)
        return Order(
            command=command_id(f"import:{self.source}", step),
            actor=actor or IMPORTER,
            now=self.now,
            effective=effective,
            recorded=min(recorded or effective, self.now),
            imported_from=self.source,
            digest=self.digest_of(row) if row is not None else self.digest(step.encode()),
            authority=Authority.SYSTEM,
        )
