"""Both services answer as their own API pages say, whatever is asked: admins and members, within the page and outside.

A few requests to each operation, the same each time; `make fuzz` sends many more.
"""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from shared.identity.roles import Role
from tests.fuzzing import listening, served, tried
from tests.nats_fixture import NatsServer

EXAMPLES, SEED = 1, 1


@pytest.mark.parametrize("role", [Role.ADMIN, Role.MEMBER])
@pytest.mark.parametrize("service", ["okr", "pairing"])
async def test_every_answer_is_one_that_the_page_promises(
    nats_server: NatsServer, tmp_path: Path, service: str, role: Role
) -> None:
    async with served(service, nats_server, tmp_path, role) as (app, token), listening(app) as url:
        page = app.openapi()
        found = await asyncio.to_thread(tried, page, url, token, examples=EXAMPLES, seed=SEED)
    assert not found.errors
    assert not found.failures, "\n\n".join(f"{name}\n{told}" for name, told in found.failures.items())
    operations = {f"{method.upper()} {path}" for path, methods in page["paths"].items() for method in methods}
    assert found.operations == operations, "none is left out"
