"""What a readiness check may answer besides "all is well" and a reason not to be ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

HALTED = "The projection has halted"
"""How the reason begins that stays until somebody does something about it."""


class Notice(str):
    """A sentence that operators must see, about something that keeps nobody from being served."""

    __slots__ = ()


def reasons_in(answer: Mapping[str, Any]) -> str:
    """All that an answer of `/readyz` has to say, in one text; empty where all is well."""
    return "; ".join(check["reason"] for check in answer.get("checks", []) if check["reason"])
