"""Files that are written whole or not at all; and which one it was that the file system refused."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

_OF_DISKS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EFBIG)


def write_once(path: Path, content: bytes) -> bool:
    """Put `content` into a new file (mode 600); false, and nothing is changed, where the file is already there.

    Two processes that do it at once end up with the same file. Raises OSError, with the path.
    """
    with naming(path):
        return _written_once(path, content)


@contextmanager
def naming(path: Path) -> Iterator[None]:
    """A file system that refuses to write says why, and not what: put the path to it."""
    try:
        yield
    except OSError as error:
        if error.filename is not None or error.errno not in _OF_DISKS:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


def _written_once(path: Path, content: bytes) -> bool:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f".{path.name}.{token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        # A link, unlike a rename, never replaces what another process has just put there.
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        with suppress(FileNotFoundError):
            draft.unlink()
    return True
