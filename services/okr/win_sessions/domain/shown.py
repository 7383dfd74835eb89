"""A win session as people see it: every item with what it is about.

It is put together with names and words as the log has them, sealed, and then `opened` as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Somebody: his id, what people type for him (`P-3`), and his name. A program has neither of the latter."""

    id: str
    number: str | None = None
    name: str | None = None

    @property
    def shown(self) -> str:
        """What he is called."""
        return self.name or self.id

    def opened(self, texts: Mapping[str, str | None]) -> Named:
        """The same with his name readable."""
        return replace(self, name=None if self.name is None else texts[self.name])


@dataclass(frozen=True, slots=True, kw_only=True)
class PraiseShown:
    """Praise for an item, and what was said with it."""

    praise: str
    by: Named
    to: tuple[Named, ...]
    words: str | None
    time: datetime

    def opened(self, texts: Mapping[str, str | None]) -> PraiseShown:
        """The same with names and words readable."""
        words = None if self.words is None else texts[self.words]
        to = tuple(each.opened(texts) for each in self.to)
        return replace(self, by=self.by.opened(texts), to=to, words=words)


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemShown:
    """An item at its `place` (from 1) on the agenda. `about` (`KR-3`) and `title` are of the goal that it is about.

    `text` is what an experiment taught, or what a buddy group told; `words` are `words_by`'s own.
    """

    place: int
    item: str
    kind: str
    minutes: int
    time: datetime
    strength: Decimal | None
    source: str | None
    objective: str | None
    key_result: str | None
    experiment: str | None
    insight: str | None
    about: str | None
    title: str | None
    before: str | None
    after: str | None
    text: str | None
    people: tuple[Named, ...]
    words: str | None
    words_by: Named | None
    praise: tuple[PraiseShown, ...]

    def sealed(self) -> Iterator[str | None]:
        """Every name and word in it."""
        yield from (self.words, self.text)
        named = [*self.people, *(one for each in self.praise for one in (each.by, *each.to))]
        yield from (each.name for each in named)
        yield from (each.words for each in self.praise)
        yield None if self.words_by is None else self.words_by.name

    def opened(self, texts: Mapping[str, str | None]) -> ItemShown:
        """The same with names and words readable."""
        return replace(
            self,
            people=tuple(each.opened(texts) for each in self.people),
            text=None if self.text is None else texts[self.text],
            words=None if self.words is None else texts[self.words],
            words_by=None if self.words_by is None else self.words_by.opened(texts),
            praise=tuple(each.opened(texts) for each in self.praise),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionShown:
    """A session, `W-3`. A team of None is the whole company. `zone` is the one by whose clocks it is told.

    `met` of `expected` buddy meetings were held since the last session; None is expected where it would tell of single
    groups. `streak` is how many periods in a row sessions were held in. `said` is the facilitator's note, or the reason
    for cancelling.
    """

    id: str
    number: str
    team: str | None
    at: datetime
    zone: str
    facilitator: Named
    every: str
    minutes: int
    phase: str
    since: datetime | None
    until: datetime | None
    met: int | None
    expected: int | None
    opened_at: datetime | None
    over: datetime | None
    said: str | None
    streak: int
    items: tuple[ItemShown, ...] = ()

    def sealed(self) -> set[str]:
        """Every name and word in it."""
        found = {self.facilitator.name, self.said, *(text for item in self.items for text in item.sealed())}
        return {each for each in found if each is not None}

    def opened(self, texts: Mapping[str, str | None]) -> SessionShown:
        """The same with names and words readable; `texts` holds what each that is sealed says."""
        return replace(
            self,
            facilitator=self.facilitator.opened(texts),
            said=None if self.said is None else texts[self.said],
            items=tuple(each.opened(texts) for each in self.items),
        )
