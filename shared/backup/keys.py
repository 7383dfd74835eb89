"""The keys of people and the master key that wraps them, as one secret."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import msgspec
from nats.aio.client import Client

from shared.eventlog.log import NOT_FOUND
from shared.sealing import KEYS, Stored, unwrapped
from shared.server.errors import ServerError
from shared.server.jetstream import Refused, ask


class Keys(msgspec.Struct, frozen=True):
    """Every message of stream KEYS by its subject, and the master key."""

    master: bytes
    messages: dict[str, bytes]

    def check(self) -> None:
        """Raise MasterKeyWrong unless the master key opens the keys; it is one installation's or another's."""
        for subject, payload in self.messages.items():
            wrapped = msgspec.json.decode(payload, type=Stored).wrapped
            if wrapped is not None:
                unwrapped(self.master, wrapped, subject.rpartition(".")[2])
                return

    @property
    def forgotten(self) -> list[str]:
        """The people whose keys had been erased for good."""
        return [
            subject.rpartition(".")[2]
            for subject, payload in self.messages.items()
            if msgspec.json.decode(payload, type=Stored).forgotten
        ]


def encode(keys: Keys) -> bytes:
    """As bytes, to be sealed."""
    return msgspec.json.encode(keys)


def decode(secret: bytes) -> Keys:
    """From bytes again."""
    return msgspec.json.decode(secret, type=Keys)


async def read_keys(nc: Client, master: bytes) -> Keys:
    """All keys as the leader has them now. `nc` is the provisioner's connection. Raises ServerError."""
    messages: dict[str, bytes] = {}
    position = 0
    while True:
        try:
            answer = await ask(nc, f"STREAM.MSG.GET.{KEYS}", {"seq": position + 1, "next_by_subj": ">"})
        except Refused as refusal:
            if refusal.code == NOT_FOUND:
                return Keys(master, messages)
            raise
        message: dict[str, Any] = answer["message"]
        position = int(message["seq"])
        messages[str(message["subject"])] = b64decode(message.get("data", ""))


async def write_keys(nc: Client, keys: Keys) -> None:
    """Put the keys into the empty stream. Raises ServerError where it isn't."""
    for subject, payload in keys.messages.items():
        headers = {"Nats-Expected-Last-Subject-Sequence": "0"}
        answer = msgspec.json.decode((await nc.request(subject, payload, timeout=10, headers=headers)).data)
        if "error" in answer:
            raise ServerError(f"the server refused a key: {answer['error']['description']}")
