"""JSON Schema of the envelope and of every event, from the same classes that decode them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from .catalogue import CATALOGUE, Kind

DECIMAL = r"^-?[0-9]+(\.[0-9]+)?([Ee][+-]?[0-9]+)?$"
"""How a decimal is written in an event."""


def schema_parts(
    kinds: Sequence[Kind], ref_template: str
) -> tuple[tuple[dict[str, Any], ...], dict[str, dict[str, Any]]]:
    """A reference for the data of each type, and the schemas that they refer to, by name.

    A decimal is a string by a pattern: the format of this name that msgspec writes is none that validators know.
    """
    references, parts = msgspec.json.schema_components([kind.model for kind in kinds], ref_template=ref_template)
    return references, {name: _plain(part) for name, part in parts.items()}


def _plain(part: Any) -> Any:
    if isinstance(part, dict):
        if part.get("format") == "decimal":
            return {name: value for name, value in part.items() if name != "format"} | {"pattern": DECIMAL}
        return {name: _plain(value) for name, value in part.items()}
    return [_plain(each) for each in part] if isinstance(part, list) else part


def data_schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the event's `data`. Unknown fields are allowed: readers ignore them."""
    (schema,), components = schema_parts([kind], "#/$defs/{name}")
    name = schema["$ref"].rpartition("/")[2]
    own: dict[str, Any] = components.pop(name)
    return own | ({"$defs": components} if components else {})


def event_schema(kind: Kind) -> dict[str, Any]:
    """The JSON Schema of a whole record of this type: a CloudEvents 1.0 envelope around the data."""
    data = data_schema(kind)
    definitions = data.pop("$defs", {})
    envelope = envelope_schema()
    own = {"source": {"const": f"/tomoni/{kind.service}"}, "type": {"const": kind.type}, "data": data}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:tomoni:event:{kind.type}",
        "title": kind.type,
        "type": "object",
        "properties": envelope["properties"] | own,
        "required": envelope["required"],
        "$defs": definitions,
    }


def envelope_schema() -> dict[str, Any]:
    """The JSON Schema of what every record has in common, whatever its type."""
    text: dict[str, Any] = {"type": "string"}
    instant = {"type": "string", "format": "date-time"}
    attributes: dict[str, Any] = {
        "specversion": {"const": "1.0"},
        "id": {"type": "string", "format": "uuid"},
        "source": text,
        "type": text,
        "subject": {"type": "string", "pattern": "^[a-z-]+(/[a-z-]+)?/[A-Za-z0-9-]+$"},
        "time": instant,
        "recordedtime": instant,
        "version": {"type": "integer", "minimum": 1},
        "actor": text,
        "correlationid": text,
        "causationid": text,
        "data": {"type": "object"},
    }
    optional = {"importedfrom": text, "traceparent": text, "commanddigest": text}
    return {"title": "Envelope", "type": "object", "properties": attributes | optional, "required": list(attributes)}


def all_schemas() -> dict[str, dict[str, Any]]:
    """The schema of every type at its present version, by type."""
    return {kind.type: event_schema(kind) for kind in CATALOGUE}
