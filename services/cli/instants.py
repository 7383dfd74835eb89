"""Moments as options give them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from shared.days import day_or_moment
from shared.events import Invalid

if TYPE_CHECKING:
    from shared.days import When


def instant(option: str, text: str | None) -> When | None:
    """A moment, or a day, which means its end; days and times without a zone are the company's. Raises BadParameter."""
    if text is None:
        return None
    try:
        return day_or_moment(text)
    except Invalid as invalid:
        raise typer.BadParameter(f"{option} {invalid}") from None
