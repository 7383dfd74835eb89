"""What can be wrong with a proof.

::

    ProofError
    ├── Malformed   it isn't what its format says: no note, no checkpoint, no hash
    └── Unproven    it is well-formed, and what it should prove isn't so
"""

from __future__ import annotations


class ProofError(ValueError):
    """A proof that nobody should believe; the text says why."""


class Malformed(ProofError):
    """The text or the bytes don't follow their format."""


class Unproven(ProofError):
    """Everything is spelled right, and the hashes or the signatures say no."""
