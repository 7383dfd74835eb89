"""Proofs for others, made from tiles, and checked before anybody gets them."""

from __future__ import annotations

from collections.abc import Iterator

from services.proofs.place import Place
from services.proofs.tree import hashes_in
from shared.events import Invalid, NotFound
from shared.proofs import (
    Checkpoint,
    SignedNote,
    TlogProof,
    check_consistency,
    check_inclusion,
    checkpoint_of,
    consistency,
    inclusion,
)
from shared.proofs.hashing import HASH_BYTES
from shared.proofs.tiles import WIDTH, Tile


def published(place: Place) -> SignedNote:
    """The checkpoint that is published. Raises NotFound."""
    try:
        return SignedNote.parse(place.checkpoint.read_bytes())
    except FileNotFoundError:
        raise NotFound("no checkpoint is published yet; tomoni audit sign makes the first") from None


def published_of(place: Place, size: int) -> SignedNote:
    """The first checkpoint of so many records or more that was ever published. Raises NotFound."""
    kept = place.checkpoints.iterdir() if place.checkpoints.is_dir() else ()
    sizes = sorted(found for each in kept if each.name.isdigit() and (found := int(each.name)) >= size)
    if not sizes:
        raise NotFound(f"no checkpoint of {size} records or more is published yet; the next one will be")
    return SignedNote.parse((place.checkpoints / str(sizes[0])).read_bytes())


def inclusions(place: Place, first: int, last: int, note: SignedNote) -> Iterator[TlogProof]:
    """That the records from one position to another stand there: a proof each, up to one checkpoint.

    Raises Invalid, NotFound where the checkpoint doesn't reach them, ProofError where the tiles aren't what they were.
    """
    head = checkpoint_of(note)
    if not 1 <= first <= last:
        raise Invalid(f"positions go from 1 on, the first before the last, not from {first} to {last}")
    if last > head.size:
        raise NotFound(f"the checkpoint of {head.size} records doesn't reach position {last} yet; the next one does")
    hashes = hashes_in(place, head.size)
    for index in range(first - 1, last):
        path = tuple(inclusion(hashes, index))
        check_inclusion(_leaf(place, head, index), index, head.size, path, head.root)
        yield TlogProof(index, path, note)


def consistency_of(place: Place, old: int, note: SignedNote) -> list[bytes]:
    """That a checkpoint begins with all that the log held when it had `old` records.

    Raises Invalid where it had fewer, ProofError where the tiles aren't what they were.
    """
    head = checkpoint_of(note)
    if not 0 <= old <= head.size:
        raise Invalid(f"from {old} records there is no proof to {head.size}")
    proof = consistency(hashes_in(place, head.size), old)
    check_consistency(old, hashes_in(place, old).span(0, old), head.size, head.root, proof)
    return proof


def _leaf(place: Place, head: Checkpoint, index: int) -> bytes:
    tile, at = divmod(index, WIDTH)
    held = place.read_tile(Tile(0, tile, min(WIDTH, head.size - tile * WIDTH)))
    return held[at * HASH_BYTES : (at + 1) * HASH_BYTES]
