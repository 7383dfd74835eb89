"""An installation whose log holds a company's years: written straight into the streams, in half a minute."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from uuid import uuid4

import msgspec
from cryptography.hazmat.primitives.keywrap import aes_key_wrap
from nats.aio.client import Client

from shared.sealing import Stored, read_master_key
from shared.settings import load_settings
from tests.bounded.company import Company, Message
from tests.nats_fixture import running_server

_AT_ONCE = 500


async def installed(var: Path, events: int) -> Company:
    """Make the log and the keys of the people in it, in a new data directory, and leave it stopped."""
    company = Company(events)
    master = read_master_key(load_settings(var=var).master_key_path)
    async with running_server(var) as server:
        client = await server.connect("provisioner")
        stream = client.jetstream()
        await _written(client, company.messages())
        for whose, key in company.keys.items():
            await stream.publish(f"keys.person.{whose}", msgspec.json.encode(Stored(aes_key_wrap(master, key))))
    return company


async def _written(client: Client, messages: Iterable[Message]) -> None:
    """Many at once: the server goes to its disk once for all of them."""
    coming = iter(messages)
    while part := list(islice(coming, _AT_ONCE)):
        batch = str(uuid4())
        for number, (subject, body, given) in enumerate(part, 1):
            headers = given | {"Nats-Batch-Id": batch, "Nats-Batch-Sequence": str(number)}
            if number < len(part):
                await client.publish(subject, body, headers=headers)
            else:
                headers["Nats-Batch-Commit"] = "1"
                answer = msgspec.json.decode((await client.request(subject, body, timeout=60, headers=headers)).data)
                if "error" in answer:
                    raise RuntimeError(answer["error"]["description"])
