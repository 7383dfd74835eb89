"""A witness's own directory: its key, and the last checkpoint that it cosigned of each log."""

from __future__ import annotations

import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from secrets import token_bytes

from services.proofs.durable import write_durably
from services.proofs.witness.judging import Reply, judged, submitted
from shared.events import Invalid, NotFound
from shared.files import write_once
from shared.proofs import COSIGNATURE, Malformed, ProofError, SignedNote, SigningKey, VerifierKey, checkpoint_of, opened


class Witness:
    """One witness; whoever has it holds the lock of its directory. `now` tells seconds since 1970."""

    def __init__(self, directory: Path, key: SigningKey, logs: list[VerifierKey], now: Callable[[], int]) -> None:
        self._directory, self._key, self._logs, self._now = directory, key, logs, now
        self._turn = threading.Lock()

    @property
    def verifier(self) -> VerifierKey:
        """The key that a policy names."""
        return self._key.verifier

    def add(self, body: bytes) -> Reply:
        """Judge a checkpoint, and remember it before it is answered.

        Raises ProofError where what was remembered is damaged, OSError where nothing can be.
        """
        read = submitted(body)
        if isinstance(read, Reply):
            return read
        asked, told = read
        keys = [each for each in self._logs if each.name == told.origin]
        # From reading what was seen last until it is replaced: else two at once could roll it back.
        with self._turn:
            last = self._last(told.origin) if keys else None
            reply = judged(asked, told, keys, None if last is None else checkpoint_of(last), self._key, self._now)
            if reply.remember is not None:
                write_durably(self._path(sha256(told.origin.encode()).hexdigest()), reply.remember.encode())
        return reply

    def seen(self, origin_hash: str) -> bytes | None:
        """The last checkpoint that was cosigned of a log, by the hash of its name."""
        known = any(sha256(each.name.encode()).hexdigest() == origin_hash for each in self._logs)
        path = self._path(origin_hash)
        return path.read_bytes() if known and path.exists() else None

    def _last(self, origin: str) -> SignedNote | None:
        path = self._path(sha256(origin.encode()).hexdigest())
        try:
            note = SignedNote.parse(path.read_bytes())
            opened(note, [self.verifier])
            if checkpoint_of(note).origin != origin:
                raise Malformed(f"it is of the log {checkpoint_of(note).origin}")
        except FileNotFoundError:
            return None
        except ProofError as error:
            # Never as if nothing had been seen: that would be forgetting.
            damaged = f"{path} is damaged, and nothing is cosigned of {origin} until it is mended: {error}"
            raise Malformed(damaged) from error
        return note

    def _path(self, origin_hash: str) -> Path:
        return self._directory / f"{origin_hash}.checkpoint"


def key_of(directory: Path, name: str | None) -> SigningKey:
    """The key of the directory; made at first, under `name`. Raises NotFound, Invalid."""
    path = directory / "key"
    if not path.exists():
        if any(directory.glob("*.checkpoint")):
            raise NotFound(f"{path} is gone, and checkpoints were cosigned with it: bring it back, or begin elsewhere")
        if name is None:
            raise Invalid("a new witness needs a name: --name witness.example/w1")
        # Two that start at once end up with one key.
        write_once(path, f"{SigningKey(name, COSIGNATURE, token_bytes(32)).secret_text}\n".encode())
    key = SigningKey.parse(path.read_text().strip())
    if name is not None and key.name != name:
        raise Invalid(f"the witness in {directory} is called {key.name}, not {name}")
    return key
