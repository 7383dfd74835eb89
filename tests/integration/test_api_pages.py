"""Both services answer as their own API pages say, whatever is asked: admins and members, within the page and outside.

A few requests to each operation, the same each time, and every bound of some of them; `make fuzz` sends many more.
"""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest

from shared.identity.roles import Role
from tests.fuzzing import listening, operations, served, tried
from tests.nats_fixture import NatsServer

EXAMPLES, SEED = 1, 1
EVERY = 40
"""So many paths have one among them whose every bound is tried; each role tries other ones."""


@pytest.mark.parametrize(("role", "first"), [(Role.ADMIN, 0), (Role.MEMBER, EVERY // 2)])
@pytest.mark.parametrize("service", ["okr", "pairing"])
async def test_every_answer_is_one_that_the_page_promises(
    nats_server: NatsServer, tmp_path: Path, service: str, role: Role, first: int
) -> None:
    async with served(service, nats_server, tmp_path, role) as (app, token), listening(app) as url:
        page = app.openapi()
        # Two classes of one name would be told apart by the modules that they are in today.
        assert not [name for name in page["components"]["schemas"] if "__" in name]
        asked = partial(tried, page, url, token, examples=EXAMPLES, seed=SEED)
        found = await asyncio.to_thread(partial(asked, phases=["examples", "fuzzing"]))
        some = sorted(page["paths"])[first::EVERY]
        bounds = await asyncio.to_thread(partial(asked, phases=["coverage"], paths=some))
    assert found.operations == operations(page), "none is left out"
    assert bounds.operations == operations(page, some)
    for each in (found, bounds):
        assert not each.errors
        assert not each.failures, "\n\n".join(f"{name}\n{told}" for name, told in each.failures.items())
