"""The sample company and the real history become the rows that they became before."""

from __future__ import annotations

import pytest

from tests.contract.outside.rows import SOURCES, made_of, stored

WRITE = "if that is meant, run `python -m tests.contract.outside.rows`, and say in the commit why a figure changed"


@pytest.mark.parametrize("source", SOURCES)
def test_an_import_becomes_the_same_rows(source: str) -> None:
    if not SOURCES[source].exists():
        pytest.skip(f"the {source} is not here: {SOURCES[source]}")
    before, now = stored()[source], made_of(source)
    others = {
        f"{service}: {table}": (before[service].get(table), now[service].get(table))
        for service in before
        for table in before[service].keys() | now[service].keys()
        if before[service].get(table) != now[service].get(table)
    }
    assert not others, WRITE
