"""What proofs cost: the log's tree made from nothing beside the bare reading of it, and one proof of it."""

from __future__ import annotations

import random
import tempfile
import time
from contextlib import aclosing
from pathlib import Path
from statistics import median

from services.proofs.extracts import inclusions
from services.proofs.place import Place
from services.proofs.tree import Tree
from shared.eventlog import EventLog, connect
from shared.proofs import NOTE, Checkpoint, SignedNote, SigningKey, sign
from tests.bench.table import Row
from tests.nats_fixture import NatsServer

_PROOFS = 200
_KEY = SigningKey("bench.example/log", NOTE, b"\1" * 32)


async def proving(server: NatsServer, events: int, rounds: int) -> list[Row]:
    """By the auditor's account, as the signer reads."""
    client = await connect(server.url, seed_file=server.seed_file("audit"), name="bench")
    bare: list[float] = []
    trees: list[float] = []
    proofs: list[float] = []
    try:
        for _ in range(rounds):
            began = time.perf_counter()
            async with aclosing(EventLog(client).range(0, events)) as batches:  # type: ignore[type-var]
                async for _ in batches:
                    pass
            bare.append(events / (time.perf_counter() - began))
            with tempfile.TemporaryDirectory(prefix="tomoni-tree-") as directory:
                place, began = Place(Path(directory)), time.perf_counter()
                tree = Tree.opened(place)
                await tree.follow(EventLog(client))
                await tree.flush()
                trees.append(tree.size / (time.perf_counter() - began))
                proofs.append(_proof(place, tree))
    finally:
        await client.close()
    reading = "batched direct get, reading only"
    return [
        Row("tree of the log, from nothing (uvloop)", "events/s", trees, reading, bare),
        Row(f"one proof of inclusion, p50, log of {tree.size:,}", "ms", proofs, most=5.0),
    ]


def _proof(place: Place, tree: Tree) -> float:
    """The median of proofs that each read their tiles anew, in milliseconds."""
    head = Checkpoint(_KEY.name, tree.size, tree.root)
    note, chance, took = SignedNote(head.text, (sign(head.text, _KEY),)), random.Random(7), []
    for _ in range(_PROOFS):
        position = chance.randint(1, tree.size)
        began = time.perf_counter()
        next(inclusions(place, position, position, note)).encode()
        took.append(1000 * (time.perf_counter() - began))
    return median(took)
