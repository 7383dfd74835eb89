"""The file of the Ed25519 key that signs tokens: made once, readable by its owner only."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path
from secrets import token_hex

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


class KeyFileError(RuntimeError):
    """The key file can't be used; the message says why and what to do."""


def load_or_create_key(path: Path) -> Ed25519PrivateKey:
    """The key in `path`; where there is none, a new one is made there (mode 600, all or nothing).

    Two processes that start at once end up with the same key. Raises KeyFileError.
    """
    if not path.exists():
        _create(path)
    return load_key(path)


def load_key(path: Path) -> Ed25519PrivateKey:
    """The key in `path` (PEM, PKCS#8, without a passphrase). Raises KeyFileError."""
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            content = file.read()
    except OSError as error:
        raise KeyFileError(f"The token key {path} can't be read: {error.strerror}.") from None
    if os.name == "posix" and mode & 0o077:
        raise KeyFileError(f"The token key {path} is open to others (mode {mode:o}); run: chmod 600 {path}")
    try:
        key = serialization.load_pem_private_key(content, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyFileError(f"The token key {path} is no PEM private key without a passphrase.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFileError(f"The token key {path} is no Ed25519 key.")
    return key


def _create(path: Path) -> None:
    content = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_name(f".{path.name}.{token_hex(8)}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            # A link, unlike a rename, never replaces the key that another process has just put there.
            with suppress(FileExistsError):
                os.link(draft, path)
        finally:
            draft.unlink()
    except OSError as error:
        raise KeyFileError(f"The token key {path} can't be made: {error.strerror}.") from None
