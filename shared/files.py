"""Files that hold secrets: made once, whole or not at all, readable by their owner only."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex


def write_once(path: Path, content: bytes) -> bool:
    """Put `content` into a new file (mode 600); false, and nothing is changed, where the file is already there.

    Two processes that do it at once end up with the same file. Raises OSError as the file system does.
    """
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
        draft.unlink()
    return True
