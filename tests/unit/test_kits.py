"""How the tests lie: what several of them need stands in a kit, so that a test module can be moved, or go."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import LONGEST_FIRST

TESTS = Path(__file__).parents[1]


def imported(source: str) -> Iterator[str]:
    """Every module that the source names in an import, and every name that may be one."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def of_test_modules(source: str) -> list[str]:
    return [name for name in imported(source) if any(part.startswith("test_") for part in name.split("."))]


def test_nothing_imports_from_a_test_module() -> None:
    sources = {str(file.relative_to(TESTS)): file.read_text(encoding="utf-8") for file in sorted(TESTS.rglob("*.py"))}
    found = [f"{file} imports {name}" for file, source in sources.items() for name in of_test_modules(source)]
    assert found == [], "move what they share into a kit beside them"


def test_each_way_to_import_from_a_test_module_is_seen() -> None:
    ways = ("import tests.unit.test_a", "from tests.unit.test_a import b", "from tests.unit import test_a as b")
    assert all(of_test_modules(f"def later():\n    {way}") for way in (*ways, "from . import test_a"))
    assert not of_test_modules("from tests.unit_kit import testing")


def test_what_is_begun_first_is_there() -> None:
    assert [name for name in LONGEST_FIRST if not (TESTS / name).exists()] == []
