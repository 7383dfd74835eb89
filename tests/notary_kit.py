"""A log's tree, its signed checkpoints and its proofs, made the plain way that the RFCs tell: to hold others against.

Everything is worked out anew from all the leaves, so nothing of it can be wrong for the same reason as the product.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from shared.verifier import tomoni_verify as verify

ORIGIN = "log.example/tomoni"
NOON = 1_790_856_000
"""2026-10-01, 12:00:00 UTC."""


def leaf(record: bytes) -> bytes:
    return sha256(b"\x00" + record).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 6962, 2.1."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    half = _half(len(leaves))
    return sha256(b"\x01" + root(leaves[:half]) + root(leaves[half:])).digest()


def inclusion(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962, 2.1.1."""
    if len(leaves) < 2:
        return []
    half = _half(len(leaves))
    if index < half:
        return [*inclusion(index, leaves[:half]), root(leaves[half:])]
    return [*inclusion(index - half, leaves[half:]), root(leaves[:half])]


def consistency(older: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """PROOF and SUBPROOF of RFC 6962, 2.1.2."""
    if older in (0, len(leaves)):
        return [] if whole or not older else [root(leaves)]
    half = _half(len(leaves))
    if older <= half:
        return [*consistency(older, leaves[:half], whole=whole), root(leaves[half:])]
    return [*consistency(older - half, leaves[half:], whole=False), root(leaves[:half])]


def _half(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


@dataclass(frozen=True)
class Signer:
    """A key with a name, of the kind 1 (signs notes) or 4 (cosigns checkpoints)."""

    name: str
    kind: int = 1
    key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        return bytes([self.kind]) + self.key.public_key().public_bytes_raw()

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(self.public).decode()}"

    def line(self, text: bytes, at: int = NOON) -> bytes:
        """The line that its signature is below a note."""
        if self.kind == 1:
            return signature_line(self, self.key.sign(text))
        return signature_line(self, at.to_bytes(8, "big") + self.key.sign(b"cosignature/v1\ntime %d\n" % at + text))


def signature_line(signer: Signer, signature: bytes) -> bytes:
    return f"— {signer.name} {base64.b64encode(signer.id + signature).decode()}\n".encode()


@dataclass
class Notary:
    """Signs what it is shown, whatever it has signed before: an attacker who has the log's key can do just that."""

    log: Signer = field(default_factory=lambda: Signer(ORIGIN))
    witnesses: tuple[Signer, ...] = field(default_factory=lambda: (Signer("one.example", 4), Signer("two.example", 4)))

    def checkpoint(
        self, records: Sequence[bytes], *, by: Sequence[Signer] | None = None, origin: str = ORIGIN
    ) -> bytes:
        """The checkpoint of a log of these records, signed by the log and all witnesses, or by these signers."""
        hashed = base64.b64encode(root([leaf(each) for each in records])).decode()
        text = f"{origin}\n{len(records)}\n{hashed}\n".encode()
        signers = (self.log, *self.witnesses) if by is None else by
        return text + b"\n" + b"".join(each.line(text) for each in signers)

    def policy(self, quorum: str = "all") -> str:
        """Believes this log, and so many of these witnesses."""
        lines = [f"log {self.log.vkey}", *(f"witness w{n} {each.vkey}" for n, each in enumerate(self.witnesses, 1))]
        names = " ".join(f"w{n}" for n, _ in enumerate(self.witnesses, 1))
        return "\n".join([*lines, f"group seen {quorum} {names}", "quorum seen", ""])


def proof(index: int, records: Sequence[bytes], checkpoint: bytes) -> bytes:
    """A file of c2sp.org/tlog-proof."""
    path = inclusion(index, [leaf(each) for each in records])
    lines = ["c2sp.org/tlog-proof@v1", f"index {index}", *(base64.b64encode(each).decode() for each in path), "", ""]
    return "\n".join(lines).encode() + checkpoint


def said(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str]:
    """What the verifier answers: its exit code, and what it prints."""
    code = verify.main([str(each) for each in arguments])
    return code, capsys.readouterr().out


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def refused(code: int, told: str, words: str) -> None:
    """It was, in one sentence that says so, the last line."""
    last = told.rstrip("\n").split("\n")[-1]
    assert code == 1, told
    assert last.startswith("REFUSED      ")
    assert words in last
