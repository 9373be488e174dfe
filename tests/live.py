"""A web server inside the test process, for tests that need one: browsers, and many clients at once.

It serves whatever database the process is connected to at the moment (see `connected_to`), so a test can look
at the rows that its requests made. Real servers, started as in production: test_deployment_commands.py.
"""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer
from django.test.testcases import QuietWSGIRequestHandler


class Account(NamedTuple):
    email: str
    password: str


@dataclass(frozen=True)
class LiveSite:
    url: str  # http://127.0.0.1:<port>, without a slash at its end
    accounts: Mapping[str, Account]  # by role


@contextmanager
def serving() -> Iterator[str]:
    """Serve the site on a free port of 127.0.0.1; yields its address."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), QuietWSGIRequestHandler)
    server.daemon_threads = True
    server.set_app(StaticFilesHandler(WSGIHandler()))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
