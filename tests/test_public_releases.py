"""What readers of the public pages can rely on: releases alone, the same bytes for everybody, at the same cost."""

import html
import re
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from common.refusals import Invalid
from common.translated import text_of
from tests.public_pages import FALLEN, FILES, IN_CHINESE, PAGES, body, content_of, publish_second, words
from tests.work import bring_to_figure, entry, publish, save, submit, validate

pytestmark = pytest.mark.django_db


@pytest.fixture
def second_release(people):
    return publish_second(people)


# --- As published -----------------------------------------------------------------------------------------------


def test_a_release_shows_the_world_as_it_was_published(second_release):
    before = words(f"{FALLEN}?release=1")
    assert "81 per cent in 2021, down from 86 per cent in 2019" in before
    assert re.search(r"As published in release 1 of \d+ \w+ \d{4}; the newest is release 2\.", before)
    assert "88 per cent in 2022, up from 86 per cent in 2019" in words(f"{FALLEN}?release=2")
    assert "which is the newest" in words(f"{FALLEN}?release=2")
    assert "As published in release 2 of" not in words(FALLEN)


@pytest.mark.parametrize("path", ["/", "/framework/", FALLEN])
def test_links_stay_in_the_release_that_was_asked_for(second_release, path):
    page = body(f"{path}?release=1")
    inside = [
        html.unescape(link)
        for link in re.findall(r'href="([^"]+)"', page)
        if re.match(r"(/zh)?/(framework|indicators|$)", link)
    ]
    assert len(inside) > 5
    assert [link for link in inside if "release=1" not in link and link != path] == []


@pytest.mark.parametrize("asked", ["2", "0", "-1", "1.0", "x", "", "1e0", "9999999", "١"])
@pytest.mark.parametrize("path", ["/", "/framework/", FALLEN, "/framework.csv", f"{FALLEN[:-1]}.svg"])
def test_an_unknown_release_is_not_found(path, asked):
    assert Client().get(path, {"release": asked}).status_code == 404


def test_a_demonstration_release_is_marked_on_every_page_that_shows_it_and_release_1_is_not(second_release):
    for page in ("/", "/framework/", FALLEN):
        assert "Demonstration: release 2 was made to try this system out." in words(page)
        assert "Demonstration" not in words(f"{page}?release=1")
    assert "This is a demonstration release" in words("/releases/2/")
    assert "demonstration release" not in words("/releases/1/")


@pytest.mark.parametrize("picture", [f"{FALLEN[:-1]}.svg", "/funding/streams.svg"])
def test_a_picture_that_stands_alone_says_itself_that_it_is_of_a_demonstration(second_release, picture):
    assert re.search(r"as published in release 2 of [^<]+ \(Demonstration\)<", body(picture))
    assert "Demonstration" not in body(f"{picture}?release=1")


def test_a_release_page_says_why_and_how_to_verify_it(second_release):
    page = words("/releases/2/")
    assert "Release 2: Values of 2022" in page
    assert "by a publisher" in page
    assert "The values of 2022." in page
    assert second_release.sha256 in page
    assert "curl -s 'http://testserver/releases/2.json' | sha256sum" in page
    listed = words("/releases/")
    assert listed.index("2: Values of 2022") < listed.index("1: E/2022/54")
    assert re.search(rf"The values of 2022\. 5 {second_release.sha256}", listed)


def test_older_releases_follow_in_pages(people, monkeypatch):
    monkeypatch.setattr("public.history.PAGE_SIZE", 1)
    bring_to_figure("3.3.3-a/total/2022", entry("0"), people)
    publish(people)
    assert "1: E/2022/54" not in words("/releases/")
    assert 'href="?before=2"' in body("/releases/")
    assert "1: E/2022/54" in words("/releases/?before=2")
    assert Client().get("/releases/?before=x").status_code == 404


# --- The same bytes for everybody -------------------------------------------------------------------------------


def answers():
    found = {path: Client().get(path) for path in [*PAGES, *IN_CHINESE, *FILES]}
    return {path: (response.status_code, response.content, response["ETag"]) for path, response in found.items()}


def test_drafts_reach_no_public_page_file_or_etag(people):
    before = answers()
    save("2.1.1-d/total/2022", entry("88"), by=people.custodian)
    save("3.1.1-a/total/2022", entry("230000000"), by=people.custodian)
    submit("2.1.1-d/total/2022", by=people.custodian)
    assert answers() == before
    validate("2.1.1-d/total/2022", by=people.validator)
    assert answers() == before
    publish(people)
    assert answers()["/"] != before["/"]


def test_who_asks_makes_no_difference(signed_in):
    for path in [*PAGES, *FILES]:
        anonymous = Client().get(path)
        with CaptureQueriesContext(connection) as queries:
            known = signed_in("publisher").get(path)
        assert known.content == anonymous.content
        assert known["ETag"] == anonymous["ETag"]
        assert "Cookie" not in known.get("Vary", "")
        assert not known.cookies
        asked = [query["sql"] for query in queries if "sha256" in query["sql"] or "publications" in query["sql"]]
        assert not [sql for sql in asked if "session" in sql or "accounts_user" in sql]


@pytest.mark.parametrize("path", ["/", "/framework/", FALLEN, "/framework.json"])
def test_what_a_reader_has_already_is_not_sent_again(path):
    first = Client().get(path)
    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = Client().head(path)
    assert (head.status_code, head.content, head["ETag"]) == (200, b"", first["ETag"])


@pytest.mark.parametrize("path", [*PAGES, *FILES])
def test_public_pages_are_read_and_never_written_to(path):
    assert Client().post(path).status_code == 405


# --- Languages --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES)
def test_the_language_switch_keeps_the_address(page):
    asked = "?release=1&goal=2" if page == "/framework/" else "?release=1"
    assert f'href="/zh{page}{asked}"' in html.unescape(body(f"{page}{asked}"))
    assert f'href="{page}{asked}"' in html.unescape(body(f"/zh{page}{asked}"))


def test_chinese_pages_hold_the_texts_of_the_source_and_mark_what_is_not_chinese():
    page = body(f"/zh{FALLEN}")
    assert '<html lang="zh"' in page
    assert "认为联合国组合充分适应其需求和挑战的方案国政府百分比" in page
    assert '<span lang="en">E/2022/54, paragraph 48</span>' in page
    assert 'lang="en"' not in re.search(r"<h1.*?</h1>", page, re.DOTALL)[0]
    assert "<span lang=" not in re.search(r"<main.*</main>", body(FALLEN), re.DOTALL)[0]


def test_a_text_falls_back_to_english_and_then_to_any_language():
    assert text_of({"en": "Yes", "zh": "是"}).__html__() == "Yes"
    with translation.override("zh"):
        assert text_of({"en": "Yes & no"}).__html__() == '<span lang="en">Yes &amp; no</span>'
        assert text_of({"fr": "Oui"}).__html__() == '<span lang="fr">Oui</span>'
        assert text_of({}).__html__() == ""


def test_the_day_of_the_next_release_is_announced_with_a_release_and_stands_in_it(people):
    assert "The day of the next release has not been announced." in words("/")
    publish_second(people, next_on=date(2099, 3, 1))
    assert "The next release is announced for 1 March 2099." in words("/")
    assert content_of("release", "2", release=2)["next_on"] == "2099-03-01"
    assert "announced for" not in words("/?release=1")


def test_a_next_release_that_does_not_come_after_is_refused(people):
    with pytest.raises(Invalid) as refused:
        publish_second(people, next_on=timezone.localdate())
    assert "next_on" in refused.value.errors
