"""A service's records beside the log, by subject: those of one aggregate, which lie far apart in the log, read at once.

They are the log's own bytes, not a state folded from them: every program reads them, of whatever version, and what it
folds from them is what it folds from the log. It is a file that may be deleted at any time. Each record is
authenticated with a key that only who may write the service's events has; `record_caching` tells when it may be used.
"""

from __future__ import annotations

import hashlib
import hmac
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from shared.eventlog.asking import Record
from shared.eventlog.log import Placed

_FORMAT = "1"
_WAIT = 5.0
_TABLES = """
CREATE TABLE IF NOT EXISTS records (position INTEGER PRIMARY KEY, subject INTEGER NOT NULL, payload BLOB, proof BLOB);
CREATE INDEX IF NOT EXISTS records_subject ON records (subject);
CREATE TABLE IF NOT EXISTS reached (position INTEGER NOT NULL, proof BLOB NOT NULL, origin BLOB NOT NULL);
"""
_OF_SUBJECT = "SELECT position, payload, proof FROM records WHERE subject = ? ORDER BY position"

Held = tuple[bytes, str]
"""A payload, and the moment when the server stored it."""


class Spoiled(Exception):
    """The file holds what this service did not put there."""


class RecordCache:
    """The records whose subject begins with `prefix`, in a file; `secret` authenticates them."""

    def __init__(self, file: Path, secret: bytes, prefix: str) -> None:
        self._file, self._prefix = file, prefix
        self._secret = hashlib.blake2b(secret, digest_size=32, person=b"shelf").digest()
        self._key = b""
        self._lock = threading.Lock()
        self._reading: tuple[sqlite3.Connection, int] | None = None

    def bind(self, created: str) -> None:
        """Hold the records of the stream that was made then; of any other, what is there is thrown away."""
        self._key = hashlib.blake2b(f"{_FORMAT} {self._prefix} {created}".encode(), key=self._secret).digest()
        origin = self._last()[2]
        if origin != b"" and not _same(origin, self._origin()):
            self.clear()

    def is_there(self) -> bool:
        """Whether anything was ever taken."""
        return self._file.exists()

    def reached(self) -> int:
        """The position up to which every record of the log was taken; 0 at first."""
        return self._last()[0]

    def ends_with(self, held: Held | None) -> bool:
        """Whether this is the record at the position that was reached, stored at the very moment when that one was."""
        position, proof, _ = self._last()
        return held is not None and _same(proof, self._end(position, held))

    def records(self, subject: str) -> tuple[list[Record], int]:
        """The subject's records in order, and the position up to which there are no others. Raises Spoiled."""
        with self._read() as connection:
            reached = _position(connection)
            rows = connection.execute(_OF_SUBJECT, (self._number(subject),)).fetchall()
        for position, payload, proof in rows:
            if not isinstance(payload, bytes) or not _same(proof, self._proof(position, subject, payload)):
                raise Spoiled(f"it holds what nobody put there at position {position}")
        return [(position, payload) for position, payload, _ in rows], reached

    def take(self, after: int, records: Sequence[Placed], held: Held) -> bool:
        """Take all records of the log that follow position `after`; false where another process was faster.

        `held` is the last one, as the leader has it.
        """
        position = records[-1][0]
        end = (position, self._end(position, held), self._origin())
        own = [
            (position, self._number(subject), payload, self._proof(position, subject, payload))
            for position, subject, payload in records
            if subject.startswith(self._prefix)
        ]
        if not self.is_there():
            self._file.touch(mode=0o600)
        with closing(self._opened()) as connection:
            connection.executescript(_TABLES)
            # Nobody who reads is shut out before all is ready to be written.
            connection.execute("PRAGMA cache_size=-65536")
            connection.execute("BEGIN IMMEDIATE")
            row = connection.execute("SELECT position, origin FROM reached").fetchone() or (0, self._origin())
            if row != (after, self._origin()):
                return False
            connection.executemany("INSERT INTO records VALUES (?, ?, ?, ?)", own)
            connection.execute("DELETE FROM reached")
            connection.execute("INSERT INTO reached VALUES (?, ?, ?)", end)
            connection.commit()
            return True

    def clear(self) -> None:
        """Throw everything away."""
        self.close()
        for file in (self._file, self._file.with_name(f"{self._file.name}-journal")):
            file.unlink(missing_ok=True)

    def close(self) -> None:
        """Give the file up, until it is asked for again."""
        with self._lock:
            if self._reading is not None:
                self._reading[0].close()
                self._reading = None

    def _last(self) -> tuple[int, bytes, bytes]:
        if not self.is_there():
            return 0, b"", b""
        with self._read() as connection:
            _, proof, origin = connection.execute("SELECT * FROM reached").fetchone() or (0, b"", b"")
            return _position(connection), proof, origin

    def _end(self, position: int, held: Held) -> bytes:
        payload, since = held
        return self._proof(position, since, payload)

    def _origin(self) -> bytes:
        return hashlib.blake2b(b"origin", key=self._key).digest()

    def _number(self, subject: str) -> int:
        """What a subject is found by, shorter than itself."""
        digest = hashlib.blake2b(subject.encode(), digest_size=8, key=self._key).digest()
        return int.from_bytes(digest, "big", signed=True)

    def _proof(self, position: int, subject: str, payload: bytes) -> bytes:
        head = f"{position} {subject}\n".encode()
        return hashlib.blake2b(head + payload, digest_size=16, key=self._key).digest()

    @contextmanager
    def _read(self) -> Iterator[sqlite3.Connection]:
        """A transaction on the file, on a connection that is kept, for to open one takes longer than to read."""
        with self._lock:
            number = self._file.stat().st_ino
            if self._reading is None or self._reading[1] != number:
                if self._reading is not None:
                    self._reading[0].close()
                self._reading = self._opened(), number
                self._reading[0].executescript(_TABLES)
            connection = self._reading[0]
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.rollback()

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._file, timeout=_WAIT, isolation_level=None, check_same_thread=False)
        # What a power cut takes away is missed when it is read, and then read from the log.
        connection.execute("PRAGMA synchronous=OFF")
        return connection


def _position(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT position FROM reached").fetchone() or (0,)
    if not isinstance(row[0], int):
        raise Spoiled("it doesn't know how far it goes")
    return row[0]


def _same(found: object, proof: bytes) -> bool:
    """Whether what was found, which may be anything, is this proof."""
    return isinstance(found, bytes) and hmac.compare_digest(found, proof)
