"""Whom a seeker would rather have, and whom a role model would rather take, where they don't say all of it.

A seeker wants the role models whom he wishes for, in his order, then those who know his topics, the more the better;
who says neither takes anybody. A role model takes whoever wants him: those whom he prefers, then whoever shares more
topics, then whoever wishes for him more. The smaller id decides what is equal.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Seeker:
    """Somebody who looks for a role model: whom he wishes for, the best first, and what he wants to hear of."""

    id: str
    wishes: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RoleModel:
    """Somebody who offers to be one: for how many seekers, with experience of what, and whom he would rather take."""

    id: str
    capacity: int
    topics: tuple[str, ...] = ()
    preferred: tuple[str, ...] = ()


@dataclass(frozen=True)
class Search:
    """Everything that an assignment depends on. `apart`: pairs of (seeker, role model) that may not be.

    Raises ValueError where somebody is there twice, or a capacity is below one.
    """

    seekers: tuple[Seeker, ...]
    role_models: tuple[RoleModel, ...]
    apart: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        for ids in ([one.id for one in self.seekers], [one.id for one in self.role_models]):
            if len(set(ids)) < len(ids):
                raise ValueError("somebody seeks or offers twice; name everybody once")
        for model in self.role_models:
            if model.capacity < 1:
                raise ValueError(f"{model.id} offers {model.capacity} places; a role model needs at least one")

    @cached_property
    def capacity(self) -> dict[str, int]:
        """How many seekers each role model takes."""
        return {model.id: model.capacity for model in sorted(self.role_models, key=lambda model: model.id)}

    @cached_property
    def ranks(self) -> dict[str, dict[str, int]]:
        """For each seeker the role models he would have, the best first, with the rank of each.

        A rank is one more than the number of role models whom he would rather have; equals share one.
        """
        return {seeker.id: self._ranks(seeker) for seeker in sorted(self.seekers, key=lambda seeker: seeker.id)}

    @cached_property
    def liking(self) -> dict[str, dict[str, int]]:
        """For each role model the seekers who would have him, with the place of each in his order: 0 is the first."""
        takers: dict[str, list[Seeker]] = {model.id: [] for model in self.role_models}
        for seeker in self.seekers:
            for model in self.ranks[seeker.id]:
                takers[model].append(seeker)
        return {model.id: _places(model, takers[model.id]) for model in self.role_models}

    @cached_property
    def _kept_apart(self) -> frozenset[tuple[str, str]]:
        return frozenset(self.apart)

    def _ranks(self, seeker: Seeker) -> dict[str, int]:
        wished = {model: place for place, model in enumerate(seeker.wishes)}
        topics = set(seeker.topics)
        indifferent = not wished and not topics
        found: list[tuple[tuple[int, int], str]] = []
        for model in self.role_models:
            shared = len(topics.intersection(model.topics))
            if model.id == seeker.id or (seeker.id, model.id) in self._kept_apart:
                continue
            if model.id in wished:
                found.append(((0, wished[model.id]), model.id))
            elif shared or indifferent:
                found.append(((1, -shared), model.id))
        found.sort()
        ranks: dict[str, int] = {}
        for place, (worth, model_id) in enumerate(found):
            equal = place > 0 and found[place - 1][0] == worth
            ranks[model_id] = ranks[found[place - 1][1]] if equal else place + 1
        return ranks


def _places(model: RoleModel, takers: list[Seeker]) -> dict[str, int]:
    preferred = {seeker: place for place, seeker in enumerate(model.preferred)}
    topics = set(model.topics)

    def worth(seeker: Seeker) -> tuple[int, int, int, str]:
        wish = seeker.wishes.index(model.id) if model.id in seeker.wishes else len(seeker.wishes)
        shared = len(topics.intersection(seeker.topics))
        return preferred.get(seeker.id, len(preferred)), -shared, wish, seeker.id

    return {seeker.id: place for place, seeker in enumerate(sorted(takers, key=worth))}
