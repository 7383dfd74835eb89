"""`tomoni checkin` in a terminal: asks about each of one's key results in turn, and again what can't be understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

import typer

from services.cli.acting import actor
from services.cli.opened import okr_opened
from services.cli.output import note
from services.okr.objectives.cli.check_in_files import Wish, whole
from services.okr.objectives.cli.check_in_values import shown, understood
from services.okr.objectives.views import key_results, mine
from shared.events import Invalid, Refused

if TYPE_CHECKING:
    from shared.events import Measure
    from shared.importing.numerals import Style

T = TypeVar("T")


async def asked(person: str, language: Style | None) -> list[Wish]:
    """What the person answers for each of his key results; nothing for those that he passes over.

    `language` is how his language writes decimals, where that is known. Each answer is understood, or asked for again,
    before the next question: nothing is lost for a slip at the end.
    """
    async with okr_opened() as okr:
        by = actor(okr, person)
        with okr.runtime.store.read() as connection:
            found = [each.key_result for each in mine.of_person(connection, by)]
            rows = {one.id: key_results.by_id(connection, one.id) for one in found}
    wishes = []
    for one in found:
        stood = one.value if one.value is not None else one.zone or ", ".join(one.reached or ()) or "never checked in"
        note(f"{one.number} {one.title} ({stood})")
        if (row := rows[one.id]) is None:
            continue
        value = _answer("where it stands (empty: pass over)", _stands(key_results.measure_of(row), language))
        if value is None:
            continue
        sure = _answer("confidence 0-10", _confidence)
        changed = _answer("what changed", lambda text: text)
        wishes.append(Wish(one.number, value, confidence=sure, comment=changed))
    return wishes


def _answer(question: str, read: Callable[[str], T]) -> T | None:
    """What was answered, as `read` understands it; None for an empty answer. What it refuses is asked again."""
    while True:
        text = typer.prompt(f"  {question}", default="", show_default=False, err=True).strip()
        if not text:
            return None
        try:
            return read(text)
        except Refused as refusal:
            note(f"  {refusal}")


def _stands(measure: Measure, language: Style | None) -> Callable[[str], str]:
    """Takes what can be understood for such a key result, and says how where that isn't what was typed."""

    def read(text: str) -> str:
        meant = shown(understood(measure, text, language=language))
        if meant != text:
            note(f"  understood: {meant}")
        return text

    return read


def _confidence(text: str) -> int:
    sure = whole(text)
    if sure is None or not 0 <= sure <= 10:
        raise Invalid(f"{text[:60]!r} is no confidence; give a whole number from 0 (not at all) to 10 (certain)")
    return sure
