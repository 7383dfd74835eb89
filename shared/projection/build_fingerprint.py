"""Where a generation of the views comes from: which program filled it, and by which decisions.

A rebuild that was killed leaves a half-filled generation behind. It may be gone on with only by the same program with
the same decisions, and only while the machine has not been started anew: nothing in it has waited for the disk.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Column, Connection, String, Table, delete, insert, select

import shared
from shared.projection.view import View, metadata

generation_origin = Table("generation_origin", metadata, Column("origin", String, primary_key=True))
"""One row while a rebuild fills the generation; a generation that was not begun by a rebuild has none."""


def build_fingerprint(views: Sequence[View], dropped: Mapping[int, str], *, strict: bool) -> str:
    """A digest of everything besides the log that decides what a store holds: code, decisions, manner, machine."""
    manner = (sorted(dropped.items()), strict, sys.version_info[:2], _boot())
    digest = hashlib.sha256(repr(manner).encode())
    for file in sorted({Path(file) for root in _roots(views) for file in _sources(root)}):
        digest.update(file.name.encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def fingerprint_in(connection: Connection) -> str | None:
    """What the generation says of itself."""
    return connection.execute(select(generation_origin.c.origin)).scalar_one_or_none()


def set_fingerprint(connection: Connection, origin: str) -> None:
    """Note who fills the generation from now on."""
    connection.execute(delete(generation_origin))
    connection.execute(insert(generation_origin).values(origin=origin))


def _roots(views: Sequence[View]) -> set[Path]:
    """The directories (or single files) whose code the views are made of: their service's, and what all share."""
    roots = {Path(str(shared.__file__)).parent}
    for view in views:
        top, _, rest = type(view).__module__.partition(".")
        module = sys.modules[f"{top}.{rest.partition('.')[0]}" if rest else top]
        if module.__file__ is not None:
            file = Path(module.__file__)
            roots.add(file.parent if file.name == "__init__.py" else file)
    return roots


def _boot() -> str:
    """Which run of the machine this is; where the system doesn't say, every process is a run of its own."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii")
    except OSError:
        return str(uuid4())


def _sources(root: Path) -> list[Path]:
    return [root] if root.is_file() else list(root.rglob("*.py"))
