"""A real PostgreSQL for tests: in a container where that works, otherwise from the programs on this machine."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import URL, make_url

IMAGE = "postgres:17-alpine"
_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=32MB")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[URL]:
    """The address of a server's maintenance database, as its superuser."""
    with running_postgres() as url:
        yield url


@pytest.fixture
def postgres_url(postgres_server: URL) -> Iterator[str]:
    """A fresh database of the test's own."""
    name = f"t_{uuid4().hex}"
    with _admin(postgres_server) as admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    yield postgres_server.set(database=name).render_as_string(hide_password=False)
    with _admin(postgres_server) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@contextmanager
def running_postgres() -> Iterator[URL]:
    """A server for the time of the block. Skips where there is no way to run one, and fails instead where CI is set."""
    if _engine_has_image():
        with _container() as url:
            yield url
        return
    programs = _programs()
    if programs is None:
        reason = f"no PostgreSQL here: neither a Docker engine with the image {IMAGE} nor initdb and postgres"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    with _local(programs) as url:
        yield url


@contextmanager
def _container() -> Iterator[URL]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from testcontainers.postgres import PostgresContainer

        container = PostgresContainer(IMAGE, driver="psycopg").with_command(
            ["postgres", *(word for setting in _FAST for word in ("-c", setting))]
        )
        container.start()
    try:
        yield make_url(container.get_connection_url())
    finally:
        container.stop()


@contextmanager
def _local(programs: Path) -> Iterator[URL]:
    directory = Path(tempfile.mkdtemp(prefix="tomoni-pg-"))
    run_as = _unprivileged()
    try:
        if run_as:
            shutil.chown(directory, "postgres")
        data = directory / "data"
        _run([*run_as, str(programs / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N"])
        port = _free_port()
        settings = [*_FAST, "listen_addresses=127.0.0.1", f"port={port}", f"unix_socket_directories={directory}"]
        options = " ".join(f"-c {setting}" for setting in settings)
        control = [*run_as, str(programs / "pg_ctl"), "-D", str(data), "-w", "-t", "60"]
        _run([*control, "-l", str(directory / "log"), "-o", options, "start"])
        try:
            yield URL.create("postgresql+psycopg", "postgres", host="127.0.0.1", port=port, database="postgres")
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(directory)


def _unprivileged() -> list[str]:
    """How to run a program as somebody whom initdb takes: it refuses root."""
    if os.geteuid() != 0:
        return []
    try:
        pwd.getpwnam("postgres")
    except KeyError:
        pytest.fail("tests run as root need a user `postgres` to run PostgreSQL as: run them as another user")
    if shutil.which("runuser"):
        return ["runuser", "-u", "postgres", "--"]
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]


def _programs() -> Path | None:
    """The directory of initdb, pg_ctl and postgres, the newest version first."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: path.parts[-3], reverse=True)
    on_path = shutil.which("initdb")
    candidates = [path.parent for path in found] + ([Path(on_path).resolve().parent] if on_path else [])
    return next((path for path in candidates if (path / "pg_ctl").exists()), None)


def _engine_has_image() -> bool:
    if shutil.which("docker") is None:
        return False
    try:
        asked = subprocess.run(["docker", "image", "inspect", IMAGE], capture_output=True, timeout=10, check=False)
    except subprocess.TimeoutExpired:
        return False
    return asked.returncode == 0


def _run(command: list[str]) -> None:
    # Neither pipes nor this directory may outlive the call: the server inherits them, and `postgres` may not read it.
    done = subprocess.run(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
    if done.returncode:
        pytest.fail(f"{' '.join(command)} ended with {done.returncode}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _admin(url: URL) -> Iterator[psycopg.Connection]:
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection
