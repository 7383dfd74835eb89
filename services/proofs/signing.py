"""What is signed, and above all what isn't: nothing that doesn't go on from what was signed before."""

from __future__ import annotations

from services.proofs.memory import KeyGone, KeyReplaced, Memory, MemoryGone
from services.proofs.place import Place, TileWrong
from services.proofs.tree import check_tiles, hashes_in
from shared.eventlog import LogDamaged, LogError
from shared.proofs import Checkpoint, ProofError, Unproven, check_consistency, consistency, root

REASONS: dict[type[Exception], str] = {
    KeyGone: "key-gone",
    KeyReplaced: "key-replaced",
    MemoryGone: "memory-gone",
    TileWrong: "tile-wrong",
    ProofError: "other-history",
    LogDamaged: "log-changed",
    LogError: "log-away",
    ConnectionError: "log-away",
    TimeoutError: "log-away",
    OSError: "disk",
}
"""Why nothing was signed, as figures name it; the first class that fits."""


class OtherHistory(Unproven):
    """The log isn't the one that was signed."""


def checked(place: Place, memory: Memory, size: int) -> bytes:
    """The root of the tree with so many records, read from the disk and proved to go on from what was signed last.

    Raises TileWrong where tiles aren't what they were, OtherHistory where the log isn't.
    """
    signed = memory.signed
    check_tiles(place, min(signed.size, size), size)
    return goes_on(place, signed, size)


def goes_on(place: Place, signed: Checkpoint, size: int) -> bytes:
    """The root of the tree, if it begins with all that was signed. Raises OtherHistory, TileWrong."""
    if size < signed.size:
        raise OtherHistory(f"the log was cut: it has {size} records, and a checkpoint of {signed.size} was signed")
    hashes = hashes_in(place, size)
    top = root(hashes)
    try:
        check_consistency(signed.size, signed.root, size, top, consistency(hashes, signed.size))
    except Unproven as error:
        raise OtherHistory(
            f"history was rewritten: the first {signed.size} records of the log aren't those that were signed ({error})"
        ) from error
    return top


def reason_of(error: Exception) -> str | None:
    """What figures call it; None for a fault of the program itself."""
    return next((name for kind, name in REASONS.items() if isinstance(error, kind)), None)
