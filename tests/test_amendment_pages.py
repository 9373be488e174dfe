"""The pages of amendments: choosing, typing beside what stands, what would change, and deciding."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from indicators.models import Amendment, RollUpRule, Series
from tests.amending import CODE, MANDATE, TARGET, amend, change, propose
from tests.amendment_requests import proposal
from tests.reading import Page
from tests.work import bring_to_figure, entry

pytestmark = pytest.mark.django_db

PROPOSE, LIST, ONE = "/amendments/propose/", "/amendments/", f"/amendments/{CODE}/1/"
LOWER = change("series 2.1.1-d/total", "target_value", "90", "85")


def text_of(response):
    return Page(Client(), response).text


def post(client, **wishes):
    return client.post(PROPOSE, {"on": TARGET, **proposal(**({"target": "85"} | wishes))})


def test_what_can_be_amended_is_chosen_from_every_definition_of_the_framework(signed_in):
    page = signed_in("administrator").get(PROPOSE)
    html = page.content.decode()
    for name in (f"framework {CODE}", f"goal {CODE}/1", f"indicator {CODE}/2.1.1-d", TARGET):
        assert f'value="{name}"' in html
    assert f'value="roll-up rule {CODE}/2.1.1-d/total"' in html


def test_a_proposal_needs_only_the_field_that_changes(signed_in):
    response = post(signed_in("administrator"))
    assert (response.status_code, response["Location"]) == (303, ONE)
    [amendment] = Amendment.objects.all()
    assert amendment.changes == [LOWER]


def test_numbers_are_read_as_people_write_them(signed_in):
    post(signed_in("administrator"), target="84,5")
    assert Amendment.objects.get().changes[0]["new"] == "84.5"


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"target": "85.05"}, "This indicator keeps 1 decimal."),
        ({"target": "many"}, "many"),
        ({"target": "90"}, "Nothing would be changed."),
        ({"mandate": ""}, "This field is required."),
        ({"first_year": "2031"}, "Choose a year of the framework"),
        ({"decided_on": "2099-01-01"}, "What is decided in the future"),
        ({"0-target_value-old": '"91"'}, "It says 90 now, not what you saw."),
        ({"0-target_value-old": "not json"}, "It says 90 now, not what you saw."),
        ({"0-target_value-old": "[" * 100_000}, "It says 90 now, not what you saw."),
    ],
)
def test_what_is_refused_stands_beside_its_field_and_what_was_typed_stays(wishes, said, signed_in):
    response = post(signed_in("administrator"), **({"reason": "A reason of my own."} | wishes))
    assert response.status_code == 400
    html = response.content.decode()
    assert said in text_of(response)
    assert "A reason of my own." in html
    if target := wishes.get("target"):
        assert f'value="{target}"' in html
    assert not Amendment.objects.exists()


def test_a_milestone_and_a_series_are_added_and_a_milestone_taken_away(signed_in, people):
    client = signed_in("administrator")
    assert post(client, target="90", **{"0-add-year": "2024", "0-add-value": "88"}).status_code == 303
    added = Amendment.objects.get(number=1).changes[0]
    assert (added["field"], added["old"], added["new"]) == ("milestones", None, {"year": 2024, "value": "88"})
    signed_in("publisher").post(ONE, {"do": "confirm"})
    page = client.get(PROPOSE, {"on": TARGET})
    old = re.search(r'name="0-remove-2024-old" value="([^"]*)"', page.content.decode())[1].replace("&quot;", '"')
    for forged in ("not json", "[" * 100_000, "null", '{"year": 2023}'):
        going = {"0-remove-2024": "yes", "0-remove-2024-old": forged}
        assert post(client, target="90", **going).status_code == 400
    post(client, target="90", **{"0-remove-2024": "yes", "0-remove-2024-old": old})
    assert Amendment.objects.get(number=2).changes[0]["new"] is None
    new = {"0-add-code": "women", "0-add-target_value": "50", "0-add-target_year": "2025", "0-add-position": "2"}
    head = {name: proposal(target="90")[name] for name in ("first_year", "decided_on", "mandate", "reason")}
    refused = client.post(PROPOSE, {"on": f"indicator {CODE}/2.1.1-d", **new, **head})
    assert "A baseline has a value and a year; without them, a note says why." in text_of(refused)
    new |= {"0-add-baseline_note_en": "Not measured.", "0-add-title_en": "Women"}
    assert client.post(PROPOSE, {"on": f"indicator {CODE}/2.1.1-d", **new, **head}).status_code == 303


def test_a_milestone_that_the_page_does_not_name_as_it_wrote_it_is_refused(signed_in, people):
    amend([change("series 2.1.1-d/total", "milestones", None, {"year": 2024, "value": "88"})], people)
    for forged in ("not json", "[" * 100_000, "7"):
        response = post(signed_in("administrator"), target="90", **{"0-remove-2024": "on", "0-remove-2024-old": forged})
        assert response.status_code == 400
    assert Amendment.objects.count() == 1


def test_the_page_shows_old_and_new_and_what_would_change_before_it_is_confirmed(signed_in, people):
    bring_to_figure("2.1.1-d/total/2024", entry("86"), people)
    propose([LOWER], people)
    text = text_of(signed_in("publisher").get(ONE))
    assert "RCS 2.1.1-d, total: target 90 85" in text
    assert "1 figure would be another, or rated otherwise" in text
    assert re.search(r"validated figure 2024 86% no progress 86% achieved", text)
    assert Series.objects.get(indicator__code="2.1.1-d").target_value == 90


def test_figures_that_are_not_released_are_not_told_to_a_custodian_of_other_indicators(signed_in, people):
    bring_to_figure("2.1.1-d/total/2024", entry("87.3"), people)
    propose([LOWER], people)
    assert "87.3" in text_of(signed_in("auditor").get(ONE))
    page = text_of(signed_in("finance_officer").get(ONE))
    assert "85" in page
    assert "87.3" not in page
    assert "What confirming it would change" not in page


def test_who_proposed_it_cannot_confirm_it_and_somebody_else_does(signed_in, people):
    propose([LOWER], people)
    own = signed_in("administrator").get(ONE)
    assert "somebody else has to" in text_of(own)
    assert 'value="confirm"' not in own.content.decode()
    refused = signed_in("administrator").post(ONE, {"do": "confirm"})
    assert refused.status_code == 403
    assert signed_in("publisher").post(ONE, {"do": "confirm", "remark": "As decided."}).status_code == 303
    text = text_of(signed_in("auditor").get(ONE))
    assert "As decided." in text
    assert 'value="withdraw"' not in text
    assert signed_in("publisher").post(ONE, {"do": "confirm"}).status_code == 409


def test_it_is_withdrawn_with_a_reason(signed_in, people):
    propose([LOWER], people)
    client = signed_in("publisher")
    assert "Say why it is withdrawn." in text_of(client.post(ONE, {"do": "withdraw"}))
    assert client.post(ONE, {"do": "withdraw", "remark": "Another mandate."}).status_code == 303
    listed = text_of(client.get(LIST))
    assert "withdrawn" in listed
    assert MANDATE in listed


def test_what_cannot_be_confirmed_any_more_says_why(signed_in, people):
    propose([LOWER], people)
    propose([change("series 2.1.1-d/total", "target_value", "90", "88")], people)
    signed_in("publisher").post(f"/amendments/{CODE}/2/", {"do": "confirm"})
    page = signed_in("publisher").get(ONE)
    assert "says 88 now, not 90" in text_of(page)
    assert 'value="confirm"' not in page.content.decode()


def test_the_administration_points_to_the_amendment_of_what_figures_fix(signed_in):
    series = Series.objects.get(indicator__code="2.1.1-d")
    page = signed_in("administrator").get(reverse("admin:indicators_series_change", args=[series.pk])).content.decode()
    assert f"{PROPOSE}?on=series+RCS-2022-2025%2F2.1.1-d%2Ftotal" in page
    rule = RollUpRule.objects.get(series=series)
    page = signed_in("administrator").get(reverse("admin:indicators_rolluprule_change", args=[rule.pk]))
    assert PROPOSE not in page.content.decode()  # no figure was computed by it


def test_the_list_costs_the_same_for_many(signed_in, people, django_assert_max_num_queries):
    for _one in range(3):
        propose([LOWER], people)
    client = signed_in("auditor")
    client.get(LIST)
    with django_assert_max_num_queries(9):
        client.get(LIST)
    for _one in range(20):
        propose([LOWER], people)
    with django_assert_max_num_queries(9):
        client.get(LIST)
