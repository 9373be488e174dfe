"""What people do with their own accounts. Whose address an account has is not theirs to say: an administrator
vouches for it, and the log tells who did what by it.
"""

import pytest
from allauth.account.models import EmailAddress

from accounts.actions import create_user
from activity.models import Entry

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough phrase"


def test_nobody_gives_their_own_account_another_address(client):
    user = create_user("first@un.example", password=PASSWORD, by=None)
    signed_in = client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert signed_in.status_code == 302
    before = Entry.objects.count()
    for asked in ("action_add", "action_primary"):
        assert client.get("/accounts/email/").status_code == 200
        client.post("/accounts/email/", {asked: "", "email": "other@un.example"})
    user.refresh_from_db()
    assert user.email == "first@un.example"
    assert list(EmailAddress.objects.filter(user=user).values_list("email", flat=True)) == ["first@un.example"]
    assert Entry.objects.count() == before


@pytest.mark.parametrize("prefix", ["", "/zh"])
def test_people_stay_in_their_language_on_the_way_in_and_out(prefix, client):
    user = create_user("first@un.example", password=PASSWORD, by=None)
    front = client.get(f"{prefix}/contact/").content.decode()
    assert f'<a href="{prefix}/tasks/">' in front
    signed_in = client.post(f"{prefix}/accounts/login/", {"login": user.email, "password": PASSWORD})
    assert signed_in["Location"] == f"{prefix}/tasks/"
    assert client.post(f"{prefix}/accounts/logout/")["Location"] == f"{prefix}/"


@pytest.mark.parametrize("address", ["/accounts/2fa/totp/activate/", "/accounts/2fa/webauthn/add/"])
def test_people_add_a_second_factor_to_an_account_that_was_made_for_them(address, client):
    user = create_user("first@un.example", password=PASSWORD, by=None)
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    asked_again = client.get(address)["Location"]
    assert asked_again.startswith("/accounts/reauthenticate/")
    client.post(asked_again, {"password": PASSWORD})
    assert client.get(address).status_code == 200
