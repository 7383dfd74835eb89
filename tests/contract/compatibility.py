"""What may change in a published type's JSON Schema and in the channels it is published on, and what may not.

Inside a major version only optional fields are added. Everything else breaks a reader or an old record, and needs a
new version with an upcaster. A channel and the events on it stay: a subscriber's filter and code go by them.

`python -m tests.contract.compatibility` stores the schemas of new types, of new optional fields and new channels beside
this file; it refuses a breaking change.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from shared.asyncapi import asyncapi
from shared.events.schemas import DECIMAL, all_schemas

SCHEMAS = Path(__file__).parent / "schemas"
CHANNELS = Path(__file__).parent / "channels.json"
_SILENT = frozenset({"title", "description", "$schema", "$id", "$defs", "$ref", "properties", "required", "anyOf"})
Schema = dict[str, Any]


def stored_schemas() -> dict[str, Schema]:
    """What was published, by type; old versions stay for ever."""
    return {path.stem: json.loads(path.read_text()) for path in sorted(SCHEMAS.glob("*.json"))}


def present_schemas() -> dict[str, Schema]:
    """What this program publishes, by type, as JSON has it."""
    schemas: dict[str, Schema] = json.loads(json.dumps(all_schemas()))
    return schemas


def stored_channels() -> dict[str, Schema]:
    """What subscribers were promised to hear where."""
    channels: dict[str, Schema] = json.loads(CHANNELS.read_text())
    return channels


def present_channels() -> dict[str, Schema]:
    """What of the document a subscriber's filter and code go by: which events are where, and with which headers."""
    document = json.loads(json.dumps(asyncapi()))
    messages = document["components"]["messages"]
    return {
        name: {
            "address": channel["address"],
            "stream": channel["x-jetstream"]["stream"],
            "filter": channel["x-jetstream"]["filter"],
            "messages": {type_: {part: messages[type_][part] for part in _PROMISED} for type_ in channel["messages"]},
        }
        for name, channel in document["channels"].items()
    }


_PROMISED = ("contentType", "headers")


def breaking_channels(published: dict[str, Schema], present: dict[str, Schema]) -> list[str]:
    """A sentence for each change of the channels that a subscriber would trip over."""
    found: list[str] = []
    for name, before in published.items():
        after = present.get(name)
        if after is None:
            found.append(f"channel {name} is gone")
            continue
        for part in ("address", "stream", "filter"):
            if before[part] != after[part]:
                found.append(f"channel {name}: {part} was {_shown(before[part])} and is {_shown(after[part])}")
        for type_, message in before["messages"].items():
            now = after["messages"].get(type_)
            if now is None:
                found.append(f"channel {name} no longer carries {type_}")
                continue
            if message["contentType"] != now["contentType"]:
                found.append(f"{type_}: content type was {message['contentType']} and is {now['contentType']}")
            found += _compare(message["headers"], now["headers"], {}, {}, f"the headers of {type_}")
    return found


def breaking_changes(published: Schema, present: Schema) -> list[str]:
    """A sentence for each change that an old record or a reader of the published schema would trip over."""
    return _compare(published, present, published, present, "the record")


def _compare(old: Schema, new: Schema, old_root: Schema, new_root: Schema, where: str) -> list[str]:
    old, new = _resolved(old, old_root), _resolved(new, new_root)
    found: list[str] = []
    for name in sorted((old.keys() | new.keys()) - _SILENT):
        before, after = old.get(name), new.get(name)
        if name == "items" and isinstance(before, dict) and isinstance(after, dict):
            found += _compare(before, after, old_root, new_root, f"each item of {where}")
        elif before != after:
            found.append(f"{where}: {name} was {_shown(before)} and is {_shown(after)}")
    found += _alternatives(old, new, old_root, new_root, where)
    before, after = old.get("properties", {}), new.get("properties", {})
    found += [f"{where} lost the field {name}" for name in before if name not in after]
    was, required = set(old.get("required", [])), set(new.get("required", []))
    found += [f"{where} now requires the field {name}" for name in sorted(required - was)]
    found += [f"{where} no longer promises the field {name}" for name in sorted(was - required) if name in after]
    for name in before:
        if name in after:
            found += _compare(before[name], after[name], old_root, new_root, f"field {name}")
    return found


def _alternatives(old: Schema, new: Schema, old_root: Schema, new_root: Schema, where: str) -> list[str]:
    before = [_resolved(one, old_root) for one in old.get("anyOf", [])]
    after = [_resolved(one, new_root) for one in new.get("anyOf", [])]
    if len(before) != len(after):
        return [f"{where} had {len(before) or 1} alternatives and has {len(after) or 1}"]
    pairs = zip(before, after, strict=True)
    return [change for one, other in pairs for change in _compare(one, other, old_root, new_root, where)]


def _resolved(schema: Schema, root: Schema) -> Schema:
    if schema.get("format") == "decimal":
        # So it was told formerly, in a word that no validator knew; the strings are the same.
        schema = {name: value for name, value in schema.items() if name != "format"} | {"pattern": DECIMAL}
    if "$ref" not in schema:
        return schema
    target: Schema = root["$defs"][schema["$ref"].rpartition("/")[2]]
    return target | {name: value for name, value in schema.items() if name != "$ref"}


def _shown(value: object) -> str:
    return "not set" if value is None else json.dumps(value, ensure_ascii=False)


def _store() -> int:
    published = stored_schemas()
    breaking = {
        type_: changes
        for type_, schema in present_schemas().items()
        if type_ in published and (changes := breaking_changes(published[type_], schema))
    }
    channels = breaking_channels(stored_channels(), present_channels()) if CHANNELS.exists() else []
    for type_, changes in breaking.items():
        print(f"{type_}: {'; '.join(changes)}: make it a new version with an upcaster")
    for change in channels:
        print(f"{change}: subscribers rely on it; keep it, or add another beside it")
    if breaking or channels:
        return 1
    for type_, schema in present_schemas().items():
        (SCHEMAS / f"{type_}.json").write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n")
    CHANNELS.write_text(json.dumps(present_channels(), indent=2, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(_store())
