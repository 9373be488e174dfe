"""Real processes that do long work on the database that a test is connected to: workers, a web server."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connections

from tests.processes import environment, free_port, running

ROOT = Path(settings.BASE_DIR)
SECONDS_TO_START = 90


def database_url() -> str:
    """What DATABASE_URL calls the database that this process is connected to."""
    said = connections.settings["default"]
    if said["ENGINE"].endswith("sqlite3"):
        return f"sqlite:///{said['NAME']}"
    person = f"{quote(said['USER'])}:{quote(said['PASSWORD'])}"
    return f"postgresql://{person}@{said['HOST']}:{said['PORT']}/{said['NAME']}"


def variables(**said: str) -> dict[str, str]:
    """The environment of a process on that database."""
    return environment(
        {
            "DJANGO_SETTINGS_MODULE": "tests.long_work.settings",
            "DATABASE_URL": database_url(),
            "PYTHONPATH": str(ROOT),
            **said,
        }
    )


def started(command: list[str], log: Path, **said: str) -> subprocess.Popen[bytes]:
    """A process of this project; whoever starts it ends it."""
    with log.open("ab") as output:
        return subprocess.Popen(command, cwd=ROOT, env=variables(**said), stdout=output, stderr=output)


def manage(*said: str) -> list[str]:
    return [sys.executable, "-W", "ignore", "manage.py", *said]


@contextmanager
def at_work(command: list[str], log: Path, **said: str) -> Iterator[subprocess.Popen[bytes]]:
    """A worker, until the block ends; then it has to end well."""
    process = started(command, log, **said)
    try:
        yield process
        assert process.poll() is None, log.read_text()
        process.terminate()
        assert process.wait(timeout=45) == 0, log.read_text()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


ALONE = ("--without-gossip", "--without-mingle")  # as in docker-compose.yml; rcsystem.celery says why
CELERY = [
    sys.executable,
    "-m",
    "celery",
    "--app",
    "rcsystem",
    "worker",
    "--pool",
    "solo",
    "--loglevel",
    "WARNING",
    *ALONE,
]


@contextmanager
def web_server(log: Path, **said: str) -> Iterator[str]:
    """gunicorn as in production, with the tests' own page; yields its address."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "gunicorn", "--config", "deploy/gunicorn.conf.py", "rcsystem.wsgi"]
    given = variables(PORT=str(port), **said)
    address = f"http://127.0.0.1:{port}"
    with running(command, folder=ROOT, variables=given, answers=f"{address}/healthz", log=log):
        yield address


def wait_until(holds: Callable[[], bool], otherwise: str, seconds: float = SECONDS_TO_START) -> float:
    """Wait until `holds()`; how many seconds that took. Fails, saying `otherwise`, when it takes longer."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < seconds, otherwise
        time.sleep(0.05)
    return time.monotonic() - began
