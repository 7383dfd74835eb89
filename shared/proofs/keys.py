"""Keys that sign and verify notes (c2sp.org/signed-note): a name, an algorithm and Ed25519, each as one line."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from shared.proofs.errors import Malformed
from shared.proofs.numbers import LARGEST

NOTE, COSIGNATURE = 0x01, 0x04
"""What a key may sign: the text itself, or that a witness saw it at a time."""

_SECRET = "PRIVATE+KEY+"
_STAMP = 8


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """A public key and who it belongs to."""

    name: str
    algorithm: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes by which a signature names its key, together with the name."""
        return key_id(self.name, self.algorithm, self.public)

    @property
    def text(self) -> str:
        """The key as one line that others configure (a vkey)."""
        return _line(self.name, self.id, self.algorithm, self.public)

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """The key of such a line. Raises Malformed, also for algorithms that aren't checked here."""
        name, identity, algorithm, public = _parsed(text, "verifier key")
        if key_id(name, algorithm, public) != identity:
            raise Malformed(f"the verifier key of {name} doesn't have the id that it names; copy it again, whole")
        return cls(name, algorithm, public)

    def verifies(self, text: str, signature: bytes) -> bool:
        """Whether this key signed the text; for a witness's key, that it saw it at the time in the signature."""
        if self.algorithm == COSIGNATURE:
            if len(signature) < _STAMP or (when := int.from_bytes(signature[:_STAMP], "big")) > LARGEST:
                return False
            text, signature = cosigned_text(text, when), signature[_STAMP:]
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key and its name; nothing of it is ever shown but by `secret_text`."""

    name: str
    algorithm: int
    seed: bytes

    def __repr__(self) -> str:
        return f"SigningKey({self.name!r})"

    @property
    def verifier(self) -> VerifierKey:
        """The key that others check with."""
        return VerifierKey(self.name, self.algorithm, self._private.public_key().public_bytes_raw())

    @property
    def secret_text(self) -> str:
        """The private key as one line, as Go's note package spells it."""
        return _SECRET + _line(self.name, self.verifier.id, self.algorithm, self.seed)

    @classmethod
    def parse(cls, text: str) -> SigningKey:
        """The key of such a line. Raises Malformed, which never repeats it."""
        if not text.startswith(_SECRET):
            raise Malformed(f"a signing key begins with {_SECRET}, and this is none")
        name, identity, algorithm, seed = _parsed(text.removeprefix(_SECRET), "signing key")
        key = cls(name, algorithm, seed)
        if key.verifier.id != identity:
            raise Malformed(f"the signing key of {name} is damaged: it doesn't have the id that it names")
        return key

    def signature(self, message: bytes) -> bytes:
        """Ed25519 over the bytes as they are."""
        return self._private.sign(message)

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def key_id(name: str, algorithm: int, public: bytes) -> bytes:
    """The first four bytes of the hash over name, algorithm and public key."""
    return sha256(name.encode() + b"\n" + bytes([algorithm]) + public).digest()[:4]


def cosigned_text(text: str, when: int) -> str:
    """What a witness signs: that it saw this text at this time (seconds since 1970)."""
    return f"cosignature/v1\ntime {when}\n{text}"


def is_key_name(name: str) -> bool:
    """Whether a key may be called so: not empty, no spaces, no plus, no control characters."""
    return name != "" and "+" not in name and not any(each.isspace() or each < " " for each in name)


def _line(name: str, identity: bytes, algorithm: int, key: bytes) -> str:
    if not is_key_name(name):
        raise Malformed(f"{name!r} can't be a key's name: it must be free of spaces and +")
    return f"{name}+{identity.hex()}+{base64.b64encode(bytes([algorithm]) + key).decode()}"


def _parsed(text: str, what: str) -> tuple[str, bytes, int, bytes]:
    # Base64 may hold a plus, a name may not.
    name, _, rest = text.partition("+")
    identity, _, encoded = rest.partition("+")
    try:
        # Never the error of the decoding itself, which repeats what may be secret.
        found, key = bytes.fromhex(identity), base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        found, key = b"", b""
    if len(found) != 4 or identity != found.hex() or not is_key_name(name) or not key:
        raise Malformed(f"that is no {what}: <name>+<8 hex digits>+<base64>")
    if key[0] not in (NOTE, COSIGNATURE) or len(key) != 33:
        raise Malformed(f"the {what} of {name} isn't for Ed25519 notes (type 1) or cosignatures (type 4)")
    return name, found, key[0], key[1:]
