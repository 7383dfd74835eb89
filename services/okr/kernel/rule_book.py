"""How what was said becomes progress, and progress a score, by name: an ended quarter keeps its rules for good.

What changes a figure is a new book, never a change in an old one: quarters that run count by the present one, those
that have ended by the one that they ended under. Scores by another book are shown beside, never in their place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import floor
from typing import Literal

from services.okr.kernel.arithmetic import clamp
from shared.events import Commitment, Invalid

RULES = "tomoni/2"
"""The present rule book: quarters that run count by it, and so does what is ended from now on."""

FIRST = "tomoni/1"
"""The rule book of quarters whose end doesn't say by which they ended: there was no other then."""

TENTHS = "re-work/1"
"""A second one beside them: key results are graded in tenths, and an objective is the mean of these grades."""

PLACES = 4
"""Decimal places of a score."""

Band = Literal["red", "yellow", "green"]

_TENTH = Decimal("0.1")
_YELLOW_FROM, _GREEN_FROM = Decimal("0.4"), Decimal("0.7")
_SWEET = (Decimal("0.6"), Decimal("0.7"))


@dataclass(frozen=True, slots=True)
class Counted:
    """A key result's part in a score: its raw progress, None where it was never checked in, and what it counts by."""

    progress: Fraction | None
    weight: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class RuleBook:
    """How a key result is scored, and how an objective, of which the rolled-up progress and the parts are known.

    Until tomoni/2 four things were otherwise. `sums_up_dropped`: a dropped key result still counts in the sum of one
    that is linked to it. `check_ins_override`: a check-in on a key result that others feed takes the place of what they
    say. `counts_twice`: a check-in within one due day's grace counts for the next due day, too. `days_of_installation`:
    confidence was stated in the quarter by the installation's clocks, whatever the company's calendar said.
    """

    name: str
    key_result: Callable[[Fraction | None], Decimal | None]
    objective: Callable[[Fraction | None, Sequence[Counted]], Decimal | None]
    sums_up_dropped: bool = False
    check_ins_override: bool = False
    counts_twice: bool = False
    days_of_installation: bool = False


def quantised(part: Fraction, places: int = PLACES) -> Decimal:
    """The part within 0 and 1 as a decimal of at most so many places, rounded half up: 2/3 is 0.6667, 1/2 is 0.5."""
    tens = 10**places
    whole = floor(clamp(part) * tens + Fraction(1, 2))
    return _plain(Decimal(whole).scaleb(-places))


def tenths(score: Decimal) -> Decimal:
    """The score in tenths, rounded half up: 0.65 is 0.7."""
    return score.quantize(_TENTH, ROUND_HALF_UP)


def band(score: Decimal) -> Band:
    """Red up to 0.3, yellow up to 0.6, green from 0.7 on, of the score in tenths (Google, re:Work)."""
    rounded = tenths(score)
    if rounded >= _GREEN_FROM:
        return "green"
    return "yellow" if rounded >= _YELLOW_FROM else "red"


def in_sweet_spot(score: Decimal) -> bool:
    """Whether an aspirational objective came to what it should come to: 0.6 to 0.7 in tenths (Google, re:Work)."""
    low, high = _SWEET
    return low <= tenths(score) <= high


def wants_post_mortem(commitment: Commitment, score: Decimal | None) -> bool:
    """Whether a scored objective must explain itself: it was committed, and did not come to 1.0 (Google, re:Work)."""
    return commitment == "committed" and (score is None or score < 1)


def too_safe(commitment: Commitment, score: Decimal | None, above: Decimal) -> bool:
    """Whether an aspirational objective came so far that it can't have been a stretch."""
    return commitment == "aspirational" and score is not None and score > above


def rule_book(name: str) -> RuleBook:
    """The rule book of this name. Raises Invalid with the names that there are."""
    try:
        return RULE_BOOKS[name]
    except KeyError:
        raise Invalid(f"there is no rule book {name!r}; give one of {', '.join(RULE_BOOKS)}") from None


def _score(progress: Fraction | None) -> Decimal | None:
    return None if progress is None else quantised(progress)


def _rolled_up(progress: Fraction | None, parts: Sequence[Counted]) -> Decimal | None:
    return _score(progress)


def _grade(progress: Fraction | None) -> Decimal | None:
    return None if progress is None else quantised(progress, 1)


def _mean_grade(progress: Fraction | None, parts: Sequence[Counted]) -> Decimal | None:
    weights = sum((part.weight for part in parts), Fraction(0))
    if all(part.progress is None for part in parts) or not weights:
        return _grade(progress)
    graded = ((part.weight, _grade(part.progress) or Decimal(0)) for part in parts)
    return quantised(sum((weight * Fraction(grade) for weight, grade in graded), Fraction(0)) / weights, 1)


def _plain(number: Decimal) -> Decimal:
    """Without zeros at the end: a score of a half is 0.5, also where it has four places."""
    plain = number.normalize()
    return plain.quantize(Decimal(1)) if plain == plain.to_integral_value() else plain


_FORMERLY = {"sums_up_dropped": True, "check_ins_override": True, "counts_twice": True, "days_of_installation": True}

RULE_BOOKS: dict[str, RuleBook] = {
    book.name: book
    for book in (
        RuleBook(FIRST, _score, _rolled_up, **_FORMERLY),
        RuleBook(TENTHS, _grade, _mean_grade, **_FORMERLY),
        RuleBook(RULES, _score, _rolled_up),
    )
}
"""Every rule book that a quarter may have been scored by; none is ever changed or taken away."""
