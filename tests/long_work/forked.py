"""Workers as real processes that begin in milliseconds: each a fork of one that has the site loaded, and no threads."""

import multiprocessing
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.db import connections

if not apps.ready:  # in the process that is forked from
    django.setup()

from accounts.models import User
from accounts.roles import Role
from jobs.hosting import Host
from jobs.working import work_off
from tests.long_work.tasks import counted, import_all

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload([__name__])
Process = multiprocessing.context.ForkServerProcess


def forked(work: Callable[..., None], database: str, *said: Any, die_at: int = 0, stop_at: int = 0) -> Process:
    """Begin `work` in a process of its own, on that database; whoever begins it ends it."""
    process = CONTEXT.Process(target=_run, args=(work, database, die_at, stop_at, said), daemon=True)
    process.start()
    return process


def _run(work: Callable[..., None], database: str, die_at: int, stop_at: int, said: tuple[Any, ...]) -> None:
    os.environ["DIE_AT"], os.environ["STOP_AT"] = str(die_at), str(stop_at)
    connections.settings["default"]["NAME"] = database
    work(*said)


def work_once() -> None:
    """What `manage.py work --once` does."""
    work_off()


def work_on_and_on() -> None:
    """What `manage.py work` does."""
    host = Host(expendable=True)
    signal.signal(signal.SIGTERM, lambda _number, _frame: host.end())
    host.run()


def take_early(message: Path) -> None:
    """The usual way, for comparison: the message is taken off, and then the work is done; no row, lease or fence."""
    if not message.exists():
        return
    content = message.read_bytes()
    message.unlink()
    with counted() as statements:
        import_all(content, User.objects.get(memberships__role=Role.FINANCE_OFFICER), last=statements.pass_by)
        statements.pass_by()
