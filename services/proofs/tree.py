"""The log's tree on disk: tiles, written before the file that says how far they go."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from contextlib import aclosing

import msgspec

from services.proofs.durable import write_all, write_durably
from services.proofs.place import Place, TileWrong
from shared.eventlog import EventLog, LogDamaged, Record
from shared.proofs import EMPTY_ROOT, Growth, Tile, TileHashes, leaf_hash, root_of
from shared.proofs.hashing import HASH_BYTES
from shared.proofs.tiles import WIDTH
from shared.stopping import broken_off

_FLUSH = 100_000
"""Records after which tiles are written, where there are so many at once."""

ENDINGS = (b'"okr.quarter-ended.', b'"okr.quarter-frozen.')
"""Stand in the records of a quarter's end, and of what it came to: worth a signature soon."""


class Reached(msgspec.Struct, frozen=True):
    """How far the tiles go."""

    size: int
    root: bytes


class Tree:
    """The tiles of one place, and the log's records that came since. Whoever has it holds the place's lock."""

    def __init__(self, place: Place, growth: Growth) -> None:
        self._place, self._growth = place, growth
        self._last = _last_leaf(place, growth.size) if growth.size else b""
        self.quarter_ended = False
        """Whether one of the records that came since this was last set to false tells of a quarter's end."""

    @classmethod
    def opened(cls, place: Place) -> Tree:
        """The tree as it lies there. Raises TileWrong where the tiles aren't those that were written."""
        reached = reached_in(place)
        growth = Growth.of(place.read_tile, reached.size)
        if growth.root != reached.root:
            raise TileWrong(
                f"the tiles in {place.public} don't lead to the root that they had with {reached.size} records: one of "
                "them was changed; run: tomoni audit tree --rebuild"
            )
        return cls(place, growth)

    @property
    def size(self) -> int:
        """So many records are in it."""
        return self._growth.size

    @property
    def root(self) -> bytes:
        """Of all of it."""
        return self._growth.root

    async def follow(self, log: EventLog, told: Callable[[int], None] = lambda _: None) -> None:
        """Take in what the log holds by now; on the disk once it is `flush`ed, or where it is much.

        Raises LogDamaged where the log is shorter than the tree, has a hole, or holds another last record;
        LogUnavailable where it can't be asked, OSError where nothing can be written: then open the tree anew.
        """
        info = await log.info()
        if info.state.last_seq < self.size:
            raise LogDamaged(
                f"the log went back: it ends at position {info.state.last_seq}, and the tree has {self.size} records"
            )
        await self._same_end(log)
        waiting, writing = 0, None
        try:
            # A replica that lags behind gives less than its leader tells of: the rest comes the next time.
            async with aclosing(_one_ahead(log.range(self.size, info.state.last_seq))) as batches:
                async for batch in batches:
                    self._take(batch)
                    waiting += len(batch)
                    if waiting >= _FLUSH:
                        if writing is not None:
                            await writing
                        writing, waiting = asyncio.create_task(self.flush()), 0
                        told(self.size)
        finally:
            if writing is not None:
                await writing
        told(self.size)

    async def flush(self) -> None:
        """Have all of it on the disk. Raises OSError: then open the tree anew."""
        tiles, reached = self._growth.tiles(), Reached(self._growth.size, self._growth.root)
        self._growth.written()
        await asyncio.to_thread(self._write, tiles, reached)

    def _take(self, batch: Sequence[Record]) -> None:
        if batch[0][0] != self.size + 1 or batch[-1][0] != self.size + len(batch):
            gone = next(due for due, (found, _) in enumerate(batch, self.size + 1) if found != due)
            raise LogDamaged(f"the log has a hole: the record at position {gone} is gone")
        payloads = [payload for _, payload in batch]
        self._growth.add(payloads)
        self._last = leaf_hash(payloads[-1])
        # At once: looking through each is a third of what hashing it takes.
        together = b"\n".join(payloads)
        self.quarter_ended |= any(ending in together for ending in ENDINGS)

    async def _same_end(self, log: EventLog) -> None:
        """The record that was hashed last must still stand there."""
        held = await log.held_at(self.size) if self.size else b""
        if self.size and (held is None or leaf_hash(held) != self._last):
            raise LogDamaged(
                f"the record at position {self.size} isn't the one that was hashed: the log was edited, or cut and "
                "written anew; tomoni audit tree --check says from where on"
            )

    def _write(self, tiles: Sequence[tuple[Tile, bytes]], reached: Reached) -> None:
        place = self._place
        write_all({place.tile(tile): hashes for tile, hashes in tiles}, mode=0o644)
        write_durably(place.tree, msgspec.json.encode(reached))
        for tile, _ in tiles:
            # Who asks for a part of what is full by now gets it from the whole.
            if tile.width == WIDTH:
                shutil.rmtree(place.tile(Tile(tile.level, tile.index, 1)).parent, ignore_errors=True)


async def _one_ahead(batches: AsyncIterator[list[Record]]) -> AsyncGenerator[list[Record], None]:
    """The same; while one is hashed, the server makes the next one ready."""

    async def following() -> list[Record] | None:
        return await anext(batches, None)

    coming = asyncio.create_task(following())
    try:
        while (batch := await coming) is not None:
            coming = asyncio.create_task(following())
            # So that it is asked for before this one takes the processor.
            await asyncio.sleep(0)
            yield batch
    finally:
        await broken_off(coming)


def reached_in(place: Place) -> Reached:
    """How far the tiles go; without any, nowhere. Raises TileWrong."""
    try:
        return msgspec.json.decode(place.tree.read_bytes(), type=Reached)
    except FileNotFoundError:
        return Reached(0, EMPTY_ROOT)
    except msgspec.DecodeError as error:
        raise TileWrong(f"{place.tree} is damaged; run: tomoni audit tree --rebuild") from error


def hashes_in(place: Place, size: int) -> TileHashes:
    """The hashes of the tree as it was with so many records, read anew from the disk."""
    return TileHashes(place.read_tile, size)


def check_tiles(place: Place, old: int, new: int) -> None:
    """Raises TileWrong unless every full tile that came between two sizes leads to what stands of it one level up."""
    for tile in _full(old, new):
        held = place.read_tile(tile)
        top = root_of(held[each : each + HASH_BYTES] for each in range(0, len(held), HASH_BYTES))
        if top != _told_above(place, tile, new):
            raise TileWrong(
                f"{place.tile(tile)} is damaged: its hashes don't lead to the one of it in the level above; "
                "run: tomoni audit tree --rebuild"
            )


def _full(old: int, new: int) -> Iterator[Tile]:
    level = 0
    while new >> 8 * (level + 1):
        for index in range(old >> 8 * (level + 1), new >> 8 * (level + 1)):
            yield Tile(level, index)
        level += 1


def _told_above(place: Place, tile: Tile, size: int) -> bytes:
    """What the next level says of a full tile, in a tree of this size."""
    index, at = divmod(tile.index, WIDTH)
    width = min(WIDTH, (size >> 8 * (tile.level + 1)) - index * WIDTH)
    above = place.read_tile(Tile(tile.level + 1, index, width))
    return above[at * HASH_BYTES : (at + 1) * HASH_BYTES]


def _last_leaf(place: Place, size: int) -> bytes:
    index = (size - 1) // WIDTH
    return place.read_tile(Tile(0, index, size - index * WIDTH))[-HASH_BYTES:]
