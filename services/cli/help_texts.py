"""Help as people read it: whole sentences in lists of commands, what to give instead of a type's name, an example."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperGroup

from services.cli.examples import examples_of

_SENTENCE = re.compile(r".*?[.?!](?= [A-Z]|$)", re.DOTALL)


_MEANT = {
    **dict.fromkeys(("as", "of", "owner", "manager", "approver", "facilitator", "back"), "person"),
    **dict.fromkeys(("on", "until", "since", "day"), "day"),
    **dict.fromkeys(("as-of", "known-at"), "day or time"),
    "kr": "key result",
}
"""What an option takes, where its name doesn't say it."""


def explained(command: Any, path: str) -> Any:
    """The command itself, and all below it, with help that says more. `path` is how it is called."""
    command.short_help = first_sentence(command.help or "")
    if isinstance(command, TyperGroup):
        for name, each in command.commands.items():
            explained(each, f"{path} {name}")
        return command
    for parameter in command.params:
        _say_what_to_give(parameter)
    shown = examples_of(path)
    if shown and not command.epilog:
        # Each line a paragraph of its own, kept as it is: \b tells the formatter to break none.
        command.epilog = "\b\n" + "\n".join(("Examples:", *(f"  {each}" for each in shown)))
    return command


def first_sentence(text: str) -> str:
    """The first sentence of a help text, on one line."""
    paragraph = " ".join(text.split("\n\n")[0].split())
    found = _SENTENCE.match(paragraph)
    return (found[0] if found else paragraph).removesuffix(".")


def _say_what_to_give(parameter: Any) -> None:
    """Show a parameter's own name, or that it is a number or a file, where its type would say `str`."""
    kind = parameter.type_descriptor
    if kind.is_choice or getattr(parameter, "is_flag", False):
        return
    if parameter.param_type_name == "argument":
        # Its name stands before it.
        parameter.display_type_rich = lambda ctx: ""
        return
    if parameter.metavar is not None:
        return
    number = kind.is_ranged or parameter.bare_type() in ("int", "float")
    named = parameter.opts[-1].lstrip("-") if parameter.opts[-1].startswith("--") else str(parameter.name).strip("_")
    named = _MEANT.get(named, named)
    parameter.metavar = "<number>" if number else "<file>" if kind.is_path else f"<{named.replace('_', '-')}>"
