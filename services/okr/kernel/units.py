"""A unit: a team, or the whole company. Practice is looked at unit by unit."""

from __future__ import annotations

from services.okr.kernel import rules
from shared.events import named_id


def unit_id(kind: str, team: str | None) -> str:
    """The id of a unit's aggregate of this kind; the company's where no team is named. Raises Invalid."""
    if team is None:
        return named_id(kind, "company")
    return named_id(kind, "team", rules.label(team, "team"))


def unit_name(team: str | None) -> str:
    """What the unit is called in a sentence."""
    return "the company" if team is None else team
