"""The lines of the four boxes: sealed by whoever writes them, and opened where they are shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

from services.okr.four_boxes.domain import Lines
from services.okr.four_boxes.view import Page
from shared.events import FourBoxesFilled, Priority, Sealed, TeamHealth
from shared.sealing import FORGOTTEN, Sealer

Seal = Callable[[str], Awaitable[Sealed]]


class Former:
    """What the week's boxes were filled with, opened: a line that stays word for word stays its author's."""

    def __init__(self, texts: dict[str, Sealed], ids: dict[str, str]) -> None:
        self._texts, self._ids = texts, ids

    async def sealed(self, text: str, seal: Seal) -> Sealed:
        """The line as it was sealed, or sealed anew where it wasn't there, or stood there in clear."""
        return self._texts.get(text) or await seal(text)

    def priority(self, text: str, new: str) -> str:
        """The id of the priority that was said in these words; else `new`."""
        return self._ids.get(text, new)


async def former(sealer: Sealer, filled: FourBoxesFilled | None) -> Former:
    """What can still be read of it."""
    if filled is None:
        return Former({}, {})
    sealed = list(_texts(filled))
    opened = dict(zip(sealed, await sealer.open_all(sealed), strict=True))
    ids = {text: each.priority for each in filled.priorities if (text := opened[each.text]) not in (None, FORGOTTEN)}
    texts = {text: one for one, text in opened.items() if text not in (None, FORGOTTEN) and sealer.is_sealed(one)}
    return Former(
        {text: one for text, one in texts.items() if text is not None},
        {text: id_ for text, id_ in ids.items() if text is not None},
    )


async def priorities(lines: Lines, before: Former, seal: Seal, new: Callable[[int], str]) -> tuple[Priority, ...]:
    """The priorities as the log has them; `new` makes the id of the one at a place, where it is a new one."""
    return tuple(
        [
            Priority(
                priority=before.priority(each.text, new(place)),
                text=await before.sealed(each.text, seal),
                key_result=each.key_result,
            )
            for place, each in enumerate(lines.priorities)
        ]
    )


async def healths(lines: Lines, before: Former, seal: Seal) -> tuple[TeamHealth, ...]:
    """The health of things as the log has it."""
    return tuple(
        [
            TeamHealth(
                name=await before.sealed(each.name, seal),
                sign=each.sign,
                note=None if each.note is None else await before.sealed(each.note, seal),
            )
            for each in lines.health
        ]
    )


async def opened(sealer: Sealer, page: Page) -> Page:
    """The page with every line in clear that can still be read."""
    sealed = [
        *(each.text for each in (*page.priorities, *page.last)),
        *page.next_weeks,
        *(text for each in page.health for text in (each.name, each.note) if text is not None),
    ]
    texts = dict(zip(sealed, await sealer.open_all(sealed), strict=True))

    def of(text: str) -> str:
        return texts[text] or FORGOTTEN

    return replace(
        page,
        priorities=tuple(replace(each, text=of(each.text)) for each in page.priorities),
        last=tuple(replace(each, text=of(each.text)) for each in page.last),
        next_weeks=tuple(map(of, page.next_weeks)),
        health=tuple(
            replace(each, name=of(each.name), note=None if each.note is None else of(each.note)) for each in page.health
        ),
    )


def _texts(filled: FourBoxesFilled) -> Iterator[Sealed]:
    yield from (each.text for each in filled.priorities)
    yield from filled.next_weeks
    for each in filled.health:
        yield each.name
        if each.note is not None:
            yield each.note
