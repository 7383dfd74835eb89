"""Moments as options give them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import typer


def instant(option: str, text: str | None) -> datetime | None:
    """A moment; a day alone means its end, so that the day itself is included. Raises BadParameter."""
    if text is None:
        return None
    try:
        if len(text) == len("2026-09-30"):
            return datetime.combine(date.fromisoformat(text), time.max, UTC)
        moment = datetime.fromisoformat(text)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        raise typer.BadParameter(f"{option} {text!r} is no time; write 2026-09-30 or 2026-09-30T12:00:00Z") from None
