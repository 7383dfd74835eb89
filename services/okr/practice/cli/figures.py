"""Figures of the practice as a line of text has them: shares in percent, counts, and weeks as a small curve."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from services.okr.practice.domain.measures import Figure
    from services.okr.practice.domain.state import Point

_BLOCKS = "▁▂▃▄▅▆▇█"
_NOTHING = "·"


def share(percent: Decimal | None) -> str | None:
    """A percentage without an idle zero; None where there is none."""
    return None if percent is None else f"{number(percent)} %"


def number(value: Decimal | None) -> str | None:
    """A number without idle zeros; None where there is none."""
    return None if value is None else f"{value.normalize():f}"


def counted(figure: Figure | None) -> str | None:
    """So many of so many."""
    return None if figure is None else f"{figure.kept} of {figure.of}"


def figure_facts(figure: Figure | None) -> dict[str, object] | None:
    """The figure by its names."""
    return None if figure is None else {"percent": figure.percent, "kept": figure.kept, "of": figure.of}


def sparkline(percents: Sequence[Decimal | None]) -> str:
    """One block for each percentage from 0 to 100, a dot where there is none."""
    highest = len(_BLOCKS) - 1
    return "".join(_NOTHING if each is None else _BLOCKS[min(highest, int(each) * highest // 100)] for each in percents)


def points(found: Iterable[Point]) -> list[dict[str, object]]:
    """Each point by its names."""
    return [{"on": point.on, "percent": point.percent} for point in found]
