"""A file of secrets under a passphrase: scrypt makes the key, AES-256-GCM seals.

One line of JSON with the parameters (which are authenticated too), then the sealed bytes.
"""

from __future__ import annotations

import os

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from shared.events import Invalid

SHORTEST = 12
"""Characters that a passphrase must have at least."""

_COST = 2**16
# What another program may have chosen; more would only be somebody's attempt to keep this machine busy.
_COSTLIEST = 2**20


class WrongPassphrase(Invalid):
    """The passphrase doesn't open the file."""


class _Head(msgspec.Struct, frozen=True):
    salt: bytes
    nonce: bytes
    n: int
    r: int
    p: int
    kdf: str = "scrypt"
    cipher: str = "aes-256-gcm"


def seal(secret: bytes, passphrase: str) -> bytes:
    """The secret, readable only with the passphrase. Raises Invalid for one that is too short."""
    refuse_short(passphrase)
    head = _Head(salt=os.urandom(16), nonce=os.urandom(12), n=_COST, r=8, p=1)
    line = msgspec.json.encode(head) + b"\n"
    return line + AESGCM(_key(passphrase, head)).encrypt(head.nonce, secret, line)


def refuse_short(passphrase: str) -> None:
    """Raise Invalid for a passphrase that is soon guessed."""
    if len(passphrase) < SHORTEST:
        raise Invalid(f"the passphrase has {len(passphrase)} characters; use {SHORTEST} at least")


def unseal(content: bytes, passphrase: str) -> bytes:
    """The secret again. Raises WrongPassphrase; Invalid for what this program didn't seal."""
    line, end, sealed = content.partition(b"\n")
    try:
        head = msgspec.json.decode(line, type=_Head)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Invalid(f"this is no file of sealed keys ({error})") from error
    if (head.kdf, head.cipher) != ("scrypt", "aes-256-gcm") or not 1 < head.n <= _COSTLIEST or head.r * head.p > 64:
        raise Invalid(f"the keys are sealed in a way that this program doesn't know ({head.kdf}, {head.cipher})")
    try:
        return AESGCM(_key(passphrase, head)).decrypt(head.nonce, sealed, line + end)
    except (InvalidTag, ValueError) as error:
        raise WrongPassphrase("the passphrase doesn't open the keys of this backup; nothing was done") from error


def _key(passphrase: str, head: _Head) -> bytes:
    return Scrypt(salt=head.salt, length=32, n=head.n, r=head.r, p=head.p).derive(passphrase.encode())
