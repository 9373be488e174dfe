"""Dockerfile, docker-compose.yml, .dockerignore and the proxy's configuration, held to their policy by reading.

What these files run is run in test_deployment_commands.py.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(__file__).resolve().parent.parent
COMPOSE_FILE = ROOT / "docker-compose.yml"
COMPOSE = yaml.safe_load(COMPOSE_FILE.read_text())
SERVICES = COMPOSE["services"]
APPLICATION = ("web", "worker", "scheduler", "prepare")
every_service = pytest.mark.parametrize("name", SERVICES)


def stages() -> list[list[tuple[str, str]]]:
    """The Dockerfile as its stages, each a list of (instruction, the rest of its line)."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    lines = [line.strip() for line in re.sub(r"\\\n\s*", " ", text).splitlines() if line.strip()]
    found: list[list[tuple[str, str]]] = []
    for instruction, _, rest in (line.partition(" ") for line in lines):
        if instruction == "FROM":
            found.append([])
        found[-1].append((instruction, rest))
    return found


def said(stage: list[tuple[str, str]], instruction: str) -> list[str]:
    return [rest for given, rest in stage if given == instruction]


# --- docker-compose.yml ----------------------------------------------------------------------------------------------


def validate(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_compose_file_fits_the_compose_specification(tmp_path):
    checked = validate(COMPOSE_FILE)
    assert checked.returncode == 0, checked.stdout

    misspelt = tmp_path / "docker-compose.yml"
    misspelt.write_text(COMPOSE_FILE.read_text().replace("cap_drop:", "cap_drops:"))
    assert validate(misspelt).returncode == 1, "the schema would let a misspelt word pass"


def test_the_services_are_those_that_are_described():
    assert set(SERVICES) == {"proxy", "database", "broker", *APPLICATION}


@every_service
def test_no_service_can_write_to_its_image_or_gain_rights(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["pids_limit"] > 0
    assert not service.get("privileged")
    assert not {"network_mode", "pid", "ipc", "userns_mode", "devices"} & set(service)
    assert service["tmpfs"], "a read-only root needs a place for temporary files"


@every_service
def test_no_service_runs_as_root(name):
    user, _, group = SERVICES[name]["user"].partition(":")
    assert int(user) > 0
    assert int(group) > 0


@every_service
def test_only_the_proxy_is_published(name):
    assert ("ports" in SERVICES[name]) == (name == "proxy")
    assert "expose" not in SERVICES[name]


@every_service
def test_services_can_be_scaled_by_number(name):
    assert "container_name" not in SERVICES[name]
    assert "hostname" not in SERVICES[name]


@every_service
def test_every_lasting_service_has_a_health_check_and_waits_for_what_it_needs(name):
    service = SERVICES[name]
    if service["restart"] == "no":
        assert service["healthcheck"] == {"disable": True}, "a command that ends has nothing to be asked"
    else:
        assert service["restart"] == "unless-stopped"
        assert service["healthcheck"]["test"][0] == "CMD"
    for needed, how in service.get("depends_on", {}).items():
        once = SERVICES[needed]["restart"] == "no"
        assert how["condition"] == ("service_completed_successfully" if once else "service_healthy")


def test_the_web_starts_on_a_healthy_and_prepared_database():
    assert set(SERVICES["web"]["depends_on"]) == {"database", "prepare"}
    assert set(SERVICES["proxy"]["depends_on"]) == {"web"}


def test_database_and_broker_are_reached_by_the_application_alone():
    on_inside = {name for name, service in SERVICES.items() if "inside" in service["networks"]}
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert on_inside == {"database", "broker", *APPLICATION}
    for name in on_inside - {"web"}:
        assert SERVICES[name]["networks"] == ["inside"]


def test_the_broker_keeps_nothing_and_has_a_limit():
    command = SERVICES["broker"]["command"]
    options = dict(zip(command[1::2], command[2::2], strict=True))
    assert options["--save"] == ""
    assert options["--appendonly"] == "no"
    assert options["--maxmemory"]
    assert "volumes" not in SERVICES["broker"]


def test_the_web_starts_without_a_broker():
    assert not {"broker", "worker", "scheduler"} & set(SERVICES["web"]["depends_on"])


def test_secrets_are_files_and_never_variables():
    for name, service in SERVICES.items():
        granted = {f"/run/secrets/{secret}" for secret in service.get("secrets", [])}
        for variable, value in service.get("environment", {}).items():
            if re.search(r"KEY|PASSWORD|SECRET|TOKEN|DATABASE_URL", variable):
                assert variable.endswith("_FILE"), f"{name}: {variable} belongs into a file"
                assert value in granted, f"{name}: {variable} names a secret that the service does not get"
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert set(COMPOSE["secrets"]) == used
    for secret in COMPOSE["secrets"].values():
        assert secret["file"].startswith("./secrets/")
    ignored = (ROOT / ".gitignore").read_text().splitlines()
    assert "/secrets/" in ignored


def test_the_application_never_runs_as_a_demonstration_there():
    for name in APPLICATION:
        environment = SERVICES[name]["environment"]
        assert not {"RCS_DEMONSTRATION", "DEBUG", "RCS_HTTPS"} & set(environment)
        assert environment["ALLOWED_HOSTS"].startswith("${ALLOWED_HOSTS:?"), "compose itself refuses to start without"


def test_bind_mounts_are_read_only():
    binds = [mount for service in SERVICES.values() for mount in service.get("volumes", []) if mount["type"] == "bind"]
    assert binds
    for mount in binds:
        assert mount["read_only"] is True
        assert (ROOT / mount["source"]).is_file()


def test_images_of_others_are_named_by_version():
    for name in set(SERVICES) - set(APPLICATION):
        assert re.search(r":\d+(\.\d+)*(-\w+)?$", SERVICES[name]["image"])


# --- Dockerfile ------------------------------------------------------------------------------------------------------


def test_the_image_is_built_in_stages_from_a_slim_base():
    assert len(stages()) == 2
    assert all(said(stage, "FROM")[0].startswith("python:3.11-slim") for stage in stages())


def test_the_image_runs_as_a_numbered_user_who_owns_nothing_in_it():
    final = stages()[-1]
    assert said(final, "USER") == [SERVICES["web"]["user"]]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", said(final, "USER")[0])
    assert not any("--chown" in copied for copied in said(final, "COPY"))
    order = [instruction for instruction, _ in final]
    assert order.index("USER") > max(i for i, instruction in enumerate(order) if instruction == "COPY")


def test_the_final_stage_installs_nothing_and_fetches_nothing():
    final = stages()[-1]
    assert said(final, "RUN") == []
    assert all(copied.startswith("--from=build ") for copied in said(final, "COPY"))
    everything = [line for stage in stages() for line in stage]
    assert not [rest for instruction, rest in everything if instruction == "ADD" or re.search(r"\b(curl|wget)\b", rest)]
    assert not [rest for _, rest in everything if re.search(r"https?://", rest)]


def test_every_package_in_the_image_is_installed_by_its_hash():
    installed = [rest for stage in stages() for rest in said(stage, "RUN") if "pip install" in rest]
    assert len(installed) == 1
    assert re.search(r"pip install --require-hashes -r requirements/base\.txt$", installed[0])
    for file in ("base.txt", "dev.txt"):
        text = (ROOT / "requirements" / file).read_text()
        packages = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
        assert packages
        assert [package for package in packages if "--hash=sha256:" not in package] == []
        assert not re.search(r"https?://", text), "a lock names no host"


def test_the_image_holds_no_secret():
    for stage in stages():
        for rest in said(stage, "ENV") + said(stage, "ARG") + said(stage, "LABEL"):
            assert not re.search(r"KEY|PASSWORD|SECRET|TOKEN|DATABASE_URL", rest)


def test_the_image_says_what_it_is_and_how_it_is():
    final = stages()[-1]
    assert "org.opencontainers.image.revision" in said(final, "LABEL")[0]
    (health,) = said(final, "HEALTHCHECK")
    assert json.loads(health.partition(" CMD ")[2]) == SERVICES["web"]["healthcheck"]["test"][1:]
    assert json.loads(said(final, "CMD")[0])[0] == "gunicorn"


# --- .dockerignore ---------------------------------------------------------------------------------------------------


def test_the_image_gets_every_application_and_nothing_of_this_machine():
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*", "what is not named stays out"
    admitted = {line.removeprefix("!") for line in lines if line.startswith("!")}
    own_apps = {app for app in settings.INSTALLED_APPS if (ROOT / app).is_dir()}
    assert admitted >= own_apps | {"rcsystem", "templates", "static", "locale", "manage.py", "pyproject.toml"}
    assert all((ROOT / path).exists() for path in admitted)
    assert not admitted & {".git", ".venv", "var", "secrets", "tests", "bench", "docs"}


# --- docs/deployment.md -----------------------------------------------------------------------------


def test_every_variable_that_is_read_is_described_and_no_other():
    sources = ("rcsystem/settings.py", "deploy/gunicorn.conf.py", "deploy/healthcheck.py", "deploy/alive.py")
    read = {
        name
        for source in sources
        for name in re.findall(r"""(?:\benv(?:\.\w+)?|environ\.get)\(\s*["'](\w+)["']""", (ROOT / source).read_text())
    }
    rows = re.findall(r"^\| (`[A-Z_`, ]+`) \|", (ROOT / "docs" / "deployment.md").read_text(), re.MULTILINE)
    described = {name for row in rows for name in re.findall(r"\w+", row)}
    assert described == read


# --- The proxy -------------------------------------------------------------------------------------------------------


def test_the_proxy_asks_for_the_web_by_name_each_time_and_adds_no_header_of_its_own():
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    assert "resolver 127.0.0.11" in text
    assert "set $web http://web:8000;" in text, "a variable makes nginx look the name up again, so scaling shows"
    assert set(re.findall(r"proxy_pass ([^;]+);", text)) == {"$web"}
    assert "add_header" not in text, "security headers come from the application; twice is once too often"
    assert "client_max_body_size" in text
    assert "server_tokens off" in text


def test_no_header_of_a_visitor_says_below_which_path_the_site_is():
    """nginx drops names with an underscore; other proxies hand on SCRIPT_NAME as a visitor wrote it."""
    config: dict[str, str] = {}
    exec(compile((ROOT / "deploy" / "gunicorn.conf.py").read_text(), "gunicorn.conf.py", "exec"), config)
    assert config["forwarder_headers"] == ""
