"""The witness over HTTP: `add-checkpoint`, and the last checkpoint of each log."""

from __future__ import annotations

import asyncio
import logging

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from services.proofs.witness.judging import PLAIN
from services.proofs.witness.remembering import Witness
from shared.proofs import ProofError

logger = logging.getLogger(__name__)

BODY_BYTES = 64 * 1024


def application(witness: Witness) -> Starlette:
    """What the specification has, and nothing else."""

    async def add(request: Request) -> Response:
        body = b""
        async for part in request.stream():
            body += part
            if len(body) > BODY_BYTES:
                return Response(f"at most {BODY_BYTES} bytes are read\n", 413, media_type=PLAIN)
        try:
            reply = await asyncio.to_thread(witness.add, body)
        except (ProofError, OSError) as error:
            logger.error("nothing is cosigned: %s", error)
            return Response("the witness can't remember anything now\n", 500, media_type=PLAIN)
        return Response(reply.text, reply.status, {"Content-Type": reply.content_type})

    async def seen(request: Request) -> Response:
        note = await asyncio.to_thread(witness.seen, request.path_params["origin_hash"])
        if note is None:
            return Response("no checkpoint of such a log was cosigned here\n", 404, media_type=PLAIN)
        return Response(note, 200, {"Content-Type": PLAIN, "Cache-Control": "no-store"})

    return Starlette(
        routes=[
            Route("/add-checkpoint", add, methods=["POST"]),
            Route("/{origin_hash}/checkpoint", seen, methods=["GET"]),
        ]
    )
