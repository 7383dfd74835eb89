"""What the API page says of texts and weeks is what the services go by: each character, each week."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable

import pytest

from services.okr.kernel import rules
from shared.days import WEEK_PATTERN, monday_written
from shared.events import Invalid, Unfitting
from shared.http.texts import EMAIL, LINE, LINES

CHARACTERS = [chr(code) for code in range(sys.maxunicode + 1) if not 0xD800 <= code <= 0xDFFF]


def _taken(rule: Callable[[str], object], text: str) -> bool:
    try:
        rule(text)
    except Unfitting:
        # A character that is only right beside some others: no pattern says that.
        return True
    except Invalid:
        return False
    return True


@pytest.mark.parametrize("around", ["{}", "a{}", "{}a", "a{}a"])
@pytest.mark.parametrize(("pattern", "rule"), [(LINE, rules.title), (LINES, rules.comment)])
def test_the_pattern_of_a_text_takes_just_what_the_domain_takes(
    around: str, pattern: str, rule: Callable[[str], object]
) -> None:
    fits = re.compile(pattern).fullmatch
    # Beyond the first plane there are no blanks and no control characters; every 97th stands for its neighbours.
    for character in (*CHARACTERS[:0x10000], *CHARACTERS[0x10000::97]):
        text = around.format(character)
        assert (fits(text) is not None) == _taken(rule, text), f"U+{ord(character):04X}"


@pytest.mark.parametrize("text", ["a@b", " a@b\n", "a@b@c", "ü.x@日本", "a", "a@", "@b", "a b@c", "a@b c", "", " "])
def test_the_pattern_of_an_address_takes_just_what_the_domain_takes(text: str) -> None:
    assert (re.fullmatch(EMAIL, text) is not None) == _taken(rules.email, text)


def test_the_pattern_of_a_week_takes_just_the_weeks_that_there_are() -> None:
    for year in range(1968, 2203):
        for week in range(55):
            text = f"{year}-W{week:02}"
            assert (re.fullmatch(WEEK_PATTERN, text) is not None) == _taken(monday_written, text), text
