"""`tomoni events`: what a subscriber's author asks, without any server."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from shared.asyncapi import asyncapi
from shared.events import CATALOGUE
from tests.cli_kit import Cli


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    return Cli(tmp_path / "var")


def test_the_catalogue(cli: Cli) -> None:
    told = cli.ok("events", "catalog").table
    assert [line[0] for line in told] == [kind.type for kind in CATALOGUE]
    assert next(line for line in told if "quarter-ended" in line[0])[:2] == ["okr.quarter-ended.v1", "okr.quarter.*"]
    found = cli.ok("events", "catalog", "--json").json
    assert next(one for one in found if one["former"])["former"] == [
        "okr.key-result-added.v1",
        "okr.key-result-added.v2",
    ]
    assert all(one["what it says"] for one in found)


@pytest.mark.parametrize("name", ["progress-updated", "okr.progress-updated", "okr.progress-updated.v1"])
def test_a_schema_with_its_example(cli: Cli, name: str) -> None:
    schema = cli.ok("events", "schema", name).json
    assert schema["title"] == "okr.progress-updated.v1"
    (example,) = schema["examples"]
    jsonschema.Draft202012Validator(schema).validate(example)


def test_the_asyncapi_document(cli: Cli) -> None:
    assert cli.ok("events", "asyncapi").json == json.loads(json.dumps(asyncapi()))


def test_what_there_is_not(cli: Cli) -> None:
    cli.refused(3, "events", "schema", "nonsense", words="tomoni events catalog")
    cli.refused(3, "events", "schema", "okr.key-result-added.v1", words="okr.key-result-added.v3")
    cli.refused(3, "events", "schema", "okr.key-result-added.v9", words="no event type")
