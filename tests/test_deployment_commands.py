"""Every command that the Dockerfile and docker-compose.yml run, run here on the files that the image holds."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest
import requests

from tests.databases import Databases
from tests.postgres import machine_binaries, wheel_binaries
from tests.processes import environment, free_port, running
from tests.test_deployment_files import ROOT, SERVICES, said, stages

HOST = "results.example.org"


@dataclass(frozen=True)
class Image:
    """What the image holds, in a folder; with the settings that docker-compose.yml gives to the web."""

    app: Path
    variables: Mapping[str, str]
    port: int

    def run(self, command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
        wanted = environment({**self.variables, **variables})
        return subprocess.run(command, cwd=self.app, env=wanted, capture_output=True, text=True, check=False)

    def served(self, **variables: str):
        (command,) = (json.loads(given) for given in said(stages()[-1], "CMD"))
        return running(
            command,
            folder=self.app,
            variables={**self.variables, **variables},
            answers=f"http://127.0.0.1:{self.port}/healthz",
            log=self.app.parent / "log",
        )

    def get(self, path: str, **headers: str) -> requests.Response:
        address = f"http://127.0.0.1:{self.port}{path}"
        return requests.get(address, headers={"Host": HOST, **headers}, timeout=30, allow_redirects=False)


def copy_admitted(target: Path) -> None:
    """Copy what .dockerignore lets into the image."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    for path in (line[1:] for line in lines if line.startswith("!")):
        if (ROOT / path).is_dir():
            shutil.copytree(ROOT / path, target / path, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", "*.mo"))
        else:
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / path, target / path)


@pytest.fixture
def image(tmp_path: Path, databases: Databases) -> Iterator[Image]:
    """The image's files, and an empty database of production's, with secrets in files that end in a line break."""
    app, secrets = tmp_path / "app", tmp_path / "secrets"
    copy_admitted(app)
    secrets.mkdir()
    label = f"production_{uuid4().hex[:8]}"
    databases.create(label)
    (secrets / "secret_key").write_text("".join(map(str, range(100, 140))) + "abcdefghij\n")
    (secrets / "database_url").write_text(databases.url(label) + "\n")
    port = free_port()
    variables = {
        "ALLOWED_HOSTS": HOST,
        "SECRET_KEY_FILE": str(secrets / "secret_key"),
        "DATABASE_URL_FILE": str(secrets / "database_url"),
        "FORWARDED_ALLOW_IPS": SERVICES["web"]["environment"]["FORWARDED_ALLOW_IPS"],
        "RCS_BUILD": "test",
        "RCS_VAR_DIR": str(tmp_path / "var"),
        "STATIC_ROOT": str(app / "collected"),
        "PORT": str(port),
        "HOME": "/nonexistent",
    }
    yield Image(app, variables, port)
    databases.drop(label)


def test_image_is_built_prepared_served_and_stopped_by_the_commands_that_the_files_name(image):
    (build,) = (rest for rest in said(stages()[0], "RUN") if "manage.py" in rest)
    commands = re.findall(r"/venv/bin/(python (?:manage\.py [\w -]+|-m compileall -q)) ?(?:/app)?", build)
    assert len(commands) == build.count("/venv/bin/python") - 1, "all but the one that makes a key"
    for command in commands:
        words = command.split() + (["."] if "compileall" in command else [])
        built = image.run(words, SECRET_KEY_FILE="", SECRET_KEY="k0123456789" * 6, DATABASE_URL_FILE="")
        assert built.returncode == 0, built.stderr
    assert (image.app / "collected" / "staticfiles.json").is_file()

    prepared = image.run(SERVICES["prepare"]["command"])
    assert prepared.returncode == 0, prepared.stderr

    health_check = SERVICES["web"]["healthcheck"]["test"][1:]
    assert image.run(health_check).returncode == 1, "nothing serves yet"
    with image.served():
        assert image.run(health_check).returncode == 0
        healthy = image.get("/healthz")
        assert (healthy.status_code, healthy.json()) == (200, {"status": "ok"})
        assert healthy.headers["Cache-Control"] == "no-store"

        assert image.get("/").headers["Location"] == f"https://{HOST}/", "nothing but the health check goes unencrypted"
        assert image.get("/healthz", Host="elsewhere.example.com").status_code == 400
        signing_in = image.get("/accounts/login/", **{"X-Forwarded-Proto": "https"})
        assert signing_in.status_code == 200
        assert "max-age=31536000" in signing_in.headers["Strict-Transport-Security"]
        (style,) = re.findall(r'href="(/static/css/site\.\w+\.css)"', signing_in.text)
        served = image.get(style, **{"X-Forwarded-Proto": "https"})
        assert served.status_code == 200
        assert "immutable" in served.headers["Cache-Control"]


def test_health_check_fails_while_the_database_does_not_answer(image, tmp_path):
    nowhere = tmp_path / "nowhere"
    nowhere.write_text(f"postgresql://rcs:none@127.0.0.1:{free_port()}/rcs")
    with image.served(DATABASE_URL_FILE=str(nowhere)):
        answer = image.get("/healthz")
        assert (answer.status_code, answer.json()) == (503, {"status": "unavailable"})
        assert image.run(SERVICES["web"]["healthcheck"]["test"][1:]).returncode == 1


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"SECRET_KEY_FILE": ""}, "SECRET_KEY"),
        ({"SECRET_KEY_FILE": "", "SECRET_KEY": "short"}, "weak"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS"),
        ({"DEBUG": "1"}, "DEBUG"),
    ],
)
def test_production_refuses_to_start_on_wrong_settings_and_says_which(image, wrong, named):
    refused = image.run(SERVICES["prepare"]["command"], **wrong)
    assert refused.returncode != 0
    assert named in refused.stderr.strip().splitlines()[-1]


def test_database_health_check_is_answered_by_a_server_and_not_by_silence():
    binaries = machine_binaries() or wheel_binaries()
    assert binaries is not None
    name, *options = SERVICES["database"]["healthcheck"]["test"][1:]
    silent = subprocess.run([binaries / name, *options, f"--port={free_port()}"], check=False)
    assert silent.returncode == 2
