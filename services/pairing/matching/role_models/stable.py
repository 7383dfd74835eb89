"""A stable assignment: no seeker and role model would both rather have each other than what they got.

Deferred acceptance with the seekers proposing (Gale and Shapley, College Admissions and the Stability of Marriage,
American Mathematical Monthly 69, 1962): of all stable assignments each seeker gets the best one for him.
"""

from __future__ import annotations

from collections import deque
from heapq import heappush, heappushpop

from services.pairing.matching.role_models.preferences import Search


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
