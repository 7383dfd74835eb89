"""A tree that grows: its right edge in memory, and the tiles that are to be written of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

from shared.proofs.errors import Malformed
from shared.proofs.hashing import EMPTY_ROOT, HASH_BYTES, node_hash, root_of
from shared.proofs.proving import ReadTile
from shared.proofs.tiles import WIDTH, Tile, tile_path


class Growth:
    """What is needed of a tree of `size` leaves to go on with it, however large it is."""

    def __init__(self) -> None:
        self.size = 0
        self._edges: list[list[bytes]] = []
        self._full: list[tuple[Tile, bytes]] = []

    @classmethod
    def of(cls, read: ReadTile, size: int) -> Growth:
        """The growth of a tree whose tiles can be read. Raises what reading raises, or Malformed."""
        growth = cls()
        growth.size = size
        level = 0
        while size >> 8 * level:
            index, width = divmod(size >> 8 * level, WIDTH)
            growth._edges.append(_hashes(read, Tile(level, index, width)) if width else [])
            level += 1
        return growth

    def add(self, payloads: Sequence[bytes]) -> None:
        """Records behind the last one, in the log's order."""
        self.add_leaves([sha256(b"\0" + payload).digest() for payload in payloads])

    def add_leaves(self, leaves: Iterable[bytes]) -> None:
        """As `add`, by their hashes."""
        edge = self._edge(0)
        before = len(edge)
        edge += leaves
        self.size += len(edge) - before
        self._cut(0)

    @property
    def root(self) -> bytes:
        """Of the whole tree."""
        whole: bytes | None = None
        for edge in self._edges:
            # From the right: what is lower stands to the right of what is higher.
            for start, end in reversed(list(_powers(len(edge)))):
                part = root_of(edge[start:end])
                whole = part if whole is None else node_hash(part, whole)
        return EMPTY_ROOT if whole is None else whole

    def tiles(self) -> list[tuple[Tile, bytes]]:
        """The full tiles that were not `written` yet, and the partial ones, with what is in them."""
        partial = [
            (Tile(level, self._index(level), len(edge)), b"".join(edge))
            for level, edge in enumerate(self._edges)
            if edge
        ]
        return [*self._full, *partial]

    def written(self) -> None:
        """What `tiles` told is where it can be read again."""
        self._full.clear()

    def _cut(self, level: int) -> None:
        edge = self._edges[level]
        if len(edge) < WIDTH:
            return
        whole = len(edge) // WIDTH * WIDTH
        first = self._index(level) - whole // WIDTH
        for start in range(0, whole, WIDTH):
            tile = edge[start : start + WIDTH]
            self._full.append((Tile(level, first + start // WIDTH), b"".join(tile)))
            self._edge(level + 1).append(root_of(tile))
        del edge[:whole]
        self._cut(level + 1)

    def _edge(self, level: int) -> list[bytes]:
        if level == len(self._edges):
            self._edges.append([])
        return self._edges[level]

    def _index(self, level: int) -> int:
        return (self.size >> 8 * level) // WIDTH


def _hashes(read: ReadTile, tile: Tile) -> list[bytes]:
    held = read(tile)
    if len(held) != tile.width * HASH_BYTES:
        raise Malformed(f"{tile_path(tile)} holds {len(held)} bytes instead of {tile.width * HASH_BYTES}")
    return [held[each : each + HASH_BYTES] for each in range(0, len(held), HASH_BYTES)]


def _powers(count: int) -> Iterable[tuple[int, int]]:
    """Cut from the left into whole subtrees, the largest first."""
    start = 0
    while start < count:
        span = 1 << (count - start).bit_length() - 1
        yield start, start + span
        start += span
