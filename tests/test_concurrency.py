"""No edit is lost: many people, one cell, each on a database connection of their own.

What could be luck has its control: the same people with the check in Python and the save afterwards lose edits.
"""

import json
import random
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from activity.models import Entry, Head
from activity.verification import chain_faults
from common.refusals import Refusal, VersionConflict, WrongState
from frameworks.actions import close_reporting_year
from frameworks.models import ReportingYear
from indicators.actions import (
    open_reporting_year,
    reopen_observation,
    save_observation,
    submit_observation,
    validate_observation,
)
from indicators.definitions import create_definition
from indicators.figures import figure_faults
from indicators.models import Figure, Observation, Series
from publications.actions import call_off_release, preview_release, publish_release
from publications.models import CalledOff, Document, Kind, Release
from publications.verification import release_faults
from tests.at_once import at_once
from tests.work import (
    bring_to_figure,
    custodian_of,
    entry,
    explain_and_publish,
    explain_slipped,
    observation,
    publish,
    save,
    submit,
)

pytestmark = pytest.mark.usefixtures("own_database")

CELL = "1.1.1-c/total/2024"
EDITORS = 60


def of_cell(verb: str) -> list[dict]:
    """What the log says of one verb on the cell, in order."""
    target = f"observation {observation(CELL).key}"
    texts = Entry.objects.filter(verb=f"indicators.observation.{verb}", target=target).order_by("sequence")
    return [json.loads(text) for text in texts.values_list("text", flat=True)]


def assert_the_log_is_one_chain() -> None:
    """No gap, no fork: entries 1 to n, each upon the one before."""
    assert not list(chain_faults())
    assert Head.objects.get(pk=1).sequence == Entry.objects.count()


# --- One cell -----------------------------------------------------------------------------------------------------


def test_sixty_editors_of_one_cell_lose_no_edit():
    editors = [custodian_of("1.1.1-c", f"editor{place}@un.example") for place in range(EDITORS)]
    first_seen = observation(CELL)
    conflicts = []

    def edit(user: User, value: str) -> int:
        """Save, and after a conflict look at what is there now and save again: the version that came of it."""
        seen = first_seen
        while True:
            try:
                return save_observation(seen, entry(value), by=user, seen=seen.version).version
            except VersionConflict as conflict:
                conflicts.append(user.pk)
                seen = conflict.current

    versions = at_once([lambda user=user, at=at: edit(user, str(at)) for at, user in enumerate(editors, 1)])

    assert sorted(versions) == list(range(2, EDITORS + 2))  # every answer "saved" is a version of its own
    assert len(conflicts) >= EDITORS - 1  # all had seen version 1, and one of them was the first
    said = of_cell("saved")
    assert [row["data"]["version"] for row in said] == list(range(2, EDITORS + 2))
    for row, version in zip(said, sorted(versions), strict=True):
        place = versions.index(version)
        assert row["actor"] == editors[place].pk
        assert row["data"]["after"]["value"] == str(place + 1)
    chain = [None] + [row["data"]["after"]["value"] for row in said]
    assert [row["data"]["before"]["value"] for row in said] == chain[:-1]
    assert observation(CELL).value == Decimal(chain[-1])
    assert_the_log_is_one_chain()


def test_checking_first_and_saving_later_loses_edits():
    """The control: the same people, the check in Python instead of in the update."""
    editors = 12
    all_have_checked = threading.Barrier(editors)
    row = observation(CELL)

    def check_then_save(value: int) -> bool:
        present = Observation.objects.get(pk=row.pk)
        if present.version != row.version:
            return False
        all_have_checked.wait(30)
        Observation.objects.filter(pk=row.pk).update(value=value, status="reported", version=present.version + 1)
        return True

    answers = at_once([lambda value=value: check_then_save(value) for value in range(editors)])

    assert answers == [True] * editors  # everybody was told that it was saved
    kept = observation(CELL).version - row.version
    assert editors - kept >= 1


def test_two_validators_at_once_append_one_figure(people):
    save(CELL, entry("70"), by=people.custodian)
    row = submit(CELL, by=people.custodian)
    validators = [people.validator, people.validator]
    results = at_once([lambda by=by: validate_observation(row, by=by, seen=row.version) for by in validators])
    assert sorted(type(result).__name__ for result in results) == ["Figure", "VersionConflict"]
    assert Figure.objects.filter(observation=row).count() == 1
    assert len(of_cell("validated")) == 1


def test_submitting_what_somebody_is_saving_submits_what_was_seen_or_nothing(people):
    for value in range(8):
        row = save(f"1.1.1-{'bc'[value % 2]}/total/{2022 + value // 2}", entry("10"), by=people.custodian)
        saved, submitted = at_once(
            [
                lambda row=row, value=value: save_observation(
                    row, entry(str(20 + value)), by=people.custodian, seen=row.version
                ),
                lambda row=row: submit_observation(row, by=people.custodian, seen=row.version),
            ]
        )
        now = Observation.objects.get(pk=row.pk)
        if isinstance(submitted, VersionConflict):
            assert (now.state, now.value, saved.version) == ("draft", 20 + value, 3)
        else:
            assert isinstance(saved, VersionConflict)
            assert (now.state, now.value, submitted.version) == ("submitted", 10, 3)
    assert_the_log_is_one_chain()


def test_nothing_is_saved_after_its_year_has_closed(people):
    cells = list(Observation.objects.filter(year=2024).in_order()[:10])
    year = ReportingYear.objects.get(year=2024)
    saves = [
        lambda row=row: save_observation(row, entry(status="withheld", reason="Later"), by=people.custodian, seen=1)
        for row in cells
    ]
    results = at_once(
        [*saves[:5], lambda: close_reporting_year(year, by=people.administrator, seen=year.version), *saves[5:]]
    )
    assert all(isinstance(result, Observation | ReportingYear | WrongState) for result in results)
    verbs = list(Entry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs[-1] == "frameworks.reporting_year.closed"
    assert verbs.count("indicators.observation.saved") == sum(isinstance(result, Observation) for result in results)


def test_a_year_that_two_open_at_once_is_opened_once(people):
    results = at_once([lambda: open_reporting_year(2031, by=people.administrator)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["ReportingYear", "WrongState"]
    series = Observation.objects.filter(year=2024).count()
    assert Observation.objects.filter(year=2031, version=1).count() == series
    assert_the_log_is_one_chain()


def test_a_year_opened_while_a_series_is_added_has_its_row_too(people):
    values = {"indicator": observation(CELL).series.indicator, "code": "added", "title_en": "Added", "position": 9}
    values |= {"baseline_note_en": "None.", "target_note_en": "None.", "target_year": 2025}
    added = threading.Event()

    def add_slowly() -> None:
        with transaction.atomic():
            create_definition(Series, values, by=people.administrator)
            added.set()
            time.sleep(0.5)  # long enough for the other to read the series that there are, if nothing makes it wait

    def open_meanwhile() -> None:
        if connection.vendor == "postgresql":  # SQLite lets one writer in at a time
            added.wait(30)
        open_reporting_year(2031, by=people.administrator)

    assert at_once([add_slowly, open_meanwhile]) == [None, None]
    years = Observation.objects.filter(series__code="added").values_list("year", flat=True)
    assert set(years) == set(ReportingYear.objects.values_list("year", flat=True))
    assert_the_log_is_one_chain()


# --- Releases -----------------------------------------------------------------------------------------------------


def figures_told_before(sequence: int) -> dict[str, int]:
    """What the log knows at one place: the newest figure's number by the observation's key."""
    newest: dict[str, int] = {}
    texts = Entry.objects.filter(sequence__lt=sequence).order_by("sequence").values_list("text", flat=True)
    for said in map(json.loads, texts):
        if said["verb"] == "frameworks.framework.loaded":
            newest |= {row["figure"]: row["number"] for row in said["data"]["figures"]}
        if said["verb"] == "indicators.observation.validated":
            newest[said["target"].removeprefix("observation ")] = said["data"]["figure"]
    return newest


def figures_released_in(release: Release) -> dict[str, int]:
    """What the release shows: the number of the figure of each observation by its key."""
    found = {}
    for text in Document.objects.of(release, Kind.INDICATOR).values_list("text", flat=True):
        content = json.loads(text)
        for series in content["series"]:
            for row in series["observations"]:
                found[f"{content['framework']}/{content['code']}/{series['code']}/{row['year']}"] = row["figure"]
    return found


def random_work(seed: int, cells: list[int], custodian: User, validator: User) -> Callable[[], int]:
    """Somebody at work: some steps on some of the cells, whatever state they are in; how many were done."""
    chance = random.Random(seed)
    steps = {
        "draft": lambda row: save_observation(
            row, entry(status="estimated", value=str(chance.randint(1, 90))), by=custodian, seen=row.version
        ),
        "returned": lambda row: submit_observation(row, by=custodian, seen=row.version),
        "submitted": lambda row: validate_observation(row, by=validator, seen=row.version),
        "validated": lambda row: reopen_observation(row, "Again", by=validator, seen=row.version),
    }

    def work() -> int:
        done = 0
        for _ in range(6):
            row = Observation.objects.in_order().get(pk=chance.choice(cells))
            state = "returned" if row.state == "draft" and row.value is not None else row.state
            try:
                steps[state](row)
                done += 1
            except VersionConflict:
                continue
        return done

    return work


def test_a_release_published_while_twenty_people_work_is_one_consistent_state(people):
    custodian, validator, publisher = people.custodian, people.validator, people.publisher
    rows = Observation.objects.filter(year__in=[2023, 2024], series__indicator__unit="percent").order_by("pk")
    cells = list(rows.values_list("pk", flat=True)[:12])
    bring_to_figure(CELL, entry("70"), people)

    def publish_thrice() -> list[int]:
        numbers = []
        for _ in range(3):
            try:
                numbers.append(explain_and_publish(publisher, "While others work.").number)
            except WrongState:
                continue
        return numbers

    work = [random_work(seed, cells, custodian, validator) for seed in range(20)]
    published, *done = at_once([publish_thrice, *work])

    assert sum(done) >= 40
    assert published[0] == 2
    for release in Release.objects.order_by("number"):
        entered = Entry.objects.get(verb="publications.release.published", target=f"release {release.number}")
        assert figures_released_in(release) == figures_told_before(entered.sequence)
    assert list(Release.objects.order_by("number").values_list("number", flat=True)) == [1, *published]
    assert_the_log_is_one_chain()
    assert not list(figure_faults())
    assert not list(release_faults())


def test_two_publishers_at_once_make_one_release_and_the_second_is_told_why(people):
    bring_to_figure(CELL, entry("70"), people)
    publisher = people.publisher
    explain_slipped(publisher)
    results = at_once([lambda: publish_release("What is new.", by=publisher)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Release", "WrongState"]
    assert list(Release.objects.order_by("number").values_list("number", flat=True)) == [1, 2]

    bring_to_figure("1.1.1-b/total/2024", entry("70"), people)
    explain_slipped(publisher)
    fingerprint = preview_release(by=publisher).fingerprint
    results = at_once([lambda: publish_release("What is new.", by=publisher, seen=fingerprint)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Release", "VersionConflict"]
    assert list(Release.objects.order_by("number").values_list("number", flat=True)) == [1, 2, 3]


def test_releases_of_many_publishers_are_numbered_without_a_gap(people):
    custodian, validator, publisher = people.custodian, people.validator, people.publisher

    def validate_and_publish(key: str) -> int | None:
        row = save_observation(observation(key), entry("50"), by=custodian, seen=1)
        row = submit_observation(row, by=custodian, seen=row.version)
        validate_observation(row, by=validator, seen=row.version)
        try:
            return explain_and_publish(publisher, "What is new.").number
        except WrongState:  # somebody else's release has it already
            return None

    keys = [f"1.1.1-{letter}/total/{year}" for letter in "bc" for year in (2022, 2023, 2024, 2025)]
    results = at_once([lambda key=key: validate_and_publish(key) for key in keys])
    numbers = sorted(number for number in results if number is not None)
    assert numbers == list(range(2, len(numbers) + 2))
    newest = Release.objects.numbered(None)
    assert newest.number == numbers[-1]
    assert len(figures_released_in(newest)) == 10 + len(keys)
    with pytest.raises(WrongState):
        publish(people)


def test_two_who_seal_at_once_make_one_release(people):
    bring_to_figure("2.1.1-d/total/2022", entry("88.4"), people)
    publisher, hour = people.publisher, timezone.now() + timedelta(days=3)
    results = at_once([lambda: publish_release("At an hour.", by=publisher, at=hour)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["Release", "WrongState"]
    assert Release.objects.waiting().count() == 1


def test_two_who_call_off_at_once_call_off_once(people):
    bring_to_figure("2.1.1-d/total/2022", entry("88.4"), people)
    release, publisher = publish(people, at=timezone.now() + timedelta(days=3)), people.publisher
    results = at_once([lambda: call_off_release(release, "Not yet.", by=publisher)] * 2)
    assert sorted(type(result).__name__ for result in results) == ["CalledOff", "WrongState"]
    assert Entry.objects.filter(verb="publications.release.called_off").count() == 1


def test_publishing_while_somebody_calls_off_publishes_the_next_number_or_nothing(people):
    bring_to_figure("2.1.1-d/total/2022", entry("88.4"), people)
    release, publisher = publish(people, at=timezone.now() + timedelta(days=3)), people.publisher
    called_off, published = at_once(
        [
            lambda: call_off_release(release, "Not yet.", by=publisher),
            lambda: publish_release("At once.", by=publisher),
        ]
    )
    assert isinstance(called_off, CalledOff)
    assert isinstance(published, Release | Refusal), published
    if isinstance(published, Release):
        assert published.number == 3
    else:
        assert "waits for its hour" in str(published.detail)
    assert Release.objects.published().count() == (2 if isinstance(published, Release) else 1)
    assert list(release_faults()) == []
