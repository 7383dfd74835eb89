"""Which objectives are tied to others, at one moment; those that aren't stand alone, as the board marks it too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from services.okr.practice.domain.facts import KeyResultState, Node, ObjectiveState


def tied(objectives: Mapping[str, ObjectiveState], key_results: Mapping[str, KeyResultState]) -> set[str]:
    """Those that serve another one or one of its key results, those that others serve, and both ends of a link.

    `objectives` are those that count, `key_results` all that do; a link is between key results of two objectives.
    """
    found: set[str | None] = set()
    for id_, state in objectives.items():
        if state.serves is not None:
            found |= {id_, _objective_of(state.serves, key_results)}
    for one, other in _links(key_results):
        if one != other:
            found |= {one, other}
    return {id_ for id_ in objectives if id_ in found}


def _objective_of(node: Node, key_results: Mapping[str, KeyResultState]) -> str | None:
    kind, id_ = node
    if kind == "O":
        return id_
    return key_results[id_].objective if id_ in key_results else None


def _links(key_results: Mapping[str, KeyResultState]) -> Iterator[tuple[str, str]]:
    """The objectives at both ends of each link."""
    for state in key_results.values():
        for source in state.sources:
            if source in key_results:
                yield state.objective, key_results[source].objective
