"""Which subjects a subscriber may ask for. Pure."""

from __future__ import annotations

import re

from shared.server.accounts import NAME, SERVICES, is_reserved
from shared.server.errors import SubscriberRefused

PRIVATE = tuple(f"{service}.private.>" for service in SERVICES)
"""Confidential aggregates: no subscriber sees them."""

_TOKEN = re.compile(r"[A-Za-z0-9_-]+|\*|>")


def check_name(name: str) -> None:
    """Raise SubscriberRefused when a subscriber can't be called this."""
    if len(name) > 64 or not NAME.fullmatch(name):
        raise SubscriberRefused(
            f"a subscriber can't be called {name!r}: use at most 64 lower-case letters, digits and single dashes, "
            "beginning with a letter"
        )
    if is_reserved(name):
        raise SubscriberRefused(f"the name {name!r} belongs to Tomoni itself: choose another one")


def check_filter(subject: str) -> None:
    """Raise SubscriberRefused when a subscriber can't have this subject, or pattern of subjects, as his filter."""
    tokens = subject.split(".")
    well_formed = all(_TOKEN.fullmatch(token) for token in tokens) and ">" not in tokens[:-1]
    if not well_formed or len(tokens) < 2 or tokens[0] not in SERVICES:
        raise SubscriberRefused(
            f"the filter {subject!r} isn't a subject of the log: it begins with okr. or pairing., for example "
            "okr.objective.* or pairing.group.>"
        )
    for private in PRIVATE:
        if overlap(subject, private):
            raise SubscriberRefused(
                f"the filter {subject!r} covers {private}, which no subscriber may read: name the kind of aggregate, "
                "for example okr.objective.*"
            )


def overlap(one: str, other: str) -> bool:
    """Whether some subject matches both patterns (`*` is one token, a last `>` one or more)."""
    left, right = one.split("."), other.split(".")
    for a, b in zip(left, right, strict=False):
        if ">" in (a, b):
            return True
        if a != b and "*" not in (a, b):
            return False
    return len(left) == len(right)
