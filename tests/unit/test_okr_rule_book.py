"""Rule books: how progress becomes a score, and what a score is called."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from services.okr.kernel.rule_book import (
    RULE_BOOKS,
    RULES,
    TENTHS,
    Counted,
    band,
    in_sweet_spot,
    quantised,
    rule_book,
    tenths,
    too_safe,
    wants_post_mortem,
)
from shared.events import Invalid
from tests.oracles import oracle

PARTS = st.fractions(min_value=-3, max_value=3, max_denominator=1000)
WEIGHTS = st.fractions(min_value=0, max_value=100, max_denominator=100)


@pytest.mark.parametrize("case", oracle("okr", "score_bands"))
def test_published_bands(case: dict[str, Any]) -> None:
    assert case["rounding"] == "half up to one decimal first"
    for name in ("red", "yellow", "green"):
        for bound in case[name]:
            assert band(Decimal(str(bound))) == name
        low, high = (Decimal(str(bound)) for bound in case[name])
        assert band(max(Decimal(0), low - Decimal("0.05"))) == name, "half a tenth below is rounded up into it"
        assert band(min(Decimal(1), high + Decimal("0.0499"))) == name, "less than half a tenth above is rounded down"
    for bound in case["sweet_spot"]:
        assert in_sweet_spot(Decimal(str(bound)))
    low, high = (Decimal(str(bound)) for bound in case["sweet_spot"])
    assert not in_sweet_spot(low - Decimal("0.0501"))
    assert not in_sweet_spot(high + Decimal("0.05"))


@pytest.mark.parametrize(
    ("part", "score"),
    [
        (Fraction(2, 3), "0.6667"),
        (Fraction(1, 2), "0.5"),
        (Fraction(1, 3), "0.3333"),
        (Fraction(5, 100_000), "0.0001"),
        (Fraction(49_999, 1_000_000_000), "0"),
        (Fraction(-1, 2), "0"),
        (Fraction(7, 5), "1"),
        (Fraction(99_995, 100_000), "1"),
    ],
)
def test_a_score_has_four_places_rounded_half_up(part: Fraction, score: str) -> None:
    assert str(quantised(part)) == score


@pytest.mark.parametrize(("score", "rounded"), [("0.65", "0.7"), ("0.6499", "0.6"), ("0.05", "0.1"), ("1", "1.0")])
def test_tenths_are_rounded_half_up(score: str, rounded: str) -> None:
    assert str(tenths(Decimal(score))) == rounded


def test_two_books_say_two_things_of_the_same_progress() -> None:
    parts = [Counted(Fraction(34, 100))] * 2 + [Counted(Fraction(36, 100))]
    progress = Fraction(104, 300)
    assert rule_book(RULES).objective(progress, parts) == Decimal("0.3467")
    # 0.3, 0.3 and 0.4 are a third, which is 0.3.
    assert rule_book(TENTHS).objective(progress, parts) == Decimal("0.3")
    assert rule_book(TENTHS).key_result(Fraction(36, 100)) == Decimal("0.4")


@pytest.mark.parametrize("name", RULE_BOOKS)
def test_what_was_never_checked_in_has_no_score(name: str) -> None:
    book = rule_book(name)
    assert book.key_result(None) is None
    assert book.objective(None, [Counted(None), Counted(None)]) is None
    assert book.objective(None, []) is None


def test_grades_go_by_weight_and_silence_counts_as_nothing() -> None:
    parts = [Counted(Fraction(1), Fraction(75)), Counted(None, Fraction(25))]
    assert rule_book(TENTHS).objective(Fraction(3, 4), parts) == Decimal("0.8")
    weightless = [Counted(Fraction(1), Fraction(0))]
    assert rule_book(TENTHS).objective(None, weightless) is None


def test_an_unknown_rule_book() -> None:
    with pytest.raises(Invalid, match="there is no rule book 'x'; give one of tomoni/1, re-work/1"):
        rule_book("x")


@pytest.mark.parametrize(
    ("commitment", "score", "mortem", "safe"),
    [
        ("committed", "1", False, False),
        ("committed", "0.9999", True, False),
        ("committed", None, True, False),
        ("aspirational", "0.2", False, False),
        ("aspirational", "0.9", False, False),
        ("aspirational", "0.91", False, True),
        ("aspirational", None, False, False),
    ],
)
def test_committed_and_aspirational(commitment: Any, score: str | None, mortem: bool, safe: bool) -> None:
    given_ = None if score is None else Decimal(score)
    assert wants_post_mortem(commitment, given_) is mortem
    assert too_safe(commitment, given_, Decimal("0.9")) is safe


@given(part=PARTS, others=st.lists(st.tuples(st.none() | PARTS, WEIGHTS), max_size=8))
def test_every_book_stays_within_0_and_1(part: Fraction, others: list[tuple[Fraction | None, Fraction]]) -> None:
    for book in RULE_BOOKS.values():
        scores = [book.key_result(part), book.objective(part, [Counted(*other) for other in others])]
        for score in scores:
            assert score is not None
            assert 0 <= score <= 1
            assert score == round(score, 4)
            assert band(score) in ("red", "yellow", "green")
