"""What a session and a token have in common: a way in, with an id that says which of the two it is and since when.

Whoever is told that one has ended needs to remember it no longer than it could have been used: the id says how long.
"""

from __future__ import annotations

import re
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from secrets import token_hex

LONGEST_TOKEN_DAYS = 400
LONGEST_SESSION_DAYS = 90
_DAY = 86_400
_ID = re.compile(r"([slt])-([0-9a-f]{8})-[0-9a-f]{24}")


class Kind(StrEnum):
    """How somebody comes in: a browser that signed in, or a token that a program or a person holds."""

    SESSION = "session"
    TOKEN = "token"


_LETTER = {Kind.SESSION: "s", Kind.TOKEN: "t"}


def new_id(kind: Kind, now: datetime) -> str:
    """The id of a new session or token; nobody can guess it, and it says nothing of whose it is."""
    return f"{_LETTER[kind]}-{_second(now)}-{token_hex(12)}"


def former_id(token: str, issued: datetime) -> str:
    """The id of a token that was made before tokens had one: the same whenever it is used."""
    return f"l-{_second(issued)}-{sha256(token.encode('utf-8', 'replace')).hexdigest()[:24]}"


def is_access_id(text: str) -> bool:
    """Whether a text can be the id of a session or a token."""
    return _ID.fullmatch(text) is not None


def kind_of(ident: str) -> Kind:
    """Which of the two an id is of."""
    return Kind.SESSION if ident.startswith("s") else Kind.TOKEN


def of_use_until(ident: str) -> int:
    """The second (since 1970) from which on nothing of this id can be valid any more, whether or not it was ended."""
    made = _ID.fullmatch(ident)
    if made is None:
        return 0
    days = LONGEST_SESSION_DAYS if kind_of(ident) is Kind.SESSION else LONGEST_TOKEN_DAYS
    return int(made[2], 16) + days * _DAY


def _second(moment: datetime) -> str:
    return f"{int(moment.timestamp()) & 0xFFFFFFFF:08x}"
