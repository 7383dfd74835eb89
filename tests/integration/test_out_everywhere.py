"""Both services as processes of their own: whoever is out is out of both, by nothing but okr's events."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from services.cli.workplace import Running
from tests.cli_kit import Cli
from tests.patience import PATIENCE
from tests.system_kit import new_environment, started


@pytest.fixture(scope="module")
def tomoni(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Cli]]:
    environment = new_environment(tmp_path_factory.mktemp("out") / "var")
    with started(environment) as (what, _):
        yield what, Cli(Path(environment["TOMONI_VAR"]), more={"TOMONI_NATS_URL": what.nats_url})


def until(true: Callable[[], bool]) -> float:
    """Wait until it is so; how many seconds it took."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < PATIENCE
        time.sleep(0.01)
    return time.monotonic() - began


def statuses(what: Running, token: str) -> tuple[int, int]:
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(trust_env=False, headers=headers) as client:
        return (
            client.get(f"{what.okr_url}/quarters").status_code,
            client.get(f"{what.pairing_url}/programme").status_code,
        )


@pytest.mark.parametrize("how", ["revoked", "leaves", "is forgotten", "signs out"])
def test_out_of_both(tomoni: tuple[Running, Cli], how: str) -> None:
    what, cli = tomoni
    person = cli.ok("person", "add", f"Ken who {how}", "--function", "dev", "--json").json["number"]
    made = cli.ok("token", person, "--role", "member", "--json").json
    token, admin = made["token"], {"Authorization": f"Bearer {cli.ok('token').out.strip()}"}
    link = cli.ok("sign-in", "--as", person).out.strip() if how == "signs out" else None
    until(lambda: statuses(what, token) == (200, 200))
    with httpx.Client(trust_env=False, base_url=str(what.okr_url), headers=admin) as okr:
        if link is not None:
            with httpx.Client(trust_env=False) as browser:
                assert browser.post(link).status_code == 303
                (token,) = browser.cookies.values()
                assert statuses(what, token) == (200, 200)
                ended = browser.delete(f"{what.okr_url}/access", headers={"Origin": str(what.okr_url)})
                assert ended.json() == {"ended": 1}
        elif how == "revoked":
            assert okr.delete(f"/access/{made['id']}").status_code == 200
        else:
            path = "leave" if how == "leaves" else "forget"
            assert okr.post(f"/people/{person}/{path}").status_code == 200
    print(f"{how}: out of both after {until(lambda: statuses(what, token) == (401, 401)):.2f} s")
    if how in ("leaves", "is forgotten"):
        cli.refused(3, "token", person, "--role", "member", words="has left")
        cli.refused(3, "sign-in", "--as", person, words="has left")
