"""A release with an hour: before it nobody outside can tell that there is one, at it everybody sees it.

Until its hour it can be called off, and then it is as if it had never been.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from activity.models import Entry
from common import immutable
from common.refusals import Invalid, NotAllowed, VersionConflict, WrongState
from indicators.actions import open_reporting_year
from publications.actions import call_off_release, preview_release, publish_release
from publications.hours import checked_hour, hour_of
from publications.models import CalledOff, Document, Release
from publications.verification import release_faults
from tests.api import body_of
from tests.permission_matrix_public import PUBLIC
from tests.public_pages import FRAMEWORK
from tests.sweeps import one_in
from tests.work import People, bring_to_figure, entry, explain_slipped, publish

pytestmark = pytest.mark.django_db

SEALED = datetime(2040, 11, 26, 15, 0, tzinfo=UTC)  # after every day on which this may run: roles are held from today
HOUR = SEALED + timedelta(days=8, hours=12)  # 5 December at three in UTC, still 4 December in New York
JUST_BEFORE = HOUR - timedelta(microseconds=1)
PAGE = f"/indicators/{FRAMEWORK}/2.1.1-d/"
OBSERVATIONS = "/api/v1/observations/?indicator=2.1.1-d"


@pytest.fixture(autouse=True)
def the_day_of_sealing() -> Iterator[None]:
    with time_machine.travel(SEALED, tick=False):
        yield


@pytest.fixture
def figure(people: People) -> None:
    bring_to_figure("2.1.1-d/total/2022", entry("88.4", source="Survey"), people)


@pytest.fixture
def sealed(figure: None, people: People) -> Release:
    return publish(people, "The values of 2022.", at=HOUR)


# --- What readers outside see ---------------------------------------------------------------------------------------


def public_addresses() -> list[str]:
    """Every public address, one that exists and one that does not, also with `?release=2`, and release 2's own."""
    plain = [
        reverse(address, kwargs=parts) if ":" in address or "/" not in address else f"/{address}"
        for address, (there, missing) in PUBLIC.items()
        for parts in (there, missing)
        if parts is not None
    ]
    own = [reverse(f"public:{name}", args=[2]) for name in ("release", "release_csv", "release_json")]
    listed = [
        "/releases/?before=3",
        "/api/v1/releases/2/",
        "/api/v1/releases/?limit=1",
        "/api/v1/observations/?count=true",
    ]
    pictures = re.compile(r"\.(png|svg)$")
    with_number = [f"{path}?release=2" for path in plain if not pictures.search(path)]
    chinese = [f"/zh{path}" for path in ("/", "/framework/", "/releases/", PAGE)]
    return [*plain, *own, *listed, *with_number, *chinese]


def everything_public(addresses: list[str]) -> dict[str, tuple[int, str, str]]:
    """Status, hash of the bytes and ETag of each."""
    client = Client()
    found = {}
    for address in addresses:
        response = client.get(address)
        body = hashlib.sha256(body_of(response)).hexdigest()
        found[address] = (response.status_code, body, response.get("ETag", ""))
    return found


@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.assure)])
def test_before_its_hour_every_public_answer_is_byte_for_byte_what_it_was(figure, people, every):
    addresses = public_addresses()[::every]
    before = everything_public(addresses)
    publish(people, "The values of 2022.", at=HOUR)
    assert everything_public(addresses) == before


def test_called_off_it_never_comes(sealed, people):
    addresses = ["/", "/releases/", "/releases/2/", PAGE, f"{PAGE}?release=2", "/api/v1/releases/", OBSERVATIONS]
    before = everything_public(addresses)
    call_off_release(sealed, "It was too early.", by=people.publisher)
    assert everything_public(addresses) == before
    with time_machine.travel(HOUR, tick=False):
        assert everything_public(addresses) == before


def test_at_its_hour_pages_api_and_files_switch_over_by_themselves(sealed):
    client = Client()
    etag = client.get(PAGE)["ETag"]
    rows_etag = client.get(f"{OBSERVATIONS}&format=csv")["ETag"]
    with time_machine.travel(JUST_BEFORE, tick=False):
        assert client.get(PAGE, headers={"If-None-Match": etag}).status_code == 304
        assert client.get("/releases/2/").status_code == 404
        assert client.get("/api/v1/releases/2/").status_code == 404
        assert client.get(f"{OBSERVATIONS}&release=2").status_code == 404
        assert "88.4" not in client.get(PAGE).content.decode()
        assert "88.4" not in client.get(f"{PAGE[:-1]}.svg").content.decode()
    with time_machine.travel(HOUR, tick=False):
        page = client.get(PAGE, headers={"If-None-Match": etag})
        assert (page.status_code, page["Cache-Control"]) == (200, "public, max-age=0, must-revalidate")
        assert "88.4" in page.content.decode()
        assert "88.4" in client.get(f"{PAGE[:-1]}.svg").content.decode()
        assert client.get(f"{OBSERVATIONS}&format=csv", headers={"If-None-Match": rows_etag}).status_code == 200
        assert [row["release"] for row in client.get(OBSERVATIONS).json()["results"]] == [2] * 2
        assert client.get("/releases/2/").status_code == 200
        assert "release 2" in client.get("/releases/").content.decode()
        assert len(client.get("/api/v1/releases/").json()["results"]) == 2
        assert "New or changed against release 1: 1 value, 1 rating." in client.get("/").content.decode()
        assert "88.4" not in client.get(f"{PAGE}?release=1").content.decode()


def test_a_cursor_of_a_sealed_release_is_one_of_a_release_that_does_not_exist(sealed):
    client = Client()
    with time_machine.travel(HOUR, tick=False):
        following = client.get("/api/v1/indicators/?limit=1").json()["next"]
    assert client.get(following).status_code == 404
    with time_machine.travel(HOUR, tick=False):
        assert client.get(following).status_code == 200


def test_what_is_published_at_the_hour_is_what_was_sealed(sealed, people):
    documents = dict(Document.objects.filter(release=2).values_list("pk", "sha256"))
    bring_to_figure("2.1.1-d/total/2023", entry("12.7"), people)
    with time_machine.travel(HOUR, tick=False):
        page = Client().get(PAGE).content.decode()
        assert "88.4" in page
        assert "12.7" not in page
        for row in Document.objects.filter(release=2):
            assert hashlib.sha256(row.text.encode()).hexdigest() == documents.pop(row.pk)
        assert documents == {}
        own = Client().get("/releases/2.json").content
        assert hashlib.sha256(own).hexdigest() == Release.objects.get(number=2).sha256
        assert list(release_faults()) == []


def test_documents_bear_the_day_of_publication_in_new_york(sealed):
    own = json.loads(Document.objects.get(release=2, kind="release").text)
    assert own["date"] == "2040-12-04"
    assert datetime.fromisoformat(own["published_at"]) == HOUR
    assert datetime.fromisoformat(own["sealed_at"]) == SEALED
    with time_machine.travel(HOUR, tick=False):
        assert "4 December 2040" in Client().get("/releases/").content.decode()


def test_the_year_that_is_due_is_that_of_the_hour_and_what_was_seen_is_still_what_is_published(figure, people):
    explain_slipped(people.publisher)
    next_year = SEALED + timedelta(days=60)
    open_reporting_year(2040, by=None)
    seen = preview_release(by=people.publisher).fingerprint
    with pytest.raises(VersionConflict):  # the year is new, but what was seen before it was opened is not
        publish_release("At the new year.", by=people.publisher, at=next_year, seen="0" * 64)
    release = publish_release("At the new year.", by=people.publisher, at=next_year, seen=seen)
    assert preview_release(by=people.publisher).edition.due_year < 2040
    assert release.due_year == 2040
    own = json.loads(Document.objects.get(release=2, kind="indicator", key=f"{FRAMEWORK}/2.1.1-d").text)
    assert own["series"][0]["due"] == {"year": 2040, "status": "not_reported"}


def test_a_release_published_at_once_is_there_whatever_another_servers_clock_says(figure, people):
    publish(people)
    with time_machine.travel(SEALED - timedelta(minutes=5), tick=False):
        assert Client().get("/releases/2/").status_code == 200


# --- While it waits -------------------------------------------------------------------------------------------------


def test_while_one_waits_nothing_else_is_published_or_sealed(sealed, people):
    bring_to_figure("2.1.1-d/total/2023", entry("89"), people)
    for hour in (None, HOUR + timedelta(days=1)):
        with pytest.raises(WrongState, match="Release 2 waits for its hour"):
            publish(people, at=hour)
    with time_machine.travel(HOUR, tick=False):
        release = publish(people)
    assert (release.number, release.sealed_at) == (3, None)


def test_the_preview_compares_with_the_release_that_waits(sealed, people):
    assert preview_release(by=people.publisher).changes == []
    bring_to_figure("2.1.1-d/total/2023", entry("89"), people)
    preview = preview_release(by=people.publisher)
    assert (preview.against, preview.waiting, preview.is_possible) == (sealed, sealed, False)
    assert {change.key for change in preview.changes} == {f"{FRAMEWORK}/2.1.1-d"}


def test_the_log_tells_that_it_was_sealed_and_for_when(sealed):
    entered = Entry.objects.order_by("-sequence")[0]
    assert (entered.verb, entered.target) == ("publications.release.sealed", "release 2")
    assert datetime.fromisoformat(json.loads(entered.text)["data"]["published_at"]) == HOUR


# --- Calling off ----------------------------------------------------------------------------------------------------


def test_a_release_called_off_is_no_basis_for_anything_and_its_number_is_not_used_again(sealed, people):
    called_off = call_off_release(sealed, "The survey is to be checked again.", by=people.publisher)
    assert called_off.at == SEALED
    assert Entry.objects.order_by("-sequence")[0].verb == "publications.release.called_off"
    preview = preview_release(by=people.publisher)
    assert (preview.against.number, preview.waiting, preview.edition.number) == (1, None, 3)
    release = publish(people, "Now it is checked.")
    assert release.number == 3
    client = Client()
    for address in ("/releases/2/", "/releases/2.json", "/api/v1/releases/2/", f"{PAGE}?release=2"):
        assert client.get(address).status_code == 404
    page = client.get("/releases/").content.decode()
    assert re.findall(r'href="/releases/(\d+)/"', page) == ["3", "1"]
    assert "A number that is missing was never published" in page
    assert re.search(r'data-label="Values new or changed">1<', page)
    assert [row["number"] for row in client.get("/api/v1/releases/").json()["results"]] == [3, 1]
    assert [row["number"] for row in client.get("/releases.json").json()] == [3, 1]
    assert "New or changed against release 1: 1 value, 1 rating." in client.get("/releases/3/").content.decode()
    assert list(release_faults()) == []


@pytest.mark.parametrize("moment", [HOUR, HOUR + timedelta(days=3)])
def test_from_its_hour_on_a_release_is_never_taken_back(sealed, people, moment):
    with time_machine.travel(moment, tick=False):
        with pytest.raises(WrongState, match="The hour of release 2 has come"):
            call_off_release(sealed, "Too late.", by=people.publisher)
        assert Client().get("/releases/2/").status_code == 200
    assert not CalledOff.objects.exists()


def test_it_can_be_called_off_until_the_last_moment(sealed, people):
    with time_machine.travel(JUST_BEFORE, tick=False):
        call_off_release(sealed, "At the last moment.", by=people.publisher)
    with time_machine.travel(HOUR, tick=False):
        assert Client().get("/releases/2/").status_code == 404


def test_an_hour_that_comes_while_it_is_called_off_undoes_the_calling_off(sealed, people, monkeypatch):
    """The clock is asked again when everything is written: a release that was seen does not vanish."""
    with time_machine.travel(JUST_BEFORE, tick=False) as clock:
        written = CalledOff.objects.create

        def create_slowly(**columns):
            row = written(**columns)
            clock.move_to(HOUR)
            return row

        monkeypatch.setattr(CalledOff.objects, "create", create_slowly)
        with pytest.raises(WrongState, match="has come"), transaction.atomic():
            call_off_release(sealed, "Just too late.", by=people.publisher)
    assert not CalledOff.objects.exists()


def test_what_is_published_at_once_or_called_off_already_is_not_called_off(sealed, people):
    with pytest.raises(WrongState, match="never taken back"):
        call_off_release(Release.objects.get(number=1), "Why not.", by=people.publisher)
    call_off_release(sealed, "Once.", by=people.publisher)
    with pytest.raises(WrongState, match="called off already"):
        call_off_release(sealed, "Twice.", by=people.publisher)


def test_only_publishers_call_off_and_they_say_why(sealed, people):
    for role in ("custodian", "validator", "administrator", "auditor"):
        with pytest.raises(NotAllowed):
            call_off_release(sealed, "Mine.", by=getattr(people, role))
    for reason in ("", "  ", "hidden\u202etext", "x" * 5001):
        with pytest.raises(Invalid):
            call_off_release(sealed, reason, by=people.publisher)
    assert not CalledOff.objects.exists()


# --- The hour -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "hour", [SEALED, SEALED - timedelta(seconds=1), SEALED + timedelta(days=366, seconds=1)], ids=str
)
def test_an_hour_that_is_past_or_too_far_is_refused(figure, people, hour):
    with pytest.raises(Invalid) as refused:
        publish(people, at=hour)
    assert list(refused.value.errors) == ["hour"]
    assert Release.objects.count() == 1
    assert checked_hour(SEALED + timedelta(days=366), SEALED)


def test_a_day_and_an_hour_of_new_york_are_one_moment():
    assert hour_of(date(2026, 12, 2), time(22, 0)) == datetime(2026, 12, 3, 3, 0, tzinfo=UTC)
    assert hour_of(date(2027, 7, 1), time(10, 30)) == datetime(2027, 7, 1, 14, 30, tzinfo=UTC)
    assert hour_of(date(2041, 3, 10), time(3, 0)) == datetime(2041, 3, 10, 7, 0, tzinfo=UTC)
    with pytest.raises(Invalid) as skipped:
        hour_of(date(2041, 3, 10), time(2, 30))
    assert "never shows this hour" in str(skipped.value.errors["hour"])
    with pytest.raises(Invalid) as twice:
        hour_of(date(2041, 11, 3), time(1, 30))
    assert "shows this hour twice" in str(twice.value.errors["hour"])


# --- Pages ----------------------------------------------------------------------------------------------------------


def text_of(response) -> str:
    body = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body[0] if body else ""))


def posted(client: Client, **wishes: str):
    seen = client.get("/publish/").context["preview"].fingerprint
    return client.post("/publish/", {"reason": "The values of 2022.", "seen": seen, **wishes})


def test_a_publisher_sets_an_hour_sees_it_in_two_clocks_and_calls_it_off(figure, people, signed_in):
    explain_slipped(people.publisher)
    client = signed_in("publisher")
    response = posted(client, day="2040-12-04", hour="22:00")
    assert (response.status_code, response["Location"]) == (302, "/publish/")
    assert Release.objects.get(number=2).published_at == HOUR
    page = client.get("/publish/")
    words = text_of(page)
    assert "Release 2 waits for its hour" in words
    assert "New York time 4 December 2040, 22:00" in words
    assert "(UTC) 5 December 2040, 03:00" in words
    assert "Nothing can be published" not in words
    assert b'name="seen"' not in page.content
    assert "Release 2 waits for its hour" in text_of(client.get("/tasks/"))
    assert "Call off release 2" not in text_of(signed_in("validator").get("/publish/"))
    refused = client.post("/publish/call-off/", {"release": "2", "why": "\u202e"})
    assert refused.status_code == 400
    done = client.post("/publish/call-off/", {"release": "2", "why": "To be checked again."})
    assert (done.status_code, done["Location"]) == (302, "/publish/")
    words = text_of(signed_in("auditor").get("/publish/"))
    assert "Release 2 waits" not in words
    assert "Called off" in words
    assert "To be checked again." in words


@pytest.mark.parametrize(
    ("wishes", "said"),
    one_in(
        2,
        [
            ({"day": "2040-11-25", "hour": "10:00"}, "This hour is past"),
            ({"day": "2041-12-31", "hour": "10:00"}, "At most 366 days ahead"),
            ({"day": "2041-03-10", "hour": "02:30"}, "never shows this hour"),
            ({"day": "2041-11-03", "hour": "01:30"}, "shows this hour twice"),
            ({"day": "9999-12-31", "hour": "23:00"}, "no day on which a release could be published"),
            ({"day": "0001-01-01", "hour": "00:00"}, "no day on which a release could be published"),
            ({"day": "2040-12-04"}, "Say at which hour"),
            ({"hour": "10:00"}, "Say on which day"),
            ({"day": "4 December", "hour": "10:00"}, "Enter a valid date"),
            ({"day": "2040-12-04", "hour": "25:00"}, "Enter a valid time"),
        ],
    ),
    ids=str,
)
def test_an_hour_that_cannot_be_is_explained_and_what_was_typed_stays(figure, people, signed_in, wishes, said):
    explain_slipped(people.publisher)
    response = posted(signed_in("publisher"), **wishes)
    assert response.status_code == 400
    assert said in text_of(response)
    for typed in wishes.values():
        assert f'value="{typed}"' in response.content.decode()
    assert Release.objects.count() == 1


def test_calling_off_too_late_is_said_on_the_page(sealed, people):
    client = Client()
    with time_machine.travel(HOUR, tick=False):
        client.force_login(people.publisher, backend="django.contrib.auth.backends.ModelBackend")
        response = client.post("/publish/call-off/", {"release": "2", "why": "Too late."})
        assert response.status_code == 409
        assert "The hour of release 2 has come" in text_of(response)
        assert client.post("/publish/call-off/", {"release": "9", "why": "None."}).status_code == 404


def test_the_administration_tells_what_waits_and_what_was_called_off(sealed, people, signed_in):
    client = signed_in("administrator")
    address = reverse("admin:publications_release_changelist")
    assert "waits for its hour" in client.get(address).content.decode()
    call_off_release(sealed, "To be checked again.", by=people.publisher)
    assert "called off" in client.get(address).content.decode()
    page = client.get(reverse("admin:publications_release_change", args=[2])).content.decode()
    assert "To be checked again." in page


# --- Intruders ------------------------------------------------------------------------------------------------------


def test_a_row_that_hides_a_release_without_a_word_in_the_log_is_found(figure, people):
    publish(people)
    CalledOff.objects.create(release_id=2, reason="Hidden.", at=SEALED, by=people.publisher)
    assert list(release_faults()) == ["release 2: the activity log does not know that it was called off"]


def test_a_row_taken_out_or_changed_is_found(sealed, people):
    call_off_release(sealed, "To be checked again.", by=people.publisher)
    immutable.drop_triggers(connection)
    CalledOff.objects.update(reason="Another.")
    assert list(release_faults()) == [
        "release 2: the activity log tells otherwise when, why or by whom it was called off"
    ]
    CalledOff.objects.all().delete()
    assert list(release_faults()) == ["release 2: it was called off, and the row that says so is missing"]
