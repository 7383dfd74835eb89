"""`tomoni-events`: the published language alone is enough to read the events, in an environment that knows no more."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

from shared.events import ObjectiveDrafted, ProgressUpdated, encode
from shared.events.catalogue import CATALOGUE
from shared.events.examples import example
from shared.events.schemas import event_schema
from shared.server import subscribers
from tests.bare_kit import ROOT, bare_environment, build_wheel, documented_program
from tests.nats_fixture import NatsServer
from tests.patience import PATIENCE


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return bare_environment(tmp_path_factory.mktemp("bare"))


def run(python: Path, program: str) -> str:
    """What the program prints, far from the repository."""
    done = subprocess.run(
        [python, "-I", "-c", program], cwd=python.parent, capture_output=True, text=True, check=False, timeout=PATIENCE
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_built_from_other_copies_of_the_sources_it_is_the_same_byte_for_byte(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT / "shared" / "events", copy / "shared" / "events")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for file in copy.rglob("*.py"):
        os.utime(file, (1_000_000_000, 1_000_000_000))
        file.chmod(0o600)
    here, there = build_wheel(ROOT, tmp_path / "here"), build_wheel(copy, tmp_path / "there")
    assert (here.name, here.read_bytes()) == (there.name, there.read_bytes())


def test_it_holds_one_package_needs_msgspec_alone_and_has_the_product_s_version(tmp_path: Path) -> None:
    product = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    with zipfile.ZipFile(build_wheel(ROOT, tmp_path)) as wheel:
        (metadata,) = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
        told = Parser().parsestr(wheel.read(metadata).decode())
        folders = {name.split("/")[0] for name in wheel.namelist()}
    assert folders == {"tomoni_events", metadata.split("/")[0]}
    assert told["Version"] == product["version"]
    (needed,) = told.get_all("Requires-Dist")
    (of_the_product,) = [one for one in product["dependencies"] if one.startswith("msgspec")]
    assert sorted(needed.removeprefix("msgspec").split(",")) == sorted(
        of_the_product.removeprefix("msgspec").split(",")
    )


EVERY_MODULE = """
import importlib, importlib.util, pkgutil, sys, tomoni_events
for module in pkgutil.iter_modules(tomoni_events.__path__):
    importlib.import_module(f"tomoni_events.{module.name}")
absent = ("shared", "services", "scipy", "sqlalchemy", "pydantic", "faststream")
assert not [name for name in absent if importlib.util.find_spec(name)]
print(tomoni_events.__file__)
"""


def test_every_module_of_it_works_where_nothing_else_of_tomoni_is(python: Path) -> None:
    assert str(python.parents[1]) in run(python, EVERY_MODULE)


SCHEMAS = """
import json
from tomoni_events.catalogue import CATALOGUE
from tomoni_events.schemas import event_schema
print(json.dumps({kind.type: event_schema(kind) for kind in CATALOGUE}))
"""


def test_its_schemas_are_the_published_ones(python: Path) -> None:
    published = json.dumps({kind.type: event_schema(kind) for kind in CATALOGUE})
    assert json.loads(run(python, SCHEMAS)) == json.loads(published)


async def test_the_documented_program_hears_what_is_published(
    python: Path, nats_server: NatsServer, tmp_path: Path
) -> None:
    drafted, updated = [example(kind) for kind in CATALOGUE if kind.model in (ObjectiveDrafted, ProgressUpdated)]
    assert drafted is not None
    assert updated is not None
    added = await subscribers.add(nats_server.layout, nats_server.server, "board-watch", ["okr.objective.*"])
    js = (await nats_server.connect("okr")).jetstream()
    for event in (drafted, updated):
        await js.publish("okr.objective.o-1", encode(event))
    program = documented_program()
    for documented, here in {
        "nats://127.0.0.1:4333": added.url,
        "var/nats/credentials/board-watch.nk": str(added.seed_file),
    }.items():
        assert program.count(documented) == 1
        program = program.replace(documented, here)
    process = await asyncio.create_subprocess_exec(
        python, "-I", "-c", program, cwd=tmp_path, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        said = await asyncio.wait_for(process.stdout.readline(), PATIENCE)
    finally:
        process.kill()
        await process.wait()
    assert isinstance(updated.data, ProgressUpdated)
    assert updated.data.key_result in said.decode()
