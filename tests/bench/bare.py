"""The plain way to do what a command does: an endpoint that publishes its body and awaits the acknowledgement.

Run as ``python -m tests.bench.bare PORT NATS_URL SEED_FILE``; served exactly as a service is (`shared.http.serving`).
"""

from __future__ import annotations

import sys
from pathlib import Path

import nats
import uvloop
from fastapi import FastAPI, Request

from shared.http.serving import serve
from shared.server.nkeys import read_seed


async def main(port: int, url: str, seed_file: Path) -> None:
    """Serve until SIGTERM."""
    client = await nats.connect(url, nkeys_seed_str=read_seed(seed_file))
    stream = client.jetstream()
    app = FastAPI()

    @app.post("/publish/{objective}")
    async def publish(objective: str, request: Request) -> dict[str, int]:
        acknowledged = await stream.publish(f"okr.objective.{objective}", await request.body())
        return {"position": acknowledged.seq}

    try:
        await serve(app, "127.0.0.1", port, 2)
    finally:
        await client.close()


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
