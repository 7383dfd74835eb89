"""Days as people type them."""

from __future__ import annotations

from datetime import date

from shared.events import Invalid


def day_of(text: str) -> date:
    """The day. Raises Invalid for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid(f"{text!r} is no day; write it as 2026-09-30") from None
