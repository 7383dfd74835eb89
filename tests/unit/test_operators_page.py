"""The operators' page is whole: every reason that the code gives stands on it, and each step is run by a test."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from shared.projection.halting import Rule

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "deploy/OPERATORS.md").read_text(encoding="utf-8")

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

CHECKS = {
    "shared/readiness.py": ("of_log", "of_projection", "of_clock"),
    "shared/reacting/listener.py": ("check",),
    "shared/reacting/reactions.py": ("check",),
    "shared/http/health.py": ("run_check",),
    "shared/outbox/outbox.py": ("check",),
}
"""Where readiness gets its reasons from."""


def sentences() -> Iterator[str]:
    """The longest fixed piece of each reason that a check may answer."""
    for file, names in CHECKS.items():
        tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
        functions = [node for node in ast.walk(tree) if isinstance(node, FUNCTIONS) and node.name in names]
        assert len(functions) == len(names), file
        for node in (each for function in functions for each in ast.walk(function)):
            if isinstance(node, ast.Return) and node.value is not None:
                pieces = [
                    each.value
                    for each in ast.walk(node.value)
                    if isinstance(each, ast.Constant) and isinstance(each.value, str)
                ]
                if pieces:
                    yield max(pieces, key=len).split("(")[0].split(";")[0].split(".")[0].strip(" :)")


def test_every_reason_of_readiness_is_on_the_page() -> None:
    found = list(sentences())
    assert len(found) >= 10, found
    missing = [each for each in found if each.lower() not in PAGE.lower()]
    assert missing == []


@pytest.mark.parametrize("rule", get_args(Rule))
def test_every_rule_of_halting_is_on_the_page(rule: str) -> None:
    assert f"| `{rule}` |" in PAGE


def test_every_step_is_run_by_a_test_that_there_is() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and not line.startswith(("| it", "| rule"))]
    steps = [row.split(" | ")[-1] for row in rows if "run by" not in row]
    assert len(steps) >= 19
    for step in steps:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", step)
        assert named, step
        for file, name in named:
            assert re.search(rf"def {name}\(", (ROOT / file).read_text(encoding="utf-8")), f"{file}::{name}"
