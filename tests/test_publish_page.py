"""The page that shows what a release would change, and publishes exactly what was seen."""

import re

import pytest
from django.urls import reverse

from activity.models import Entry
from publications.models import Release
from tests.fund import report_2023, validated_item
from tests.work import bring_to_figure, entry

pytestmark = pytest.mark.django_db

PUBLISH = "/publish/"
READERS = ["validator", "administrator", "auditor"]
OTHERS = ["office_editor", "team_leader", "regional_team", "custodian", "finance_officer"]


def text_of(response):
    """The page's words, tags left out and white space joined."""
    body = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[0] if body else ""))


def seen_of(response):
    return response.context["preview"].fingerprint


def test_nothing_to_publish_is_said(signed_in):
    response = signed_in("publisher").get(PUBLISH)
    assert response.status_code == 200
    assert "There is nothing to publish" in text_of(response)
    assert b"<textarea" not in response.content


def test_a_new_value_and_its_rating_are_shown_before_and_after_by_indicator(signed_in, people):
    bring_to_figure("2.1.1-d/total/2022", entry("88", source="Survey"), people)
    response = signed_in("publisher").get(PUBLISH)
    words = text_of(response)
    assert "RCS 2.1.1-d" in words
    assert "total, 2022 – 88%, reported" in words
    assert "total: rating regressed, 2021 on track, 2022" in words
    assert "/series/" not in words
    counts = response.context["reading"].counts
    assert counts == {"value": 1, "rating": 1, "text": 0, "other": 0}


def test_a_publisher_publishes_what_was_seen_and_lands_on_the_release(signed_in, people):
    bring_to_figure("2.1.1-d/total/2022", entry("88"), people)
    client = signed_in("publisher")
    seen = seen_of(client.get(PUBLISH))
    response = client.post(PUBLISH, {"reason": "The values of 2022.", "title": "Values of 2022", "seen": seen})
    assert response.status_code == 302
    assert response["Location"] == reverse("public:release", args=[2])
    release = Release.objects.get(number=2)
    assert (release.reason, release.title, release.demonstration) == ("The values of 2022.", "Values of 2022", True)
    assert release.published_by == people.publisher
    assert Entry.objects.order_by("-sequence")[0].verb == "publications.release.published"


def test_what_changed_since_it_was_seen_is_shown_again_and_the_reason_is_kept(signed_in, people):
    bring_to_figure("2.1.1-d/total/2022", entry("88"), people)
    client = signed_in("publisher")
    seen = seen_of(client.get(PUBLISH))
    bring_to_figure("2.1.1-d/total/2023", entry("89"), people)
    response = client.post(PUBLISH, {"reason": "The values of 2022.", "seen": seen})
    assert response.status_code == 409
    assert "has changed since you looked" in text_of(response)
    assert "total, 2023 – 89%, reported" in text_of(response)
    assert b"The values of 2022." in response.content
    assert Release.objects.count() == 1
    again = client.post(PUBLISH, {"reason": "The values of 2022.", "seen": seen_of(response)})
    assert again.status_code == 302
    assert f'value="{seen_of(response)}"' in response.content.decode()


def test_publishing_without_what_was_seen_is_refused(signed_in, people):
    bring_to_figure("2.1.1-d/total/2022", entry("88"), people)
    response = signed_in("publisher").post(PUBLISH, {"reason": "The values of 2022."})
    assert response.status_code == 409
    assert Release.objects.count() == 1


@pytest.mark.parametrize("reason", ["", "   ", "hidden\u202etext", "NUL\x00"])
def test_a_reason_is_needed_and_hides_nothing(signed_in, people, reason):
    bring_to_figure("2.1.1-d/total/2022", entry("88"), people)
    client = signed_in("publisher")
    seen = seen_of(client.get(PUBLISH))
    response = client.post(PUBLISH, {"reason": reason, "seen": seen})
    assert response.status_code == 400
    assert response.context["form"].errors["reason"]
    assert Release.objects.count() == 1


def test_publishing_when_nothing_changed_is_refused(signed_in):
    client = signed_in("publisher")
    seen = seen_of(client.get(PUBLISH))
    response = client.post(PUBLISH, {"reason": "Again.", "seen": seen})
    assert response.status_code == 409
    assert Release.objects.count() == 1


def test_the_page_says_that_a_demonstration_marks_its_releases(signed_in, people):
    bring_to_figure("2.1.1-d/total/2022", entry("88"), people)
    assert "marked as one" in text_of(signed_in("publisher").get(PUBLISH))


@pytest.mark.parametrize("role", READERS)
def test_readers_see_what_would_change_but_do_not_publish(role, signed_in, people):
    bring_to_figure("2.1.1-d/total/2022", entry("88"), people)
    client = signed_in(role)
    response = client.get(PUBLISH)
    assert response.status_code == 200
    assert "total, 2022" in text_of(response)
    assert b"<textarea" not in response.content
    assert client.post(PUBLISH, {"reason": "Mine.", "seen": seen_of(response)}).status_code == 403
    assert Release.objects.count() == 1


@pytest.mark.parametrize("role", OTHERS)
def test_for_everybody_else_there_is_no_such_page(role, signed_in):
    client = signed_in(role)
    assert client.get(PUBLISH).status_code == 404
    assert client.post(PUBLISH, {"reason": "Mine.", "seen": "x"}).status_code == 404


def test_the_anonymous_are_asked_to_sign_in(client):
    response = client.get(PUBLISH)
    assert (response.status_code, response["Location"]) == (302, "/accounts/login/?next=/publish/")


def test_a_report_whose_tables_lack_cells_is_named_before_it_is_published(signed_in, people):
    client = signed_in("publisher")
    assert "no value." not in text_of(client.get(PUBLISH))
    report_2023(people)
    validated_item("2023.estimate.2024.all.A", "4000000", people)
    words = text_of(client.get(PUBLISH))
    assert "E/2023/99, table 1: 34 cells of 35 have no value." in words
    assert "E/2023/99, table 3: 98 cells of 98 have no value." in words
    assert "E/2022/54" not in words.partition("What would change")[0]


def test_a_printed_figure_that_its_parts_do_not_give_is_counted_before_it_is_published(signed_in, people):
    validated_item("2022.estimate.2023.all.A", "4092800", people)
    words = text_of(signed_in("publisher").get(PUBLISH))
    assert "printed figures differ from what their parts give by more than rounding explains." in words
