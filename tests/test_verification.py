"""Whoever gets round the database's triggers is found by the verify commands, by name and with exit code 1.

The triggers are off, as an intruder with the owner's rights could take them off; each test changes one thing.
Whoever could rewrite the whole log is found by the end of its chain, if somebody noted it elsewhere.
"""

from collections.abc import Iterator
from io import StringIO
from typing import Any, NamedTuple
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models, transaction
from django.db.models import F
from pytest_django import DjangoDbBlocker

from activity.models import Entry, Head
from common import immutable
from common.canonical import sha256
from indicators.figures import hash_of
from indicators.models import Figure, Observation
from publications.models import Document, Release, ReleasedObservation
from tests.databases import Databases, connected_to
from tests.live import Account
from tests.work import People, bring_to_figure, entry, publish

VERIFIED_BY = {
    Entry: "verify_activity",
    Figure: "verify_figures",
    Release: "verify_releases",
    Document: "verify_releases",
    ReleasedObservation: "verify_releases",
}


@pytest.fixture(scope="module")
def open_database(
    databases: Databases, accounts: dict[str, Account], django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    """A figure with all its parts, released in release 2; then the triggers are taken off."""
    label = f"open_{uuid4().hex[:8]}"
    databases.copy("seeded", label)
    with django_db_blocker.unblock(), connected_to(databases.name(label)):
        people = People(accounts)
        entered = entry("70", numerator="14", denominator="20", source="Survey", note="Of those that answered.")
        bring_to_figure("1.1.1-c/total/2022", entered, people)
        publish(people)
        immutable.drop_triggers(connection)
        yield
    databases.drop(label)


@pytest.fixture(autouse=True)
def without_triggers(open_database: None) -> Iterator[None]:
    """Each test finds what the module made: what it changes is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def verify(command: str) -> str:
    output = StringIO()
    call_command(command, stdout=output, stderr=output)
    return output.getvalue()


def faults_found_by(command: str) -> str:
    """What the command names; it exits with 1, which is what CommandError does at the command line."""
    errors = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command(command, stdout=StringIO(), stderr=errors)
    assert refused.value.returncode == 1
    return errors.getvalue()


@pytest.mark.parametrize("command", ["verify_activity", "verify_figures", "verify_releases"])
def test_an_untouched_database_passes(command):
    assert "every one as it was written" in verify(command)


class Change(NamedTuple):
    """One column of one row, and another value for it; `name` is how the verify command calls the row."""

    model: type[models.Model]
    column: str
    value: Any
    name: str


FIGURE = "figure 1 of RCS-2022-2025/1.1.1-c/total/2022"
CHANGES = [
    *(
        Change(Entry, column, value, "entries 2 to 2" if column == "sequence" else "entry 2")
        for column, value in {
            "sequence": 99_999,
            "at": "2001-01-01 00:00:00+00:00",
            "actor": 1,
            "verb": "countries.list.changed",
            "target": "elsewhere",
            "text": "{}",
            "previous_hash": "0" * 64,
            "hash": "0" * 64,
        }.items()
    ),
    *(
        Change(Figure, column, value, FIGURE)
        for column, value in {
            "value": 75,
            "numerator": 13,
            "denominator": 21,
            "status": "estimated",
            "origin": "as_reported",
            "reason": "another",
            "source": "elsewhere",
            "note": "another",
            "evidence": ["https://example.org/"],
            "observation": "another",
            "number": 7,
            "rule": {"method": "sum"},
            "counted": ["KEN"],
            "observation_version": 7,
            "validated_at": "2001-01-01 00:00:00+00:00",
            "validated_by": 1,
            "sha256": "0" * 64,
        }.items()
    ),
    *(
        Change(Release, column, value, "release 1")
        for column, value in {
            "number": 7,
            "title": "another",
            "reason": "another",
            "published_at": "2001-01-01 00:00:00+00:00",
            "sealed_at": "2001-01-01 00:00:00+00:00",
            "next_on": "2001-01-01",
            "published_by": 1,
            "due_year": 2020,
            "demonstration": True,
            "sha256": "0" * 64,
        }.items()
    ),
    *(
        Change(Document, column, value, "document indicator RCS-2022-2025/1.1.1-c")
        for column, value in {
            "release": 3,
            "kind": "release",
            "key": "RCS-2022-2025/9.9.9",
            "position": 99,
            "text": "{}",
            "sha256": "0" * 64,
        }.items()
    ),
    *(
        Change(ReleasedObservation, column, value, "release 2: ")
        for column, value in {
            "release": 3,
            "position": 99,
            "framework": "RCS",
            "goal": "9",
            "indicator": "9.9.9",
            "series": "women",
            "year": 2020,
            "value": 75,
            "numerator": 13,
            "denominator": 21,
            "status": "estimated",
            "origin": "as_reported",
            "unit": "number",
            "source": "elsewhere",
            "note": "another",
        }.items()
    ),
]


def test_every_column_is_among_the_changes():
    """All but `id`, which is only the database's own handle: no page, answer or hash rests on it."""
    assert {(change.model, change.column) for change in CHANGES} == {
        (model, field.name) for model in VERIFIED_BY for field in model._meta.concrete_fields if field.name != "id"
    }


def row_to_change(model: type[models.Model]) -> models.QuerySet:
    rows = models.QuerySet(model)
    match model.__name__:
        case "Entry":
            return rows.filter(sequence=2)
        case "Figure":
            return rows.filter(observation__series__indicator__code="1.1.1-c", observation__year=2022)
        case "Release":
            return rows.filter(number=1)
        case "Document":
            return rows.filter(release=2, kind="indicator", key="RCS-2022-2025/1.1.1-c")
        case "ReleasedObservation":
            return rows.filter(release=2, indicator="1.1.1-c", year=2022)
    raise AssertionError(model)


def change_one(change: Change) -> None:
    value = change.value
    if change.column in {"actor", "validated_by", "published_by"}:
        value = first_user_id()
    if change.column == "observation":
        value = Observation.objects.exclude(figures__isnull=False).order_by("pk").values_list("pk", flat=True)[0]
    if change.column == "release":
        add_release_like_the_first(3)
    if (change.model, change.column) == (Release, "number"):
        add_release_like_the_first(change.value)
        Document.objects.filter(release=1).update(release=change.value)
        ReleasedObservation.objects.filter(release=1).update(release=change.value)
        Release.objects.filter(number=1).delete()
        return
    assert row_to_change(change.model).update(**{change.column: value}) == 1


def first_user_id() -> int:
    return Entry._meta.get_field("actor").related_model._default_manager.order_by("pk").values_list("pk", flat=True)[0]


def add_release_like_the_first(number: int) -> None:
    release = Release.objects.get(number=1)
    release.number = number
    release.save(force_insert=True)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: f"{change.model.__name__}.{change.column}")
def test_a_change_of_any_column_is_found_and_named(change):
    change_one(change)
    assert change.name in faults_found_by(VERIFIED_BY[change.model])


def test_a_figure_changed_together_with_its_own_hash_is_found():
    """The activity log keeps the hash that validation gave."""
    row_to_change(Figure).update(source="Another")
    figure = row_to_change(Figure).get()
    row_to_change(Figure).update(sha256=hash_of(figure))
    assert f"{FIGURE}: the activity log tells another hash" in faults_found_by("verify_figures")


def test_a_release_changed_together_with_all_its_hashes_is_found():
    document = row_to_change(Document).get()
    text = document.text.replace("Survey", "Census")
    assert text != document.text
    row_to_change(Document).update(text=text, sha256=sha256(text))
    own = Document.objects.get(release=2, kind="release")
    own_text = own.text.replace(document.sha256, sha256(text))
    Document.objects.filter(pk=own.pk).update(text=own_text, sha256=sha256(own_text))
    Release.objects.filter(number=2).update(sha256=sha256(own_text))
    row_to_change(ReleasedObservation).update(source="Census")
    assert faults_found_by("verify_releases") == "release 2: the activity log tells another hash\n"


def test_two_flat_rows_that_change_places_are_found():
    rows = ReleasedObservation.objects.filter(release=2)
    rows.filter(position=1).update(position=99)
    rows.filter(position=2).update(position=1)
    rows.filter(position=99).update(position=2)
    assert "release 2: flat row 1 differs" in faults_found_by("verify_releases")


def test_the_last_flat_row_moved_on_is_found():
    """Nothing comes after it, so its order among the others stays."""
    ReleasedObservation.objects.filter(release=2, position=11).update(position=12)
    assert "flat row 12 differs from its document in position" in faults_found_by("verify_releases")


def test_a_deleted_figure_is_found():
    row_to_change(Figure).delete()
    assert f"{FIGURE}: it is missing" in faults_found_by("verify_figures")


def test_a_figure_that_nobody_validated_is_found():
    figure = row_to_change(Figure).select_related("observation").get()
    figure.pk, figure.number = None, 2
    figure.sha256 = hash_of(figure)
    figure.save(force_insert=True)
    assert "figure 2 of RCS-2022-2025/1.1.1-c/total/2022: the activity log does not know it" in faults_found_by(
        "verify_figures"
    )


def test_a_deleted_document_is_found():
    row_to_change(Document).delete()
    assert "release 2: document indicator RCS-2022-2025/1.1.1-c is not the one" in faults_found_by("verify_releases")


@pytest.mark.parametrize("position", [1, 11])
def test_a_deleted_flat_row_is_found(position):
    assert ReleasedObservation.objects.filter(release=2, position=position).delete()[0]
    assert "release 2: 10 flat rows, its documents have 11" in faults_found_by("verify_releases")


def test_an_added_document_and_an_added_flat_row_are_found():
    ReleasedObservation.objects.bulk_create(
        ReleasedObservation(**row | {"id": None, "position": 12, "year": 2024})
        for row in row_to_change(ReleasedObservation).values()
    )
    assert "12 flat rows" in faults_found_by("verify_releases")
    document = row_to_change(Document).get()
    document.pk, document.key, document.position = None, "RCS-2022-2025/9.9.9", 39
    document.save(force_insert=True)
    assert "document indicator RCS-2022-2025/9.9.9" in faults_found_by("verify_releases")


def test_a_deleted_release_is_found():
    ReleasedObservation.objects.all().delete()
    Document.objects.all().delete()
    Release.objects.all().delete()
    assert "release 1: it is missing\nrelease 2: it is missing\n" in faults_found_by("verify_releases")


def test_a_release_that_nobody_published_is_found():
    add_release_like_the_first(3)
    assert "release 3: the activity log does not know it" in faults_found_by("verify_releases")


def test_a_deleted_activity_entry_is_found():
    Entry.objects.filter(sequence=2).delete()
    assert "entries 2 to 2 are missing" in faults_found_by("verify_activity")


def test_the_deleted_last_activity_entry_is_found():
    last = Entry.objects.order_by("-sequence")[0]
    Entry.objects.filter(pk=last.pk).delete()
    assert f"the chain ends at entry {last.sequence - 1}" in faults_found_by("verify_activity")


def test_an_inserted_activity_entry_is_found():
    last = Entry.objects.order_by("-sequence")[0]
    Entry.objects.create(
        sequence=last.sequence + 1,
        at=last.at,
        verb=last.verb,
        target=last.target,
        text=last.text,
        previous_hash=last.hash,
        hash="0" * 64,
    )
    found = faults_found_by("verify_activity")
    assert f"entry {last.sequence + 1}: its text is not what was hashed" in found
    assert f"its head says {last.sequence}" in found


def test_an_entry_put_in_between_two_others_is_found():
    middle = Entry.objects.get(sequence=5)
    for sequence in range(Entry.objects.count(), 4, -1):
        Entry.objects.filter(sequence=sequence).update(sequence=F("sequence") + 1)
    middle.hash = sha256(middle.text + " ")
    middle.save(force_insert=True)
    assert "entry 6" in faults_found_by("verify_activity")


def test_a_changed_or_missing_head_is_found():
    Head.objects.update(hash="0" * 64)
    assert "its head says" in faults_found_by("verify_activity")
    Head.objects.all().delete()
    assert "the chain has no head" in faults_found_by("verify_activity")


def test_verification_names_the_end_of_the_chain_so_that_it_can_be_noted_elsewhere():
    head = Head.objects.get(pk=1)
    assert f"The chain ends with {head.sequence} {head.hash}." in verify("verify_activity")
