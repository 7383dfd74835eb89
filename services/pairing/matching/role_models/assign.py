"""Assign seekers to role models by either method, say who goes without and why, and prove what is promised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from services.pairing.matching.role_models.least_rank import is_least, least_rank
from services.pairing.matching.role_models.preferences import Search
from services.pairing.matching.role_models.stable import blocking_pairs, stable

Method = Literal["stable", "least-rank"]
"""Nobody would rather swap (stable), or the most and best wishes granted (least-rank)."""

METHODS: tuple[Method, ...] = get_args(Method)

Reason = Literal["nobody-fits", "full"]
"""Why somebody goes without: no role model is as he wishes, or all who are took others."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What a seeker got: the role model and his rank for the seeker, or why there is none."""

    seeker: str
    role_model: str | None = None
    rank: int | None = None
    because: Reason | None = None


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is proved of an assignment, whichever the method.

    `blocking` pairs would both rather have each other: none in a stable one. `most_placed` and `least_total_rank` are
    those of the assignment of least rank, none better by proof where `proved`.
    """

    placed: int
    total_rank: int
    blocking: int
    most_placed: int
    least_total_rank: int
    proved: bool


@dataclass(frozen=True, slots=True)
class Assigned:
    """Every seeker, in the order of the ids, and the certificate."""

    placed: tuple[Placed, ...]
    certificate: Certificate


def assign(search: Search, method: Method = "stable") -> Assigned:
    """Give seekers role models within their capacities, nobody one who is kept apart from him."""
    least = least_rank(search)
    assigned = least if method == "least-rank" else stable(search)
    certificate = Certificate(
        placed=len(assigned),
        total_rank=_total(search, assigned),
        blocking=len(blocking_pairs(search, assigned)),
        most_placed=len(least),
        least_total_rank=_total(search, least),
        proved=is_least(search, least),
    )
    return Assigned(tuple(_placed(search, assigned, seeker) for seeker in search.ranks), certificate)


def _placed(search: Search, assigned: dict[str, str], seeker: str) -> Placed:
    ranks, model = search.ranks[seeker], assigned.get(seeker)
    if model is not None:
        return Placed(seeker, model, ranks[model])
    return Placed(seeker, because="full" if ranks else "nobody-fits")


def _total(search: Search, assigned: dict[str, str]) -> int:
    return sum(search.ranks[seeker][model] for seeker, model in assigned.items())
