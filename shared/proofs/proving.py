"""Proofs made from tiles: roots, inclusion and consistency (RFC 6962, 2.1). What tiles say is taken as they say it.

So whoever has a root that he trusts checks the proof against it (`shared.proofs.checking`): a proof made from a damaged
tile proves nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from shared.proofs.errors import Malformed, Unproven
from shared.proofs.hashing import EMPTY_ROOT, HASH_BYTES, node_hash, root_of
from shared.proofs.tiles import WIDTH, Tile, tile_path

ReadTile = Callable[[Tile], bytes]
"""Brings the bytes of one tile; raises whatever it raises where it can't."""

_HEIGHT = 8


class TileHashes:
    """The hashes of a tree of `size` leaves, read from tiles as they are needed, each once."""

    def __init__(self, read: ReadTile, size: int) -> None:
        self._read, self.size = read, size
        self._tiles: dict[tuple[int, int], bytes] = {}

    def subtree(self, height: int, index: int) -> bytes:
        """Of the `index`-th whole subtree of 2**height leaves."""
        level, rest = divmod(height, _HEIGHT)
        start = index << rest
        tile = self._tile(level, start // WIDTH)
        at = start % WIDTH * HASH_BYTES
        ends = at + (HASH_BYTES << rest)
        return root_of(tile[each : each + HASH_BYTES] for each in range(at, ends, HASH_BYTES))

    def span(self, start: int, end: int) -> bytes:
        """The root over the leaves from `start` (a multiple of a power of two that is no smaller than the span)."""
        if start == end:
            return EMPTY_ROOT
        hashes = []
        while start < end:
            height = (end - start).bit_length() - 1
            hashes.append(self.subtree(height, start >> height))
            start += 1 << height
        whole = hashes.pop()
        while hashes:
            whole = node_hash(hashes.pop(), whole)
        return whole

    def _tile(self, level: int, index: int) -> bytes:
        held = self._tiles.get((level, index))
        if held is None:
            width = min(WIDTH, (self.size >> _HEIGHT * level) - index * WIDTH)
            tile = Tile(level, index, width)
            held = self._read(tile)
            if len(held) != width * HASH_BYTES:
                raise Malformed(f"{tile_path(tile)} holds {len(held)} bytes instead of {width * HASH_BYTES}")
            self._tiles[level, index] = held
        return held


def root(hashes: TileHashes) -> bytes:
    """Of the whole tree."""
    return hashes.span(0, hashes.size)


def inclusion(hashes: TileHashes, index: int) -> list[bytes]:
    """That a leaf is in the tree: what it is hashed with, from its neighbour up to below the root."""
    if not 0 <= index < hashes.size:
        raise Unproven(f"a tree of {hashes.size} leaves has none at index {index}")
    path, start, end = [], 0, hashes.size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(hashes.span(middle, end))
            end = middle
        else:
            path.append(hashes.span(start, middle))
            start = middle
    return path[::-1]


def consistency(hashes: TileHashes, old: int) -> list[bytes]:
    """That the tree begins with everything that it held when it had `old` leaves; from nothing on, an empty list."""
    if not 0 <= old <= hashes.size:
        raise Unproven(f"a tree of {hashes.size} leaves never had {old}")
    if old in (0, hashes.size):
        return []
    path, start, end = [], 0, hashes.size
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(hashes.span(middle, end))
            end = middle
        else:
            path.append(hashes.span(start, middle))
            start = middle
    if start:
        path.append(hashes.span(start, end))
    return path[::-1]


def _split(count: int) -> int:
    """The largest power of two below `count`: so many leaves are on the left."""
    return 1 << (count - 1).bit_length() - 1
