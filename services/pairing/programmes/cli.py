"""`tomoni programme`: how buddy groups are made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from services.cli.opened import on_pairing, order
from services.cli.output import Json, answer, note, show_json, show_table
from services.pairing.programmes.domain import ConfigureProgramme

if TYPE_CHECKING:
    from services.pairing.programmes.domain import Programme
    from services.pairing.service import Pairing
    from shared.events import Wish

programme = typer.Typer(help="How buddy groups are made.", no_args_is_help=True)


@programme.command("show")
def programme_show(json: Json = False) -> None:
    """The functions that meet, the size of a group, how often groups rotate, who is kept apart."""

    async def work(pairing: Pairing) -> tuple[dict[str, Any], dict[str, int], list[str]]:
        return (
            _facts(await pairing.context.programme()),
            await pairing.programmes.left_out(),
            await hints_of(pairing),
        )

    found, left_out, hints = on_pairing(work)
    if json:
        show_json(found | {"left_out": left_out})
        return
    show_table(("setting", "value"), [(name.replace("_", " "), _said(value)) for name, value in found.items()])
    for hint in hints:
        note(hint)


@programme.command("set")
def programme_set(
    name: Annotated[str | None, typer.Option(help="What the programme is called.")] = None,
    functions: Annotated[str | None, typer.Option(help="The functions that meet, such as sales,cs,dev.")] = None,
    size: Annotated[int | None, typer.Option(help="People in a group, 2 to 4.")] = None,
    mismatch: Annotated[
        Literal["cover", "pairs"] | None, typer.Option(help="Where head counts differ: most contact, or pairs first.")
    ] = None,
    approval: Annotated[Literal["automatic", "organiser"] | None, typer.Option(help="Who lets a draw hold.")] = None,
    every: Annotated[str | None, typer.Option(help="Rotate every so many weeks, or with each `quarter`.")] = None,
    managers_apart: Annotated[
        bool | None, typer.Option("--managers-apart/--managers-together", help="Keep manager and report apart.")
    ] = None,
    teams_apart: Annotated[
        bool | None, typer.Option("--teams-apart/--teams-together", help="Keep people of one team apart.")
    ] = None,
    wishes: Annotated[
        str | None, typer.Option(help="Of hours,office,language those that count, the most important first, or none.")
    ] = None,
    near: Annotated[
        int | None, typer.Option(help="So many groups may be mixed less well where that spares repeats; 0: none.")
    ] = None,
    json: Json = False,
) -> None:
    """Change what is named, from the next draw on; groups that exist stay as they are."""

    async def work(pairing: Pairing) -> dict[str, Any]:
        now = await pairing.context.programme()
        wished = ConfigureProgramme(
            now.name,
            now.functions,
            now.group_size,
            now.approval or "automatic",
            now.mismatch,
            now.every_weeks,
            now.managers_apart,
            now.teams_apart,
            now.wishes,
            now.near,
        )
        changes: dict[str, Any] = {
            "name": name,
            "functions": _list(functions),
            "group_size": size,
            "mismatch": mismatch,
            "approval": approval,
            "managers_apart": managers_apart,
            "teams_apart": teams_apart,
            "wishes": _wishes(wishes),
            "near": near,
        }
        wished = replace(wished, **{key: value for key, value in changes.items() if value is not None})
        if every is not None:
            wished = replace(wished, every_weeks=_weeks(every))
        outcome = await pairing.programmes.configure(wished, order())
        return {"changed": bool(outcome.events)}

    done = on_pairing(work)
    answer("so it is from the next draw on" if done["changed"] else "so it is already", done, json)


def _facts(how: Programme) -> dict[str, Any]:
    return {
        "name": how.name,
        "functions": how.functions,
        "group_size": how.group_size,
        "mismatch": how.mismatch,
        "approval": how.approval,
        "every_weeks": how.every_weeks,
        "managers_apart": how.managers_apart,
        "teams_apart": how.teams_apart,
        "wishes": how.wishes,
        "near": how.near,
    }


def _said(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) or "none" if isinstance(value, tuple) else value


def _list(text: str | None) -> tuple[str, ...] | None:
    return tuple(part.strip() for part in text.split(",")) if text is not None else None


def _wishes(text: str | None) -> tuple[Wish, ...] | None:
    # What is no wish is refused by the domain, with the list of those that are.
    return () if text == "none" else _list(text)  # type: ignore[return-value]


def _weeks(text: str) -> int | None:
    if text == "quarter":
        return None
    if not text.isdigit():
        raise typer.BadParameter(f"{text!r} is no number of weeks; give one, or: quarter", param_hint="--every")
    return int(text)


async def hints_of(pairing: Pairing) -> list[str]:
    """What whoever looks for groups should know: that none could be drawn, and whom the programme leaves out."""
    failed, left_out, functions = (
        await pairing.context.not_drawn(),
        await pairing.programmes.left_out(),
        (await pairing.context.programme()).functions,
    )
    hints = [] if failed is None else [failed.says]
    if left_out:
        people = ", ".join(f"{function} ({count})" for function, count in left_out.items())
        every = ",".join((*functions, *left_out))
        hints.append(
            f"the programme leaves people out, who sit in no group: {people}; to have them drawn too: "
            f'tomoni programme set --functions "{every}"'
        )
    return hints
