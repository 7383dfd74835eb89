"""The tree cut into tiles of 256 hashes, and records into bundles of 256 (c2sp.org/tlog-tiles)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shared.proofs.errors import Malformed

WIDTH = 256
ENTRY_BYTES = 65_535
"""The longest record that a bundle of entries can hold."""

ENTRIES = "entries"
_LEVELS = 64
_PATH = re.compile(
    r"tile/(?P<level>0|[1-9][0-9]?|entries)/(?P<index>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True, slots=True)
class Tile:
    """`width` neighbouring hashes from the `256 * index`-th on, each over 256**level leaves; 256 of them: full."""

    level: int
    index: int
    width: int = WIDTH


def tile_path(tile: Tile) -> str:
    """Where it is published, below the prefix of the log."""
    return _path(str(tile.level), tile.index, tile.width)


def entries_path(index: int, width: int = WIDTH) -> str:
    """Where the records are published whose hashes are in the tile of this index at level 0."""
    return _path(ENTRIES, index, width)


def tile_at(path: str) -> Tile:
    """The tile that is published there. Raises Malformed where no tile of hashes has such a path."""
    level, index, width = _parsed(path)
    if level == ENTRIES:
        raise Malformed(f"{path!r} is the path of records, not of a tile of hashes")
    return Tile(int(level), index, width)


def entries_tile(path: str) -> Tile:
    """The tile at level 0 that belongs to a bundle of records. Raises Malformed where no bundle has such a path."""
    level, index, width = _parsed(path)
    if level != ENTRIES:
        raise Malformed(f"{path!r} is no path of records")
    return Tile(0, index, width)


def tiles_of(size: int) -> Iterator[Tile]:
    """Every tile of a tree of so many leaves, from the lowest level up; the last one of a level may be partial."""
    return tiles_between(0, size)


def tiles_between(old: int, new: int) -> Iterator[Tile]:
    """The tiles that a tree of `new` leaves has and one of `old` leaves didn't have, or had narrower."""
    for level in range(_LEVELS):
        before, after = old >> 8 * level, new >> 8 * level
        if after == 0:
            return
        if before == after:
            continue
        for index in range(before // WIDTH, -(-after // WIDTH)):
            yield Tile(level, index, min(WIDTH, after - index * WIDTH))


def entries_of(bundle: bytes) -> list[bytes]:
    """The records of a bundle. Raises Malformed where it ends in the middle of one."""
    entries: list[bytes] = []
    at = 0
    while at < len(bundle):
        start = at + 2
        at = start + int.from_bytes(bundle[at:start], "big")
        if start > len(bundle) or at > len(bundle):
            raise Malformed(f"the bundle ends in the middle of its record {len(entries) + 1}")
        entries.append(bundle[start:at])
    return entries


def encode_entries(payloads: Iterable[bytes]) -> bytes:
    """A bundle of these records. Raises Malformed where one is longer than 65,535 bytes."""
    parts: list[bytes] = []
    for payload in payloads:
        if len(payload) > ENTRY_BYTES:
            raise Malformed(f"a record of {len(payload)} bytes can't stand in a bundle, which holds {ENTRY_BYTES} each")
        parts += (len(payload).to_bytes(2, "big"), payload)
    return b"".join(parts)


def _path(level: str, index: int, width: int) -> str:
    digits = str(index)
    digits = digits.rjust(-(-len(digits) // 3) * 3, "0")
    *first, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
    partial = "" if width == WIDTH else f".p/{width}"
    return f"tile/{level}/{''.join(f'x{each}/' for each in first)}{last}{partial}"


def _parsed(path: str) -> tuple[str, int, int]:
    found = _PATH.fullmatch(path)
    if found is None:
        raise Malformed(f"{path!r} is no path of a tile")
    level, index = found["level"], int(found["index"].replace("/x", "").replace("/", "").replace("x", ""))
    width = int(found["width"] or WIDTH)
    # One spelling only: a width of 256 or more, a level of 64 or more and a needless x000 are somebody's mistake.
    if _path(level, index, width) != path or width > WIDTH or (level != ENTRIES and int(level) >= _LEVELS):
        raise Malformed(f"{path!r} is no path of a tile")
    return level, index, width
