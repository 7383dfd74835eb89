"""Commands that are loaded when they are called: each command is a process, and pays for every import."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command

from services.cli.help_texts import explained


class LazyCommands(UserDict[str, Any]):
    """Commands by name, each as where it is to be found (``module:attribute``) until somebody asks for it.

    What is found is a function, or a `typer.Typer` with commands of its own. `settings` are `context_settings` of
    commands that need some.
    """

    def __init__(self, places: Mapping[str, str], settings: Mapping[str, dict[str, Any]]) -> None:
        super().__init__(places)
        self._settings = settings

    def __getitem__(self, name: str) -> Any:
        found = super().__getitem__(name)
        if isinstance(found, str):
            module, _, attribute = found.partition(":")
            found = self[name] = self._made(name, getattr(import_module(module), attribute))
        return found

    def _made(self, name: str, found: Any) -> Any:
        if not isinstance(found, typer.Typer):
            one = typer.Typer(add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)
            one.command(name, context_settings=self._settings.get(name))(found)
            return explained(get_command(one), f"tomoni {name}")
        found._add_completion = False
        found.rich_markup_mode = None
        command = get_command(found)
        command.name = name
        return explained(command, f"tomoni {name}")


class LazyGroup(TyperGroup):
    """A group whose commands lie on a shelf; a subclass says which, and what the sections of its help say of them."""

    places: Mapping[str, str] = MappingProxyType({})
    sections: Mapping[str, Mapping[str, str]] = MappingProxyType({})
    settings: Mapping[str, dict[str, Any]] = MappingProxyType({})

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands = LazyCommands(self.places, self.settings)

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names, in order; none of them is loaded for it."""
        return list(self.commands)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The list in its sections, in one column of names throughout; none of them is loaded for it."""
        longest = max(map(len, self.places))
        for title, commands in self.sections.items():
            with formatter.section(title):
                formatter.write_dl([(name.ljust(longest), told) for name, told in commands.items()])

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """What may be typed next; none of the commands is loaded for it."""
        # Loaded here: only a shell that completes needs it.
        from click.shell_completion import CompletionItem

        told = {name: said for commands in self.sections.values() for name, said in commands.items()}
        found = [CompletionItem(name, help=said) for name, said in told.items() if name.startswith(incomplete)]
        return [*found, *super(TyperGroup, self).shell_complete(ctx, incomplete)]
