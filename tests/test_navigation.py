"""The places of the signed-in pages: each person's own, each leading somewhere, the present one marked."""

import re

import pytest

from accounts.roles import Role

pytestmark = pytest.mark.django_db

READ_THE_FUND = {Role.FINANCE_OFFICER, Role.VALIDATOR, Role.PUBLISHER, Role.ADMINISTRATOR, Role.AUDITOR}


def places(response):
    return response.context["work_nav"]


@pytest.mark.parametrize("role", list(Role))
def test_the_trust_fund_is_a_place_of_those_who_read_it(role, signed_in):
    client = signed_in(role)
    found = [place for place in places(client.get("/tasks/")) if place.url == "/finance/"]
    assert [place.label for place in found] == (["Trust fund"] if role in READ_THE_FUND else [])
    assert client.get("/finance/").status_code == (200 if found else 404)


@pytest.mark.parametrize("role", list(Role))
def test_review_stands_for_two_queues_each_of_which_opens(role, signed_in):
    client = signed_in(role)
    within = [part.url for place in places(client.get("/tasks/")) for part in place.within]
    assert within == (
        ["/review/observations/", "/review/finance/"] if role in READ_THE_FUND - {Role.FINANCE_OFFICER} else []
    )
    for url in within:
        assert client.get(url).status_code == 200


@pytest.mark.parametrize(
    ("address", "place", "part"),
    [
        ("/finance/", "/finance/", None),
        ("/finance/entry/2022/", "/finance/", None),
        ("/finance/contributions/", "/finance/", None),
        ("/review/observations/", "/review/observations/", "/review/observations/"),
        ("/review/finance/", "/review/observations/", "/review/finance/"),
        ("/review/answers/", "/review/answers/", None),
        ("/tasks/", "/tasks/", None),
    ],
)
@pytest.mark.parametrize("language", ["", "/zh"])
def test_the_present_place_is_marked_and_its_queues_are_offered(address, place, part, language, signed_in):
    response = signed_in("validator").get(language + address)
    current = [one for one in places(response) if one.current]
    assert [one.url for one in current] == [language + place]
    assert [one.url for one in current[0].within if one.current] == ([language + part] if part else [])
    text = response.content.decode()
    assert f'<a href="{language}{part or place}" aria-current="page">' in text
    if part:
        assert f'<a href="{language}{place}" aria-current="true">' in text
    elif place != "/review/observations/":
        assert "/review/finance/" not in re.findall(r'<nav class="site-nav.*?</nav>', text, re.DOTALL)[-1]
