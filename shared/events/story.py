"""The small story that all examples tell: who is in it, and what it is about."""

from __future__ import annotations

from .ids import named_id
from .values import Sealed

PERSON, MANAGER, COLLEAGUE = (named_id("example", "person", name) for name in ("1", "2", "3"))
QUARTER, OBJECTIVE = named_id("example", "quarter"), named_id("example", "objective")
KEY_RESULT, CHECK_IN = named_id("example", "key result"), named_id("example", "check-in")
PROGRAMME, ROTATION, GROUP = (named_id("example", name) for name in ("programme", "rotation", "group"))
DIGEST = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
TRIO = (PERSON, MANAGER, COLLEAGUE)


def sealed(person: str) -> Sealed:
    """A text as the log keeps it, sealed with the key of somebody or something."""
    return Sealed(f"sealed:v1:{person}:q83vASNFZ4mrze8BI0VniavN7wEjRWeJq83vASNFZ4k=")


WORDS = sealed(PERSON)
"""What somebody says in his own words."""
