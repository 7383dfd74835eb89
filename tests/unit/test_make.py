"""What `make run` says where this machine has no environments or no network, and that it goes on where it stopped."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.patience import PATIENCE
from tests.system_kit import ROOT

# Stands for Python: it has the module venv, reaches the packages, or neither, as files beside the Makefile say.
PYTHON = """#!/bin/sh
echo "$@" >> calls
case "$*" in
"-c import ensurepip, venv") test ! -e no-venv ;;
"-m venv .venv") mkdir -p .venv/bin && cp python3 .venv/bin/python && touch .venv/pip && printf '#!/bin/sh\\necho up' \
> .venv/bin/tomoni && chmod +x .venv/bin/tomoni ;;
"-m pip --version") test -e .venv/pip ;;
*install*--require-hashes*) test ! -e no-network || { echo "ERROR: No matching distribution found" >&2; exit 1; } ;;
esac
"""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, tmp_path)
    python = tmp_path / "python3"
    python.write_text(PYTHON)
    python.chmod(0o755)
    return tmp_path


def make_run(clone: Path) -> tuple[int, str]:
    done = subprocess.run(
        ["make", "run", f"PYTHON={clone}/python3"],
        cwd=clone,
        # Not as a part of the make that runs the tests.
        env={name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def calls(clone: Path) -> list[str]:
    return (clone / "calls").read_text().splitlines()


def test_without_the_module_venv_it_says_what_to_install_and_leaves_nothing(clone: Path) -> None:
    (clone / "no-venv").touch()
    code, said = make_run(clone)
    assert code != 0
    assert "apt-get install python3-venv" in said
    assert not (clone / ".venv").exists()


def test_without_a_network_it_says_so_and_goes_on_where_it_stopped(clone: Path) -> None:
    (clone / "no-network").touch()
    code, said = make_run(clone)
    assert code != 0
    assert "could not be fetched" in said
    assert "connect and run it again" in said
    assert not (clone / ".venv" / "ready").exists()

    (clone / "no-network").unlink()
    code, said = make_run(clone)
    assert (code, said.splitlines()[-1]) == (0, "up")
    assert calls(clone).count("-m venv .venv") == 1


def test_half_an_environment_is_made_anew(clone: Path) -> None:
    half = clone / ".venv" / "bin"
    half.mkdir(parents=True)
    (half / "left-over").touch()
    assert make_run(clone)[0] == 0
    assert not (half / "left-over").exists()
    assert calls(clone).count("-m venv .venv") == 1
