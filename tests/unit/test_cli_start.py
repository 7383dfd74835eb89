"""The program starts without what most commands never need: each command is a process, and pays for every import."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize("heavy", ["fastapi", "scipy", "faststream"])
def test_a_command_does_not_load(heavy: str) -> None:
    program = f"import sys, services.cli.main; print({heavy!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == "False"
