"""The commands of all pages, every one of them, run in the order of the map as a new user would."""

from __future__ import annotations

import asyncio
import subprocess
from contextlib import suppress
from pathlib import Path

from services.cli.workplace import Running
from tests.bare_kit import bare_environment, documented_program
from tests.pages import pages
from tests.patience import PATIENCE
from tests.system_kit import ROOT, new_environment, started

PAGES = pages()

ELSEWHERE = {
    "make test": "it is what runs this test",
    "make check": "it runs a part of what runs this test",
    "make lint": "CI runs it beside the tests",
    "make bench": "tests/unit/test_bench.py runs it on fewer events",
    "make faults": "tests/faults/test_faults.py runs it for a shorter time",
    "TOMONI_VAR=three tomoni cluster dev": "tests/integration/test_cluster.py runs it: it goes on until Ctrl-C",
    "make demo": "tests/integration/test_demo.py runs it",
    "make events-wheel": "tests/integration/test_events_wheel.py builds it",
    "python3 -m venv watching && watching/bin/pip install dist/tomoni_events-*.whl 'nats-py[nkeys]'": (
        "it needs a network; tests/bare_kit.py makes the same environment without"
    ),
    "git worktree add --detach ../then COMMIT": "it is done once for each release, with that release's commit",
    "python -m tests.corpus.make ../then": "tests/integration/test_corpus.py runs on what it has made",
    "git worktree remove ../then": "the same",
}
"""Commands that another place runs."""


def blocks(language: str) -> list[str]:
    """Of all pages, in order."""
    return [block for page in PAGES for block in page.blocks(language)]


def test_what_runs_elsewhere_is_still_on_a_page_and_in_ci() -> None:
    commands = {line for block in blocks("sh") for line in block.splitlines()}
    assert ELSEWHERE.keys() <= commands
    assert "make lint test" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def as_here(block: str, what: Running) -> str:
    """The block with this run's addresses, and without what runs elsewhere or for ever."""
    lines = [line for line in block.splitlines() if line not in ELSEWHERE and line not in ("make run", WATCH)]
    text = "\n".join(line for line in lines if not line.startswith("source "))
    return text.replace("http://127.0.0.1:8801", str(what.okr_url)).replace(
        "http://127.0.0.1:8802", str(what.pairing_url)
    )


WATCH = "watching/bin/python watch.py"


def test_every_command(tmp_path: Path) -> None:
    environment = new_environment(tmp_path / "var")
    with started(environment, "make", "run") as (what, output):
        (tmp_path / "services").symlink_to(ROOT / "services")
        script = "\n".join(
            f"echo '---- {page.path}'\n{as_here(block, what)}" for page in PAGES for block in page.blocks("sh")
        )
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", script],
            cwd=tmp_path,
            env=environment,
            capture_output=True,
            text=True,
            timeout=8 * PATIENCE,
            check=False,
        )
        assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
        assert "Traceback" not in done.stderr
        for expected in ("O-17", "高橋 真理子", "2026-Q4", "ready", "the rebuilt store equals the live one"):
            assert expected in done.stdout, expected
        received = watch(environment, what, tmp_path)
        assert len(received) == UPDATES, f"the program received {len(received)} progress updates"
        assert all(line.startswith("20") for line in received), received[:3]
    assert "sign-in?code=" in output.read_text(encoding="utf-8")


UPDATES = 921
"""The check-ins of the sample company, and the four that the pages make."""


def watch(environment: dict[str, str], what: Running, directory: Path) -> list[str]:
    """What the subscribers' program prints within its first seconds, from the first event on."""
    program = documented_program()
    assert len([line for line in program.splitlines() if line]) <= 15, "fifteen lines are promised"
    program = program.replace("nats://127.0.0.1:4333", what.nats_url)
    (directory / "watch.py").write_text(program, encoding="utf-8")
    bare_environment(directory / "watching")
    return asyncio.run(_watch(environment, directory))


async def _watch(environment: dict[str, str], directory: Path) -> list[str]:
    process = await asyncio.create_subprocess_exec(
        *WATCH.split(),
        cwd=directory,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    lines: list[str] = []
    assert process.stdout is not None
    try:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while len(lines) < UPDATES and (line := await process.stdout.readline()):
                    lines.append(line.decode())
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    return lines
