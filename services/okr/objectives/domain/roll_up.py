"""How parts make a whole: key results an objective's progress, children a key result's. All exact.

Each part counts between 0 and 1, whatever it is raw. One that was never checked in counts as 0 beside others that were;
where none was, and where nothing weighs anything, there is no progress (None), which is not 0.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from services.okr.kernel import rules
from shared.events import Invalid, ProgressSource, Unfitting

_WHOLE = Decimal(100)
_NOTHING, _ALL, _HUNDRED = Fraction(0), Fraction(1), Fraction(100)


def equal(parts: Sequence[Fraction | None]) -> Fraction | None:
    """The plain mean of the parts: 100, 0 and 0 % are 33 % (Perdoo, Lattice, Mooncamp)."""
    over, under, known = 0, 1, False
    for part in parts:
        if part is None:
            continue
        known = True
        # In whole numbers over a common denominator: sums of fractions take five times as long.
        up, down = part.numerator, part.denominator
        if up >= down:
            over += under
        elif up > 0:
            over, under = (over + up, under) if down == under else (over * down + up * under, under * down)
    return Fraction(over, under * len(parts)) if known else None


def weighted(parts: Sequence[Fraction | None], weights: Sequence[Fraction]) -> Fraction | None:
    """The mean of the parts by their weights, whatever these add up to; none of them is below 0."""
    whole = sum(weights, _NOTHING)
    if not whole or all(part is None for part in parts):
        return None
    counted = (_clamped(part) * weight for part, weight in zip(parts, weights, strict=True) if part is not None)
    return sum(counted, _NOTHING) / whole


def objective(
    source: ProgressSource,
    key_results: Sequence[Fraction | None],
    weights: Sequence[Fraction] | None,
    children: Sequence[Fraction | None],
) -> Fraction | None:
    """An objective's progress from its key results, its children, or both: then each of them counts as one.

    `weights` are the key results' `shares`, or None where all of them count alike.
    """
    match source:
        case "children":
            return equal(children)
        case "both":
            return equal([*key_results, *children])
        case _:
            return equal(key_results) if weights is None else weighted(key_results, weights)


def shares(weights: Sequence[Decimal | None]) -> list[Fraction]:
    """The part in percent that each counts by: an edited weight is fixed, the others share what remains of 100.

    They add up to 100, or are all 0. A log from elsewhere may hold weights that no command would set: those below 0
    count as 0, and those that add up to more than 100 keep their proportions.
    """
    fixed = [None if weight is None else max(Fraction(weight), _NOTHING) for weight in weights]
    remains = max(_HUNDRED - sum((each for each in fixed if each is not None), _NOTHING), _NOTHING)
    open_ = sum(each is None for each in fixed)
    given = [remains / open_ if each is None else each for each in fixed]
    whole = sum(given, _NOTHING)
    return [each * 100 / whole for each in given] if whole else given


def sized(sizes: Sequence[Fraction | None]) -> list[Fraction]:
    """The part in percent that each counts by its size; what has none (a zone, a milestone) counts as the average.

    Where nothing has a size, all count alike.
    """
    known = [size for size in sizes if size is not None]
    average = sum(known, _NOTHING) / len(known) if known else _ALL
    given = [average if size is None else size for size in sizes]
    whole = sum(given, _NOTHING)
    return [each * 100 / whole for each in given] if whole else given


def fitting(weights: Sequence[Decimal | None]) -> None:
    """Check weights that somebody wants to set. Raises Invalid where one is below 0, or they are over 100 in all."""
    for weight in weights:
        if weight is not None and rules.decimal(weight, "weight") < 0:
            raise Invalid(f"the weight is {weight}; give 0 to 100 percent, or none to share what the others leave")
    whole = sum((weight for weight in weights if weight is not None), Decimal(0))
    if whole > _WHOLE:
        raise Unfitting(f"the fixed weights add up to {whole} percent; lower one of them, for 100 is all there is")


def _clamped(part: Fraction) -> Fraction:
    return min(_ALL, max(_NOTHING, part))
