"""Programs that tests start: servers that come up, answer on 127.0.0.1, and end with their test."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import requests

SECONDS_TO_START = 60
SECONDS_TO_END = 30
OWN_VARIABLES = (
    "RCS_",
    "SECRET_KEY",
    "DATABASE_URL",
    "DJANGO_",
    "ALLOWED_HOSTS",
    "STATIC_ROOT",
    "PORT",
    "PYTEST",
    "MAKE",
)


def environment(variables: Mapping[str, str]) -> dict[str, str]:
    """This process's environment without the test run's own variables; `python` is the Python that runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(OWN_VARIABLES)}
    path = os.pathsep.join([str(Path(sys.executable).parent), kept.get("PATH", os.defpath)])
    return {**kept, "PATH": path, **variables}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(
    command: list[str],
    *,
    folder: Path,
    variables: Mapping[str, str],
    answers: str,
    log: Path,
    own_session: bool = False,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run `command` in `folder`; the block begins once the address `answers` gives any answer.

    `log` receives its output. SIGTERM ends it with the block, and then its exit status has to be 0; a block that
    ends it otherwise judges that itself. With `own_session` a signal can be sent to it and to what it started.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment(variables),
            stdout=output,
            stderr=output,
            start_new_session=own_session,
        )
    try:
        _wait_for(answers, process, log)
        yield process
        if process.poll() is None:
            process.terminate()
            assert process.wait(timeout=SECONDS_TO_END) == 0, log.read_text()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            requests.get(address, timeout=10, allow_redirects=False)
            return
        except (requests.ConnectionError, requests.Timeout):
            alive = process.poll() is None and time.monotonic() < deadline
            assert alive, f"{process.args!r} did not start:\n{log.read_text()}"
            time.sleep(0.1)
