"""Slippage: headquarters says why a series is behind before a new value of it is published, and everybody reads it."""

import json
import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from activity.models import Entry
from common.refusals import Invalid, NotAllowed, VersionConflict, VersionNeeded, WrongState
from indicators.actions import reopen_observation
from indicators.models import Slippage
from indicators.progress import CODES, SLIPPED, Course, rate
from indicators.slippage import NONE_YET, explain_slippage, needed, slipped_series
from publications.actions import preview_release, publish_release
from publications.models import Document, Release
from publications.reading import read_preview
from publications.slippage import asked, still_required
from tests.public_pages import FRAMEWORK, body, content_of, words
from tests.work import bring_to_figure, custodian_of, entry, observation, publish

pytestmark = pytest.mark.django_db

KEY, YEAR = "2.1.1-d/total", 2022
INDICATOR = f"/indicators/{FRAMEWORK}/2.1.1-d"
PAGE = "/publish/slippage/"
SAID = "The survey reached fewer Governments than was planned."


@pytest.fixture
def fallen(people):
    """A value of 2022 below the baseline: regressed."""
    return bring_to_figure(f"{KEY}/{YEAR}", entry("70", source="Survey"), people)


def series():
    return observation(f"{KEY}/{YEAR}").series


def say(sentence=SAID, language="en", *, by, seen=NONE_YET, year=YEAR):
    return explain_slippage(series(), year, sentence, language, by=by, seen=seen)


def released(release=2):
    [row] = content_of("indicator", f"{FRAMEWORK}/2.1.1-d", release)["series"]
    return row


# --- Whose task it is -------------------------------------------------------------------------------------------------


def test_tasks_say_how_many_of_the_own_series_are_behind_without_a_sentence(fallen, people, signed_in):
    def said(client) -> int:
        return client.get("/tasks/").context["tasks"].unexplained

    custodian = signed_in("custodian")
    before = said(custodian)
    assert before
    assert f"({before} of yours ha" in " ".join(custodian.get("/tasks/").content.decode().split())
    say(by=people.custodian)
    assert said(custodian) == before - 1
    other = custodian_of("3.1.1-a", "other@un.example")
    client = Client()
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")
    with CaptureQueriesContext(connection) as few:
        assert said(client) <= 1
    with CaptureQueriesContext(connection) as many:
        said(custodian)
    assert said(signed_in("validator")) is None
    asked = [sum("slippage" in row["sql"] for row in captured) for captured in (few, many)]
    assert asked[0] == asked[1]


# --- Which series -----------------------------------------------------------------------------------------------------


def test_what_is_asked_about_is_every_rating_but_the_good_ones_and_none():
    assert set(CODES) - set(SLIPPED) == {"achieved", "on_track", "maintained", "not_rated"}


def test_the_list_is_what_the_next_release_would_show(fallen, people):
    found = {(row.series.key, row.rating.code, row.year) for row in slipped_series()}
    assert (f"{FRAMEWORK}/{KEY}", "regressed", 2022) in found
    publish(people)
    shown = {
        (f"{row.key}/{each['code']}", each["rating"]["code"], each["rating"]["year"])
        for row in Document.objects.filter(release=2, kind="indicator")
        for each in json.loads(row.text)["series"]
        if each["rating"]["code"] in SLIPPED
    }
    assert found == shown


def test_the_course_asks_for_its_share_before_the_target_year_and_for_the_target_from_then_on():
    course = Course(Decimal(20), 2021, Decimal(60), 2025, "up", decimals=1)
    assert needed(course, rate(course, Decimal(25), 2023)) == 40
    assert needed(course, rate(course, Decimal(25), 2025)) == 60
    assert needed(course, rate(course, Decimal(25), 2027)) == 60
    keeping = Course(None, None, Decimal(90), 2025, "keep")
    assert needed(keeping, rate(keeping, Decimal(80), 2023)) == 90


# --- Explaining -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["custodian", "validator", "publisher", "administrator"])
def test_who_knows_or_answers_for_it_explains(fallen, people, role):
    row = say(by=getattr(people, role))
    assert (row.sentence, row.language, row.version, row.changed_by) == (SAID, "en", 1, getattr(people, role))
    entered = Entry.objects.order_by("-sequence")[0]
    assert (entered.verb, entered.target) == ("indicators.slippage.explained", f"series {FRAMEWORK}/{KEY}")


@pytest.mark.parametrize("role", ["auditor", "office_editor", "regional_team", "finance_officer"])
def test_nobody_else_explains(fallen, people, role):
    with pytest.raises(NotAllowed):
        say(by=getattr(people, role))
    with pytest.raises(NotAllowed):
        say(by=custodian_of("1.1.1-c", "another@example.org"))
    assert not Slippage.objects.exists()


def test_what_is_said_already_changes_nothing_and_another_sentence_is_a_version(fallen, people):
    say(by=people.publisher)
    before = Entry.objects.count()
    assert say(by=people.validator, seen=1).version == 1
    assert Entry.objects.count() == before
    assert say("Another.", "fr", by=people.validator, seen=1).version == 2
    assert Entry.objects.count() == before + 1


def test_nobodys_sentence_is_lost(fallen, people):
    with pytest.raises(VersionNeeded):
        say(by=people.publisher, seen=None)
    with pytest.raises(VersionConflict):
        say(by=people.publisher, seen=1)
    say(by=people.publisher)
    for seen in (NONE_YET, 2):
        with pytest.raises(VersionConflict) as conflict:
            say("Mine.", by=people.validator, seen=seen)
        assert conflict.value.current.sentence == SAID


@pytest.mark.parametrize(
    ("sentence", "language", "field"),
    [
        ("", "en", "sentence"),
        ("  ", "en", "sentence"),
        ("hidden\u202etext", "en", "sentence"),
        ("x" * 2001, "en", "sentence"),
        ("Parce que.", "de", "language"),
        ("Parce que.", "", "language"),
    ],
)
def test_a_sentence_in_one_of_the_six_languages_is_needed(fallen, people, sentence, language, field):
    with pytest.raises(Invalid) as refused:
        say(sentence, language, by=people.publisher)
    assert list(refused.value.errors) == [field]


def test_where_it_is_on_its_way_or_rated_by_another_year_there_is_nothing_to_explain(fallen, people):
    for year in (2021, 2023, 2031):
        with pytest.raises(WrongState, match="nothing to explain"):
            say(by=people.publisher, year=year)
    bring_to_figure(f"{KEY}/2023", entry("99"), people)
    with pytest.raises(WrongState):
        say(by=people.publisher)


# --- Publishing -------------------------------------------------------------------------------------------------------


def test_nothing_is_published_while_a_new_value_that_slipped_is_not_explained(fallen, people):
    with pytest.raises(WrongState, match=f"{FRAMEWORK}/{KEY}/2022"):
        publish_release("New.", by=people.publisher)
    assert Release.objects.count() == 1
    say(by=people.custodian)
    assert publish_release("New.", by=people.publisher).number == 2


def test_what_stands_as_it_was_published_is_asked_for_and_not_required(people):
    newest = Release.objects.get(number=1)
    of_the_source = {row.slipped.series.key for row in asked(slipped_series(), newest)}
    assert f"{FRAMEWORK}/{KEY}" in of_the_source  # 81 in 2021, below the baseline, as the document itself reports
    assert still_required(newest) == []
    bring_to_figure("1.1.1-c/total/2022", entry("84", numerator="84", denominator="100"), people)  # on track
    assert publish_release("New.", by=people.publisher).number == 2
    assert released()["slippage"] is None


def test_a_corrected_value_keeps_its_years_sentence_and_another_year_needs_its_own(fallen, people):
    say(by=people.publisher)
    publish(people)
    bring_to_figure_again(people, "69")
    assert still_required(Release.objects.get(number=2)) == []
    bring_to_figure(f"{KEY}/2023", entry("71"), people)
    [row] = still_required(Release.objects.get(number=2))
    assert (row.series.key, row.year) == (f"{FRAMEWORK}/{KEY}", 2023)


def bring_to_figure_again(people, value):
    row = observation(f"{KEY}/{YEAR}")
    reopen_observation(row, "A slip of the pen.", by=people.validator, seen=row.version)
    return bring_to_figure(f"{KEY}/{YEAR}", entry(value, source="Survey"), people)


def test_what_is_on_its_way_again_is_released_without_the_sentence_of_before(fallen, people):
    say(by=people.publisher)
    publish(people)
    assert released()["slippage"]["sentence"] == SAID
    bring_to_figure(f"{KEY}/2023", entry("99"), people)
    publish(people)
    assert released(3)["slippage"] is None
    page = words(f"{INDICATOR}/")
    assert SAID not in page
    assert "no longer needed" in page


def test_the_preview_tells_the_sentence(fallen, people):
    say(by=people.publisher)
    [group] = [
        group for group in read_preview(preview_release(by=people.publisher)).groups if group.code == "RCS 2.1.1-d"
    ]
    [line] = [line for line in group.lines if "why it is behind" in line.what]
    assert (line.sort, line.old, line.new) == ("text", "", SAID)


# --- What everybody reads ---------------------------------------------------------------------------------------------


def test_a_release_tells_the_sentence_its_year_and_language_and_no_person(fallen, people):
    row = say("Moins de gouvernements ont répondu.", "fr", by=people.publisher)
    publish(people)
    assert released()["slippage"] == {
        "year": 2022,
        "sentence": "Moins de gouvernements ont répondu.",
        "language": "fr",
        "at": released()["slippage"]["at"],
    }
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", released()["slippage"]["at"])
    api = Client().get(f"/api/v1{INDICATOR}/").json()
    assert api["series"][0]["slippage"] == released()["slippage"]
    page = body(f"{INDICATOR}/")
    assert '<span lang="fr">Moins de gouvernements ont répondu.</span>' in page
    assert "Why it is behind, 2022" in page
    assert row.changed_by.email not in page
    assert "Moins de gouvernements" in words("/framework/")
    for address in (f"{INDICATOR}.csv", "/framework.csv"):
        lines = Client().get(address).content.decode().splitlines()
        [line] = [line for line in lines if "Moins de gouvernements ont répondu.,fr" in line]
        assert "2022" in line
    assert "Why it is behind was explained." in words("/releases/2/")


def test_where_nobody_said_why_the_page_says_so():
    page = words(f"{INDICATOR}/")
    assert "Why it is behind Headquarters has not explained it." in page
    assert "not explained" in words("/framework/")
    assert "Why it is behind" not in words(f"/indicators/{FRAMEWORK}/1.1.1-a/")


def test_earlier_releases_without_the_word_are_read_all_the_same(fallen, people):
    """A release of an earlier build says nothing of slippage: its pages say neither that it was explained, nor not."""
    release = Release.objects.create(
        number=2, title="Old", reason="Old", published_at="2023-01-01T00:00Z", due_year=2021, sha256="0" * 64
    )
    for row in Document.objects.filter(release=1):
        text = re.sub(r'"slippage":(null|\{[^}]*\}),?', "", row.text).replace(",}", "}")
        key = "2" if row.kind == "release" else row.key
        Document.objects.create(release=release, kind=row.kind, key=key, position=row.position, text=text)
    assert "slippage" not in released()
    for address in (
        f"{INDICATOR}/?release=2",
        "/framework/?release=2",
        "/framework.csv?release=2",
        f"{INDICATOR}.csv?release=2",
    ):
        assert Client().get(address).status_code == 200
    assert "Headquarters has not explained" not in words(f"{INDICATOR}/?release=2")
    say(by=people.publisher)
    assert publish(people).number == 3
    assert SAID in words(f"{INDICATOR}/")


# --- The page ---------------------------------------------------------------------------------------------------------


def post(client, sentence, language="en", **changes):
    row = series().pk
    page = client.get(PAGE).content.decode()
    fields = {name: re.search(rf'name="{row}-{name}" value="([^"]*)"', page)[1] for name in ("version", "year", "seen")}
    fields |= {"sentence": sentence, "language": language} | changes
    return client.post(PAGE, {f"{row}-{name}": value for name, value in fields.items()})


def test_the_publish_page_names_what_is_missing_and_leads_to_where_it_is_said(fallen, signed_in):
    client = signed_in("publisher")
    page = client.get("/publish/").content.decode()
    assert f"{FRAMEWORK}/{KEY}, 2022" in page
    assert f'href="{PAGE}"' in page
    assert 'name="seen"' not in page
    form = client.get(PAGE).content.decode()
    assert "Needed before publishing" in form
    assert ">70%<" in form
    assert post(client, SAID).status_code == 303
    assert 'name="seen"' in client.get("/publish/").content.decode()


def test_what_is_refused_keeps_what_was_typed_and_what_is_not_touched_is_left_alone(fallen, people, signed_in):
    client = signed_in("validator")
    response = post(client, "x" * 2001, "fr")
    assert response.status_code == 400
    page = response.content.decode()
    assert "x" * 2001 in page
    assert re.search(r'<option value="fr" lang="fr" selected', page)
    assert "At most 2 000 characters" in page
    assert post(client, "").status_code == 303  # nothing said, nothing kept
    assert not Slippage.objects.exists()


def test_a_sentence_that_somebody_wrote_meanwhile_is_shown_beside_ones_own(fallen, people, signed_in):
    client = signed_in("validator")
    client.get(PAGE)
    say(by=people.publisher)
    response = post(client, "Mine.", version="0", seen="")
    assert response.status_code == 409
    page = response.content.decode()
    assert SAID in page
    assert "Mine." in page
    assert f'name="{series().pk}-version" value="1"' in page
    assert post(client, "Mine.", seen="").status_code == 303
    assert Slippage.objects.get().sentence == "Mine."


def test_a_value_that_came_meanwhile_is_said(fallen, people, signed_in):
    client = signed_in("validator")
    response = post(client, SAID, year="2021")
    assert response.status_code == 409
    assert "newer value since you looked" in response.content.decode()


def test_a_custodian_sees_and_explains_the_assigned_indicators_alone(fallen, people, signed_in):
    bring_to_figure("1.1.1-c/total/2022", entry("1", numerator="1", denominator="100"), people)
    client = Client()
    client.force_login(
        custodian_of("2.1.1-d", "of-one@example.org"), backend="django.contrib.auth.backends.ModelBackend"
    )
    page = client.get(PAGE).content.decode()
    assert "RCS 2.1.1-d" in page
    assert "RCS 1.1.1-c" not in page
    assert "RCS 1.1.1-c" in signed_in("validator").get(PAGE).content.decode()
    assert post(client, SAID).status_code == 303
    other = observation("1.1.1-c/total/2022").series.pk
    assert client.post(PAGE, {f"{other}-version": "0", f"{other}-sentence": "Mine."}).status_code == 404
    assert client.get("/publish/").status_code == 404


def test_an_auditor_reads_and_writes_nothing(fallen, people, signed_in):
    say(by=people.publisher)
    client = signed_in("auditor")
    page = client.get(PAGE).content.decode()
    assert SAID in page
    assert "<textarea" not in page
    row = series().pk
    data = {f"{row}-version": "1", f"{row}-year": "2022", f"{row}-sentence": "Mine.", f"{row}-language": "en"}
    assert client.post(PAGE, data).status_code == 403
    assert Slippage.objects.get().sentence == SAID


def test_the_page_costs_the_same_for_few_series_and_for_many(people, signed_in):
    client = signed_in("publisher")

    def cost():
        with CaptureQueriesContext(connection) as captured:
            rows = client.get(PAGE).context["rows"]
        return len(rows), len(captured)

    client.get(PAGE)
    few = cost()
    for indicator in "abc":
        bring_to_figure(f"2.3.1-{indicator}/total/2022", entry("1", note="As counted by hand."), people)
    many = cost()
    assert (many[0], many[1]) == (few[0] + 3, few[1])
