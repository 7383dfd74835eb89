"""Proofs checked against a root that one trusts (RFC 9162, 2.1.3.2 and 2.1.4.2)."""

from __future__ import annotations

from collections.abc import Sequence

from shared.proofs.errors import Unproven
from shared.proofs.hashing import EMPTY_ROOT, node_hash


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """Raises Unproven unless a tree of this size and root has this leaf (its hash) at this index."""
    if root_from_inclusion(leaf, index, size, proof) != root:
        raise Unproven(f"the record at index {index} isn't in the tree of {size} leaves: the proof leads elsewhere")


def root_from_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """The root that the proof leads to. Raises Unproven where it hasn't the length that it must have."""
    if not 0 <= index < size:
        raise Unproven(f"a tree of {size} leaves has none at index {index}")
    at, last, held = index, size - 1, leaf
    for each in proof:
        if last == 0:
            raise Unproven(f"the proof of the record at index {index} is too long for a tree of {size} leaves")
        if at % 2 or at == last:
            held = node_hash(each, held)
            while at and not at % 2:
                at, last = at >> 1, last >> 1
        else:
            held = node_hash(held, each)
        at, last = at >> 1, last >> 1
    if last:
        raise Unproven(f"the proof of the record at index {index} is too short for a tree of {size} leaves")
    return held


def check_consistency(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Raises Unproven unless the tree of the new size and root begins with the whole tree of the old ones."""
    if old > new:
        raise Unproven(f"the tree went back from {old} leaves to {new}")
    if old in (0, new):
        _check_trivial(old, old_root, new, new_root, proof)
        return
    # A tree of 2**n leaves is a subtree of the new one, so its root isn't repeated in the proof.
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        raise Unproven(f"there is no proof that the tree of {new} leaves begins with that of {old}")
    at, last = old - 1, new - 1
    while at % 2:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for each in path[1:]:
        if last == 0:
            raise Unproven(f"the proof from {old} to {new} leaves is too long")
        if at % 2 or at == last:
            before, after = node_hash(each, before), node_hash(each, after)
            while at and not at % 2:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, each)
        at, last = at >> 1, last >> 1
    if last:
        raise Unproven(f"the proof from {old} to {new} leaves is too short")
    if before != old_root:
        raise Unproven(f"what the proof says of the tree of {old} leaves isn't what its root says")
    if after != new_root:
        raise Unproven(f"the tree of {new} leaves doesn't begin with that of {old}: the proof leads to another root")


def _check_trivial(old: int, old_root: bytes, new: int, new_root: bytes, proof: Sequence[bytes]) -> None:
    if proof:
        raise Unproven(f"from {old} to {new} leaves there is nothing to prove, and yet there is a proof")
    if old == 0 and old_root != EMPTY_ROOT:
        raise Unproven("the root of a tree without leaves is another one")
    if old == new and old_root != new_root:
        raise Unproven(f"there are two roots for the tree of {new} leaves")
