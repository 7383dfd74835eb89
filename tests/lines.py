"""How much product code there is: lines that hold a token other than comments and docstrings, formatted by ruff at 120.

`python -m tests.lines` prints them by folder; `python -m tests.lines COMMIT` beside those of that commit.
"""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tarfile
import tempfile
import tokenize
from collections import Counter
from pathlib import Path

PRODUCT = ("services", "shared")
_NOTHING = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING}


def lines_of(source: str) -> int:
    """The lines of a module that hold code. Raises SyntaxError."""
    words = {line for first, last in _docstrings(ast.parse(source)) for line in range(first, last + 1)}
    held: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in _NOTHING and token.type != tokenize.ENDMARKER:
            held.update(range(token.start[0], token.end[0] + 1))
    return len(held - words)


def lines_below(top: Path) -> Counter[str]:
    """The lines of the product below a checkout, by the folder that a module is in."""
    found: Counter[str] = Counter()
    for name in PRODUCT:
        for file in sorted((top / name).rglob("*.py")):
            found[str(file.parent.relative_to(top))] += lines_of(file.read_text(encoding="utf-8"))
    return found


def _docstrings(tree: ast.AST) -> list[tuple[int, int]]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            below = node.body
            # Also the words below a constant or a field, which are documentation only.
            for statement in below:
                if (
                    isinstance(statement, ast.Expr)
                    and isinstance(statement.value, ast.Constant)
                    and isinstance(statement.value.value, str)
                ):
                    found.append((statement.lineno, statement.end_lineno or statement.lineno))
    return found


def _of_commit(commit: str) -> Counter[str]:
    packed = subprocess.run(["git", "archive", commit, *PRODUCT], capture_output=True, check=True).stdout
    with tempfile.TemporaryDirectory() as place:
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(place, filter="data")
        return lines_below(Path(place))


def main(arguments: list[str]) -> None:
    """Print the table."""
    now = lines_below(Path(__file__).parents[1])
    then = _of_commit(arguments[0]) if arguments else now
    for folder in sorted(now | then):
        more = f"{now[folder] - then[folder]:+8,}" if arguments else ""
        print(f"{now[folder]:8,}{more}  {folder}")
    total, before = now.total(), then.total()
    change = f"{total - before:+8,}" if arguments else ""
    print(f"{total:8,}{change}  in all" + (f" ({(total - before) / before:+.1%})" if arguments else ""))


if __name__ == "__main__":
    main(sys.argv[1:])
