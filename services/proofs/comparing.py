"""`tomoni audit tree`: whether the tiles say what the log says, and the tiles made anew from the log."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from services.proofs.durable import sync
from services.proofs.memory import Memory
from services.proofs.place import Place
from services.proofs.signing import goes_on
from services.proofs.tree import Tree, check_tiles, reached_in
from shared.eventlog import EventLog, LogDamaged
from shared.proofs import Growth, Tile, tile_path
from shared.proofs.hashing import HASH_BYTES, hash_to_text
from shared.proofs.tiles import WIDTH

Told = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing found: `differences` are sentences, none where all is well."""

    records: int
    root: str
    differences: list[str]


async def compared(place: Place, log: EventLog, told: Told) -> Compared:
    """Hash the whole log anew and hold it against the tiles, hash by hash. Raises LogUnavailable."""
    reached = reached_in(place)
    last = (await log.info()).state.last_seq
    if last < reached.size:
        cut = f"the log ends at position {last}, and the tiles are of {reached.size} records: it was cut"
        return Compared(last, "", [cut])
    growth = Growth()
    differences: list[str] = []
    async for batch in log.range(0, reached.size):
        if batch[0][0] != growth.size + 1:
            raise LogDamaged(f"the log has a hole: the record at position {growth.size + 1} is gone")
        growth.add([payload for _, payload in batch])
        told(growth.size)
        for tile, hashes in growth.tiles():
            if tile.width == WIDTH:
                differences += _differing(place, tile, hashes)
        growth.written()
        if differences:
            break
    else:
        for tile, hashes in growth.tiles():
            differences += _differing(place, tile, hashes)
        if not differences and growth.root != reached.root:
            differences.append(f"{place.tree} names another root than the log's first {reached.size} records have")
    return Compared(growth.size, hash_to_text(growth.root), differences[:20])


async def rebuilt(place: Place, memory: Memory, log: EventLog, told: Told) -> int:
    """Make the tiles anew from the log, beside the others; they take their place only if the signed checkpoint agrees.

    How many records they are of. Raises OtherHistory where the log isn't the one that was signed.
    """
    aside = Place(place.directory / "rebuilding")
    shutil.rmtree(aside.directory, ignore_errors=True)
    tree = Tree(aside, Growth())
    await tree.follow(log, told)
    await tree.flush()
    check_tiles(aside, 0, tree.size)
    goes_on(aside, memory.signed, tree.size)
    # The tiles first: a crash in between leaves some whose root isn't the one of `tree.json`, and that is noticed.
    shutil.rmtree(place.public / "tile", ignore_errors=True)
    place.public.mkdir(mode=0o700, parents=True, exist_ok=True)
    if (aside.public / "tile").exists():
        (aside.public / "tile").rename(place.public / "tile")
        aside.tree.replace(place.tree)
    sync([place.public, place.directory])
    shutil.rmtree(aside.directory)
    return tree.size


def _differing(place: Place, tile: Tile, hashes: bytes) -> list[str]:
    try:
        held = place.read_tile(tile)
    except ValueError as error:
        return [str(error)]
    if held == hashes:
        return []
    starts = range(0, len(hashes), HASH_BYTES)
    wrong = [at // HASH_BYTES for at in starts if held[at : at + HASH_BYTES] != hashes[at : at + HASH_BYTES]]
    if tile.level:
        return [f"{tile_path(tile)} holds another hash than the log gives"]
    positions = [tile.index * WIDTH + at + 1 for at in wrong]
    which = (
        f"the record at position {positions[0]} isn't"
        if len(positions) == 1
        else (f"{len(positions)} records from position {positions[0]} to {positions[-1]} aren't")
    )
    return [f"{which} what {tile_path(tile)} was made from: the log was changed, or the tile was"]
