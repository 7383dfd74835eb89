"""At which version a store knows each aggregate: moved by every event, written once per batch and aggregate."""

from __future__ import annotations

from sqlalchemy import Connection, select

from shared.projection.tables import versions
from shared.projection.writing import write_rows

_KEPT = 200_000


class Versions:
    """The versions of all aggregates, as far as they were asked for. Every event passes here, so it holds no rows."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}
        self._moved: dict[str, int] = {}
        self._connection: Connection | None = None
        self._complete = False

    def bind(self, connection: Connection, *, empty: bool = False) -> None:
        """Use this connection until further notice; `empty` promises that the table has no rows yet."""
        self._connection = connection
        self._complete = self._complete or empty

    def follow(self, aggregate: str, version: int, position: int) -> int:
        """Move the aggregate if this is its next version; returns the version that it had before, either way."""
        known = self._known.get(aggregate)
        if known is None:
            known = self.of(aggregate)
        if version == known + 1:
            self._known[aggregate] = version
            self._moved[aggregate] = position
        return known

    def of(self, aggregate: str) -> int:
        """The aggregate's version, 0 where the store knows none."""
        version = self._known.get(aggregate)
        if version is None:
            version = self._known[aggregate] = 0 if self._complete else self._stored(aggregate)
        return version

    def move(self, aggregate: str, version: int, position: int) -> None:
        """The event at this position is the aggregate's latest, and has this version."""
        self._known[aggregate] = version
        self._moved[aggregate] = position

    def flush(self) -> dict[str, int]:
        """Write what has moved. Returns it: the versions by aggregate."""
        moved = {aggregate: self._known[aggregate] for aggregate in self._moved}
        if moved:
            rows = [
                {"aggregate": aggregate, "version": moved[aggregate], "position": position}
                for aggregate, position in self._moved.items()
            ]
            write_rows(self._ask(), versions, rows)
        self._moved.clear()
        if len(self._known) > _KEPT:
            self._known.clear()
            self._complete = False
        return moved

    def forget(self) -> None:
        """Throw away what isn't in the store: a batch has failed."""
        self._known.clear()
        self._moved.clear()
        self._complete = False

    def _stored(self, aggregate: str) -> int:
        query = select(versions.c.version).where(versions.c.aggregate == aggregate)
        return self._ask().execute(query).scalar_one_or_none() or 0

    def _ask(self) -> Connection:
        if self._connection is None:
            raise RuntimeError("versions were used outside a batch")
        return self._connection
