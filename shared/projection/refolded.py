"""Views that were folded from the log once, kept for whoever folds the same log again.

What is kept is never believed for its own sake. Beside the views lies a digest over every byte of the log that they
were folded from; whoever uses them has read those records again, and got the same digest. Folding is a function of the
records, of the program and of the decisions about events that are left out, and all three are the same then. So a
record that was changed, put in or taken away since makes the digest another one, and the log is folded from its start.
That nobody has touched the views themselves is shown by their own digest, under a proof that only who may write the
service's events can make. It is no view: it may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import msgspec

from shared.eventlog import Record
from shared.projection.build_fingerprint import build_fingerprint
from shared.projection.refolding import Refolding
from shared.projection.view import View

logger = logging.getLogger(__name__)

_KEPT = 6
_PIECE = 1 << 20


class Kept(msgspec.Struct, frozen=True):
    """The views as the log's records up to a position make them; `records` digests those, `views` the file."""

    position: int
    records: str
    views: str
    stuck: list[str]
    proof: str = ""


class RecordsDigest:
    """A digest over every record of a log from its first one on: position, length and bytes."""

    def __init__(self) -> None:
        self._sum = hashlib.sha256()

    def take(self, records: Sequence[Record]) -> None:
        """The next ones."""
        for position, payload in records:
            self._sum.update(position.to_bytes(8, "big") + len(payload).to_bytes(4, "big") + payload)

    @property
    def so_far(self) -> str:
        """The digest of what was taken by now, in hexadecimal."""
        return self._sum.copy().hexdigest()


class Refolded:
    """The `kept` last used foldings of one service, in a directory; `secret` proves them. Everything blocks."""

    def __init__(self, directory: Path, secret: bytes, views: Sequence[View], *, kept: int = _KEPT) -> None:
        self._parent, self._views, self._most = directory, views, kept
        self._secret = hashlib.blake2b(secret, digest_size=32, person=b"refolded").digest()
        self._origins: dict[tuple[tuple[int, str], ...], str] = {}

    def known(self, dropped: Mapping[int, str]) -> list[Kept]:
        """What this program folded with these decisions, in order of position."""
        directory = self._place(dropped)
        found = [self._read(file) for file in directory.glob("*.json")]
        return sorted((each for each in found if each is not None), key=lambda each: each.position)

    def load(self, kept: Kept, refolding: Refolding, dropped: Mapping[int, str]) -> bool:
        """Let the refolding go on from what was kept; false where its file isn't what it was. Then nothing changes."""
        file = self._views_file(self._place(dropped), kept.position)
        try:
            with refolding.replaced() as incoming:
                if _copied(file, incoming) != kept.views:
                    raise _Spoiled
        except (OSError, _Spoiled) as error:
            logger.warning("what was folded up to position %d can't be used: %s", kept.position, error)
            self._throw_away(file)
            return False
        refolding.stuck = set(kept.stuck)
        file.touch()
        return True

    def keep(self, refolding: Refolding, position: int, records: str, dropped: Mapping[int, str]) -> None:
        """Keep what was folded up to a position. A disk that doesn't take it is no fault of whoever folded."""
        directory = self._place(dropped)
        unfinished = directory / f"{uuid4()}.unfinished"
        try:
            file = self._views_file(directory, position)
            views = _copied(refolding.settled(), unfinished)
            bare = Kept(position, records, views, sorted(refolding.stuck))
            unfinished.replace(file)
            unfinished.write_bytes(
                msgspec.json.encode(msgspec.structs.replace(bare, proof=self._proof(directory, bare)))
            )
            unfinished.replace(file.with_suffix(".json"))
            self._let_go(directory)
        except OSError as error:
            logger.warning("what was folded up to position %d can't be kept: %s", position, error)
        finally:
            unfinished.unlink(missing_ok=True)

    def discard(self, kept: Kept, dropped: Mapping[int, str]) -> None:
        """Forget it: the log no longer holds the records that it was folded from."""
        self._throw_away(self._views_file(self._place(dropped), kept.position))

    def _place(self, dropped: Mapping[int, str]) -> Path:
        """Where this program keeps what it folded with these decisions; what others have left is thrown away."""
        decided = tuple(sorted(dropped.items()))
        origin = self._origins.get(decided) or build_fingerprint(self._views, dropped, strict=False)
        self._origins = {decided: origin}
        directory = self._parent / origin[:32]
        if not directory.exists():
            shutil.rmtree(self._parent, ignore_errors=True)
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        return directory

    def _read(self, file: Path) -> Kept | None:
        try:
            found = msgspec.json.decode(file.read_bytes(), type=Kept)
        except (OSError, msgspec.DecodeError):
            return None
        proof = self._proof(file.parent, msgspec.structs.replace(found, proof=""))
        return found if hmac.compare_digest(found.proof.encode(), proof.encode()) else None

    def _proof(self, directory: Path, bare: Kept) -> str:
        said: Any = (directory.name, bare)
        return hmac.new(self._secret, msgspec.json.encode(said), "sha256").hexdigest()

    def _let_go(self, directory: Path) -> None:
        """Of what wasn't used for longest, until few enough are left."""
        files = sorted(directory.glob("*.sqlite"), key=lambda file: file.stat().st_mtime)
        for file in files[: -self._most]:
            self._throw_away(file)

    def _throw_away(self, file: Path) -> None:
        for each in (file.with_suffix(".json"), file):
            try:
                each.unlink(missing_ok=True)
            except OSError as error:
                logger.warning("%s can't be thrown away: %s", each, error)

    def _views_file(self, directory: Path, position: int) -> Path:
        return directory / f"{position}.sqlite"


class _Spoiled(Exception):
    """The file isn't what was kept."""

    def __str__(self) -> str:
        return "its file is not what was kept"


def _copied(source: Path, target: Path) -> str:
    """Copy a file; the digest of what was copied."""
    whole = hashlib.sha256()
    with source.open("rb") as incoming, target.open("wb") as outgoing:
        while piece := incoming.read(_PIECE):
            whole.update(piece)
            outgoing.write(piece)
    return whole.hexdigest()
