"""The Makefile: what `make help` says, and `make run` as a person meets it."""

import os
import re
import signal
import subprocess
from pathlib import Path

import pytest
import requests

from tests.processes import environment, free_port, running

ROOT = Path(__file__).resolve().parent.parent
ROLES = {
    "administrator",
    "custodian",
    "validator",
    "publisher",
    "finance_officer",
    "regional_team",
    "team_leader",
    "office_editor",
    "auditor",
}


def test_help_is_what_make_does_by_default_and_names_every_target():
    said = subprocess.run(["make"], cwd=ROOT, env=environment({}), capture_output=True, text=True, check=True).stdout
    targets = re.search(r"^\.PHONY: (.+)$", (ROOT / "Makefile").read_text(), re.MULTILINE)
    assert targets is not None
    assert [line.split()[1] for line in said.splitlines()] == targets[1].split()


@pytest.mark.assure
def test_run_prepares_serves_and_ends_on_ctrl_c_and_keeps_what_it_made(tmp_path):
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    variables = {"RCS_VAR_DIR": str(tmp_path / "var"), "PORT": str(port)}
    accounts = []
    for number in (1, 2):
        log = tmp_path / f"log{number}"
        with running(
            ["make", "run"], folder=ROOT, variables=variables, answers=f"{address}healthz", log=log, own_session=True
        ) as make:
            assert requests.get(f"{address}healthz", timeout=30).json() == {"status": "ok"}
            os.killpg(make.pid, signal.SIGINT)
            assert make.wait(timeout=30) in (0, -signal.SIGINT)
            with pytest.raises(ProcessLookupError):
                os.killpg(make.pid, 0)  # nothing that it started is left
        lines = log.read_text().splitlines()
        assert lines.index(f"Serving {address} (Ctrl-C ends it)") > max(map(lines.index, filter(_is_account, lines)))
        assert not [line for line in lines if "SIGKILL" in line]  # every process ended by itself
        accounts.append((tmp_path / "var" / "demo-accounts.txt").read_text())
    assert accounts[0] == accounts[1]
    assert {line.split()[2] for line in accounts[0].splitlines()} == ROLES


def _is_account(line: str) -> bool:
    return line.rpartition(" ")[2] in ROLES
