"""The unit of a private key result says what it is about, as its title does: sealed with the objective's own key."""

from __future__ import annotations

from msgspec import structs

from services.okr.kernel import measures
from services.okr.objectives.domain.objective import Objective
from shared.events import Checkpoints, Maintain, Measure, Metric
from shared.sealing import Sealer

_WITH_UNIT = (Metric, Maintain, Checkpoints)


async def sealed(sealer: Sealer, objective: str, measure: Measure) -> Measure:
    """The measure as the log may have it. Raises Invalid where it is none."""
    measures.checked(measure)
    if not isinstance(measure, _WITH_UNIT) or measure.unit is None:
        return measure
    return structs.replace(measure, unit=await sealer.seal(objective, measure.unit))


async def sealed_like(sealer: Sealer, objective: str, state: Objective, key_result: str, measure: Measure) -> Measure:
    """The same for a key result that has a measure: a unit that stays is the same text, so that nothing has changed."""
    known = state.key_results.get(key_result)
    held = None if known is None else known.measure
    if isinstance(held, _WITH_UNIT) and isinstance(measure, _WITH_UNIT) and sealer.is_sealed(held.unit):
        said = measure.unit is not None and await sealer.open(held.unit) == measure.unit
        if said:
            measures.checked(measure)
            return structs.replace(measure, unit=held.unit)
    return await sealed(sealer, objective, measure)


async def opened(sealer: Sealer, measure: Measure) -> Measure:
    """The measure as it is shown. Older versions left units in clear: these are shown as they stand."""
    if isinstance(measure, _WITH_UNIT) and sealer.is_sealed(measure.unit):
        return structs.replace(measure, unit=await sealer.open(measure.unit))
    return measure
