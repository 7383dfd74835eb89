"""Which events of okr's log must keep their order for the views to come out the same."""

from __future__ import annotations

from shared.events import Event, KeyResultAdded, KeyResultMoved, Recorded


def ordering_key(event: Recorded[Event]) -> str | None:
    """A check-in keeps its order with what is said of it later; everything else with its aggregate's events.

    None for a key result that moves: it takes its row from one aggregate to another, so nothing may pass it.
    """
    data = event.data
    if isinstance(data, KeyResultMoved) or (isinstance(data, KeyResultAdded) and data.moved_from is not None):
        return None
    check_in: str | None = getattr(data, "check_in", None)
    return event.aggregate if check_in is None else f"check-in/{check_in}"
