"""Answers to the month's question that wait until five can enter the log together, and who has answered.

The table is no view: what stands here stands nowhere else, so every backup holds it. A row tells neither who answered
(its mark takes the person's own key), nor when or in which order (it has neither time nor number), nor what: the answer
is shut away with the master key, and goes from the row as soon as it is in the log. The mark stays until the month is
over, so that nobody answers twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from random import SystemRandom

from sqlalchemy import Column, String, Table, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from services.pairing.voices.domain.pulse import FEWEST
from shared.projection import Store, keep_metadata
from shared.sealing.strongbox import Strongbox

waiting_answers = Table(
    "pairing_waiting_answers",
    keep_metadata,
    Column("mark", String, primary_key=True),
    Column("month", String, nullable=False),
    Column("command", String),
    Column("digest", String),
    Column("answer", String),
    Column("batch", String),
    # Without it SQLite would number the rows in the order in which they came.
    sqlite_with_rowid=False,
)
"""One row per person and month. `batch` is the five that an answer has been put into, until they are in the log."""


class _TakenMeanwhile(RuntimeError):
    """Somebody else has put one of the chosen answers into another five."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of somebody's answer of a month: by which command, and what that said while it waits."""

    command: str | None
    digest: str | None


class WaitingAnswers:
    """The table of a store. Everything here blocks: call it in a thread."""

    def __init__(self, store: Store, strongbox: Strongbox) -> None:
        self._store, self._strongbox = store, strongbox

    def add(self, mark: str, month: str, answer: int, command: str, digest: str) -> Known | None:
        """Keep an answer for good; or what is known of the one that was given before."""
        table = waiting_answers
        row = {
            "mark": mark,
            "month": month,
            "command": command,
            "digest": digest,
            "answer": self._strongbox.shut(mark, str(answer)),
        }
        with self._store.keep() as connection:
            dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
            adding = dialect.insert(table).values(row).on_conflict_do_nothing().returning(table.c.mark)
            # By what it returns: how many rows were inserted PostgreSQL's driver doesn't say.
            if connection.execute(adding).one_or_none() is not None:
                return None
            found = connection.execute(select(table.c.command, table.c.digest).where(table.c.mark == mark)).one()
            return Known(found.command, found.digest)

    def answered(self, mark: str) -> bool:
        """Whether there is an answer under this mark, waiting or in the log."""
        with self._store.keep() as connection:
            query = select(waiting_answers.c.mark).where(waiting_answers.c.mark == mark)
            return connection.execute(query).one_or_none() is not None

    def batches(self) -> dict[str, tuple[str, list[int]]]:
        """Every five that has been put together and isn't known to be in the log: its month and its answers."""
        table = waiting_answers.c
        found: dict[str, tuple[str, list[int]]] = {}
        with self._store.keep() as connection:
            query = select(table.batch, table.month, table.mark, table.answer).where(table.batch.is_not(None))
            for batch, month, mark, answer in connection.execute(query):
                found.setdefault(batch, (month, []))[1].append(int(self._strongbox.open(mark, answer)))
        return found

    def full(self) -> list[str]:
        """The months in which five answers wait to be put together."""
        return [month for month, marks in self._unbatched().items() if len(marks) >= FEWEST]

    def put_together(self, month: str, batch: str) -> bool:
        """Choose five of a month's waiting answers by chance; false where there are fewer.

        Only whoever has the clock's lease chooses; where two did, all of it fails and is tried again.
        """
        marks = self._unbatched().get(month, [])
        if len(marks) < FEWEST:
            return False
        chosen = SystemRandom().sample(marks, FEWEST)
        table = waiting_answers
        with self._store.keep() as connection:
            free = table.c.mark.in_(chosen) & table.c.batch.is_(None) & table.c.answer.is_not(None)
            if connection.execute(update(table).where(free).values(batch=batch)).rowcount != FEWEST:
                raise _TakenMeanwhile
        return True

    def gathered(self, batch: str) -> None:
        """The five are in the log: let go of the answers, and of what tied them together."""
        table = waiting_answers
        with self._store.keep() as connection:
            gone = {"answer": None, "digest": None, "batch": None}
            connection.execute(update(table).where(table.c.batch == batch).values(gone))

    def over(self, month: str) -> list[str]:
        """The months before this one of which anything is still kept."""
        table = waiting_answers.c
        with self._store.keep() as connection:
            return sorted(connection.execute(select(table.month).where(table.month < month).distinct()).scalars())

    def drop(self, month: str) -> int:
        """Let go of a month: of who answered, and of the answers that are too few; how many these were."""
        table = waiting_answers
        of_month = (table.c.month == month) & table.c.batch.is_(None)
        with self._store.keep() as connection:
            too_few = connection.execute(delete(table).where(of_month & table.c.answer.is_not(None))).rowcount
            connection.execute(delete(table).where(of_month))
            return too_few

    def _unbatched(self) -> dict[str, Sequence[str]]:
        table = waiting_answers.c
        found: dict[str, list[str]] = {}
        with self._store.keep() as connection:
            free = table.answer.is_not(None) & table.batch.is_(None)
            for month, mark in connection.execute(select(table.month, table.mark).where(free)):
                found.setdefault(month, []).append(mark)
        return dict(found)
