"""What is behind released figures: the same counts on the page, in the files and over the API, for every release."""

import csv
import io
import json

import pytest
from django.test import Client

from accounts.models import User
from indicators.actions import reopen_observation
from publications.actions import preview_release
from publications.models import Document, Kind, Release
from publications.reading import read_preview
from publications.verification import release_faults
from tests.counted import COMPUTED, PLAN, YES, count_teams, to_figure
from tests.public_pages import FRAMEWORK, body, words
from tests.record_rows import add, coordinator
from tests.sweeps import one_in
from tests.work import (
    People,
    accept_answers,
    answered,
    bring_to_figure,
    endorse_answers,
    entry,
    give,
    observation,
    publish,
    reopen_answers,
    submit_answers,
)

pytestmark = pytest.mark.django_db

PAGE = f"/indicators/{FRAMEWORK}/2.1.1-a/2024/behind/"
API = f"/api/v1/observations/{FRAMEWORK}/2.1.1-a/total/2024/behind/"
SILENT = "ALB"


def api(address: str = API) -> dict:
    response = Client().get(address)
    assert response.status_code == 200, address
    return json.loads(response.content)


def lines_of(address: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(Client().get(address).content.decode("utf-8-sig"))))


@pytest.fixture
def counted(people):
    """Three teams said yes, two said no, the other 127 are silent; released as 2."""
    count_teams(people)
    return publish(people)


def test_page_file_and_api_tell_the_same_counts(counted):
    said = api()
    numbers = {name: said[name] for name in ("value", "numerator", "denominator", "not_applicable", "no_response")}
    assert numbers == {"value": "60", "numerator": "3", "denominator": "5", "not_applicable": 0, "no_response": 127}
    assert (said["of"], said["disclosure"], said["answered"], said["expected"]) == (
        "country teams",
        "respondent",
        5,
        132,
    )
    assert said["release"] == 2

    rows = lines_of(f"{PAGE[:-1]}.csv")
    [total] = [row for row in rows if row["row"] == "total"]
    assert {name: total[name] for name in numbers} == {name: str(value) for name, value in numbers.items()}
    sides = {side: sum(row["counted"] == side for row in rows) for side in ("numerator", "denominator", "no_response")}
    assert sides == {"numerator": 3, "denominator": 2, "no_response": 127}
    assert [row["code"] for row in rows if row["counted"] == "numerator"] == sorted(YES)

    page = words(PAGE)
    for said_so in ("60%", "3 of 5", "5 of 132 country teams"):
        assert said_so in page
    assert "In the numerator 3 In the rest of the denominator 2 Not applicable 0 No response 127" in page
    assert "In the numerator: 3 Africa Kenya Uganda Asia and the Pacific Fiji" in page


def test_a_respondent_has_a_code_a_name_a_region_an_answer_and_a_side(counted):
    rows = {row["code"]: row for row in api()["respondents"]}
    assert len(rows) == 132
    assert {*rows["KEN"]} == {"code", "name", "region", "answer", "counted"}
    assert rows["KEN"]["name"]["fr"] == "Kenya"
    assert (rows["EGY"]["region"], rows["EGY"]["answer"], rows["EGY"]["counted"]) == ("AS", "no", "denominator")
    assert (rows[SILENT]["answer"], rows[SILENT]["counted"]) == (None, "no_response")


def test_the_parts_of_regions_sum_to_the_whole(counted):
    said = api()
    cells = said["places"]["regions"].values()
    for name in ("numerator", "denominator", "answered", "not_applicable", "no_response", "expected"):
        assert sum(int(cell[name] or 0) for cell in cells) == int(said[name]), name
    assert said["places"]["regions"]["AFR"]["value"] == "100"
    assert said["places"]["regions"]["ECA"]["value"] is None  # nobody answered there: not available, and not 0
    assert set(said["places"]["groups"]) == {"LDC", "LLDC", "SIDS"}


def test_the_page_says_what_it_takes_to_reach_the_target_and_by_which_rule(counted):
    page = words(PAGE)
    assert "To reach the target of 95% for 2025: 2 more of the country teams." in page
    assert f"“What about {PLAN}?”" in page
    assert "These answers count: “Yes”." in page
    assert "Those that did not respond are left out, and how many they are is shown." in page
    assert "respondents are named on each side" in page
    assert 'href="/countries/KEN/"' in body(PAGE)


def test_the_page_of_an_indicator_leads_to_what_is_behind_its_value(counted):
    page = body(f"/indicators/{FRAMEWORK}/2.1.1-a/")
    assert f'href="{PAGE}#total"' in page
    assert f"What about {PLAN}?" in page
    assert f"What about {PLAN}?" in body("/methodology/")


@pytest.mark.parametrize(
    ("address", "most"), one_in(3, [(PAGE, 4), (f"{PAGE[:-1]}.csv", 4), (f"{PAGE[:-1]}.json", 3), (API, 3)])
)
def test_what_is_behind_a_figure_costs_the_same_few_queries_for_all_its_respondents(
    counted, address, most, django_assert_max_num_queries
):
    with django_assert_max_num_queries(most):
        assert Client().get(address).status_code == 200


def test_the_page_reads_in_the_readers_language(counted):
    assert "肯尼亚" in body(f"/zh{PAGE}")


def test_the_json_file_is_the_document_as_hashed(counted):
    document = Document.objects.get(release=2, kind=Kind.BEHIND, key=f"{FRAMEWORK}/2.1.1-a/2024")
    assert Client().get(f"{PAGE[:-1]}.json").content.decode() == document.text
    assert list(release_faults()) == []


def test_a_figure_as_reported_has_a_page_that_says_that_it_has_no_parts():
    address = f"/indicators/{FRAMEWORK}/2.1.1-d/2021/behind/"
    page = words(address)
    assert "81%" in page
    assert "without its parts" in page
    said = api(f"/api/v1/observations/{FRAMEWORK}/2.1.1-d/total/2021/behind/")
    assert (said["value"], said["numerator"], said["no_response"], said["respondents"]) == ("81", None, None, [])
    [total] = lines_of(f"{address[:-1]}.csv")
    assert (total["row"], total["value"], total["numerator"], total["expected"]) == ("total", "81", "", "")
    assert json.loads(Client().get(f"{address[:-1]}.json").content)["series"] == []


def test_an_entered_figure_keeps_the_parts_that_were_entered(people):
    bring_to_figure("1.1.1-c/total/2022", entry("82.3", numerator="107", denominator="130", source="IMS"), people)
    publish(people)
    assert "107 of 130" in words(f"/indicators/{FRAMEWORK}/1.1.1-c/2022/behind/")


@pytest.mark.parametrize(
    "address",
    [
        f"/indicators/{FRAMEWORK}/2.1.1-d/2024/behind/",
        f"/indicators/{FRAMEWORK}/2.1.1-d/2024/behind.csv",
        f"/indicators/{FRAMEWORK}/2.1.1-d/2024/behind.json",
        f"/indicators/{FRAMEWORK}/9.9.9-z/2021/behind/",
        f"/indicators/{FRAMEWORK}/2.1.1-d/2021/behind/?release=9",
        f"/api/v1/observations/{FRAMEWORK}/2.1.1-d/total/2024/behind/",
        f"/api/v1/observations/{FRAMEWORK}/2.1.1-d/nothing/2021/behind/",
    ],
)
def test_where_nothing_is_released_there_is_nothing_behind_it(address):
    assert Client().get(address).status_code == 404


def test_what_is_validated_and_not_released_reaches_no_reader(people):
    count_teams(people)
    assert Client().get(PAGE).status_code == 404
    assert Client().get(API).status_code == 404


def test_an_old_release_stays_as_it_was_when_answers_change(counted, people):
    addresses = [f"{PAGE}?release=2", f"{API}?release=2", f"{PAGE[:-1]}.csv?release=2", "/api/v1/teams/EGY/?release=2"]
    documents = list(Document.objects.filter(release=2).order_by("pk").values_list("text", "sha256"))
    before = {address: Client().get(address).content for address in addresses[1:]}
    _egypt_says_yes(people)
    third = publish(people)
    assert {address: Client().get(address).content for address in addresses[1:]} == before
    assert list(Document.objects.filter(release=2).order_by("pk").values_list("text", "sha256")) == documents
    assert "3 of 5" in words(addresses[0])
    assert api()["numerator"] == "4"
    assert third.number == 3


def _egypt_says_yes(people: People) -> None:
    """Reopened, corrected, accepted again; the figure computed and validated anew."""
    reopen_answers("2024/EGY", {PLAN: "Is this so?"}, by=people.validator)
    leader = User.objects.get(email="leader.of.egy@un.example")
    give(f"2024/EGY/{PLAN}", answered("yes"), by=leader)
    submit_answers("2024/EGY", by=leader)
    endorse_answers("2024/EGY", by=User.objects.get(email="region.of.egy@un.example"))
    accept_answers("2024/EGY", by=people.validator)
    row = observation(COMPUTED)
    reopen_observation(row, "Answers were corrected.", by=people.validator, seen=row.version)
    to_figure(people)


def test_what_a_release_changes_behind_a_figure_is_told_in_numbers(counted, people):
    _egypt_says_yes(people)
    reading = read_preview(preview_release(by=people.publisher))
    told = {(line.what, line.new) for group in reading.groups for line in group.lines}
    assert ("total: respondents", "1 changed") in told
    publish(people)
    assert "What is behind the figures of 1 indicator and year changed." in words("/releases/3/")


def test_each_team_tells_how_far_its_questionnaire_came(counted):
    assert api("/api/v1/teams/KEN/")["completeness"] == [
        {"year": 2024, "state": "accepted", "answered": 1, "expected": 1}
    ]
    assert api(f"/api/v1/teams/{SILENT}/")["completeness"] == [
        {"year": 2024, "state": "draft", "answered": 0, "expected": 1}
    ]
    assert api("/api/v1/teams/KEN/?release=1")["completeness"] == []


def test_a_release_tells_who_answered(counted):
    [teams] = api("/api/v1/reporting/2024/")["respondents"]
    assert (teams["code"], teams["expected"], teams["accepted"], teams["missing"]) == ("team", 132, 5, 127)
    for name in ("expected", "accepted", "under_way", "missing"):
        assert sum(region[name] for region in teams["regions"]) == teams[name]
    assert {"code": "KEN", "region": "AFR", "state": "accepted"} in teams["teams"]
    assert api("/api/v1/reporting/")["results"][0]["year"] == 2024


def test_earlier_documents_without_rules_and_records_are_read_all_the_same():
    """Releases of an earlier build have no rules, records or completeness; nobody adds them afterwards."""
    bare = {"rules", "records", "confirmed", "completeness", "staffing"}
    release = Release.objects.create(
        number=7, title="Old", reason="Old", published_at="2023-01-01T00:00Z", due_year=2021
    )
    for kind in Kind.values:
        for row in Document.objects.filter(release=1, kind=kind):
            content = json.loads(row.text)
            for name in bare:
                content.pop(name, None)
            content.get("roll_up", {}).pop("rules", None)
            text, key = json.dumps(content), "7" if kind == Kind.RELEASE else row.key
            Document.objects.create(release=release, kind=kind, key=key, position=row.position, text=text)
    for address in (
        f"/indicators/{FRAMEWORK}/2.1.1-d/?release=7",
        f"/indicators/{FRAMEWORK}/2.1.1-d/2021/behind/?release=7",
        "/methodology/?release=7",
        "/countries/KEN/?release=7",
        "/api/v1/teams/KEN/?release=7",
        "/releases/7/",
    ):
        assert Client().get(address).status_code == 200, address


def test_who_holds_posts_is_counted_by_region_where_no_count_tells_who_holds_one(people):
    for code, held_by in (("KEN", "woman"), ("UGA", "woman"), ("RWA", "man"), ("BDI", "vacant"), ("TZA", "man")):
        add("posts", code, category="national_officer", held_by=held_by)
        add("posts", code, category="general_service", held_by="woman")
    add("posts", "MWI", category="national_officer", held_by="man")
    publish(people)
    assert api("/api/v1/regions/AFR/")["staffing"] == [
        {"category": "national_officer", "held_by": held_by, "posts": posts}
        for held_by, posts in (("man", 3), ("vacant", 1), ("woman", 2))
    ]


def test_a_release_copies_the_public_part_of_a_teams_records(people):
    add("appointments", "KEN", coordinator=coordinator("Jane Doe"))
    add("posts", "KEN", note="The office's own remark.")
    reading = read_preview(preview_release(by=people.publisher))
    [kenya] = [group for group in reading.groups if group.code == "KEN"]
    assert [(line.what, line.new) for line in kenya.lines] == [("records", "changed: appointments, office posts")]
    publish(people)
    records = api("/api/v1/teams/KEN/")["records"]
    assert {*records} == {"appointments", "posts"}
    assert (records["appointments"][0]["from"], records["appointments"][0]["to"]) == ("2023-01-15", None)
    assert api("/api/v1/regions/AFR/")["staffing"] == []  # of one post a count would tell who holds it
    released = "".join(Document.objects.filter(release=2).values_list("text", flat=True))
    assert "Jane Doe" not in released
    assert "own remark" not in released
