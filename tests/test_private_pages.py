"""What is for one person is kept by no cache; what is public stays as it is."""

import pytest

from accounts.actions import create_user
from tests.public_pages import FILES, PAGES

PASSWORD = "a long enough phrase"
OWN = [
    "/accounts/login/",
    "/accounts/logout/",
    "/accounts/password/change/",
    "/accounts/password/reset/",
    "/accounts/password/reset/done/",
    "/accounts/email/",
    "/accounts/reauthenticate/",
    "/accounts/2fa/",
    "/accounts/2fa/totp/activate/",
    "/zh/accounts/password/change/",
]


@pytest.fixture
def person(client, db):
    """A browser in which somebody has just signed in."""
    user = create_user("first@un.example", password=PASSWORD, by=None)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return client


@pytest.mark.parametrize("path", OWN)
def test_no_cache_keeps_the_pages_of_an_account(person, path):
    answer = person.get(path)
    assert answer.status_code in (200, 302)
    assert {"no-store", "private"} <= set(answer["Cache-Control"].split(", "))


def test_nor_the_form_of_a_forgotten_password_or_where_strangers_are_sent(client, db):
    for path in ("/accounts/login/", "/accounts/password/reset/", "/accounts/password/change/", "/tasks/"):
        assert "no-store" in client.get(path)["Cache-Control"], path


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_public_answers_are_the_same_for_who_is_signed_in(signed_in, client, db, path):
    answer = signed_in("custodian").get(path)
    assert answer.status_code == 200
    assert "no-store" not in answer.get("Cache-Control", "")
    assert answer.get("Cache-Control") == client.get(path).get("Cache-Control")
