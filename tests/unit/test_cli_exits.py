"""Which failure ends the program with which code, and what a person is told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from importlib import import_module

import pytest
from sqlalchemy.exc import OperationalError

from services.cli.exits import CODES, EXIT_CODES, code_of, execute, guarded
from services.cli.main import tomoni
from shared.eventlog import Conflict, KeyReused, LogDamaged, LogUnavailable, NewerLog, TooLarge, VersionMismatch
from shared.events import BrokenEvent, Forbidden, Invalid, NotFound, UnknownEvent, WrongState
from shared.http.ports import ServingError
from shared.importing import BadTable
from shared.projection import Halt
from shared.proofs import Malformed, Unproven
from shared.runtime import Drift
from shared.sealing import MasterKeyWrong
from shared.server.errors import ServerAlreadyRunning, ServerDidNotStart, SubscriberRefused
from shared.settings import SettingsError
from tests.cli_kit import assert_one_sentence

TABLE: list[tuple[Exception, int]] = [
    (Drift("the streams have drifted"), 1),
    (SettingsError("TOMONI_OKR_PORT can't be used"), 2),
    (FileNotFoundError(2, "No such file or directory", "x.jsonl"), 2),
    (PermissionError(13, "Permission denied", "/etc/x"), 2),
    (IsADirectoryError(21, "Is a directory", "x"), 2),
    (NotADirectoryError(20, "Not a directory", "x/y"), 2),
    (Invalid("no"), 3),
    (BadTable("people.csv is not UTF-8"), 3),
    (NotFound("no"), 3),
    (Forbidden("no"), 3),
    (WrongState("no"), 3),
    (SubscriberRefused("no"), 3),
    (KeyReused("objective/x"), 3),
    (TooLarge("the event is too large"), 3),
    (LogUnavailable("the log does not answer"), 4),
    (ServerAlreadyRunning("another one runs"), 4),
    (ServerDidNotStart("it ended"), 4),
    (ServingError("nothing can listen"), 4),
    (ConnectionError("no NATS server answers"), 4),
    (TimeoutError(), 4),
    (OSError(28, "No space left on device"), 4),
    (OperationalError("SELECT 1", {}, Exception("connection refused\nis it running?")), 4),
    (Conflict("objective/x", 3), 5),
    (VersionMismatch("objective/x", 2, 3), 5),
    (LogDamaged("a hole"), 6),
    (NewerLog("a newer one"), 6),
    (Halt("another log"), 6),
    (UnknownEvent("okr.dance.v1"), 6),
    (BrokenEvent("no JSON"), 6),
    (MasterKeyWrong("another key"), 6),
    (Malformed("no checkpoint"), 3),
    (Unproven("another root"), 6),
]


@pytest.mark.parametrize(("error", "code"), TABLE, ids=lambda each: type(each).__name__)
def test_every_failure_has_its_code_and_one_sentence(
    error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work() -> None:
        raise error

    with pytest.raises(SystemExit) as ended:
        execute(work())
    assert ended.value.code == code
    assert code in EXIT_CODES
    told = capsys.readouterr()
    assert told.out == ""
    assert_one_sentence(told.err)
    assert len(told.err) > len("tomoni: \n")


@pytest.mark.parametrize("name", CODES)
def test_every_failure_is_the_class_that_its_name_says(name: str) -> None:
    module, _, own = name.rpartition(".")
    kind = getattr(import_module(module), own)
    assert issubclass(kind, BaseException)
    assert f"{kind.__module__}.{kind.__qualname__}" == name


def test_the_nearest_class_decides() -> None:
    class Gone(FileNotFoundError):
        pass

    assert code_of(Gone()) == 2
    assert code_of(ConnectionResetError()) == 4
    assert code_of(ValueError()) is None


def test_a_fault_of_the_program_is_not_hidden() -> None:
    async def work() -> None:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        execute(work())


def _raising(error: BaseException) -> Callable[[], None]:
    def work() -> None:
        raise error

    return work


@pytest.mark.parametrize("error", [KeyboardInterrupt(), asyncio.CancelledError()])
def test_control_c_is_130(error: BaseException) -> None:
    with pytest.raises(SystemExit) as ended:
        guarded(_raising(error))
    assert ended.value.code == 130


def test_what_is_answered_is_handed_on() -> None:
    async def work() -> int:
        return 17

    assert execute(work()) == 17


def test_the_help_tells_every_exit_code(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        tomoni(["--help"], prog_name="tomoni")
    text = " ".join(capsys.readouterr().out.split())
    for code, meaning in EXIT_CODES.items():
        assert f"{code}: {meaning}" in text
