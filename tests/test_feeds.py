"""What changed, as feeds: an entry for each release in words, whole addresses, nothing before its hour."""

import json
import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils.dateparse import parse_datetime

from public import feeds
from publications.models import Release
from tests.public_pages import publish_second
from tests.work import bring_to_figure, entry, publish

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_both]

ATOM = "{http://www.w3.org/2005/Atom}"
IN_ARABIC = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture
def second_release(people):
    return publish_second(people)


def get(path):
    response = Client().get(path)
    assert response.status_code == 200, path
    return response


def atom(path="/changes.atom"):
    return ET.fromstring(get(path).content)  # our own bytes


def items(path="/changes.json"):
    return json.loads(get(path).content)["items"]


def test_the_feed_is_atom_with_all_that_atom_asks_for(second_release):
    response = get("/changes.atom")
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    feed = ET.fromstring(response.content)
    assert feed.tag == f"{ATOM}feed"
    for within in (feed, *feed.findall(f"{ATOM}entry")):
        assert [len(within.findall(f"{ATOM}{name}")) for name in ("id", "title", "updated")] == [1, 1, 1]
        moment = parse_datetime(within.findtext(f"{ATOM}updated"))
        assert moment is not None
        assert moment.tzinfo is not None
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == "Resident coordinator system results"
    links = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
    assert links == {"self": "http://testserver/changes.atom", "alternate": "http://testserver/releases/"}
    entries = feed.findall(f"{ATOM}entry")
    assert [each.find(f"{ATOM}link").get("href") for each in entries] == [
        "http://testserver/releases/2/",
        "http://testserver/releases/1/",
    ]
    identities = [each.findtext(f"{ATOM}id") for each in entries]
    assert len(set(identities)) == 2
    assert all(re.fullmatch(r"tag:testserver,\d{4}-\d\d-\d\d:release/\d", each) for each in identities)
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")


def test_an_entry_says_in_words_what_the_release_changed(second_release):
    said = atom().find(f"{ATOM}entry")
    assert said.findtext(f"{ATOM}title") == "Release 2: Values of 2022"
    summary = said.find(f"{ATOM}summary")
    assert summary.get("type") == "html"
    assert "The values of 2022." in summary.text
    assert "New for 2022: 88 per cent." in summary.text
    assert 'href="http://testserver/indicators/RCS-2022-2025/2.1.1-d/?release=2"' in summary.text
    first = items()[-1]
    assert first["summary"] == "This is the first release: there is none before it to compare with."


def test_the_json_feed_says_the_same(second_release):
    response = get("/changes.json")
    assert response["Content-Type"] == "application/feed+json"
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"] == "http://testserver/changes.json"
    entries = atom().findall(f"{ATOM}entry")
    assert [(each["id"], each["title"], each["content_html"]) for each in feed["items"]] == [
        tuple(each.findtext(f"{ATOM}{name}") for name in ("id", "title", "summary")) for each in entries
    ]
    assert all(parse_datetime(each["date_published"]) for each in feed["items"])


def test_a_feed_speaks_the_language_of_its_address(second_release):
    feed = atom("/zh/changes.atom")
    assert feed.get(IN_ARABIC) == "zh"
    assert feed.find(f"{ATOM}entry/{ATOM}link").get("href") == "http://testserver/zh/releases/2/"
    assert items("/zh/changes.json")[0]["title"].startswith("第2号发布版")
    assert items("/zh/changes.json")[0]["id"] == items()[0]["id"]


def test_older_entries_are_on_further_pages(second_release, people, monkeypatch):
    monkeypatch.setattr(feeds, "PAGE_SIZE", 1)
    feed = json.loads(get("/changes.json").content)
    assert [each["url"] for each in feed["items"]] == ["http://testserver/releases/2/"]
    assert feed["next_url"] == "http://testserver/changes.json?before=2"
    older = json.loads(get(feed["next_url"].removeprefix("http://testserver")).content)
    assert [each["url"] for each in older["items"]] == ["http://testserver/releases/1/"]
    assert "next_url" not in older
    links = {link.get("rel"): link.get("href") for link in atom().findall(f"{ATOM}link")}
    assert links["next"] == "http://testserver/changes.atom?before=2"
    for path in ("/changes.atom?before=1", "/changes.json?before=x", "/changes.atom?release=9"):
        assert Client().get(path).status_code == 404


def test_a_release_is_in_no_feed_before_its_hour(people):
    sealed = datetime(2040, 11, 26, 15, 0, tzinfo=UTC)
    hour = sealed + timedelta(days=8)
    with time_machine.travel(sealed, tick=False):
        bring_to_figure("2.1.1-d/total/2022", entry("88.4"), people)
        publish(people, "The values of 2022.", at=hour)
        assert [each["url"] for each in items()] == ["http://testserver/releases/1/"]
    with time_machine.travel(hour, tick=False):
        assert len(items()) == 2
        assert Release.objects.published().count() == 2


def test_public_pages_tell_feed_readers_where_it_is():
    expected = '<link rel="alternate" type="application/atom+xml" href="{}" title='
    assert expected.format("/changes.atom") in get("/").content.decode()
    assert expected.format("/zh/changes.atom") in get("/zh/methodology/").content.decode()


def test_a_feed_that_was_read_before_costs_the_look_up_alone(second_release, django_assert_num_queries):
    for path in ("/changes.atom", "/changes.json"):
        get(path)
        with django_assert_num_queries(1):
            get(path)
