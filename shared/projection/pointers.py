"""Which versions of the program keep views in one database, and which generation serves each of them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from importlib.metadata import version

from sqlalchemy import Connection, Engine, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from shared.projection.tables import editions, generations
from shared.projection.view import View


@dataclass(frozen=True, slots=True)
class Version:
    """What is known of a version of the program that keeps views here.

    The `fingerprint` of versions that knew of none is empty, and their `edition` 0: older than any other. `generation`
    is the one that serves; None where none does (yet).
    """

    fingerprint: str
    edition: int
    program: str
    generation: int | None

    def __str__(self) -> str:
        if not self.fingerprint:
            return "one that numbered no views"
        return f"{self.program}, edition {self.edition} of its views"


class Pointers:
    """Each version's own pointer, in the tables that no rebuild touches. Everything blocks.

    `making` is a transaction that only one process has at a time.
    """

    def __init__(
        self,
        lasting: Engine,
        making: Callable[[], AbstractContextManager[Connection]],
        service: str,
        views: Sequence[View],
    ) -> None:
        self._lasting, self._making, self._service = lasting, making, service
        self.own = Version(fingerprint_of(views), edition_of(views), version("tomoni"), None)

    def current(self) -> int | None:
        """The generation that serves this version of the program."""
        with self._lasting.connect() as connection:
            return self._current(connection)

    def first(self) -> int:
        """The same, made 1 where there is none."""
        with self._making() as connection:
            # Another process may have opened the new store at the same time.
            if (current := self._current(connection)) is None:
                self._note(connection)
                self._move(connection, current := 1)
            return current

    def move(self, number: int) -> None:
        """Let this generation serve this version."""
        with self._making() as connection:
            self._note(connection)
            self._move(connection, number)

    def note(self) -> None:
        """Say that this version keeps views here, or is about to."""
        with self._making() as connection:
            self._note(connection)

    def others(self) -> list[Version]:
        """Every other version that keeps views here, the newest first."""
        with self._lasting.connect() as connection:
            told = {row.fingerprint: (row.edition, row.program) for row in connection.execute(select(editions))}
            rows = connection.execute(select(generations.c.service, generations.c.generation)).all()
        serving: dict[str, int] = {}
        for row in rows:
            service, _, fingerprint = row.service.partition(" ")
            if service == self._service:
                serving[fingerprint] = row.generation
        found = [
            Version(each, *told.get(each, (0, "")), serving.get(each))
            for each in (told.keys() | serving.keys()) - {self.own.fingerprint}
        ]
        return sorted(found, key=lambda each: (each.edition, each.fingerprint), reverse=True)

    def newer(self) -> list[Version]:
        """Those of a later edition that have a generation that serves them, the newest first."""
        return [each for each in self.others() if each.edition > self.own.edition and each.generation is not None]

    def remove(self, fingerprint: str) -> None:
        """Nothing serves another version any more."""
        with self._making() as connection:
            connection.execute(delete(generations).where(generations.c.service == self._name(fingerprint)))

    def forget(self, fingerprint: str) -> None:
        """Another version keeps no views here any more."""
        with self._making() as connection:
            connection.execute(delete(editions).where(editions.c.fingerprint == fingerprint))

    def _name(self, fingerprint: str) -> str:
        return f"{self._service} {fingerprint}".rstrip()

    def _current(self, connection: Connection) -> int | None:
        name = self._name(self.own.fingerprint)
        query = select(generations.c.generation).where(generations.c.service == name)
        return connection.execute(query).scalar_one_or_none()

    def _move(self, connection: Connection, number: int) -> None:
        insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(generations)
        row = insert.values(service=self._name(self.own.fingerprint), generation=number)
        connection.execute(row.on_conflict_do_update(index_elements=["service"], set_={"generation": number}))

    def _note(self, connection: Connection) -> None:
        insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(editions)
        told = {"edition": self.own.edition, "program": self.own.program}
        row = insert.values(fingerprint=self.own.fingerprint, **told)
        connection.execute(row.on_conflict_do_update(index_elements=["fingerprint"], set_=told))


_OWN_TABLES = 1
"""Raised when positions, versions or parked events are kept otherwise."""
_DIGITS = 16


def fingerprint_of(views: Sequence[View]) -> str:
    """A digest of what these views make of any log; the order in which they are listed makes no difference."""
    made = sorted((view.table.name, view.version, view.private, _columns(view)) for view in views)
    return hashlib.sha256(repr((_OWN_TABLES, made)).encode()).hexdigest()[:_DIGITS]


def edition_of(views: Sequence[View]) -> int:
    """How far these views have come: of two programs the newer one has the larger, for numbers are only ever raised."""
    return sum(view.version for view in views)


def _columns(view: View) -> list[tuple[str, str, bool]]:
    return [(column.name, repr(column.type), column.primary_key) for column in view.table.columns]
