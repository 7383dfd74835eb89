"""Write a small file so that a crash leaves either the old one or the whole new one; and is there room for more?"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from shared.files import naming


def write_whole(path: Path, text: str, *, mode: int = 0o600) -> None:
    """Replace the file's content; `mode` holds from the first byte on. Raises OSError, with the path."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.draft")
    try:
        with naming(path):
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
    finally:
        with suppress(OSError):
            draft.unlink()


ENOUGH = 256 * 1024
"""Bytes that find room on any disk that isn't full."""


def has_room(directory: Path) -> bool:
    """Whether a file of some size can really be written there."""
    trial = directory / f"room.{os.getpid()}"
    try:
        with trial.open("wb") as file:
            file.write(b"\0" * ENOUGH)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    finally:
        with suppress(OSError):
            trial.unlink()
    return True
