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
from tests.browser.chromium import chromium
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
    # Nothing but this machine can be found: a page that needed more would stay empty.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
LONG_ENOUGH = "--virtual-time-budget=8000"


@pytest.fixture(scope="module")
def tomoni(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Running, Settings]]:
    environment = new_environment(tmp_path_factory.mktemp("pages") / "var")
    with started(environment) as (what, _):
        yield what, load_settings(var=Path(environment["TOMONI_VAR"]))


Up = tuple[Running, Settings]


def program() -> str:
    if CHROMIUM is None:
        if os.environ.get("CI"):
            pytest.fail("there is no chromium; .ci/run installs it")
        pytest.skip("there is no chromium on this machine; install Debian's package of that name")
    return CHROMIUM


def seen(url: str, profile: Path) -> str:
    """The page as the browser shows it, after its scripts have run."""
    done = subprocess.run(
        [program(), *FLAGS, LONG_ENOUGH, f"--user-data-dir={profile}", "--dump-dom", url],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def test_one_signs_in_by_the_button_once_at_both_services_and_out_of_both(tomoni: Up, tmp_path: Path) -> None:
    what, settings = tomoni
    link = sign_in_link(settings, str(what.okr_url))
    # A program that scans mail looks at every link; nothing is used up by that.
    assert "Sign in with this browser" in seen(link, tmp_path / "scanner")
    with chromium(program(), FLAGS, tmp_path / "first") as page:
        page.open(link)
        page.until("document.querySelector('button') !== null")
        page.says("document.querySelector('button').click()")
        page.until("location.pathname === '/docs' && document.body.innerText.includes('Tomoni okr')")
        assert page.says("document.cookie") == "", "no script may read the session"
        assert page.says("fetch('/whoami').then(answer => answer.json()).then(who => who.role)") == "admin"
        page.open(f"{what.pairing_url}/whoami")
        page.until("location.pathname === '/whoami' && document.body.innerText.includes('operator')")
        page.open(f"{what.okr_url}/docs")
        page.until("location.pathname === '/docs' && document.body !== null")
        # The page's own command passes, by its own origin.
        ended = "fetch('/access', {method: 'DELETE'}).then(answer => answer.json()).then(told => told.ended)"
        assert page.says(ended) == 1
        assert page.says("fetch('/whoami').then(answer => answer.status)") == 401
        page.open(f"{what.pairing_url}/whoami")
        page.until("location.pathname === '/whoami' && /sign in/i.test(document.body.innerText)")
    again = seen(link, tmp_path / "second")
    assert "tomoni sign-in" in again
    assert "<button" not in again


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
