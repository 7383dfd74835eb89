"""The AsyncAPI document is one, says what is published where, and its promises to subscribers are kept."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from faststream.specification.asyncapi.v3_0_0.schema import ApplicationSchema
from pydantic import ValidationError
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from services.okr.cadences import domain as cadence
from services.okr.objectives.domain import commands as objective_commands, decisions as objective_decisions
from services.okr.people import domain as person
from services.okr.quarters import domain as quarter
from services.pairing.exclusions import domain as exclusion
from services.pairing.groups.domain import group, newcomer, notices
from services.pairing.members import domain as member
from services.pairing.programmes import domain as programme
from services.pairing.rotations import domain as rotation
from shared.asyncapi import asyncapi
from shared.events import CATALOGUE, decode, encode, known_types, nats_subject
from shared.events.examples import example
from shared.server.filters import check_filter
from tests.contract.compatibility import breaking_channels, present_channels, stored_channels
from tests.samples_kit import golden

# As a reader has it: without anything that only Python knows.
DOCUMENT = json.loads(json.dumps(asyncapi()))
MESSAGES = DOCUMENT["components"]["messages"]
CONFIDENTIAL = {
    "okr.objective-shared.v1",
    "okr.day-opened.v1",
    "okr.day-closed.v1",
    "okr.mentor-invited.v1",
    "okr.mentor-dismissed.v1",
    "okr.notices-chosen.v1",
    "okr.absence-set.v1",
    "okr.absence-ended.v1",
    "okr.access-ended.v1",
    "okr.access-suspended.v1",
    "okr.access-confirmed.v1",
    "pairing.member-paused.v1",
    "pairing.member-resumed.v1",
    "pairing.member-opted-out.v1",
    "pairing.member-opted-in.v1",
    "pairing.wishes-stated.v1",
    "pairing.exclusion-set.v1",
    "pairing.exclusion-lifted.v1",
    "pairing.meeting-due.v1",
    "pairing.group-quiet.v1",
    "pairing.newcomer-waits.v1",
    "pairing.member-unplaced.v1",
    "pairing.pulse-answered.v1",
    "pairing.pulses-gathered.v1",
    "pairing.seeker-joined.v1",
    "pairing.seeker-withdrawn.v1",
    "pairing.term-drafted.v1",
    "pairing.placements-proposed.v1",
    "pairing.term-confirmed.v1",
    "pairing.term-discarded.v1",
    "pairing.term-ended.v1",
}
PUBLIC = [type_ for type_ in known_types() if type_ not in CONFIDENTIAL]
STORE = "run `python -m tests.contract.compatibility`, and commit channels.json"


def parsed(document: Any) -> ApplicationSchema:
    """The document as another program reads it: FastStream has a model of AsyncAPI 3. Raises ValidationError."""
    document = copy.deepcopy(document)
    for server in document["servers"].values():
        # The specification leaves it out where there is none, FastStream's model wants it.
        server.setdefault("pathname", "/")
    return ApplicationSchema.model_validate(document)


def resolved(reference: str) -> Any:
    part = DOCUMENT
    for name in reference.removeprefix("#/").split("/"):
        part = part[name]
    return part


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        for each in part.values():
            yield from references(each)
    elif isinstance(part, list):
        for each in part:
            yield from references(each)


def payload_checker(type_: str) -> jsonschema.Draft202012Validator:
    registry = Registry().with_resource("urn:document", Resource.from_contents(DOCUMENT, DRAFT202012))
    reference = {"$ref": f"urn:document{MESSAGES[type_]['payload']['$ref']}"}
    formats = jsonschema.FormatChecker()
    return jsonschema.Draft202012Validator(reference, registry=registry, format_checker=formats)


def test_it_is_an_asyncapi_3_document() -> None:
    read = parsed(DOCUMENT)
    assert read.asyncapi == "3.0.0"
    assert set(read.channels) == set(DOCUMENT["channels"])
    assert {operation.action for operation in read.operations.values()} == {"send", "receive"} & {
        operation["action"] for operation in DOCUMENT["operations"].values()
    }


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("operations", "publish okr.objective", "action"), "publish"),
        (("operations", "publish okr.objective", "channel"), "okr.objective"),
        (("info", "title"), None),
        (("channels", "okr.objective", "messages"), "all"),
    ],
)
def test_the_parser_would_notice(path: tuple[str, ...], value: Any) -> None:
    broken = copy.deepcopy(DOCUMENT)
    part = broken
    for name in path[:-1]:
        part = part[name]
    part[path[-1]] = value
    with pytest.raises(ValidationError):
        parsed(broken)


def test_every_reference_leads_somewhere() -> None:
    named = set(references(DOCUMENT))
    assert named
    for reference in named:
        resolved(reference)


def test_every_type_ever_published_is_on_exactly_one_channel() -> None:
    heard = [type_ for channel in DOCUMENT["channels"].values() for type_ in channel["messages"]]
    assert sorted(heard) == sorted(PUBLIC) == sorted(MESSAGES)
    assert sorted(PUBLIC) == sorted(set(known_types()) - {kind.type for kind in CATALOGUE if kind.private})


@pytest.mark.parametrize("type_", PUBLIC)
def test_a_sample_is_published_where_the_document_says_and_is_as_it_says(type_: str) -> None:
    event = decode(0, golden(type_))
    payload_checker(type_).validate(json.loads(golden(type_)))
    (channel,) = (one for one in DOCUMENT["channels"].values() if type_ in one["messages"])
    assert nats_subject(event.service, event.aggregate) == channel["address"].format(id=event.aggregate_id)
    check_filter(channel["x-jetstream"]["filter"])


@pytest.mark.parametrize("kind", CATALOGUE, ids=lambda kind: kind.type)
def test_every_event_has_an_example_that_is_one(kind: Any) -> None:
    found = example(kind)
    assert found is not None, f"write an example of {kind.type} in shared/events/examples.py"
    if kind.private:
        assert kind.type not in json.dumps(DOCUMENT)
        assert kind.model.__name__ not in DOCUMENT["components"]["schemas"]
        return
    (told,) = MESSAGES[kind.type]["examples"]
    assert told["payload"] == json.loads(encode(found))
    assert decode(found.position, encode(found)) == found
    payload_checker(kind.type).validate(told["payload"])
    jsonschema.Draft202012Validator(MESSAGES[kind.type]["headers"]).validate(told["headers"])


def test_a_wrong_payload_is_none() -> None:
    wrong = json.loads(golden("okr.progress-updated.v1"))
    wrong["data"]["confidence"] = 11
    assert not payload_checker("okr.progress-updated.v1").is_valid(wrong)
    assert not payload_checker("okr.person-left.v1").is_valid(json.loads(golden("okr.progress-updated.v1")))


def test_a_formerly_written_version_says_what_it_has_become() -> None:
    former = set(known_types()) - {kind.type for kind in CATALOGUE}
    assert former == {
        "okr.key-result-added.v1",
        "okr.key-result-added.v2",
        "okr.four-boxes-filled.v1",
        "okr.experiment-started.v1",
        "okr.experiment-concluded.v1",
        "pairing.insight-shared.v1",
    }
    for type_ in former:
        (present,) = [kind.type for kind in CATALOGUE if kind.name == type_.rpartition(".v")[0]]
        assert MESSAGES[type_]["x-superseded-by"] == present
        assert resolved(MESSAGES[type_]["payload"]["$ref"])["deprecated"] is True


def test_the_catalogue_names_the_aggregates_that_the_domains_have() -> None:
    """An event that is decided by one aggregate and catalogued under another would be looked for in vain."""
    modules = {
        ("okr", "person"): (person,),
        ("okr", "quarter"): (quarter,),
        ("okr", "objective"): (objective_commands, objective_decisions),
        ("pairing", "programme"): (programme,),
        ("pairing", "rotation"): (rotation,),
        ("pairing", "group"): (group,),
        ("pairing", "private/member"): (member,),
        ("pairing", "private/exclusion"): (exclusion,),
        ("pairing", "private/group"): (notices,),
        ("pairing", "private/newcomer"): (newcomer,),
        ("okr", "cadence"): (cadence,),
    }
    assert {(kind.service, kind.aggregate) for kind in CATALOGUE} >= modules.keys()
    for (service, aggregate), parts in modules.items():
        for kind in CATALOGUE:
            if any(getattr(part, kind.model.__name__, None) is kind.model for part in parts):
                assert (kind.service, kind.aggregate) == (service, aggregate), kind.type


def test_jetstream_s_facts_are_those_of_the_provisioner() -> None:
    facts = DOCUMENT["x-jetstream"]
    assert facts["stream"]["name"] == "EVENTS"
    assert facts["stream"]["subjects"] == ["okr.>", "pairing.>"]
    assert (facts["stream"]["retention"], facts["stream"]["discard"]) == ("limits", "new")
    assert (facts["subscriber"]["ack_policy"], facts["subscriber"]["ack_wait_seconds"]) == ("explicit", 30.0)
    heard = {name: channel["x-jetstream"]["heard_by"] for name, channel in DOCUMENT["channels"].items()}
    assert heard["okr.quarter"] == heard["okr.person"] == ["pairing"]
    assert heard["pairing.rotation"] == ["okr", "pairing"]
    assert heard["okr.objective"] == heard["okr.experiment"] == heard["okr.win-session"] == ["okr"]
    assert heard["pairing.group"] == []


def test_no_channel_has_changed_in_a_breaking_way() -> None:
    changes = breaking_channels(stored_channels(), present_channels())
    assert not changes, f"{'; '.join(changes)}: subscribers rely on it; keep it, or add another beside it"
    assert stored_channels().keys() == present_channels().keys(), STORE
    for name, channel in present_channels().items():
        assert stored_channels()[name]["messages"].keys() == channel["messages"].keys(), STORE


def _renamed(channels: dict[str, Any]) -> None:
    channels["okr.goal"] = channels.pop("okr.objective")


def _moved(channels: dict[str, Any]) -> None:
    channels["okr.objective"]["address"] = "okr.objective.{team}.{id}"


def _refiltered(channels: dict[str, Any]) -> None:
    channels["okr.objective"]["filter"] = "okr.objective.>"


def _elsewhere(channels: dict[str, Any]) -> None:
    message = channels["okr.objective"]["messages"].pop("okr.progress-updated.v1")
    channels["okr.person"]["messages"]["okr.progress-updated.v1"] = message


def _headerless(channels: dict[str, Any]) -> None:
    del channels["okr.objective"]["messages"]["okr.progress-updated.v1"]["headers"]["properties"]["Tomoni-Type"]


def _retyped(channels: dict[str, Any]) -> None:
    channels["okr.objective"]["messages"]["okr.progress-updated.v1"]["contentType"] = "application/json"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (_renamed, "channel okr.objective is gone"),
        (_moved, 'channel okr.objective: address was "okr.objective.{id}" and is "okr.objective.{team}.{id}"'),
        (_refiltered, 'channel okr.objective: filter was "okr.objective.*" and is "okr.objective.>"'),
        (_elsewhere, "channel okr.objective no longer carries okr.progress-updated.v1"),
        (_headerless, "the headers of okr.progress-updated.v1 lost the field Tomoni-Type"),
        (
            _retyped,
            "okr.progress-updated.v1: content type was application/cloudevents+json and is application/json",
        ),
    ],
)
def test_a_breaking_change_of_a_channel_is_named(change: Any, told: str) -> None:
    new = present_channels()
    change(new)
    assert told in breaking_channels(present_channels(), new)


def test_what_is_added_breaks_nothing() -> None:
    new = present_channels()
    new["okr.weather"] = new["okr.person"]
    new["okr.person"]["messages"]["okr.person-promoted.v1"] = new["okr.person"]["messages"]["okr.person-left.v1"]
    assert breaking_channels(present_channels(), new) == []


KNOWN_FORMATS = {"date", "date-time", "uuid"}
"""Those that validators bring along; any other one is an error to strict ones, such as ajv."""


def _formats(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("format"), str):
            yield part["format"]
        for value in part.values():
            yield from _formats(value)
    elif isinstance(part, list):
        for each in part:
            yield from _formats(each)


def test_its_schemas_use_only_formats_that_validators_know() -> None:
    assert set(_formats(DOCUMENT["components"]["schemas"])) <= KNOWN_FORMATS


def test_it_says_how_one_signs_in_and_to_what_one_binds() -> None:
    (reference,) = DOCUMENT["servers"]["embedded"]["security"]
    scheme = DOCUMENT["components"]["securitySchemes"][reference["$ref"].rpartition("/")[2]]
    assert scheme["type"] == "asymmetricEncryption"
    assert "tomoni subscriber add" in scheme["description"]
    assert "durable" in DOCUMENT["x-jetstream"]["subscriber"]["bind"]
