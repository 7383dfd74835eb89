"""The tables of the pages that come from the code. `make readme` writes them; a test holds them there."""

from __future__ import annotations

import re

from services.cli.exits import EXIT_CODES
from services.okr.kernel.permissions import PERMISSIONS as GOAL_PERMISSIONS, Relation
from services.pairing.http.permitted import table as pairing_permissions
from shared.identity.roles import PERMISSIONS, Role
from shared.settings import settings_table
from tests.pages import ROOT, pages


def tables() -> dict[str, str]:
    """The generated tables, by marker."""
    return {
        "settings": settings_table(),
        "exit codes": _exit_codes(),
        "permissions": _permissions(),
        "pairing permissions": pairing_permissions(),
        "goal permissions": _goal_permissions(),
    }


def with_tables(text: str) -> str:
    """A page's text, with each marker in it followed by its table as the code has it now."""
    for name, table in tables().items():
        before, marker, after = text.partition(f"<!-- {name} -->\n")
        if not marker:
            continue
        former = re.match(r"(\n(\|[^\n]*\n)+)?", after)
        text = f"{before}{marker}\n{table}\n{after[former.end() if former else 0 :]}"
    return text


def _exit_codes() -> str:
    rows = [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    return "\n".join(["| code | meaning |", "|---|---|", *rows])


def _permissions() -> str:
    head = "| may | " + " | ".join(Role) + " |"
    rows = [
        f"| {permission.replace('_', ' ')} | " + " | ".join("yes" if role in roles else "" for role in Role) + " |"
        for permission, roles in PERMISSIONS.items()
    ]
    return "\n".join([head, "|---|" + "---|" * len(Role), *rows])


def _goal_permissions() -> str:
    head = "| may | " + " | ".join(Relation) + " |"
    rows = [
        f"| {action} | " + " | ".join("yes" if each in related else "" for each in Relation) + " |"
        for action, related in GOAL_PERMISSIONS.items()
        if related
    ]
    return "\n".join([head, "|---|" + "---|" * len(Relation), *rows])


if __name__ == "__main__":
    for page in pages():
        (ROOT / page.path).write_text(with_tables(page.text), encoding="utf-8")
