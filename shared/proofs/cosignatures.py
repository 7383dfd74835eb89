"""What a witness says of a checkpoint (c2sp.org/tlog-cosignature, Ed25519): the largest it saw, and when."""

from __future__ import annotations

from shared.proofs.errors import Malformed
from shared.proofs.keys import COSIGNATURE, SigningKey, cosigned_text
from shared.proofs.notes import SignatureLine
from shared.proofs.numbers import LARGEST

_STAMP = 8


def cosign(text: str, key: SigningKey, when: int) -> SignatureLine:
    """The witness's signature over a checkpoint's text at a time in seconds since 1970."""
    if key.algorithm != COSIGNATURE:
        raise ValueError(f"{key.name} is no key for cosignatures")
    if not 0 < when <= LARGEST:
        raise ValueError(f"{when} is no time of a cosignature")
    signature = key.signature(cosigned_text(text, when).encode())
    return SignatureLine(key.name, key.verifier.id, when.to_bytes(_STAMP, "big") + signature)


def cosigned_at(line: SignatureLine) -> int:
    """The time in a witness's signature, in seconds since 1970; to be believed once the signature is verified."""
    if len(line.signature) <= _STAMP:
        raise Malformed(f"the signature of {line.name} is too short for a cosignature")
    return int.from_bytes(line.signature[:_STAMP], "big")
