"""Which subjects a subscriber may ask for. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations

from shared.events import CATALOGUE
from shared.server.accounts import NAME, SERVICES, is_reserved
from shared.server.errors import SubscriberRefused

KINDS = {
    service: tuple(dict.fromkeys(kind.aggregate for kind in CATALOGUE if kind.service == service and not kind.private))
    for service in SERVICES
}
"""The kinds of aggregates by service, as far as subscribers may read of them."""

EVERYTHING = {f"{service}.>": tuple(f"{service}.{kind}.*" for kind in KINDS[service]) for service in SERVICES}
"""What `okr.>` and `pairing.>` stand for: a subject that covered what is private would be refused."""

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


def check_filters(filters: Sequence[str]) -> None:
    """Raise SubscriberRefused when a subscriber can't have these filters, each as `check_filter` and `okr.>` say.

    Two that overlap are refused, too, as the server would refuse the durable.
    """
    if not filters:
        raise SubscriberRefused("a subscriber needs a filter, such as okr.objective.* or okr.>")
    for each in filters:
        if each not in EVERYTHING:
            check_filter(each)
    subjects = subjects_of(filters)
    for one, other in combinations(subjects, 2):
        if overlap(one, other):
            raise SubscriberRefused(f"the filters {one!r} and {other!r} overlap: leave the narrower one out")


def subjects_of(filters: Sequence[str]) -> tuple[str, ...]:
    """The subjects of these filters: `okr.>` means everything of okr that a subscriber may read, kind by kind."""
    return tuple(subject for each in filters for subject in EVERYTHING.get(each, (each,)))


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
    if tokens[1] not in KINDS[tokens[0]]:
        raise SubscriberRefused(
            f"nothing is ever published under {subject!r}: the kinds of {tokens[0]} are {', '.join(KINDS[tokens[0]])}"
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
