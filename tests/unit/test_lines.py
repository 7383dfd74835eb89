"""What is counted as a line of code."""

from __future__ import annotations

import pytest

from tests.lines import lines_of


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("", 0),
        ("# only a comment\n\n", 0),
        ('"""What it is for.\n\nAt length.\n"""\n', 0),
        ('LIMIT = 3\n"""How many."""\n', 1),
        ('def one() -> int:\n    """One."""\n    return 1  # the first\n', 2),
        ("call(\n    1,\n    # two is left out\n    3,\n)\n", 4),
        ('TEXT = """a\n\nb"""\n', 3),
    ],
)
def test_a_line_counts_where_it_holds_code(source: str, lines: int) -> None:
    assert lines_of(source) == lines
