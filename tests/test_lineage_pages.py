"""The pages on which the next framework is begun, each series told how it goes on, and the framework adopted."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from frameworks.models import Framework
from indicators.models import Indicator, Lineage, Observation, Series
from tests.following import DROPPED, FIRST, MERGED, MERGED_TOO, NEXT, REWORDED, VALUES, begin, said_of, series
from tests.reading import Page

pytestmark = pytest.mark.django_db

LIST, LINEAGE = "/frameworks/", f"/frameworks/{NEXT}/lineage/"
TYPED = {"source": FIRST, "mandate": "A/RES/79/226", "title_fr": "Le suivant", **VALUES}


@pytest.fixture(scope="module")
def begun_once(people_of_module):
    """One copy for the module: what a test does with it is undone at the test's end."""
    return begin(people_of_module).pk


@pytest.fixture
def begun(begun_once, db):
    return Framework.objects.get(pk=begun_once)


def text_of(response):
    return Page(Client(), response).text


def row_page(row):
    return f"{LINEAGE}{row.pk}/"


def form_of(row, **changes):
    said = {"kind": row.kind, "before": row.before_id or "", "after": row.after_id or "", "note": row.note}
    return {**said, "version": row.version, "do": "save", **changes}


def test_the_next_framework_is_begun_as_a_copy_without_javascript(signed_in):
    client = signed_in("administrator")
    page = Page(client, client.get(LIST))
    assert f"{FIRST} " in page.text
    fields = {
        "Code": NEXT,
        "Document": "E/2026/1",
        "Title in English": "The next one",
        "First year": "2026",
        "Last year": "2029",
    }
    after = page.press("Begin it", fields)
    assert after.address == LINEAGE
    assert "in preparation" in after
    assert "51 series of the framework before are not measured from 2026 on." in after
    assert Framework.objects.current().code == FIRST


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ({"code": FIRST}, "already exists"),
        ({"code": "with spaces"}, "it stands in addresses"),
        ({"title_en": ""}, "This field is required."),
        ({"first_year": "2022"}, "The next framework begins after 2022."),
        ({"last_year": "20x9"}, "A year in four digits."),
        ({"source": "RCS-NONE"}, "Select a valid choice."),
    ],
)
def test_what_is_refused_of_a_copy_stands_by_its_field_and_what_was_typed_stays(wishes, said, signed_in):
    response = signed_in("administrator").post(LIST, TYPED | wishes)
    assert response.status_code == 400
    assert said in text_of(response)
    assert 'value="Le suivant"' in response.content.decode()
    assert Framework.objects.count() == 1


def test_a_framework_in_preparation_is_not_copied(begun, signed_in):
    response = signed_in("administrator").post(LIST, TYPED | {"source": NEXT, "code": "RCS-2030"})
    assert response.status_code == 400
    assert Framework.objects.count() == 2


def test_every_series_stands_beside_the_one_that_it_goes_on_in(begun, signed_in):
    text = text_of(signed_in("auditor").get(LINEAGE))
    assert text.count("continued") == Series.objects.filter(indicator__framework=begun).count()
    assert f"{FIRST}/{REWORDED}/total" in text
    assert f"{NEXT}/{REWORDED}/total" in text
    assert "Adopt RCS" not in text  # auditors read


def test_a_row_is_changed_and_a_wrong_one_refused_beside_its_field(begun, signed_in):
    client, row = signed_in("administrator"), said_of(REWORDED)
    refused = client.post(row_page(row), form_of(row, kind="dropped", note="My own note."))
    assert refused.status_code == 400
    assert "what is dropped none after" in text_of(refused)
    assert "My own note." in refused.content.decode()
    assert client.post(row_page(row), form_of(row, kind="reworded", note="Plainer.")).status_code == 303
    row.refresh_from_db()
    assert (row.kind, row.note, row.version) == ("reworded", "Plainer.", 2)


def test_a_conflict_shows_both_values_and_keeps_what_was_typed(begun, signed_in):
    client, row = signed_in("administrator"), said_of(REWORDED)
    client.post(row_page(row), form_of(row, kind="reworded", note="Theirs."))
    late = client.post(row_page(row), form_of(row, kind="redefined", note="Mine."))
    assert late.status_code == 409
    text = text_of(late)
    assert "How it goes on reworded redefined" in text
    assert "Note Theirs. Mine." in text
    assert 'name="version" value="2"' in late.content.decode()
    for version in ("", "*"):
        assert client.post(row_page(row), form_of(row, version=version)).status_code == 409
    row.refresh_from_db()
    assert row.note == "Theirs."
    sent_again = Page(client, late).press("Save")
    assert sent_again.address == LINEAGE
    row.refresh_from_db()
    assert (row.kind, row.note) == ("redefined", "Mine.")


def test_a_series_is_dropped_and_its_copy_taken_out(begun, signed_in):
    client, row = signed_in("administrator"), said_of(DROPPED)
    assert client.post(row_page(row), form_of(row, kind="dropped", after="")).status_code == 303
    page = Page(client, client.get(LINEAGE))
    assert "What still lacks a word" in page
    assert f"{NEXT}/{DROPPED}/total" in page
    after = page.press(f"Take it out of the framework : {NEXT}/{DROPPED}/total".replace(" :", ":"))
    assert "What still lacks a word" not in after
    assert not Indicator.objects.filter(framework=begun, code=DROPPED).exists()
    assert Indicator.objects.filter(framework__code=FIRST, code=DROPPED).exists()


def test_two_are_merged_and_one_is_split_by_adding_a_row(begun, signed_in):
    client, row = signed_in("administrator"), said_of(MERGED_TOO)
    one, other = series(NEXT, MERGED), series(NEXT, MERGED_TOO)
    client.post(row_page(row), form_of(row, kind="merged", after=one.pk))
    page = client.get(f"{LINEAGE}add/?after={other.pk}&kind=new")
    assert f'value="{other.pk}" selected' in page.content.decode()
    ends = {"before": said_of(MERGED).before_id, "after": other.pk, "note": ""}
    assert client.post(f"{LINEAGE}add/", {"kind": "split", **ends}).status_code == 303
    refused = client.post(f"{LINEAGE}add/", {"kind": "new", "before": "", "after": other.pk, "note": "Kept."})
    assert refused.status_code == 400
    assert "both cannot be" in text_of(refused)
    assert Lineage.objects.filter(before=said_of(MERGED_TOO).before).count() == 1


def test_a_row_is_taken_away(begun, signed_in):
    client, row = signed_in("administrator"), said_of(REWORDED)
    stale = client.post(row_page(row), {"do": "remove", "version": 7})
    assert stale.status_code == 409
    assert client.post(row_page(row), {"do": "remove", "version": 1}).status_code == 303
    text = text_of(client.get(LINEAGE))
    assert "How it goes on, or that it is dropped" in text
    assert "It can be adopted once something is said of every series." in text


def test_it_is_adopted_once_everything_is_said_and_then_stands(begun, signed_in):
    client, row = signed_in("administrator"), said_of(REWORDED)
    assert client.post(LINEAGE, {"do": "adopt", "version": 9}).status_code == 409
    page = Page(client, client.get(LINEAGE))
    after = page.press(f"Adopt {NEXT}")
    assert "adopted" in after
    assert "Adopt it" not in after
    assert Framework.objects.current().code == NEXT
    assert client.post(LINEAGE, {"do": "adopt", "version": 2}).status_code == 409
    assert client.post(row_page(row), form_of(row, kind="reworded")).status_code == 409
    assert "where its series come from stands" in text_of(client.post(row_page(row), form_of(row, kind="split")))
    years = Observation.objects.filter(series__indicator__framework__code=FIRST).values_list("year", flat=True)
    assert max(years) <= 2025


def test_a_series_lacking_its_word_is_named_when_adopting_is_refused(begun, signed_in):
    client, row = signed_in("administrator"), said_of(REWORDED)
    client.post(row_page(row), {"do": "remove", "version": 1})
    refused = client.post(LINEAGE, {"do": "adopt", "version": 1})
    assert refused.status_code == 409
    assert f"{FIRST}/{REWORDED}/total" in text_of(refused)


def test_only_what_belongs_to_the_address_is_written(begun, signed_in):
    client = signed_in("administrator")
    of_first = series(FIRST, REWORDED)
    assert client.post(LINEAGE, {"do": "remove", "series": of_first.pk, "version": 1}).status_code == 404
    assert client.post(LINEAGE, {"do": "remove", "series": "9" * 30, "version": 1}).status_code == 404
    assert client.get(f"/frameworks/{FIRST}/lineage/{said_of(REWORDED).pk}/").status_code == 404
    assert client.get(f"{LINEAGE}{'9' * 30}/").status_code == 404
    assert client.post(LINEAGE, {"do": "anything"}).status_code == 400


@pytest.mark.parametrize("role", ["office_editor", "team_leader", "regional_team"])
def test_offices_and_regions_find_nothing_here(begun, role, signed_in):
    for path in (LIST, LINEAGE, f"{LINEAGE}add/", row_page(said_of(REWORDED)), "/frameworks/RCS-NONE/lineage/"):
        assert signed_in(role).get(path).status_code == 404


def queries_of(client):
    for path in (LIST, LINEAGE):
        client.get(path)  # what is kept for the process is there
    with CaptureQueriesContext(connection) as queries:
        for path in (LIST, LINEAGE):
            assert client.get(path).status_code == 200
    return len(queries)


def test_the_pages_cost_the_same_for_few_rows_and_for_many(begun, signed_in):
    client = signed_in("auditor")
    many = queries_of(client)
    Lineage.objects.filter(framework=begun).exclude(pk=said_of(REWORDED).pk).delete()  # what lacks a word, then
    assert queries_of(client) == many
