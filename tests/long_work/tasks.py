"""Kinds of jobs for tests; found when a site with this app starts, and registered by the tests themselves."""

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from django.db import connection, transaction

from accounts.models import User
from common.refusals import Invalid
from finance.contribution_imports import import_contributions
from jobs import hosting
from jobs.checked_files import STEPS
from jobs.claims import Claim
from jobs.files import Content
from jobs.kinds import Kind, register
from surveys.mapped_imports import import_file

PATIENCE = 60.0
hosting.LOOK_EVERY = int(os.environ.get("LOOK_EVERY", hosting.LOOK_EVERY))


class Statements:
    """Counts what a connection sends; at the number `fatal` the process is killed instead, at `stopped` it sleeps."""

    def __init__(self) -> None:
        self.number = 0
        self.fatal, self.stopped = (int(os.environ.get(name, "0")) for name in ("DIE_AT", "STOP_AT"))

    def __call__(self, execute: Callable[..., Any], *said: Any) -> Any:
        self.pass_by()
        return execute(*said)

    def pass_by(self) -> None:
        """One more place at which the process may die."""
        self.number += 1
        if self.number == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)
            time.sleep(PATIENCE)  # the signal comes before anything else is done
        if self.number == self.stopped:
            os.kill(os.getpid(), signal.SIGSTOP)


@contextmanager
def counted() -> Iterator[Statements]:
    """Dies at the statement that DIE_AT names; writes how many there were to the file COUNTED, where it is asked to."""
    statements = Statements()
    with connection.execute_wrapper(statements):
        yield statements
    if path := os.environ.get("COUNTED"):
        Path(path).write_text(str(statements.number))


def import_all(content: bytes, owner: User, *, last: Callable[[], None]) -> int:
    """The contributions of a file, all or none, `last` being called within the same transaction."""
    seen = import_contributions(content, by=owner)
    with transaction.atomic():
        imported = import_contributions(content, by=owner, confirmed=seen.fingerprint)
        if not imported.applied:
            faults = {str(row.number): [fault.sentence for fault in row.faults] for row in imported.refused}
            raise Invalid(faults or {"file": ["Nothing of it is new."]})
        last()
    return len(imported.rows)


def run_import(claim: Claim) -> None:
    assert claim.by is not None, "people import"
    with counted() as statements:
        claim.step("reading")
        content = claim.given()
        claim.step("keeping", 0, 1)

        def finish() -> None:
            claim.finish(report={"said": ["It is kept."]}, file=Content("receipt.csv", "text/csv", b"kept\n"))
            statements.pass_by()  # before the transaction ends

        import_all(content, claim.by, last=finish)
        statements.pass_by()  # after it has


def run_answers(claim: Claim) -> None:
    """The site's own import of a file of answers, which may die at each of its statements."""
    with counted() as statements:
        finish = claim.finish

        def finish_and_pass(**said: Any) -> None:
            finish(**said)
            statements.pass_by()  # before the transaction ends

        with patch.object(claim, "finish", finish_and_pass):
            import_file(claim)
        statements.pass_by()  # after it has


def run_note(claim: Claim) -> None:
    """The least that a job can be."""
    with transaction.atomic():
        claim.finish(report={"said": [f"Noted {claim.arguments['word']}."]})


IMPORT = register(
    Kind(
        "tests.import",
        "An import",
        run_import,
        steps={"reading": "Reading the file", "keeping": "Keeping its rows"},
        page=lambda job: "/finance/contributions/",
    )
)
ANSWERS = register(Kind("tests.answers", "An import of answers", run_answers, steps=STEPS))
NOTE = register(Kind("tests.note", "A note", run_note))
