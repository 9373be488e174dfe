"""Template databases, and copies of them for tests that commit.

Two templates are made once for a whole run and shared by its workers: `migrated` (the tables, no content) and
`seeded` (the framework as `make run` loads it, release 1, the demonstration's accounts). Every worker's own
database is a copy of `seeded`. A third, `invented`, is `seeded` with the records and answers that `make run` invents,
and is made when the first test asks for it. Emptying a database after a test, as Django's transactional tests do,
is not possible here: figures, releases and activity entries refuse to be deleted. A copy costs less anyway
(measured: SQLite 2 ms, PostgreSQL 80 ms).
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote
from uuid import uuid4

import psycopg2
from django.core.management import call_command
from django.db import connections, transaction
from psycopg2 import sql
from psycopg2.extensions import connection as PostgresConnection

from workplace.demonstration import invent_records_and_answers


class Databases(Protocol):
    """Where a run keeps its databases. `label` is what we call one, `name` what Django's settings call it, and
    `url` what DATABASE_URL calls it for another process."""

    def name(self, label: str) -> str: ...
    def url(self, label: str) -> str: ...
    def create(self, label: str) -> None: ...
    def copy(self, source: str, label: str) -> None: ...
    def drop(self, label: str) -> None: ...


@dataclass(frozen=True)
class SQLiteFiles:
    folder: Path

    def name(self, label: str) -> str:
        return str(self.folder / f"{label}.sqlite3")

    def url(self, label: str) -> str:
        return f"sqlite:///{self.name(label)}"

    def create(self, label: str) -> None:
        self.drop(label)

    def copy(self, source: str, label: str) -> None:
        shutil.copyfile(self.name(source), self.name(label))

    def drop(self, label: str) -> None:
        for suffix in ("", "-wal", "-shm"):
            Path(self.name(label) + suffix).unlink(missing_ok=True)


@dataclass(frozen=True)
class PostgresDatabases:
    settings: dict[str, Any]
    prefix: str

    def name(self, label: str) -> str:
        return f"{self.prefix}_{label}".replace("-", "_")

    def url(self, label: str) -> str:
        person = f"{quote(self.settings['USER'])}:{quote(self.settings['PASSWORD'])}"
        return f"postgresql://{person}@{self.settings['HOST']}:{self.settings['PORT']}/{self.name(label)}"

    def create(self, label: str) -> None:
        self._execute("CREATE DATABASE {} TEMPLATE template0", self.name(label))

    def copy(self, source: str, label: str) -> None:
        self._execute("CREATE DATABASE {} TEMPLATE {}", self.name(label), self.name(source))

    def drop(self, label: str) -> None:
        self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name(label))

    def drop_all(self) -> None:
        """Drop what this run made: the templates, and whatever an interrupted test left."""
        with self._connected() as maintenance, maintenance.cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{self.prefix}_"])
            names = [row[0] for row in cursor.fetchall()]
        for name in names:
            self._execute("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def _execute(self, statement: str, *names: str) -> None:
        with self._connected() as maintenance, maintenance.cursor() as cursor:
            cursor.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))

    @contextmanager
    def _connected(self) -> Iterator[PostgresConnection]:
        maintenance = psycopg2.connect(
            dbname=self.settings["NAME"],
            user=self.settings["USER"],
            password=self.settings["PASSWORD"],
            host=self.settings["HOST"],
            port=self.settings["PORT"],
        )
        try:
            maintenance.autocommit = True
            yield maintenance
        finally:
            maintenance.close()


def databases_of_run(settings: dict[str, Any], folder: Path, run: str) -> Databases:
    """The databases of one run; `settings` are those of Django's default database before any change."""
    if settings["ENGINE"].endswith("sqlite3"):
        return SQLiteFiles(folder)
    return PostgresDatabases(dict(settings), f"test_rcs_{run}")


@contextmanager
def connected_to(name: str) -> Iterator[None]:
    """Every thread of this process uses the database `name`, until the block ends."""
    settings = connections.settings["default"]
    before = settings["NAME"]
    connections.close_all()
    settings["NAME"] = name
    try:
        yield
    finally:
        connections.close_all()
        settings["NAME"] = before


@contextmanager
def copy_in_use(databases: Databases, template: str) -> Iterator[None]:
    """Every thread of this process uses a copy of `template` that nobody else has, until the block ends."""
    label = f"{os.environ.get('PYTEST_XDIST_WORKER', 'single')}_{template}_{uuid4().hex[:8]}"
    databases.copy(template, label)
    with connected_to(databases.name(label)):
        yield
    databases.drop(label)


@contextmanager
def rolled_back() -> Iterator[None]:
    """What happens inside is as if it had not happened; within a transaction or not."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_templates(databases: Databases, folder: Path) -> None:
    """Make both templates, unless another worker of this run has made them already."""
    with (folder / "templates.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "templates.done"
        if done.exists():
            return
        databases.create("migrated")
        with connected_to(databases.name("migrated")):
            call_command("migrate", verbosity=0)
        databases.copy("migrated", "seeded")
        with connected_to(databases.name("seeded")):
            call_command("prepare", database_only=True, without_invented_data=True, stdout=StringIO())
        done.touch()


def make_invented(databases: Databases, folder: Path) -> None:
    """Make the template `invented`, unless a test of this run has asked for it before."""
    with (folder / "templates.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = folder / "invented.done"
        if done.exists():
            return
        databases.copy("seeded", "invented")
        with connected_to(databases.name("invented")):
            invent_records_and_answers()
        done.touch()
