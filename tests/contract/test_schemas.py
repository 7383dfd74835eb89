"""A published type changes by optional fields only."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from shared.events import CATALOGUE, known_types
from tests.contract.compatibility import breaking_changes, present_schemas, stored_schemas

STORE = "run `python -m tests.contract.compatibility`, and commit the schema"


def test_every_type_ever_published_has_its_schema_stored_and_is_still_read() -> None:
    missing = sorted(set(known_types()) - set(stored_schemas()))
    assert not missing, f"{missing} have no stored schema: {STORE}"
    gone = sorted(set(stored_schemas()) - set(known_types()))
    assert not gone, f"{gone} were published and can't be read any more: give them an upcaster"


@pytest.mark.parametrize("type_", [kind.type for kind in CATALOGUE])
def test_no_published_type_has_changed_in_a_breaking_way(type_: str) -> None:
    changes = breaking_changes(stored_schemas()[type_], present_schemas()[type_])
    assert not changes, f"{type_}: {'; '.join(changes)}: make it a new version with an upcaster"


def schema() -> dict[str, Any]:
    return copy.deepcopy(present_schemas()["okr.key-result-added.v3"])


def data(of: dict[str, Any]) -> dict[str, Any]:
    part: dict[str, Any] = of["properties"]["data"]
    return part


def test_a_new_optional_field_is_fine_anywhere() -> None:
    new = schema()
    data(new)["properties"]["colour"] = {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None}
    new["$defs"]["Metric"]["properties"]["decimals"] = {"type": "integer", "default": 2}
    new["properties"]["dataschema"] = {"type": "string"}
    assert breaking_changes(schema(), new) == []


def test_words_may_change() -> None:
    new = schema()
    data(new)["description"] = new["title"] = "Otherwise"
    assert breaking_changes(schema(), new) == []


def _lost(new: dict[str, Any]) -> None:
    del data(new)["properties"]["owner"]


def _required(new: dict[str, Any]) -> None:
    data(new)["properties"]["colour"] = {"type": "string"}
    data(new)["required"].append("colour")


def _made_required(new: dict[str, Any]) -> None:
    data(new)["required"].append("owner")


def _made_optional(new: dict[str, Any]) -> None:
    data(new)["required"].remove("title")


def _retyped(new: dict[str, Any]) -> None:
    data(new)["properties"]["title"] = {"type": "integer"}


def _deep(new: dict[str, Any]) -> None:
    new["$defs"]["Metric"]["properties"]["target"] = {"type": "number"}


def _alternative_gone(new: dict[str, Any]) -> None:
    del data(new)["properties"]["measure"]["anyOf"][1]


def _envelope(new: dict[str, Any]) -> None:
    del new["properties"]["causationid"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_lost, "field data lost the field owner"),
        (_required, "field data now requires the field colour"),
        (_made_required, "field data now requires the field owner"),
        (_made_optional, "field data no longer promises the field title"),
        (_retyped, 'field title: type was "string" and is "integer"'),
        (_deep, 'field target: type was "string" and is "number"'),
        (_alternative_gone, "field measure had 7 alternatives and has 6"),
        (_envelope, "the record lost the field causationid"),
    ],
)
def test_a_breaking_change_is_named(change: Any, told: str) -> None:
    new = schema()
    change(new)
    assert told in breaking_changes(schema(), new)


def test_a_lost_value_of_a_choice_is_named() -> None:
    old = copy.deepcopy(present_schemas()["okr.progress-updated.v1"])
    new = copy.deepcopy(old)
    new["$defs"]["Zone"]["enum"].remove("stretch")
    assert any("enum was" in change for change in breaking_changes(old, new))
