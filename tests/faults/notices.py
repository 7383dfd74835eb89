"""Notices among the faults: a channel that is a file, and what must stand in it when everything has come to rest."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from tests.faults.processes import Installation
from tests.faults.sending import ADMIN, Sender

_CHANNEL = "faults"
_SECONDS = 60.0
"""How long it may take until nothing is left to be sent."""


async def begin(installation: Installation, sender: Sender) -> None:
    """Have every notice written to a file from now on."""
    async with httpx.AsyncClient(trust_env=False, timeout=15) as client:
        url = f"{installation.instances['okr'][0].url}/notices/channels"
        answer = await client.post(url, json={"name": _CHANNEL, "kind": "file"}, headers=sender.headers(ADMIN))
        assert answer.status_code == 201, answer.text


async def undelivered(installation: Installation, sender: Sender) -> list[str]:
    """What is wrong with the notices: one that isn't in the file, one with two ids, one that nobody meant to send."""
    deadline = time.monotonic() + _SECONDS
    while True:
        found = await sender.query("okr", "/notices/messages", limit="1000")
        messages = found.json() if found is not None and found.status_code == 200 else None
        if messages is not None and not any(each["state"] == "pending" for each in messages):
            break
        if time.monotonic() > deadline:
            return [f"not every notice was sent within {_SECONDS:g} s: {str(messages)[:500]}"]
        await asyncio.sleep(0.2)
    file = installation.layout.notices / f"{_CHANNEL}.jsonl"
    lines = await asyncio.to_thread(_lines, file)
    wrong = [f"message {each['message']} was given up" for each in messages if each["state"] == "given up"]
    sent = [each["message"] for each in messages if each["state"] == "delivered"]
    return wrong + compared(sent, lines, whole=len(messages) < 1000)


def compared(messages: Sequence[str], lines: Sequence[tuple[str, str]], *, whole: bool) -> list[str]:
    """Compare the messages that are said to be delivered with the lines of the file, as (id, body).

    A process that died between writing a line and noting it writes it again: the same one. `whole` says that there are
    no other messages.
    """
    bodies: dict[str, set[str]] = {}
    for message, body in lines:
        bodies.setdefault(message, set()).add(body)
    ids = {body: message for message, body in lines}
    wrong = [f"message {message} was delivered and isn't in the file" for message in messages if message not in bodies]
    wrong += [f"message {message} has {len(each)} bodies" for message, each in bodies.items() if len(each) > 1]
    wrong += [f"{message} and {ids[body]} are one message" for message, body in lines if ids[body] != message]
    if whole:
        unsent = sorted(set(bodies) - set(messages))
        wrong += [f"message {message} is in the file and was never sent" for message in unsent]
    return wrong


def _lines(file: Path) -> list[tuple[str, str]]:
    found = []
    for line in file.read_text().splitlines() if file.exists() else []:
        try:
            told = json.loads(line)
        except ValueError:
            # Cut short by a kill: it was never said to have arrived.
            continue
        found.append((told.pop("id"), json.dumps(told, sort_keys=True)))
    return found
