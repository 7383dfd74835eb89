"""Secrets of the installation at rest: sealed with a key that is made from the master key.

AES-256-GCM with a fresh nonce; the name under which a secret is kept is authenticated with it, so that one can't be
passed off as another's. Whoever has a database or a backup without the master key reads none.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64decode, urlsafe_b64encode

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.events import WrongState

_NONCE = 12


class StrongboxShut(WrongState):
    """The secret doesn't open: it was sealed with another master key, or changed."""


class Strongbox:
    """Shuts secrets away and opens them; `key` is of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def shut(self, name: str, secret: str) -> str:
        """The secret as it may be kept."""
        nonce = os.urandom(_NONCE)
        return urlsafe_b64encode(nonce + self._cipher.encrypt(nonce, secret.encode(), name.encode())).decode()

    def open(self, name: str, kept: str) -> str:
        """The secret again. Raises StrongboxShut."""
        try:
            raw = urlsafe_b64decode(kept)
            return self._cipher.decrypt(raw[:_NONCE], raw[_NONCE:], name.encode()).decode()
        except (InvalidTag, ValueError) as error:
            raise StrongboxShut(f"what is kept for {name} doesn't open with this master key; set it up anew") from error
