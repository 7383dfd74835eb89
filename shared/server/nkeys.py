"""Nkeys of users: made once, kept in files that only the owner reads."""

from __future__ import annotations

import secrets
from pathlib import Path

import nkeys  # type: ignore[import-untyped]  # the package carries no types

from shared.server.errors import ServerError
from shared.server.files import write_whole


def ensure_seed(path: Path) -> str:
    """The public key (`U…`) of the seed in `path`; the seed is made (mode 600) when there is none yet.

    Raises ServerError when the file holds something else than a user's seed.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, new_seed() + "\n")
    path.chmod(0o600)
    return public_key(path)


def new_seed() -> str:
    """A fresh user seed, `SU…`."""
    seed: bytes = nkeys.encode_seed(secrets.token_bytes(32), nkeys.PREFIX_BYTE_USER)
    return seed.decode()


def read_seed(path: Path) -> str:
    """The seed in the file, without white space.

    Raises ServerError when there is no such file or it holds no user seed.
    """
    try:
        seed = path.read_text().strip()
    except FileNotFoundError:
        raise ServerError(f"there are no credentials at {path}: start the server once, or add the subscriber") from None
    if not seed.startswith("SU"):
        raise ServerError(f"{path} holds no user seed (SU…): restore it, or remove it to have a new one made")
    return seed


def public_key(path: Path) -> str:
    """The public key of the seed in the file; raises ServerError as `read_seed` does."""
    seed = read_seed(path)
    try:
        return str(nkeys.from_seed(bytearray(seed.encode())).public_key.decode())
    except Exception as error:  # the package raises several unrelated kinds for a damaged seed
        raise ServerError(
            f"{path} holds a damaged user seed: restore it, or remove it to have a new one made"
        ) from error
