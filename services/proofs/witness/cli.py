"""`tomoni witness`: somebody else's program, which remembers how far it saw a log."""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from services.cli.exits import execute
from services.proofs.durable import only_one
from services.proofs.witness.remembering import Witness, key_of
from shared.http.ports import free_port
from shared.proofs import NOTE, Malformed, VerifierKey


def witness(
    directory: Annotated[Path, typer.Argument(help="Where its key and what it saw lie; made where it isn't there.")],
    log: Annotated[list[str], typer.Option("--log", help="The verifier key of a log: `tomoni audit key` prints it.")],
    name: Annotated[str | None, typer.Option(help="Its name, at first, such as witness.example/w1.")] = None,
    host: Annotated[str, typer.Option(help="The address on which it listens.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535, help="Another is taken if it is busy.")] = 8810,
) -> None:
    """Cosign checkpoints of these logs that go on from the last one seen, until Ctrl-C. No NATS, no other data."""

    # Loaded here: no other command needs a server.
    from services.proofs.witness.server import application
    from shared.http.serving import serve

    async def work() -> None:
        keys = [_log_key(each) for each in log]
        directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        with only_one(directory / "lock", f"another witness is at work in {directory}"):
            own = Witness(directory, key_of(directory, name), keys, lambda: int(time.time()))
            chosen = free_port(host, port)

            def started() -> None:
                # As a policy has it: https://c2sp.org/tlog-policy
                typer.echo(f"witness {own.verifier.name} {own.verifier.text} http://{host}:{chosen}")
                sys.stdout.flush()

            await serve(application(own), host, chosen, 2, started=started)

    execute(work())


def _log_key(text: str) -> VerifierKey:
    key = VerifierKey.parse(text)
    if key.algorithm != NOTE:
        raise Malformed(f"the key of {key.name} is one for cosignatures, and no log's")
    return key
