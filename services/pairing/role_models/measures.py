"""How a term of role models went for everybody together; nothing about anybody."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shared.projection import Row

FEWEST = 5
"""Of so many people at least a measure tells; of fewer it would tell about each of them."""


@dataclass(frozen=True, slots=True)
class Measures:
    """How a term went for everybody together; None for what fewer than five people stand behind.

    `mean_rank` is of those who got somebody, `least_mean_rank` that of the assignment of least total rank;
    `first_wish_share` is in percent of those who wished for somebody.
    """

    role_models: int
    places: int
    seekers: int | None
    placed: int | None
    mean_rank: Decimal | None
    least_mean_rank: Decimal | None
    first_wish_share: int | None


def measures(row: Row) -> Measures:
    """What a term's draft or confirmed assignment comes to."""
    placed, wishing = row["placed"], row["wishing"]
    told = row["seekers"] >= FEWEST
    return Measures(
        role_models=row["role_models"],
        places=row["places"],
        seekers=row["seekers"] if told else None,
        placed=placed if told else None,
        mean_rank=_mean(row["total_rank"], placed),
        least_mean_rank=_mean(row["least_total_rank"], row["most_placed"]),
        first_wish_share=round(100 * row["first_wishes"] / wishing) if wishing >= FEWEST else None,
    )


def _mean(total: int, count: int) -> Decimal | None:
    return (Decimal(total) / count).quantize(Decimal("0.01")) if count >= FEWEST else None
