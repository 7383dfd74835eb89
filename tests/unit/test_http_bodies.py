"""What a body says is digested so that a later version, with more fields, makes the same of it."""

from __future__ import annotations

from typing import ClassVar

from shared.http.bodies import Body


class ItemBefore(Body):
    name: str
    weight: int = 1


class Before(Body):
    title: str
    items: tuple[ItemBefore, ...] = ()
    first: ItemBefore | None = None


class ItemAfter(ItemBefore):
    added: ClassVar[frozenset[str]] = frozenset({"curve"})

    curve: str | None = None


class After(Body):
    added: ClassVar[frozenset[str]] = frozenset({"days"})

    title: str
    items: tuple[ItemAfter, ...] = ()
    first: ItemAfter | None = None
    days: int = 7


SAID = {"title": "x", "items": [{"name": "a"}, {"name": "b", "weight": 2}], "first": {"name": "c"}}


def test_a_field_that_came_later_and_says_nothing_is_not_digested() -> None:
    before = Before.model_validate(SAID).to_digest()
    assert After.model_validate(SAID).to_digest() == before
    assert After.model_validate({**SAID, "days": 7}).to_digest() == before
    assert before == Before.model_validate(SAID).model_dump_json()


def test_one_that_says_something_is() -> None:
    before = Before.model_validate(SAID).to_digest()
    curved = {**SAID, "items": [{"name": "a", "curve": "s"}, {"name": "b", "weight": 2}]}
    for said in ({**SAID, "days": 8}, curved, {**SAID, "first": {"name": "c", "curve": "s"}}):
        assert After.model_validate(said).to_digest() != before
