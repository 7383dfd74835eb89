"""What serves what: a graph that must never close a circle, over alignments and links alike.

An objective serves the objective or key result that it is aligned to, a key result the objective that it measures and
the key results that sum it up.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import TypeVar

N = TypeVar("N", bound=Hashable)

Serves = Callable[[N], Iterable[N]]
"""What a node serves."""


def way(serves: Serves[N], start: N, end: N) -> list[N]:
    """The nodes from `start` to `end`, both included, each serving the next; empty where none leads there."""
    came_from: dict[N, N] = {}
    seen, ahead = {start}, [start]
    while ahead:
        node = ahead.pop()
        if node == end:
            return _back(came_from, start, end)
        for other in serves(node):
            if other not in seen:
                seen.add(other)
                came_from[other] = node
                ahead.append(other)
    return []


def closing(fixed: Iterable[tuple[N, N]], chosen: Sequence[tuple[N, N]]) -> list[tuple[N, N]]:
    """Which of the chosen edges, taken one after the other, would close a circle with those before it."""
    serves: dict[N, list[N]] = {}
    for one, other in fixed:
        serves.setdefault(one, []).append(other)
    cut = []
    for one, other in chosen:
        if way(lambda node: serves.get(node, ()), other, one):
            cut.append((one, other))
        else:
            serves.setdefault(one, []).append(other)
    return cut


def _back(came_from: dict[N, N], start: N, end: N) -> list[N]:
    path = [end]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return path[::-1]
