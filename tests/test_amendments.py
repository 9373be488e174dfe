"""Amendments: what may be proposed, who confirms, and what then holds for which year."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.roles import Role
from activity.models import Entry
from activity.verification import chain_faults
from common.refusals import Invalid, NotAllowed, VersionNeeded, WrongState
from indicators.amendments import confirm_amendment, withdraw_amendment
from indicators.definitions import change_definition
from indicators.models import (
    Amendment,
    AmendmentDecision,
    Figure,
    Indicator,
    Series,
)
from tests.amending import CODE, amend, change, propose

pytestmark = pytest.mark.django_db

LOWER = change("series 2.1.1-d/total", "target_value", "90", "85")


def series(key="2.1.1-d/total"):
    indicator, _slash, code = key.partition("/")
    return Series.objects.select_related("indicator__framework").get(indicator__code=indicator, code=code)


def last_entry():
    entry = Entry.objects.order_by("-sequence").first()
    return entry, json.loads(entry.text)["data"]


# --- Proposed ------------------------------------------------------------------------------------------------------


def test_a_proposal_changes_nothing_yet_and_is_recorded_with_its_changes(people):
    amendment = propose([LOWER], people)
    assert (amendment.number, amendment.state, amendment.key) == (1, "proposed", f"{CODE}/1")
    assert amendment.changes == [LOWER]
    assert series().target_value == Decimal(90)
    said, data = last_entry()
    assert (said.verb, said.target) == ("indicators.amendment.proposed", f"amendment {CODE}/1")
    assert data["changes"] == [LOWER]
    assert propose([LOWER], people).number == 2


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_only_administrators_propose(role, people):
    with pytest.raises(NotAllowed):
        propose([LOWER], people, by=getattr(people, role))
    assert not Amendment.objects.exists()


NOT_VALID = [
    ([], "changes"),
    ([change("series 2.1.1-d/total", "target_value", "90", "90")], "target_value"),
    ([change("series 2.1.1-d/total", "target_value", "90", "85.05")], "target_value"),
    ([change("series 2.1.1-d/total", "target_value", "90", "85,5")], "target_value"),
    ([change("series 2.1.1-d/total", "target_value", "90", 85)], "target_value"),
    ([change("series 2.1.1-d/total", "target_value", "91", "85")], "target_value"),
    ([change("series 2.1.1-d/total", "target_value", "90", None)], "__all__"),
    ([change("series 2.1.1-d/total", "target_year", 2025, 2010)], "target_year"),
    ([change("series 2.1.1-d/total", "target_year", 2025, "2026")], "target_year"),
    ([change("series 2.1.1-d/total", "code", "total", "no spaces")], "code"),
    ([change("series 2.1.1-d/total", "position", 1, 2)], "position"),
    ([change("series 2.1.1-d/total", "colour", None, "red")], "colour"),
    ([change("series 2.1.1-d/total", "target_note_en", None, "Lowered")], "changes"),
    ([change("series 2.1.1-d/total", "last_year", None, 2022)], "last_year"),
    ([change("series 2.1.1-d/none", "target_value", "90", "85")], "changes"),
    ([change("goal 9", "title_en", "x", "y")], "changes"),
    ([change("indicator 2.1.1-d", "unit", "percent", "furlongs")], "unit"),
    ([change("indicator 2.1.1-d", "output", "2.1.1", "9.9.9")], "output"),
    ([change("indicator 2.1.1-d", "method", "share", "mean")], "question"),
    ([change("indicator 2.1.1-d", "series", None, {"code": "new"})], "series.target_year"),
    ([change("indicator 2.1.1-d", "series", None, {"code": "total"})], "series"),
    ([change("indicator 2.1.1-d", "series", {"code": "total"}, None)], "series"),
    ([change("series 2.1.1-d/total", "milestones", None, {"year": 2026, "value": "88"})], "milestones.year"),
    ([change("series 2.1.1-d/total", "milestones", {"year": 2023, "value": "88"}, None)], "milestones"),
    ([LOWER, LOWER], "target_value"),
    ([{"on": f"series {CODE}/2.1.1-d/total", "field": "target_value"}], "changes"),
]


@pytest.mark.parametrize(("changes", "field"), NOT_VALID)
def test_what_makes_no_sense_is_refused_at_once_by_field(changes, field, people):
    with pytest.raises(Invalid) as refusal:
        propose(changes, people)
    assert field in refusal.value.errors
    assert not Amendment.objects.exists()


@pytest.mark.parametrize(
    ("wishes", "field"),
    [
        ({"first_year": 2021}, "first_year"),
        ({"first_year": 2026}, "first_year"),
        ({"decided_on": timezone.localdate() + timedelta(days=1)}, "decided_on"),
        ({"mandate": " "}, "mandate"),
        ({"mandate": "x" * 201}, "mandate"),
        ({"reason": ""}, "reason"),
    ],
)
def test_an_amendment_has_its_years_mandate_and_reason(wishes, field, people):
    with pytest.raises(Invalid) as refusal:
        propose([LOWER], people, **wishes)
    assert set(refusal.value.errors) == {field}


def test_only_a_last_year_makes_a_framework_longer(people):
    on = {"on": f"framework {CODE}"}
    with pytest.raises(Invalid) as refusal:
        propose([on | {"field": "title_en", "old": None, "new": 2031}], people, first_year=2031)
    assert "first_year" in refusal.value.errors
    longer = propose([on | {"field": "last_year", "old": 2025, "new": 2031}], people, first_year=2031)
    assert longer.first_year == 2031


def test_every_fault_is_said_at_once(people):
    changes = [
        change("series 2.1.1-d/total", "target_value", "90", "85.05"),
        change("indicator 2.1.1-d", "unit", "percent", "percent"),
    ]
    with pytest.raises(Invalid) as refusal:
        propose(changes, people, reason="", mandate="")
    assert {"unit", "mandate", "reason"} <= set(refusal.value.errors)


def test_a_change_says_what_was_seen(people):
    with pytest.raises(VersionNeeded):
        propose([{"on": LOWER["on"], "field": "target_value", "new": "85"}], people)


def test_what_has_no_figures_yet_is_edited_and_not_amended(people):
    bare = Series.objects.exclude(indicator__in=Figure.objects.values("observation__series__indicator")).first()
    changed = change(f"series {bare.indicator.code}/{bare.code}", "target_year", bare.target_year, 2024)
    with pytest.raises(Invalid) as refusal:
        propose([changed], people)
    assert "edited, not amended" in str(refusal.value.errors["target_year"])
    assert change_definition(bare, {"target_year": 2024}, by=people.administrator, seen=bare.version)


# --- Confirmed, or withdrawn ---------------------------------------------------------------------------------------


def test_somebody_else_confirms_and_then_it_holds(people):
    amendment = propose([LOWER], people)
    with pytest.raises(NotAllowed, match="nobody confirms what they proposed"):
        confirm_amendment(amendment, by=people.administrator)
    before = Entry.objects.count()
    decision = confirm_amendment(amendment, by=people.publisher, remark="As decided.")
    assert (decision.outcome, decision.remark, decision.by) == ("confirmed", "As decided.", people.publisher)
    present = series()
    assert (present.target_value, present.version) == (Decimal(85), 2)
    assert Entry.objects.count() == before + 1
    said, data = last_entry()
    assert (said.verb, data["changes"]) == ("indicators.amendment.confirmed", [LOWER])
    assert not list(chain_faults())


@pytest.mark.parametrize("role", [role for role in Role if role not in (Role.ADMINISTRATOR, Role.PUBLISHER)])
def test_nobody_but_publishers_and_administrators_decides(role, people):
    amendment = propose([LOWER], people)
    with pytest.raises(NotAllowed):
        confirm_amendment(amendment, by=getattr(people, role))
    with pytest.raises(NotAllowed):
        withdraw_amendment(amendment, "No.", by=getattr(people, role))
    assert not AmendmentDecision.objects.exists()


def test_what_is_decided_is_decided(people):
    confirmed_one, withdrawn = propose([LOWER], people), propose([LOWER], people)
    with pytest.raises(Invalid):
        withdraw_amendment(withdrawn, " ", by=people.administrator)
    withdraw_amendment(withdrawn, "A mistake.", by=people.administrator)
    confirm_amendment(confirmed_one, by=people.publisher)
    for amendment in (withdrawn, confirmed_one):
        with pytest.raises(WrongState, match="already"):
            confirm_amendment(amendment, by=people.publisher)
        with pytest.raises(WrongState, match="already"):
            withdraw_amendment(amendment, "Again.", by=people.publisher)
    assert series().version == 2


def test_what_changed_since_it_was_proposed_is_named_and_nothing_is_confirmed(people):
    first = propose([LOWER, change("indicator 2.1.1-d", "decimals", 1, 2)], people)
    amend([change("series 2.1.1-d/total", "target_value", "90", "88")], people)
    with pytest.raises(WrongState, match=r"says 88 now, not 90\..*propose anew"):
        confirm_amendment(first, by=people.publisher)
    assert Indicator.objects.get(code="2.1.1-d").decimals == 1
    assert first.state == "proposed"
