"""Experiments as they are shown: with every word opened that can still be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from unicodedata import normalize

from services.okr.experiments.queries import Experiment
from shared.sealing import FORGOTTEN, Sealer


async def opened(sealer: Sealer, experiments: Sequence[Experiment]) -> list[Experiment]:
    """The same experiments with what is tried, how we will know and what was learned in clear."""
    texts = iter(await sealer.open_all([text for one in experiments for text in (one.what, one.know_by, one.learned)]))
    return [
        replace(one, what=next(texts) or FORGOTTEN, know_by=next(texts) or FORGOTTEN, learned=next(texts))
        for one in experiments
    ]


def says(one: Experiment, words: str) -> bool:
    """Whether all these words occur in an opened experiment, whatever their case and width."""
    readable = [text for text in (one.what, one.know_by, one.learned) if text is not None and text != FORGOTTEN]
    said = spelled("\n".join(readable))
    return all(word in said for word in spelled(words).split())


def spelled(text: str) -> str:
    """The text as a search compares it: one spelling of every character (NFKC), whatever the case."""
    return normalize("NFKC", normalize("NFKC", text).casefold())
