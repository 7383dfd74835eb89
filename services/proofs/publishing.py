"""What others get over HTTP: the published checkpoint, tiles, records and proofs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from importlib.metadata import version
from typing import Annotated

from fastapi import APIRouter, Depends, FastAPI, Query
from prometheus_client import Metric
from starlette.responses import Response

from services.proofs.admission import LogGate
from services.proofs.extracts import consistency_of, inclusions, published, published_of
from services.proofs.figures import SERVICE, figures
from services.proofs.place import Place
from services.proofs.signer import Signer
from shared.eventlog import EventLog, LogDamaged
from shared.events import NotFound
from shared.http.application import create_app, include
from shared.http.auth import require
from shared.http.errors import ERRORS
from shared.http.health import Check
from shared.http.metrics import Metrics
from shared.identity.roles import Permission
from shared.identity.tokens import TokenVerifier
from shared.proofs import (
    Malformed,
    ProofError,
    SignedNote,
    Submission,
    Tile,
    checkpoint_of,
    encode_entries,
    entries_tile,
    leaf_hash,
    tile_at,
)
from shared.proofs.hashing import HASH_BYTES
from shared.proofs.tiles import WIDTH
from shared.readiness import Notice
from shared.settings import Settings

_TEXT, _BYTES = "text/plain; charset=utf-8", "application/octet-stream"
_FRESH = {"Cache-Control": "no-store"}
# Whoever may see it may keep it for ever, and nobody in between.
_FOR_EVER = {"Cache-Control": "private, max-age=31536000, immutable"}

Position = Annotated[int, Query(ge=1)]
Size = Annotated[int, Query(ge=0)]

_DESCRIPTION = """Proofs that the log says what it said: tiles, checkpoints and records as
[tlog-tiles](https://c2sp.org/tlog-tiles) has them, below this address."""


def proofs_app(settings: Settings, verifier: TokenVerifier, place: Place, log: EventLog, signer: Signer) -> FastAPI:
    """The signer's window."""
    checks: dict[str, Check] = {"signing": _said(lambda: signer.standing.not_signed), "witnesses": _witnesses(signer)}

    async def told() -> Sequence[Metric]:
        return list(figures(signer.standing, signer.refusals))

    app = create_app(
        title="Tomoni proofs",
        version=version("tomoni"),
        description=_DESCRIPTION,
        settings=settings,
        verifier=verifier,
        ready_checks=checks,
        gate=LogGate(log),
        errors=dict(ERRORS) | {ProofError: (503, "unproven")},
        metrics=Metrics(SERVICE, told),
    )
    include(app, _checkpoints(place))
    include(app, _records(place, log))
    return app


def _checkpoints(place: Place) -> APIRouter:
    """For whoever may see figures, witnesses among them: they tell how long the log is, and nothing of it."""
    router = APIRouter(tags=["checkpoints"], dependencies=[Depends(require(Permission.READ_CHECKPOINTS))])

    @router.get("/checkpoint", summary="The published checkpoint")
    async def checkpoint() -> Response:
        return Response((await asyncio.to_thread(published, place)).encode(), 200, _FRESH, _TEXT)

    @router.get("/checkpoints/{size}", summary="The first checkpoint of so many records or more")
    async def checkpoint_from(size: int) -> Response:
        return Response((await asyncio.to_thread(published_of, place, size)).encode(), 200, _FRESH, _TEXT)

    @router.get("/consistency", summary="That the log goes on from what it was")
    async def consistency(old: Size, new: Size | None = None) -> Response:
        """From `old` records to the published checkpoint, or the first one of `new` records or more.

        The body is one of [add-checkpoint](https://c2sp.org/tlog-witness): the old size, the proof, the checkpoint.
        """
        return Response(await asyncio.to_thread(_consistency, place, old, new), 200, _FRESH, _TEXT)

    return router


def _records(place: Place, log: EventLog) -> APIRouter:
    """For auditors: which record stands where is nobody else's business."""
    router = APIRouter(tags=["records"], dependencies=[Depends(require(Permission.READ_LOG))])

    @router.get("/tile/entries/{path:path}", summary="Records, up to 256 of them")
    async def entries(path: str) -> Response:
        return Response(await _entries(place, log, f"tile/entries/{path}"), 200, _FOR_EVER, _BYTES)

    @router.get("/tile/{path:path}", summary="Hashes of the tree, up to 256 of them")
    async def tile(path: str) -> Response:
        return Response(await asyncio.to_thread(_tile, place, f"tile/{path}"), 200, _FOR_EVER, _BYTES)

    @router.get("/proof/{position}", summary="That a record stands at a position")
    async def proof(position: int, size: Size | None = None) -> Response:
        """A [tlog-proof](https://c2sp.org/tlog-proof) up to the published checkpoint, or one of `size` or more."""
        return Response(await asyncio.to_thread(_proof, place, position, size), 200, _FRESH, _TEXT)

    return router


def _note(place: Place, size: int | None) -> SignedNote:
    return published(place) if size is None else published_of(place, size)


def _consistency(place: Place, old: int, new: int | None) -> bytes:
    note = _note(place, new)
    return Submission(old, tuple(consistency_of(place, old, note)), note).encode()


def _proof(place: Place, position: int, size: int | None) -> bytes:
    return next(inclusions(place, position, position, _note(place, size))).encode()


def _tile(place: Place, path: str) -> bytes:
    tile = _published_tile(place, tile_at, path)
    return place.read_tile(tile)


async def _entries(place: Place, log: EventLog, path: str) -> bytes:
    """The records as they stand in the log, if they are those that were hashed. Raises LogDamaged where one isn't."""
    tile = await asyncio.to_thread(_published_tile, place, entries_tile, path)
    hashes = await asyncio.to_thread(place.read_tile, tile)
    first = tile.index * WIDTH
    records = [record async for batch in log.range(first, first + tile.width) for record in batch]
    for at in range(tile.width):
        position = first + at + 1
        found = records[at] if at < len(records) else (0, b"")
        if found[0] != position or leaf_hash(found[1]) != hashes[at * HASH_BYTES : (at + 1) * HASH_BYTES]:
            raise LogDamaged(f"the record at position {position} isn't the one that was hashed: the log was changed")
    return encode_entries(payload for _, payload in records)


def _published_tile(place: Place, read: Callable[[str], Tile], path: str) -> Tile:
    """Raises NotFound where no published checkpoint has such a tile."""
    try:
        tile = read(path)
    except Malformed as error:
        raise NotFound(str(error)) from error
    size = checkpoint_of(published(place)).size
    if (size >> 8 * tile.level) < tile.index * WIDTH + tile.width:
        raise NotFound(f"the checkpoint of {size} records has no {path}")
    return tile


def _said(sentence: Callable[[], str | None]) -> Callable[[], Awaitable[str | None]]:
    async def check() -> str | None:
        return sentence()

    return check


def _witnesses(signer: Signer) -> Check:
    async def check() -> str | None:
        standing = signer.standing
        said = standing.not_witnessed
        return said if said is None or standing.contradicted or not standing.enough else Notice(said)

    return check
