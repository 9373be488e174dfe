"""Every command that the Dockerfile and docker-compose.yml run, run here on the files that the image holds."""

import datetime
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from uuid import uuid4

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.databases import Databases
from tests.long_work.processes import wait_until
from tests.postgres import machine_binaries, wheel_binaries
from tests.processes import environment, free_port, running
from tests.test_deployment_files import ROOT, SERVICES, said, stages

pytestmark = pytest.mark.production

HOST = "results.example.org"
SECURITY_HEADERS = {
    "content-security-policy",
    "cross-origin-opener-policy",
    "referrer-policy",
    "strict-transport-security",
    "x-content-type-options",
    "x-frame-options",
}


@dataclass(frozen=True)
class Image:
    """What the image holds, in a folder; with the settings that docker-compose.yml gives to the web."""

    app: Path
    variables: Mapping[str, str]
    port: int
    log: Path

    def run(self, command: list[str], **variables: str) -> subprocess.CompletedProcess[str]:
        wanted = environment({**self.variables, **variables})
        return subprocess.run(command, cwd=self.app, env=wanted, capture_output=True, text=True, check=False)

    def served(self, **variables: str) -> AbstractContextManager[subprocess.Popen[bytes]]:
        (command,) = (json.loads(given) for given in said(stages()[-1], "CMD"))
        return running(
            command,
            folder=self.app,
            variables={**self.variables, **variables},
            answers=f"http://127.0.0.1:{self.port}/healthz",
            log=self.log,
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


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The image's files after the commands by which the Dockerfile builds them."""
    app = tmp_path_factory.mktemp("image") / "app"
    copy_admitted(app)
    (build,) = (rest for rest in said(stages()[0], "RUN") if "manage.py" in rest)
    commands = re.findall(r"/venv/bin/(python (?:manage\.py [\w -]+|-m compileall -q /app))", build)
    assert len(commands) == build.count("/venv/bin/python") - 1, "all but the one that makes a key"
    settings = {"SECRET_KEY": "k0123456789" * 6, "ALLOWED_HOSTS": "localhost", "RCS_VAR_DIR": str(app.parent / "var")}
    wanted = environment({**settings, "STATIC_ROOT": str(app / "collected"), "RCS_BUILD": "test"})
    for command in commands:
        subprocess.run(command.replace("/app", ".").split(), cwd=app, env=wanted, check=True)
    return app


@contextmanager
def deployed(app: Path, folder: Path, url: str) -> Iterator[Image]:
    """The image as docker-compose.yml runs it, with secrets in files that end in a line break."""
    (folder / "secret_key").write_text("".join(map(str, range(100, 140))) + "abcdefghij\n")
    (folder / "database_url").write_text(url + "\n")
    port = free_port()
    variables = {
        "ALLOWED_HOSTS": HOST,
        "SECRET_KEY_FILE": str(folder / "secret_key"),
        "DATABASE_URL_FILE": str(folder / "database_url"),
        "FORWARDED_ALLOW_IPS": SERVICES["web"]["environment"]["FORWARDED_ALLOW_IPS"],
        "RCS_BUILD": "test",
        "RCS_VAR_DIR": str(folder / "var"),
        "STATIC_ROOT": str(app / "collected"),
        "PORT": str(port),
        "HOME": "/nonexistent",
    }
    yield Image(app, variables, port, folder / "log")


@pytest.fixture
def empty_image(built: Path, tmp_path: Path, databases: Databases) -> Iterator[Image]:
    """Deployed for the first time, on a database without a table."""
    label = f"production_{uuid4().hex[:8]}"
    databases.create(label)
    with deployed(built, tmp_path, databases.url(label)) as image:
        yield image
    databases.drop(label)


@pytest.fixture
def image(built: Path, tmp_path: Path, databases: Databases, django_db_setup: None) -> Iterator[Image]:
    """Deployed, on a database that has its tables."""
    label = f"production_{uuid4().hex[:8]}"
    databases.copy("migrated", label)
    with deployed(built, tmp_path, databases.url(label)) as image:
        yield image
    databases.drop(label)


def test_image_is_prepared_served_and_stopped_by_the_commands_that_the_files_name(empty_image):
    image = empty_image
    assert (image.app / "collected" / "staticfiles.json").is_file()
    assert list(image.app.rglob("*.mo")), "catalogues are compiled when the image is built"

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


@pytest.mark.parametrize("name", ["worker", "scheduler"])
def test_worker_and_scheduler_live_without_a_broker_and_end_when_told(image, tmp_path, name):
    health_check = SERVICES[name]["healthcheck"]["test"][1:]
    nowhere, life = f"redis://127.0.0.1:{free_port()}/0", str(tmp_path / "alive")
    assert image.run(health_check, RCS_LIFE_FILE=life).returncode == 1, "nothing lives yet"
    wanted = environment({**image.variables, "CELERY_BROKER_URL": nowhere, "RCS_LIFE_FILE": life})
    with image.log.open("wb") as log:
        process = subprocess.Popen(SERVICES[name]["command"], cwd=image.app, env=wanted, stdout=log, stderr=log)
    try:
        wait_until((tmp_path / "alive").exists, "it gives no sign of life")
        assert image.run(health_check, RCS_LIFE_FILE=life).returncode == 0
        process.terminate()
        assert process.wait(timeout=60) == 0, image.log.read_text()
    finally:
        process.kill()
        process.wait()


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine, vouched for by itself, and its key, in files."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    today = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "tls_certificate", folder / "tls_key"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    return chain, secret


@contextmanager
def proxied(image: Image) -> Iterator[tuple[str, str, str]]:
    """deploy/nginx.conf before `image`, in other places and on other ports; yields http, https and the certificate."""
    plain, encrypted, own = free_port(), free_port(), free_port()
    with tempfile.TemporaryDirectory(prefix="rcs-proxy-") as name:
        folder = Path(name)
        chain, secret = certificate(folder)
        text = (ROOT / "deploy" / "nginx.conf").read_text()
        for theirs, ours in {
            "/tmp/": f"{folder}/",
            "/run/secrets/tls_certificate": str(chain),
            "/run/secrets/tls_key": str(secret),
            "listen 8080": f"listen 127.0.0.1:{plain}",
            "listen 8443": f"listen 127.0.0.1:{encrypted}",
            "127.0.0.1:8081": f"127.0.0.1:{own}",
            "http://web:8000": f"http://127.0.0.1:{image.port}",
        }.items():
            assert theirs in text
            text = text.replace(theirs, ours)
        configuration = folder / "nginx.conf"
        # Root's nginx would serve as somebody else, who may not write to this folder; in its container it is not root.
        configuration.write_text(("user root;\n" if os.geteuid() == 0 else "") + text)
        health_check = SERVICES["proxy"]["healthcheck"]["test"][-1].replace(":8081", f":{own}")
        command = ["nginx", "-c", str(configuration), "-p", str(folder), "-g", "daemon off;"]
        with running(command, folder=folder, variables={}, answers=health_check, log=folder / "log"):
            assert requests.get(health_check, timeout=10).status_code == 200
            yield f"http://127.0.0.1:{plain}", f"https://127.0.0.1:{encrypted}", str(chain)


@pytest.mark.proxy
def test_proxy_encrypts_compresses_limits_and_adds_nothing_else(image):
    with image.served(), proxied(image) as (plain, encrypted, chain), requests.Session() as client:
        client.trust_env = False  # no other proxy, no other certificates
        client.verify = chain
        client.headers = {"Host": HOST, "Accept-Encoding": "gzip"}

        to_https = client.get(f"{plain}/framework/?release=1", allow_redirects=False)
        assert (to_https.status_code, to_https.headers["Location"]) == (308, f"https://{HOST}/framework/?release=1")

        direct = image.get("/accounts/login/", **{"X-Forwarded-Proto": "https"})
        page = client.get(f"{encrypted}/accounts/login/")
        assert page.status_code == 200
        assert page.headers["Content-Encoding"] == "gzip"
        received = [name.lower() for name in page.raw.headers]
        assert [name for name in SECURITY_HEADERS if received.count(name) != 1] == []
        for name in SECURITY_HEADERS - {"content-security-policy"}:
            assert page.headers[name] == direct.headers[name]
        assert "nginx/" not in page.headers["Server"]

        too_much = client.post(f"{encrypted}/accounts/login/", data=b"x" * (11 * 1024 * 1024 + 1))
        assert too_much.status_code == 413


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
