"""Proofs that a log says what it said: a Merkle tree over its records, signed heads of it, and how both are checked.

Pure: no file, no clock, no network; the standard library and `cryptography`. What it reads and writes are the public
formats of c2sp.org (tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof, tlog-policy), so anybody's
program can check what this one made.
"""

from shared.proofs.checking import check_consistency, check_inclusion, root_from_inclusion
from shared.proofs.checkpoints import Checkpoint, checkpoint_of
from shared.proofs.cosignatures import cosign, cosigned_at
from shared.proofs.errors import Malformed, ProofError, Unproven
from shared.proofs.growing import Growth
from shared.proofs.hashing import EMPTY_ROOT, HASH_BYTES, leaf_hash, node_hash, root_of
from shared.proofs.keys import COSIGNATURE, NOTE, SigningKey, VerifierKey
from shared.proofs.notes import SignatureLine, SignedNote, opened, sign, signature_lines
from shared.proofs.policy import Judged, Policy, Witness
from shared.proofs.proof_text import TlogProof
from shared.proofs.proving import TileHashes, consistency, inclusion, root
from shared.proofs.request import Submission
from shared.proofs.tiles import (
    ENTRY_BYTES,
    WIDTH,
    Tile,
    encode_entries,
    entries_of,
    entries_path,
    entries_tile,
    tile_at,
    tile_path,
    tiles_between,
    tiles_of,
)

__all__ = [
    "COSIGNATURE",
    "EMPTY_ROOT",
    "ENTRY_BYTES",
    "HASH_BYTES",
    "NOTE",
    "WIDTH",
    "Checkpoint",
    "Growth",
    "Judged",
    "Malformed",
    "Policy",
    "ProofError",
    "SignatureLine",
    "SignedNote",
    "SigningKey",
    "Submission",
    "Tile",
    "TileHashes",
    "TlogProof",
    "Unproven",
    "VerifierKey",
    "Witness",
    "check_consistency",
    "check_inclusion",
    "checkpoint_of",
    "consistency",
    "cosign",
    "cosigned_at",
    "encode_entries",
    "entries_of",
    "entries_path",
    "entries_tile",
    "inclusion",
    "leaf_hash",
    "node_hash",
    "opened",
    "root",
    "root_from_inclusion",
    "root_of",
    "sign",
    "signature_lines",
    "tile_at",
    "tile_path",
    "tiles_between",
    "tiles_of",
]
