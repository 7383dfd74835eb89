"""The program starts without what most commands never need: each command is a process, and pays for every import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.core import TyperGroup
from typer.main import get_command

from services.cli.commands import COMMANDS, GROUPS
from services.cli.main import tomoni
from services.cli.services import Service
from services.okr.practice.guides import guide
from tests.cli_kit import Cli
from tests.patience import PATIENCE
from tests.system_kit import ROOT

HEAVY = (
    "sqlalchemy",
    "pydantic",
    "pydantic_settings",
    "nats",
    "httpx",
    "msgspec",
    "asyncio",
    "uvloop",
    "rich",
    "click",
)
OWN = {f"services.cli.{name}" for name in ("commands", "examples", "exits", "help_texts", "lazily", "main")}


@pytest.mark.parametrize("arguments", [("--help",), ("nonsense",), ()])
def test_the_program_itself_loads_nothing_but_what_reads_its_command_line(arguments: tuple[str, ...]) -> None:
    program = "import services.cli.main as main; main.run()"
    modules = modules_after(program, *arguments)
    # The program's own option is read as every command's are; only help needs none.
    assert not modules.intersection(HEAVY) - ({"pydantic"} if arguments == ("nonsense",) else set())
    ours = {name for name in modules if name.startswith(("services.", "shared"))}
    assert ours - {"services.cli"} == OWN


def test_a_shell_that_completes_a_name_loads_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"_TOMONI_COMPLETE": "complete_bash", "COMP_WORDS": "tomoni re", "COMP_CWORD": "1"}.items():
        monkeypatch.setenv(name, value)
    program = "import services.cli.main as main; main.tomoni(prog_name='tomoni')"
    modules = modules_after(program)
    assert not modules.intersection(HEAVY) - {"click", "pydantic"}
    assert not {name for name in modules if name.startswith(("services.okr", "services.pairing", "shared"))}


@pytest.mark.parametrize("heavy", ["services.pairing.service", "numpy", "uvicorn"])
def test_a_question_to_okr_does_not_load_pairing(heavy: str) -> None:
    assert not loaded("services.okr.reports.board.cli, services.okr.service, services.okr.views", heavy)


def test_every_command_is_where_the_program_looks_for_it() -> None:
    group = get_command(tomoni)
    assert isinstance(group, TyperGroup)
    assert list(group.commands) == list(COMMANDS)
    for name, command in group.commands.items():
        assert command.name == name
        assert command.get_short_help_str()


def test_every_command_is_in_one_group_of_the_help() -> None:
    assert sum(map(len, GROUPS.values())) == len(COMMANDS)


SERVING = ("fastapi", "starlette", "faststream", "uvicorn", "httpx", "numpy", "scipy")


def test_no_command_loads_what_only_serving_calling_and_drawing_need() -> None:
    """Nor does a service that is opened for one."""
    places = {f"services.{place.partition(':')[0]}" for place in COMMANDS.values()}
    opened = {f"services.{service}.{module}" for service in Service for module in ("app", "service", "views")}
    assert not modules_after(f"import {', '.join(sorted(places | opened))}").intersection(SERVING)


def test_the_help_of_a_command_opens_no_service() -> None:
    places = {f"services.{place.partition(':')[0]}" for place in COMMANDS.values()}
    opened = {f"services.{service}.{module}" for service in Service for module in ("service", "views")}
    assert not modules_after(f"import {', '.join(sorted(places))}").intersection(opened)


WITHOUT = {
    # What every command shares asks for the log, a store and settings only where it opens them.
    "services.cli.exits, services.cli.services": ("sqlalchemy", "pydantic", "nats", "httpx", "asyncio", "services.okr"),
    "services.cli.output": ("sqlalchemy", "pydantic_settings", "nats", "click", "rich", "shared.events"),
    "shared.settings": ("sqlalchemy", "nats"),
    # Who acts, and the commands of every day, belong to both services.
    "services.cli.acting, services.cli.everyday": ("services.okr", "services.pairing", "httpx", "jwt"),
    # Help, and a command line that is wrong, need no log.
    "services.okr.reports.board.cli, services.cli.opened": ("sqlalchemy", "nats", "pydantic", "rich"),
    "services.okr.practice.cli.guide": ("sqlalchemy", "nats", "pydantic_settings"),
    "services.okr.app": ("services.pairing", "jwt", "httpx", "fastapi"),
    "services.pairing.app": ("services.okr", "jwt", "httpx", "fastapi"),
}


@pytest.mark.parametrize("modules", WITHOUT)
def test_what_commands_share_loads_only_what_it_works_with(modules: str) -> None:
    assert not modules_after(f"import {modules}").intersection(WITHOUT[modules])


def test_the_views_of_a_service_are_loaded_without_those_of_the_other() -> None:
    for one, other in (("okr", "pairing"), ("pairing", "okr")):
        modules = modules_after(f"from services.cli.services import views_of; views_of({one!r})")
        assert f"services.{one}.views" in modules
        assert f"services.{other}" not in modules


def modules_after(program: str, *arguments: str) -> set[str]:
    """The names of all modules in a process when it has run the program, or begun to leave it."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import atexit, sys\natexit.register(lambda: print('\\n'.join(sys.modules), file=sys.stderr))\n{program}",
            *arguments,
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=PATIENCE,
        check=False,
    )
    return set(done.stderr.splitlines())


def loaded(modules: str, heavy: str) -> bool:
    """Whether a process that imports the modules has loaded the heavy one."""
    program = f"import sys, {modules}; print({heavy!r} in sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=PATIENCE, check=True)
    return done.stdout.strip() != "False"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp932"])
def test_what_the_output_has_no_letter_for_is_shown_by_its_code(tmp_path: Path, encoding: str) -> None:
    program = "from services.cli.main import run; run()"
    done = subprocess.run(
        [sys.executable, "-c", program, "guide", "show", "check-ins", "--lang", "ja"],
        env={"PYTHONIOENCODING": encoding, "TOMONI_VAR": str(tmp_path / "var")},
        cwd=ROOT,
        capture_output=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    text = guide("check-ins", "ja").text.rstrip()
    assert done.stdout.rstrip() == text.encode(encoding, "backslashreplace")


@pytest.mark.parametrize("command", [("people",), ("board",), ("log", "stats"), ("rebuild", "okr")])
def test_without_an_installation_a_command_says_so_and_makes_none(tmp_path: Path, command: tuple[str, ...]) -> None:
    cli = Cli(tmp_path / "var")
    cli.refused(3, *command, words=f"no installation in {cli.var}")
    assert not cli.var.exists()
