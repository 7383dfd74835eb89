"""The pages that people see, in a real browser: the sign-in link and the API page, with nothing from outside."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.cli.workplace import Running
from services.operations.sign_in import sign_in_link
from shared.settings import Settings, load_settings
from tests.patience import PATIENCE
from tests.system_kit import new_environment, started

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--virtual-time-budget=8000",
    # Nothing but this machine can be found: a page that needed more would stay empty.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)


@pytest.fixture(scope="module")
def tomoni(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Settings]]:
    environment = new_environment(tmp_path_factory.mktemp("pages") / "var")
    with started(environment) as (what, _):
        yield what, load_settings(var=Path(environment["TOMONI_VAR"]))


Up = tuple[Running, Settings]


def seen(url: str, profile: Path) -> str:
    """The page as the browser shows it, after its scripts have run."""
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("there is no chromium; .ci/run installs it")
        pytest.skip("there is no chromium on this machine; install Debian's package of that name")
    done = subprocess.run(
        [CHROMIUM, *FLAGS, f"--user-data-dir={profile}", "--dump-dom", url],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_the_sign_in_link_leads_to_the_api_page_once(tomoni: Up, tmp_path: Path) -> None:
    what, settings = tomoni
    link = sign_in_link(settings, str(what.okr_url))
    page = seen(link, tmp_path / "first")
    assert "Tomoni okr" in page
    assert "/key-results/{key_result}/check-ins" in page.replace("<wbr>", "").replace("\u200b", "")
    again = seen(link, tmp_path / "second")
    assert "tomoni sign-in" in again
    assert "Tomoni okr" not in again


def test_both_api_pages_need_nothing_from_outside(tomoni: Up, tmp_path: Path) -> None:
    what, _ = tomoni
    for url, title, path in (
        (what.okr_url, "Tomoni okr", "/quarters/{quarter}/end"),
        (what.pairing_url, "Tomoni pairing", "/rotations/{rotation}/confirm"),
    ):
        page = seen(f"{url}/docs", tmp_path / title)
        assert title in page
        assert path in page.replace("<wbr>", "").replace("\u200b", "")
        asked = re.findall(r'<(?:script|link|img)[^>]+(?:src|href)="(//[^"]+|https?://[^"]+)"', page)
        assert [address for address in asked if not address.startswith(str(url))] == []
