"""Assign seekers to role models by either method, say who goes without and why, and prove what is promised."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from heapq import heappush, heappushpop
from typing import Literal, get_args

from services.pairing.matching.role_models.preferences import Search

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
    # Loaded here: most commands assign nobody.
    from services.pairing.matching.role_models.least_rank import is_least, least_rank

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


def stable(search: Search) -> dict[str, str]:
    """Who gets whom, by seeker; who is not in it has no role model."""
    lists = {seeker: iter(ranks) for seeker, ranks in search.ranks.items()}
    held: dict[str, list[tuple[int, str]]] = {model: [] for model in search.capacity}
    proposing = deque(lists)
    while proposing:
        seeker = proposing.popleft()
        model = next(lists[seeker], None)
        if model is None:
            continue
        # The smallest of the heap is the one whom the role model likes least.
        offer = (-search.liking[model][seeker], seeker)
        if len(held[model]) < search.capacity[model]:
            heappush(held[model], offer)
        else:
            _, refused = heappushpop(held[model], offer)
            proposing.appendleft(refused)
    return {seeker: model for model, offers in held.items() for _, seeker in offers}


def blocking_pairs(search: Search, assigned: dict[str, str]) -> list[tuple[str, str]]:
    """The pairs (seeker, role model) who would both rather have each other; none where the assignment is stable."""
    taken: dict[str, list[int]] = {model: [] for model in search.capacity}
    for seeker, model in assigned.items():
        taken[model].append(search.liking[model][seeker])
    found = []
    for seeker, ranks in search.ranks.items():
        for model in ranks:
            if model == assigned.get(seeker):
                break
            free = len(taken[model]) < search.capacity[model]
            if free or search.liking[model][seeker] < max(taken[model]):
                found.append((seeker, model))
    return found
