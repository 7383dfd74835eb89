"""What the outside sees changes only on purpose."""

from __future__ import annotations

import difflib
import re

import pytest

from tests.contract.outside import HERE, present, stored

LONGEST = 200
WRITE = "if that is meant, run `python -m tests.contract.outside`, and commit what it writes"


@pytest.fixture(scope="module")
def seen() -> dict[str, str]:
    return present()


@pytest.mark.parametrize("name", ["okr.openapi.txt", "pairing.openapi.txt", "asyncapi.txt", "help.txt", "tables.md"])
def test_what_is_seen_is_what_was_written_down(seen: dict[str, str], name: str) -> None:
    if seen[name] != stored(name):
        changes = difflib.unified_diff(stored(name).splitlines(), seen[name].splitlines(), "was", "is", "", "", 0, "")
        lines = [line if len(line) <= LONGEST else f"{line[:LONGEST]}…" for line in changes]
        pytest.fail("\n".join([f"{name} is seen otherwise than before; {WRITE}", *lines[:60]]), pytrace=False)


@pytest.mark.parametrize("name", ["okr.openapi.txt", "pairing.openapi.txt"])
def test_no_page_tells_where_the_code_is(seen: dict[str, str], name: str) -> None:
    """Two classes of one name are told apart by their modules' names, which are nobody's business and change."""
    assert re.findall(r"(?:services|shared)__\w+", seen[name]) == []


def test_all_that_is_kept_is_compared(seen: dict[str, str]) -> None:
    kept = {file.name for file in HERE.iterdir() if file.suffix in {".md", ".txt"}}
    assert kept - {"metrics.txt"} == seen.keys()
