"""The log as auditors and administrators read it: filtered, paged by key, exported, with hashes."""

import csv
import io
import json

import pytest

from accounts.roles import Role
from activity.actions import record
from activity.models import Entry
from activity.sentences import known_verbs
from common.canonical import sha256
from indicators.actions import return_observation
from tests.test_publish_page import text_of
from tests.work import entry, observation, save, submit

pytestmark = pytest.mark.django_db

LOG = "/activity/"
READERS = {"auditor", "administrator"}


def shown(response):
    return response.context["entries"]


def body_of(response):
    return b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("role", sorted(READERS))
def test_readers_see_who_did_what_on_what_with_before_and_after_and_the_hash(role, signed_in, people):
    save("2.1.1-d/total/2023", entry("87.5", source="Survey"), by=people.custodian)
    response = signed_in(role).get(LOG)
    assert response.status_code == 200
    newest = shown(response)[0]
    words = text_of(response)
    assert f"{people.custodian.email} saved an observation: observation RCS-2022-2025/2.1.1-d/total/2023" in words
    assert "value – 87.5" in words
    assert "status not_reported reported" in words
    assert newest.hash == Entry.objects.order_by("-sequence")[0].hash
    assert newest.hash in response.content.decode()


def test_a_comment_stands_open_and_the_version_is_folded_away(signed_in, people):
    save("2.1.1-d/total/2023", entry("87"), by=people.custodian)
    submit("2.1.1-d/total/2023", by=people.custodian)
    row = observation("2.1.1-d/total/2023")
    return_observation(row, "Which survey?", by=people.validator, seen=row.version)
    newest = shown(signed_in("auditor").get(LOG))[0]
    assert newest.remarks == [("comment", "Which survey?")]
    assert newest.facts == [("version", "4")]


@pytest.mark.parametrize("role", sorted(set(Role) - READERS))
def test_for_everybody_else_there_is_no_log(role, signed_in):
    client = signed_in(role)
    for address in (LOG, LOG + "?format=csv", LOG + "?format=jsonl"):
        assert client.get(address).status_code == 404


def test_the_anonymous_are_asked_to_sign_in(client):
    assert client.get(LOG)["Location"] == "/accounts/login/?next=/activity/"


def test_nobody_writes_here(signed_in):
    assert signed_in("auditor").post(LOG).status_code == 405


FILTERS = [
    ("who=custodian@", lambda row: row.who.startswith("custodian@")),
    ("who=system", lambda row: row.who == "system"),
    ("verb=indicators.observation.submitted", lambda row: row.sentence == "submitted an observation"),
    ("target=2.1.1-d/total", lambda row: "2.1.1-d/total" in row.target),
    ("who=custodian@&verb=indicators.observation.saved", lambda row: row.sentence == "saved an observation"),
]


@pytest.mark.parametrize(("query", "fits"), FILTERS, ids=[query for query, _fits in FILTERS])
def test_filters_leave_what_fits_and_nothing_else(query, fits, signed_in, people):
    save("2.1.1-d/total/2023", entry("87"), by=people.custodian)
    submit("2.1.1-d/total/2023", by=people.custodian)
    client = signed_in("auditor")
    everything, left = shown(client.get(LOG)), shown(client.get(f"{LOG}?{query}"))
    assert left
    assert all(fits(row) for row in left)
    assert 0 < len(left) < len(everything)


def test_days_are_filtered_with_both_ends_included(signed_in):
    client = signed_in("auditor")
    day = Entry.objects.order_by("-sequence")[0].at.astimezone().date().isoformat()
    assert shown(client.get(f"{LOG}?since={day}&until={day}"))
    assert not shown(client.get(f"{LOG}?until=2001-01-01"))


@pytest.mark.parametrize("query", ["since=yesterday", "verb=no.such.verb", "target=" + "x" * 201])
def test_a_filter_that_cannot_be_read_is_an_error_and_never_everything(query, signed_in):
    for form in ("html", "csv"):
        response = signed_in("auditor").get(f"{LOG}?{query}&format={form}")
        assert response.status_code == 400
        assert "errorlist" in response.content.decode()
        assert not shown(response)


def test_a_long_log_is_read_from_end_to_end_without_a_gap_and_back(signed_in):
    for number in range(120):
        record(
            "accounts.user.changed", f"user {number}", by=None, data={"before": {"name": ""}, "after": {"name": "x"}}
        )
    client = signed_in("auditor")
    seen, address, pages = [], LOG, []
    while address:
        response = client.get(address)
        pages.append(address)
        seen += [row.number for row in shown(response)]
        address = LOG + response.context["older"] if response.context["older"] else ""
    assert seen == list(Entry.objects.order_by("-sequence").values_list("sequence", flat=True))
    back = client.get(LOG + client.get(pages[2]).context["newer"])
    assert [row.number for row in shown(back)] == seen[50:100]
    assert client.get(f"{LOG}?before=x").status_code == 404
    assert client.get(f"{LOG}?before={'9' * 30}").status_code == 404


def test_the_export_holds_all_that_the_filter_leaves_and_no_live_formula(signed_in, people):
    record("accounts.user.changed", "=1+1", by=people.administrator, data={"after": {"name": "=1+1"}})
    save("2.1.1-d/total/2023", entry("87"), by=people.custodian)
    client = signed_in("auditor")
    response = client.get(f"{LOG}?format=csv")
    assert response["Content-Disposition"] == 'attachment; filename="activity.csv"'
    found = list(csv.DictReader(io.StringIO(body_of(response))))
    assert any("after: " in row["data"] and "value: 87" in row["data"] for row in found)
    assert [int(row["number"]) for row in found] == list(
        Entry.objects.order_by("sequence").values_list("sequence", flat=True)
    )
    assert "'=1+1" in {row["target"] for row in found}
    assert not any(cell.startswith(("=", "+", "@")) for row in found for cell in row.values())
    filtered = list(csv.DictReader(io.StringIO(body_of(client.get(f"{LOG}?format=csv&who=custodian@")))))
    assert {row["who"] for row in filtered} == {people.custodian.email}


def test_the_lines_of_json_hold_the_very_text_that_was_hashed(signed_in):
    lines = body_of(signed_in("auditor").get(f"{LOG}?format=jsonl")).splitlines()
    assert len(lines) == Entry.objects.count()
    previous = ""
    for line in lines:
        said = json.loads(line)
        text = line[len('{"entry":') : line.rindex(',"hash":')]
        assert sha256(text) == said["hash"]
        assert said["entry"]["previous"] == previous
        previous = said["hash"]


def test_an_unknown_form_does_not_exist(signed_in):
    assert signed_in("auditor").get(f"{LOG}?format=xml").status_code == 404


def test_every_verb_that_was_ever_recorded_has_its_sentence():
    known = {verb for verb, _words in known_verbs()}
    assert set(Entry.objects.values_list("verb", flat=True)) <= known


def test_the_log_reads_in_chinese_addresses_too(signed_in):
    assert signed_in("auditor").get("/zh/activity/").status_code == 200
