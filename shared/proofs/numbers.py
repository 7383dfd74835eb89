"""Numbers as the formats spell them: decimal, no sign, no leading zero."""

from __future__ import annotations

import re

from shared.proofs.errors import Malformed

_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")
LARGEST = 2**63 - 1


def number_from_text(text: str, what: str) -> int:
    """Raises Malformed, naming `what` the number was to be."""
    if not _NUMBER.fullmatch(text) or int(text) > LARGEST:
        raise Malformed(f"{text!r} is no {what}: a whole number from 0 to 2^63-1 without a leading zero")
    return int(text)
