"""What lies where in the directory of the signer: its own, and nothing that a service writes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from shared.proofs import Tile, Unproven, tile_path
from shared.proofs.hashing import HASH_BYTES
from shared.proofs.tiles import WIDTH


class TileWrong(Unproven):
    """A tile is missing, or isn't what it was."""


@dataclass(frozen=True, slots=True)
class Place:
    """The paths below one directory; `public` is laid out as it is published."""

    directory: Path

    @property
    def lock(self) -> Path:
        """Held by the one process that signs here."""
        return self.directory / "lock"

    @property
    def wish(self) -> Path:
        """There while somebody waits for the signer to sign now."""
        return self.directory / "wish"

    @property
    def identity(self) -> Path:
        """The signer's key and what it signed last: made together, and worth nothing apart."""
        return self.directory / "signer"

    @property
    def key(self) -> Path:
        """The private key, one line (mode 600)."""
        return self.identity / "key"

    @property
    def signed(self) -> Path:
        """The last checkpoint that was signed, whoever has seen it."""
        return self.identity / "signed"

    @property
    def witnesses(self) -> Path:
        """How far each witness is known to have seen the log, and what it said last."""
        return self.directory / "witnesses.json"

    @property
    def standing(self) -> Path:
        """How the last attempt to sign went."""
        return self.directory / "standing.json"

    @property
    def public(self) -> Path:
        """What others get."""
        return self.directory / "public"

    @property
    def checkpoint(self) -> Path:
        """The checkpoint that is published."""
        return self.public / "checkpoint"

    @property
    def checkpoints(self) -> Path:
        """Every checkpoint that was ever published, by its size."""
        return self.directory / "checkpoints"

    @property
    def tree(self) -> Path:
        """How many records the tiles are of, and their root."""
        return self.directory / "tree.json"

    def tile(self, tile: Tile) -> Path:
        """Where the tile lies."""
        return self.public / tile_path(tile)

    def read_tile(self, tile: Tile) -> bytes:
        """The tile's hashes; of a partial one that has become wider or full since, its beginning.

        Raises TileWrong where it isn't there, or has another length.
        """
        for width in (tile.width, *self._wider(tile), WIDTH):
            path = self.tile(Tile(tile.level, tile.index, width))
            try:
                held = path.read_bytes()
            except FileNotFoundError:
                continue
            if len(held) != width * HASH_BYTES:
                raise TileWrong(f"{path} is damaged: it holds {len(held)} bytes; run: tomoni audit tree --rebuild")
            return held[: tile.width * HASH_BYTES]
        raise TileWrong(f"{self.tile(tile)} is missing; run: tomoni audit tree --rebuild")

    def _wider(self, tile: Tile) -> Iterator[int]:
        """The widths of the same tile as it was later, while it wasn't full."""
        partial = self.tile(Tile(tile.level, tile.index, 1)).parent
        widths = sorted(int(each.name) for each in partial.glob("[0-9]*")) if partial.is_dir() else []
        yield from (width for width in widths if width > tile.width)
