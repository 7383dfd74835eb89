"""The verifier is one file that goes alone: the standard library, an old Python, short enough to be read."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from shared.verifier import source, tomoni_verify
from tests.figure_kit import World, referrals
from tests.notary_kit import Notary

FILE = Path(tomoni_verify.__file__)


def test_it_can_be_read_in_one_sitting() -> None:
    assert len(source().splitlines()) <= 900


def test_it_is_what_is_handed_out() -> None:
    assert source() == FILE.read_bytes()


def test_it_needs_the_standard_library_alone() -> None:
    tree = ast.parse(source())
    names = [alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names]
    names += [node.module or "." for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert names
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_it_is_read_by_python_3_9() -> None:
    ast.parse(source(), feature_version=(3, 9))


def oldest() -> str:
    """The oldest Python that there is from 3.9 on: on the path, or where pyenv keeps them."""
    for minor in range(9, sys.version_info.minor):
        kept = sorted(Path.home().glob(f".pyenv/versions/3.{minor}.*/bin/python3"))
        for python in (shutil.which(f"python3.{minor}"), *map(str, kept)):
            if python is not None and not subprocess.run([python, "-V"], capture_output=True, check=False).returncode:
                return python
    return sys.executable


def test_it_runs_alone_in_the_oldest_python_there_is(tmp_path: Path) -> None:
    notary, made = Notary(), referrals()
    (tmp_path / "policy").write_text(notary.policy())
    (tmp_path / "figure.zip").write_bytes(made.zipped("referrals", notary, names=["reach"]))
    (tmp_path / "tomoni_verify.py").write_bytes(source())
    for command, code in ((["figure.zip", "--policy", "policy"], 0), (["figure.zip"], 3), (["policy"], 2)):
        run = subprocess.run(
            [oldest(), "-I", "-W", "error", "tomoni_verify.py", "figure", *command],
            cwd=tmp_path,
            env={"PATH": os.environ["PATH"]},
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == code, run.stdout + run.stderr
        assert run.stderr == ""


def test_its_help_says_what_its_exit_codes_mean(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        tomoni_verify.main(["--help"])
    assert "The exit code: 0 all of it is as signed; 1 something is wrong; 2" in capsys.readouterr().out


def test_a_key_result_with_thirty_check_ins_goes_into_a_small_zip() -> None:
    """In a log where little of its proofs is shared: its records lie far apart."""
    made = World()
    made.quarter()
    made.objective("reach")
    made.key_result("reach", "referrals")
    made.objective("else")
    made.key_result("else", "other")
    for day in range(30):
        made.check_in("reach", "referrals", 15 + day / 2, day)
        for _ in range(40):
            made.check_in("else", "other", 15 + day / 2, day)
    assert len(made.zipped("referrals", Notary(), names=["reach"])) <= 100_000
