"""On which days others said where a key result stood: nobody owed check-ins of its own then."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from services.okr.practice.domain.facts import KeyResultFact, ObjectiveFact, on


class FedDays:
    """What feeds key results through time: those that they sum up, else the objectives aligned to them."""

    def __init__(self, objectives: Mapping[str, ObjectiveFact], key_results: Mapping[str, KeyResultFact]) -> None:
        self._key_results = key_results
        self._aligned: dict[str, list[ObjectiveFact]] = defaultdict(list)
        for fact in objectives.values():
            for kind, served in {state.serves for _, state in fact.states if state.serves is not None}:
                if kind == "KR":
                    self._aligned[served].append(fact)

    def fed(self, key_result: str, day: date) -> bool:
        """Whether something fed it at the end of the day: a source that was not dropped, or a published objective."""
        fact = self._key_results.get(key_result)
        state = None if fact is None else on(fact.states, day)
        if state is not None and any(self._counts(source, day) for source in state.sources):
            return True
        return any(_serves(each, key_result, day) for each in self._aligned.get(key_result, ()))

    def fed_until(self, key_result: str) -> date | None:
        """The last day on which it came to be fed no more; None where it never did."""
        days = {since for fact in self._aligned.get(key_result, ()) for since, _ in fact.states}
        if (own := self._key_results.get(key_result)) is not None:
            days |= {since for since, _ in own.states}
            sources = {source for _, state in own.states for source in state.sources} & self._key_results.keys()
            days |= {since for source in sources for since, _ in self._key_results[source].states}
        found, before = None, False
        for day in sorted(days):
            now = self.fed(key_result, day)
            if before and not now:
                found = day
            before = now
        return found

    def _counts(self, key_result: str, day: date) -> bool:
        fact = self._key_results.get(key_result)
        state = None if fact is None else on(fact.states, day)
        return state is not None and state.counts


def _serves(fact: ObjectiveFact, key_result: str, day: date) -> bool:
    """Whether the objective served the key result that day; one that was ever published feeds, closed or not."""
    state = on(fact.states, day)
    if state is None or state.serves != ("KR", key_result):
        return False
    return any(each.published for since, each in fact.states if since <= day)
