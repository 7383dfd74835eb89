"""A subscriber's environment: Python, the wheel of the published language, nats-py, and nothing of Tomoni's.

What is installed here already is copied instead of fetched: no network is needed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import venv
import zipfile
from importlib.metadata import distribution
from pathlib import Path

from tests.pages import ROOT, pages

CLIENT = ("msgspec", "nats-py", "nkeys", "PyNaCl", "cffi")
"""What `pip install msgspec 'nats-py[nkeys]'` brings."""


def build_wheel(root: Path, to: Path) -> Path:
    """The wheel as `make events-wheel` builds it from the sources in `root`."""
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(to)]
    subprocess.run(command, cwd=root / "shared" / "events", check=True, capture_output=True)
    (wheel,) = to.glob("tomoni_events-*.whl")
    return wheel


def bare_environment(directory: Path) -> Path:
    """A new environment in `directory`; its Python."""
    venv.create(directory, with_pip=False, symlinks=True)
    (packages,) = directory.glob("lib/python*/site-packages")
    with zipfile.ZipFile(build_wheel(ROOT, directory / "dist")) as wheel:
        wheel.extractall(packages)
    for name in CLIENT:
        for file in distribution(name).files or ():
            if file.parts[0] != ".." and "__pycache__" not in file.parts:
                (packages / file).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), packages / file)
    return directory / "bin" / "python"


def documented_program() -> str:
    """The one program that the pages show: a subscriber."""
    (program,) = [block for page in pages() for block in page.blocks("python")]
    return program
