"""The AsyncAPI 3 document: what subscribers can hear, made from the same classes that write and read the events.

A channel is the subject of one kind of aggregate; its messages are the events of that kind. What AsyncAPI has no words
for, how JetStream keeps and delivers them, stands in `x-jetstream`.
"""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

import msgspec

from shared.events import CATALOGUE, CONTENT_TYPE, Kind, encode
from shared.events.examples import example
from shared.events.schemas import envelope_schema, schema_parts
from shared.server.accounts import SERVICES
from shared.server.declared import EVENTS, HEARD_BY, events_stream, subscriber_durable
from shared.server.filters import overlap
from shared.server.registry import Subscriber

Document = dict[str, Any]

_SCHEMAS = "#/components/schemas/"
_MESSAGES = "#/components/messages/"
_ABOUT = """Every event of both services, in one total order. An event belongs to one aggregate, on whose own subject it
is published; its `version` counts the aggregate's events without a hole. Each is a CloudEvents 1.0 record in structured
JSON.

Inside a major version only optional fields are added, so ignore what you don't know. Anything else is a new version;
old versions stay in the log for ever. Delivery is at least once: an event's `id` tells whether you had it before.

Ids are long ones. The short ones that people type count the things of a kind in the log's order, each by the event that
it begins with: the nth `okr.objective-drafted` is O-n, and so KR-n by `okr.key-result-added` (one that has `moved_from`
keeps its number), P-n by `okr.person-joined` (who comes back keeps his), E-n by `okr.experiment-started`, W-n by
`okr.win-session-scheduled` (by `data.session`), R-n by `pairing.rotation-drafted`, G-n by `pairing.group-formed`. A
thing is counted once, whatever comes again. Who begins late continues from `tomoni events numbers`; in Python
`tomoni_events.numbers` does all that.

Personal text is sealed (`sealed:v1:...`) and can't be opened by subscribers."""


_NKEY: Document = {
    "type": "asymmetricEncryption",
    "description": (
        "An nkey (Ed25519): the client signs the server's challenge. `tomoni subscriber add NAME --filter ...` makes "
        "the account, the durable NAME and a file with the nkey's seed, and prints where that file lies; NATS clients "
        "take it as their nkey seed (nats-py: `nkeys_seed`)."
    ),
}


def asyncapi() -> Document:
    """The document, ready to be written as JSON."""
    schemas = _schemas()
    messages = {type_: _message(type_) for kind in _heard() for type_ in _versions(kind)}
    return {
        "asyncapi": "3.0.0",
        "id": "urn:tomoni:events",
        "info": {"title": "Tomoni events", "version": version("tomoni"), "description": _ABOUT},
        "defaultContentType": CONTENT_TYPE,
        "servers": {
            "embedded": {
                "host": "127.0.0.1:4333",
                "protocol": "nats",
                "description": "The embedded server; each subscriber has an account and an nkey of its own.",
                "security": [{"$ref": "#/components/securitySchemes/nkey"}],
            }
        },
        "channels": {name: _channel(name, service, kind) for name, (service, kind) in _aggregates().items()},
        "operations": {f"publish {name}": _operation(name) for name in _aggregates()},
        "components": {"messages": messages, "schemas": schemas, "securitySchemes": {"nkey": _NKEY}},
        "x-jetstream": {"stream": _stream_facts(), "subscriber": _subscriber_facts()},
    }


def _heard() -> list[Kind]:
    """What subscribers can hear: everything but what happens to confidential aggregates."""
    return [kind for kind in CATALOGUE if not kind.private]


def _versions(kind: Kind) -> list[str]:
    return [f"{kind.name}.v{number}" for number in range(1, kind.version + 1)]


def _aggregates() -> dict[str, tuple[str, str]]:
    """By channel: the service and the kind of aggregate, in the catalogue's order."""
    return {f"{kind.service}.{kind.aggregate}": (kind.service, kind.aggregate) for kind in _heard()}


def _channel(name: str, service: str, kind: str) -> Document:
    own = [each for each in CATALOGUE if (each.service, each.aggregate) == (service, kind)]
    types = [type_ for each in own for type_ in _versions(each)]
    return {
        "address": f"{name}.{{id}}",
        "title": f"What happens to {_article(kind)} {kind}",
        "description": f"One literal subject per {kind}; the service {service} publishes, and nobody else can.",
        "parameters": {"id": {"description": f"The {kind}'s id, opaque."}},
        "messages": {type_: {"$ref": f"{_MESSAGES}{type_}"} for type_ in types},
        "x-jetstream": {
            "stream": EVENTS,
            "filter": f"{name}.*",
            "heard_by": [each for each in SERVICES if any(overlap(one, f"{name}.*") for one in HEARD_BY[each])],
        },
    }


def _article(noun: str) -> str:
    return "an" if noun[0] in "aeiou" else "a"


def _operation(name: str) -> Document:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{name}"},
        "summary": f"Tell what happened to {_article(kind := name.partition('.')[2])} {kind}.",
    }


def _message(type_: str) -> Document:
    name, _, number = type_.rpartition(".v")
    kind = next(each for each in CATALOGUE if each.name == name)
    told: Document = {
        "name": type_,
        "title": name.partition(".")[2].replace("-", " ").capitalize(),
        "summary": kind.summary,
        "contentType": CONTENT_TYPE,
        "headers": {
            "type": "object",
            "properties": {"Tomoni-Type": {"type": "string", "const": type_}},
            "required": ["Tomoni-Type"],
        },
        "payload": {"$ref": f"{_SCHEMAS}{type_}"},
    }
    if int(number) < kind.version:
        return told | {
            "summary": f"Formerly written; `tomoni_events` reads it as {kind.type}.",
            "x-superseded-by": kind.type,
        }
    sample = example(kind)
    if sample is not None:
        payload = msgspec.json.decode(encode(sample))
        told["examples"] = [{"name": type_, "headers": {"Tomoni-Type": type_}, "payload": payload}]
    return told


def _schemas() -> Document:
    _, parts = schema_parts(_heard(), f"{_SCHEMAS}{{name}}")
    # AsyncAPI's discriminator is another thing than OpenAPI's; each alternative names its own tag anyway.
    data: Document = _without(parts, "discriminator")
    envelopes = {kind.type: _whole(kind, kind.type, f"{_SCHEMAS}{kind.model.__name__}") for kind in _heard()}
    former = {type_: _whole(kind, type_, None) for kind in _heard() for type_ in _versions(kind)[:-1]}
    return {"Envelope": envelope_schema(), **envelopes, **former, **data}


def _whole(kind: Kind, type_: str, data: str | None) -> Document:
    """A record of this type: the envelope, and what is the type's own."""
    own: Document = {
        "source": {"const": f"/tomoni/{kind.service}"},
        "type": {"const": type_},
        "data": {"$ref": data} if data else {"type": "object"},
    }
    schema = {"allOf": [{"$ref": f"{_SCHEMAS}Envelope"}, {"type": "object", "properties": own}], "title": type_}
    return schema if data else schema | {"deprecated": True}


def _without(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(part, name) for key, part in value.items() if key != name}
    return [_without(part, name) for part in value] if isinstance(value, list) else value


def _stream_facts() -> Document:
    """What never changes of the stream; its size and replicas are the operator's."""
    stream = events_stream(replicas=1, max_bytes=1)
    return {
        "name": stream.name,
        "subjects": stream.subjects,
        "retention": stream.retention,
        "discard": stream.discard,
        "storage": stream.storage,
        "deny_delete": stream.deny_delete,
        "deny_purge": stream.deny_purge,
        "allow_direct": stream.allow_direct,
    }


def _subscriber_facts() -> Document:
    """A subscriber's durable, which `tomoni subscriber add` makes; its name and filter are his own."""
    durable = subscriber_durable(Subscriber("example", ("okr.objective.*",)))
    return {
        "name": "the subscriber's own, as `tomoni subscriber add NAME` was told",
        "bind": "to that durable on the stream, by pull; it can be neither made nor changed by a subscriber",
        "filters": "one subject a channel, or okr.> and pairing.> for every channel of that service",
        "durable": "pull",
        "ack_policy": durable.ack_policy,
        "ack_wait_seconds": durable.ack_wait,
        "max_deliver": durable.max_deliver,
        "max_ack_pending": durable.max_ack_pending,
    }
