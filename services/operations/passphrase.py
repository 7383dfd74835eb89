"""The passphrase of a backup's keys: from a file, from the environment, or asked for in a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from shared.backup.secrets import refuse_short
from shared.events import Invalid

if TYPE_CHECKING:
    from shared.settings import Settings


def passphrase(settings: Settings, file: Path | None, *, new: bool) -> str:
    """The passphrase; a `new` one is asked for twice and must be long.

    Raises Invalid where it isn't, or where there is none and nobody to ask; OSError for a file that can't be read.
    """
    found = _found(settings, file, new)
    if new:
        refuse_short(found)
    return found


def _found(settings: Settings, file: Path | None, new: bool) -> str:
    if file is not None:
        try:
            return file.read_bytes().decode().strip()
        except UnicodeDecodeError:
            raise Invalid(f"{file} holds no text; put the passphrase into it, in one line") from None
    if settings.backup_passphrase is not None:
        return settings.backup_passphrase
    if not sys.stdin.isatty():
        raise Invalid(
            "the keys need a passphrase: give --passphrase-file or TOMONI_BACKUP_PASSPHRASE, or say --without-keys"
        )
    asked: str = typer.prompt("Passphrase of the keys", hide_input=True, confirmation_prompt=new, err=True)
    return asked.strip()
