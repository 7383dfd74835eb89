"""A figure in one zip: its explanation, the records that it comes from, their proofs, and the file that checks them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import msgspec

FORMAT = "tomoni-figure/1"
VERIFIER = "tomoni_verify.py"

_encode = msgspec.json.Encoder(decimal_format="string").encode

_README = """\
A figure of Tomoni, and what it comes from.

    python3 {verifier} figure THIS.zip --policy POLICY

checks it: it needs Python 3.9 or newer and nothing else, neither the log nor whoever keeps it. POLICY holds the keys of
the log and of the witnesses that you believe (c2sp.org/tlog-policy). Get it, and {verifier}, from another hand
than this zip: who could forge the one could forge the other.

figure.json            the figure with its sum, and the events that it comes from
records.jsonl          these events and all others of the same aggregates, byte for byte, in the order of the log
records.tlog-proofs    for each record, that it stands in the log (c2sp.org/tlog-proof, one after the other)
{verifier}       the file that checks all this
"""
_HIDDEN = """\
A figure of Tomoni. It rests on {count} records that are not shown, so nothing of it can be checked from here.
"""


@dataclass(frozen=True, slots=True)
class FigureRecord:
    """A record as it stands in the log; `proof` is a c2sp.org/tlog-proof, None where no checkpoint holds it yet."""

    position: int
    payload: bytes
    proof: bytes | None


def figure_zip(
    explanation: object,
    records: Sequence[FigureRecord],
    *,
    as_of: datetime | None = None,
    known_at: datetime | None = None,
    left_out: Sequence[str] = (),
    not_shown: int = 0,
) -> bytes:
    """The zip of a figure that is explained so. `records` are whole aggregates, in the order of the log.

    What people wrote of their reasons stays out: it is theirs, and a zip can't be made to forget. With `not_shown`
    records that it rests on there are none in it; `left_out` are objectives that were too many to be in it.
    """
    told: dict[str, Any] = msgspec.json.decode(_encode(explanation))
    told["causes"] = [{**cause, "reason": None} for cause in told["causes"]]
    newer = [record.position for record in records if record.proof is None]
    figure: dict[str, Any] = {"format": FORMAT, "as_of": as_of, "known_at": known_at}
    figure |= {"not_shown": not_shown, "left_out": left_out, "newer": newer}
    held = {"figure.json": msgspec.json.format(_encode(figure | {"explanation": told}), indent=1)}
    if not_shown:
        held["README.txt"] = _HIDDEN.format(count=not_shown).encode()
        return _zipped(held)
    held["README.txt"] = _README.format(verifier=VERIFIER).encode()
    held["records.jsonl"] = b"".join(record.payload + b"\n" for record in records)
    # In one file, for most of a proof's hashes stand in the one before it too.
    held["records.tlog-proofs"] = b"".join(record.proof for record in records if record.proof is not None)
    return _zipped(held | {VERIFIER: source()})


@cache
def source() -> bytes:
    """The verifier, as it is handed out."""
    return files("shared.verifier").joinpath(VERIFIER).read_bytes()


def _zipped(held: dict[str, bytes]) -> bytes:
    """The same bytes for the same content."""
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED, compresslevel=9) as zipped:
        for name, data in held.items():
            entry = ZipInfo(name)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o644 << 16
            zipped.writestr(entry, data)
    return made.getvalue()
