"""The log: every action leaves one entry, in one chain, and what is refused leaves none."""

import json
from datetime import timedelta

import pytest
from django.db import transaction

from accounts.actions import create_user
from accounts.roles import Role
from activity.actions import record
from activity.models import Entry, Head
from activity.verification import chain_faults
from common.canonical import sha256, to_text
from common.refusals import Invalid, NotAllowed, VersionConflict, VersionNeeded, WrongState
from frameworks.models import ReportingYear
from indicators.actions import (
    open_reporting_year,
    reopen_observation,
    return_observation,
    save_observation,
    submit_observation,
)
from publications.actions import publish_release
from tests.work import another, bring_to_figure, entry, observation, publish, save, submit

pytestmark = pytest.mark.django_db

KEY = "1.1.1-c/total/2024"


def new_entries(since: int) -> list[Entry]:
    return list(Entry.objects.filter(sequence__gt=since).order_by("sequence"))


@pytest.fixture
def before() -> int:
    return Head.objects.get(pk=1).sequence


def test_the_seed_is_told_from_the_first_entry_on():
    verbs = list(Entry.objects.order_by("sequence").values_list("verb", flat=True))
    assert verbs[:8] == [
        "countries.list.loaded",
        "finance.data.loaded",
        "frameworks.framework.loaded",
        "indicators.facts.loaded",
        "surveys.questions.loaded",
        "indicators.rules.loaded",
        "indicators.finance_rules.loaded",
        "publications.release.published",
    ]
    assert list(Entry.objects.order_by("sequence").values_list("sequence", flat=True)) == list(range(1, len(verbs) + 1))
    assert not list(chain_faults())


def test_each_step_of_a_number_leaves_one_entry_that_says_who_did_what(people, before):
    bring_to_figure(KEY, entry("70"), people)
    reopen_observation(observation(KEY), "Recount", by=people.validator, seen=4)
    submit(KEY, by=people.custodian)
    return_observation(observation(KEY), "Which year?", by=people.validator, seen=6)
    publish(people)
    entries = new_entries(before)
    target = "observation RCS-2022-2025/1.1.1-c/total/2024"
    assert [(row.verb, row.target, row.actor) for row in entries] == [
        ("indicators.observation.saved", target, people.custodian),
        ("indicators.observation.submitted", target, people.custodian),
        ("indicators.observation.validated", target, people.validator),
        ("indicators.observation.reopened", target, people.validator),
        ("indicators.observation.submitted", target, people.custodian),
        ("indicators.observation.returned", target, people.validator),
        ("indicators.slippage.explained", "series RCS-2022-2025/1.1.1-c/total", people.publisher),
        ("publications.release.published", "release 2", people.publisher),
    ]
    versions = [json.loads(row.text)["data"].get("version") for row in entries[:-2]]
    assert versions == [2, 3, 4, 5, 6, 7]
    assert [row.sequence for row in entries] == list(range(before + 1, before + 9))
    assert not list(chain_faults())


def test_an_entry_keeps_exactly_the_text_that_was_hashed(people, before):
    save(KEY, entry("70", note='百分比 “é” \\ " \n'), by=people.custodian)
    (row,) = new_entries(before)
    said = json.loads(row.text)
    assert row.text == to_text(said)
    assert row.hash == sha256(row.text)
    assert said["previous"] == row.previous_hash == Entry.objects.get(sequence=before).hash
    assert said["actor"] == people.custodian.pk
    assert said["at"] == row.at.isoformat()


def test_a_save_tells_the_values_before_and_after_and_nothing_else(people, before):
    save(KEY, entry("70", numerator="14", denominator="20", source="Survey"), by=people.custodian)
    save(KEY, entry("0", source="Survey"), by=people.custodian)
    first, second = (json.loads(row.text)["data"] for row in new_entries(before))
    assert first == {
        "version": 2,
        "before": {"value": None, "numerator": None, "denominator": None, "status": "not_reported", "source": ""},
        "after": {"value": "70", "numerator": "14", "denominator": "20", "status": "reported", "source": "Survey"},
    }
    assert second == {
        "version": 3,
        "before": {"value": "70", "numerator": "14", "denominator": "20"},
        "after": {"value": "0", "numerator": None, "denominator": None},
    }


def test_saving_what_is_there_already_leaves_no_entry_and_no_new_version(people, before):
    first = save(KEY, entry("70", source="Survey"), by=people.custodian)
    again = save(KEY, entry("70.0", source=" Survey "), by=people.custodian)
    assert (first.version, again.version) == (2, 2)
    assert len(new_entries(before)) == 1


def test_what_a_form_has_written_into_the_row_beforehand_is_saved_all_the_same(people, before):
    """A form fills its row while it checks the input: that must not make the edit look like no edit."""
    row = observation(KEY)
    row.value, row.status = entry("70").value, "reported"
    save_observation(row, entry("70"), by=people.custodian, seen=1)
    assert observation(KEY).value == 70
    assert json.loads(new_entries(before)[0].text)["data"]["before"]["value"] is None


REFUSED = {
    "by the wrong person": (NotAllowed, lambda p: save_observation(observation(KEY), entry("1"), by=p.auditor, seen=1)),
    "invalid": (Invalid, lambda p: save_observation(observation(KEY), entry("101"), by=p.custodian, seen=1)),
    "no version": (
        VersionNeeded,
        lambda p: save_observation(observation(KEY), entry("1"), by=p.custodian, seen=None),
    ),
    "old version": (VersionConflict, lambda p: save_observation(observation(KEY), entry("1"), by=p.custodian, seen=0)),
    "wrong state": (WrongState, lambda p: return_observation(observation(KEY), "No", by=p.validator, seen=1)),
    "nothing to submit": (WrongState, lambda p: submit_observation(observation(KEY), by=p.custodian, seen=1)),
    "closed year": (WrongState, lambda p: save("1.1.1-c/total/2019", entry("1"), by=p.custodian)),
    "nothing to publish": (WrongState, lambda p: publish_release("Again.", by=p.publisher)),
    "year is there already": (WrongState, lambda p: open_reporting_year(2024, by=p.administrator)),
    "no address": (Invalid, lambda p: create_user("nobody", by=p.administrator)),
}


@pytest.mark.parametrize(("refusal", "call"), REFUSED.values(), ids=REFUSED.keys())
def test_what_is_refused_leaves_no_entry(people, before, refusal, call):
    with pytest.raises(refusal):
        call(people)
    assert Head.objects.get(pk=1).sequence == before
    assert not new_entries(before)


@transaction.atomic
def broken_action(*, by):
    record("indicators.observation.saved", "observation", by=by)
    raise ZeroDivisionError


def test_an_action_that_breaks_after_its_entry_leaves_none_and_no_gap(people, before):
    with pytest.raises(ZeroDivisionError):
        broken_action(by=people.custodian)
    assert not new_entries(before)
    save(KEY, entry("70"), by=people.custodian)
    assert [row.sequence for row in new_entries(before)] == [before + 1]


def test_people_and_years_are_told_too(people, before):
    another(Role.VALIDATOR, "second.validator@un.example")
    newest = ReportingYear.objects.order_by("-year")[0]
    open_reporting_year(newest.year + 1, by=people.administrator, opens_at=newest.opens_at + timedelta(days=365))
    assert [row.verb for row in new_entries(before)] == [
        "accounts.user.created",
        "accounts.membership.granted",
        "frameworks.reporting_year.opened",
    ]
