"""The first account of a production database."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from accounts.roles import Role, roles_of

pytestmark = pytest.mark.django_db


def create(email: str, password: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    call_command("create_administrator", email, "--name", "First Person", stdout=io.StringIO())


def test_administrator_can_sign_in_and_open_the_administration(client, monkeypatch):
    create("First.Person@example.org", "a long enough phrase", monkeypatch)
    user = User.objects.get(email="first.person@example.org")
    assert roles_of(user) == {Role.ADMINISTRATOR}
    assert client.login(email=user.email, password="a long enough phrase")
    assert client.get("/admin/").status_code == 200


@pytest.mark.parametrize(
    ("email", "password", "said"),
    [
        ("first@example.org", "short", "too short"),
        ("first@example.org", "", "too short"),
        ("not an address", "a long enough phrase", "valid email"),
    ],
)
def test_weak_password_or_wrong_address_makes_no_account(email, password, said, monkeypatch):
    before = User.objects.count()
    with pytest.raises(CommandError, match=f"(?i){said}"):
        create(email, password, monkeypatch)
    assert User.objects.count() == before


def test_address_that_is_taken_is_refused(monkeypatch):
    create("first@example.org", "a long enough phrase", monkeypatch)
    with pytest.raises(CommandError, match="already"):
        create("first@example.org", "another long phrase", monkeypatch)
