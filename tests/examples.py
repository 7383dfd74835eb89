"""How often a property is tried: seldom day by day, often when somebody asks for it by PROFILE=thorough."""

from __future__ import annotations

import os

from hypothesis import settings

THOROUGH = os.environ.get("PROFILE") == "thorough"


def often(daily: int, *, thorough: int) -> int:
    """How many of what is tried one after another."""
    return thorough if THOROUGH else daily


def examples(daily: int, *, thorough: int) -> settings:
    """So many examples, each of which may take the time that it needs."""
    return settings(max_examples=often(daily, thorough=thorough), deadline=None)
