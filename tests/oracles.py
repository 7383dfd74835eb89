"""Figures that others have published or proved; read where they lie beside the project, never copied into it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

ORACLES = Path(__file__).parents[2] / "shared" / "oracles"


def oracle(name: str, part: str) -> list[Any]:
    """The cases of one part of an oracle file, as parameters named by their source; one that skips where it is absent.

    A part that is one case gives one parameter.
    """
    path = ORACLES / f"{name}.json"
    if not path.exists():
        reason = f"the published figures are not here ({path.name} beside the project)"
        return [pytest.param({}, id=part, marks=pytest.mark.skip(reason=reason))]
    found = json.loads(path.read_text())[part]
    cases = found if isinstance(found, list) else [found]
    return [pytest.param(case, id=f"{_source(case) or part} {number}") for number, case in enumerate(cases, 1)]


def _source(case: Any) -> str:
    return str(case.get("source", "")) if isinstance(case, dict) else ""
