"""Closed by default: outside a demonstration nothing starts that is missing, weak or open, and the refusal says so."""

import stat
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connection

from accounts.actions import declare_production
from accounts.installation import refuse_wrong_database
from accounts.models import Installation, User
from activity.models import Entry
from tests.processes import environment

STRONG_KEY = "0123456789-a-key-that-is-long-enough-and-varied-ABCDEFGHIJ"
GOOD = {"SECRET_KEY": STRONG_KEY, "ALLOWED_HOSTS": "results.un.example"}


def started(code: str, variables: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """A new Python with these variables alone; it imports the settings as the server does."""
    command = [sys.executable, "-c", code]
    given = environment({"RCS_BUILD": "test", **variables})
    return subprocess.run(command, cwd=settings.BASE_DIR, env=given, capture_output=True, text=True, check=False)


READ = "from rcsystem import settings as s; print(s.DEBUG, s.DEMONSTRATION, s.SESSION_COOKIE_SECURE, s.ALLOWED_HOSTS)"

REFUSED = {
    "nothing at all": ({}, ["SECRET_KEY (or SECRET_KEY_FILE) is missing", "ALLOWED_HOSTS is missing"]),
    "no key": ({**GOOD, "SECRET_KEY": ""}, ["SECRET_KEY (or SECRET_KEY_FILE) is missing"]),
    "a short key": ({**GOOD, "SECRET_KEY": STRONG_KEY[:49]}, ["SECRET_KEY is weak"]),
    "a monotonous key": ({**GOOD, "SECRET_KEY": "abcabcabc" * 10}, ["SECRET_KEY is weak"]),
    "a generated example": ({**GOOD, "SECRET_KEY": f"django-insecure-{STRONG_KEY}"}, ["SECRET_KEY is weak"]),
    "debugging": ({**GOOD, "DEBUG": "on"}, ["DEBUG is on"]),
    "no hosts": ({**GOOD, "ALLOWED_HOSTS": ""}, ["ALLOWED_HOSTS is missing, or lets in every host"]),
    "every host": ({**GOOD, "ALLOWED_HOSTS": "results.un.example,*"}, ["ALLOWED_HOSTS is missing, or lets in every"]),
    "everything wrong": (
        {"SECRET_KEY": "short", "DEBUG": "1", "ALLOWED_HOSTS": "*"},
        ["SECRET_KEY is weak", "DEBUG is on", "ALLOWED_HOSTS is missing, or lets in every host"],
    ),
}


# Each starts a process of a second; these say apart what "everything wrong" says at once.
APART = {"a short key", "debugging", "no hosts", "no key"}
EACH_REFUSED = [
    pytest.param(*refused, id=name, marks=[pytest.mark.assure] if name in APART else [])
    for name, refused in REFUSED.items()
]


@pytest.mark.parametrize(("variables", "sentences"), EACH_REFUSED)
def test_production_settings_refuse_to_start_and_say_why(tmp_path, variables, sentences):
    refused = started(READ, {"RCS_VAR_DIR": str(tmp_path), **variables})
    assert refused.returncode == 1
    last_line = refused.stderr.strip().splitlines()[-1]
    assert "Production settings refuse to start" in last_line
    for sentence in sentences:
        assert sentence in last_line
    assert last_line.count(";") == len(sentences) - 1  # those faults and no others
    assert not list(tmp_path.iterdir())


def test_production_settings_start_when_all_is_given(tmp_path):
    key_file = tmp_path / "key"
    key_file.write_text(STRONG_KEY)
    for key in ({"SECRET_KEY": STRONG_KEY}, {"SECRET_KEY_FILE": str(key_file)}):
        read = started(READ, {"RCS_VAR_DIR": str(tmp_path), "ALLOWED_HOSTS": "results.un.example", **key})
        assert read.stderr == ""
        assert read.stdout.strip() == "False False True ['results.un.example']"


def test_a_demonstration_starts_with_nothing_and_keeps_the_key_that_it_makes(tmp_path):
    read = "from rcsystem import settings as s; print(s.SECRET_KEY); assert s.DEMONSTRATION and not s.DEBUG"
    runs = [started(read, {"RCS_DEMONSTRATION": "1", "RCS_VAR_DIR": str(tmp_path / "var")}) for _ in range(2)]
    assert [run.returncode for run in runs] == [0, 0]
    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout.strip()) >= 50
    key_file = tmp_path / "var" / "secret-key"
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600


# --- Settings and database agree on what they are -------------------------------------------------------------------


def url_of_database() -> str:
    """The database that the test is connected to, as a server is told of it."""
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{Path(given['NAME']).resolve()}"
    return f"postgresql://{given['USER']}:{given['PASSWORD']}@{given['HOST']}:{given['PORT']}/{given['NAME']}"


def make_it_production() -> None:
    Installation.objects.all().delete()
    declare_production(by=None)


def test_a_server_with_production_settings_does_not_start_on_a_demonstration(own_database, tmp_path):
    variables = {**GOOD, "DATABASE_URL": url_of_database(), "RCS_VAR_DIR": str(tmp_path)}
    refused = started("import rcsystem.wsgi", variables)
    assert refused.returncode == 1
    assert "Production settings refuse to start: this database is a demonstration." in refused.stderr
    make_it_production()
    assert started("import rcsystem.wsgi", variables).returncode == 0


def test_a_server_with_demonstration_settings_does_not_start_on_the_real_thing(own_database, tmp_path):
    variables = {"RCS_DEMONSTRATION": "1", "DATABASE_URL": url_of_database(), "RCS_VAR_DIR": str(tmp_path)}
    assert started("import rcsystem.wsgi", variables).returncode == 0
    make_it_production()
    refused = started("import rcsystem.wsgi", variables)
    assert refused.returncode == 1
    assert "Demonstration settings refuse to start: this database is not a demonstration." in refused.stderr


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("declared", "demonstration_settings", "refusal"),
    [
        (True, True, None),
        (False, False, None),
        (True, False, "Production settings refuse"),
        (False, True, "Demonstration settings refuse"),
        (None, True, "Demonstration settings refuse"),  # people work here already, and nobody called them invented
        (None, False, None),
    ],
)
def test_settings_and_database_have_to_agree(settings, declared, demonstration_settings, refusal):
    Installation.objects.all().delete()
    if declared is not None:
        Installation.objects.create(demonstration=declared)
    settings.DEMONSTRATION = demonstration_settings
    if refusal is None:
        refuse_wrong_database()
    else:
        with pytest.raises(ImproperlyConfigured, match=refusal):
            refuse_wrong_database()


@pytest.mark.parametrize("demonstration_settings", [True, False])
def test_an_empty_database_can_become_either(empty_database, settings, demonstration_settings):
    assert not User.objects.exists()
    settings.DEMONSTRATION = demonstration_settings
    refuse_wrong_database()


def test_preparing_the_wrong_database_changes_nothing_in_it(own_database, settings):
    settings.DEMONSTRATION = False
    before = Entry.objects.count(), list(Installation.objects.values_list())
    with pytest.raises(ImproperlyConfigured, match="Production settings refuse"):
        call_command("prepare", database_only=True)
    assert (Entry.objects.count(), list(Installation.objects.values_list())) == before


def test_nobody_makes_a_demonstration_of_a_database_with_people_in_it(own_database, settings):
    make_it_production()
    settings.DEMONSTRATION = True
    with pytest.raises(ImproperlyConfigured, match="not a demonstration"):
        call_command("prepare", database_only=True)
    assert list(Installation.objects.values_list("demonstration", flat=True)) == [False]
