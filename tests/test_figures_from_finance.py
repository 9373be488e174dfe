"""Figures from the trust fund's ledger: computed beside what is entered, taken, validated, released, with their list.

The same way as figures from answers: tests/test_computed_figures.py, test_recompute.py and test_behind_public.py.
"""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from activity.models import Entry
from common.refusals import Invalid, NotAllowed, VersionConflict, VersionNeeded, WrongState
from common.yaml_files import FileRefused
from finance.actions import add_contribution, gift_of, reopen_row, save_contribution, submit_row, validate_row
from finance.choices import COUNTS_ALONE, ContributorKind, Given, Stream
from finance.models import Contribution
from finance.validation import Gift
from frameworks.models import ReportingYear
from indicators.actions import explain_difference, open_reporting_year, reopen_observation, use_computed
from indicators.behind import content_now
from indicators.choices import LEDGER_MEASURES, Origin
from indicators.comparison import compare
from indicators.figures import figure_faults
from indicators.finance_rules import change_finance_rule, create_finance_rule, load_finance_rules
from indicators.models import Figure, FinanceRule, Observation, Series
from indicators.recomputing import changed_figures
from indicators.warnings import Warned
from publications.actions import preview_release
from publications.models import Document, Kind
from publications.reading import read_preview
from publications.verification import release_faults
from tests.amending import amend, change
from tests.api import Api, place, problem
from tests.fund import gift, validated_contributions
from tests.public_pages import FRAMEWORK, body, words
from tests.reading import Page
from tests.sweeps import one_in
from tests.work import entry, observation, publish, save, submit, take, validate

pytestmark = pytest.mark.django_db
FUNDS, STATES, AGREEMENTS = "3.1.1-a/total/2024", "3.1.1-b/total/2024", "3.1.1-c/total/2024"
ENTRY, REVIEW = "/entry/2024/", "/review/observations/?year=2024"
ROW = "RCS 3.1.1-b"
USE = f"Use the computed figure {ROW}"
STALE = "What is behind it has changed since it was taken."
POOLED = "Contributions are pooled: none of them buys a particular result."
PAGE = f"/indicators/{FRAMEWORK}/3.1.1-b/2024/behind/"
API = f"/api/v1/observations/{FRAMEWORK}/3.1.1-b/total/2024/behind/"


def of_member_states(count: int, *, first: int = 1, amount: str = "1000000", **said) -> list[Gift]:
    """A voluntary payment of each of so many invented Member States."""
    return [gift(f"state-{number:02}", amount, **said) for number in range(first, first + count)]


def of_all_streams() -> list[Gift]:
    """98.4 + 39.2 + 77.4 million dollars; rounded parts would not add up to the rounded sum."""
    entity = {"contributor_kind": ContributorKind.ENTITY, "stream": Stream.COST_SHARING}
    levy = {"contributor_kind": ContributorKind.OTHER, "stream": Stream.LEVY, "levy_applied": True}
    return [
        gift("state-01", "98400000.30"),
        gift("levy-1", "39200000.30", **levy),
        gift("entity-1", "77400000.30", **entity),
    ]


@pytest.fixture
def given(people) -> list[Contribution]:
    """28 contributions of 28 Member States, entered and submitted by one person and validated by another."""
    return validated_contributions(of_member_states(28), people)


@pytest.fixture
def opens(signed_in):
    """opens("custodian") is the grid of 2024 as that person gets it."""

    def get(role="custodian", address=ENTRY):
        client = signed_in(role)
        return Page(client, client.get(address))

    return get


def submitted(one: Gift, people) -> Contribution:
    row = add_contribution(one, by=people.finance_officer)
    return submit_row(row, by=people.finance_officer, seen=row.version)


def corrected(contribution: Contribution, people, **said) -> Contribution:
    """Reopened, changed, submitted; not validated yet."""
    row = Contribution.objects.get(pk=contribution.pk)
    row = reopen_row(row, "The bank says otherwise.", by=people.validator, seen=row.version)
    values = {name: getattr(gift_of(row), name) for name in Gift.__slots__} | said
    row = save_contribution(row, Gift(**values), by=people.finance_officer, seen=row.version)
    return submit_row(row, by=people.finance_officer, seen=row.version)


def validated_again(contribution: Contribution, people, **said) -> None:
    row = corrected(contribution, people, **said)
    validate_row(row, by=people.validator, seen=row.version)


def reopened(key: str, people) -> None:
    row = observation(key)
    reopen_observation(row, "The ledger has changed.", by=people.validator, seen=row.version)


def api(address: str) -> dict:
    response = Client().get(address)
    assert response.status_code == 200, address
    return json.loads(response.content)


# --- Beside what is entered, and taken -----------------------------------------------------------------------------


def test_28_member_states_stand_beside_the_entry_and_are_taken(opens, given):
    page = opens()
    assert "Computed: 28 (contributors: 28; contributions: 28)." in page
    page = page.press(USE)
    assert f"{ROW}: the computed figure is taken." in page
    assert "This is what is entered." in page
    row = observation(STATES)
    assert (row.value, row.numerator, row.denominator, row.status) == (28, None, None, "reported")
    assert (row.origin, row.source) == (Origin.COMPUTED_FROM_FINANCE, "Trust-fund records for 2024")


def test_who_gives_twice_is_counted_once_and_entities_and_other_years_are_not(people, given):
    more = [
        *of_member_states(1, kind=Given.PLEDGE),
        gift("entity-1", stream=Stream.COST_SHARING, contributor_kind=ContributorKind.ENTITY),
        *of_member_states(1, first=29, year=2023, dated=date(2023, 5, 1)),
    ]
    validated_contributions(more, people)
    content = content_now(observation(STATES))
    assert (content["value"], len(content["contributions"])) == ("28", 29)


def test_a_finance_officer_takes_it_over_the_api_and_a_figure_keeps_what_it_counted(given, people):
    taken = Api(people.finance_officer).post(f"{place(STATES)}use-computed/", seen=1)
    assert taken.status_code == 200
    assert {name: taken.json()[name] for name in ("value", "origin")} == {
        "value": "28",
        "origin": "computed_from_finance",
    }
    submit(STATES, by=people.finance_officer)
    figure = validate(STATES, by=people.validator)
    assert figure.counted == content_now(figure.observation)
    assert {name: figure.counted[name] for name in ("source", "measure", "disclosure", "numerator", "denominator")} == {
        "source": "finance",
        "measure": "contributing_member_states",
        "disclosure": "respondent",
        "numerator": None,
        "denominator": None,
    }
    assert figure.counted["contributions"][0] == {
        "reference": "2024-0001",
        "contributor": "state-01",
        "contributor_kind": "member_state",
        "stream": "voluntary",
        "kind": "payment",
        "first_year": 2024,
        "last_year": 2024,
        "amount": "1000000",
        "currency": "USD",
        "dated": "2024-06-30",
        "rate": None,
        "rate_on": None,
        "dollars": "1000000",
        "figure": 1,
    }
    assert figure.rule["measure"] == "contributing_member_states"
    assert list(figure_faults()) == []


def test_agreements_over_several_years_count_in_each_of_them(people):
    agreements = of_member_states(3, kind=Given.AGREEMENT, amount=None, last_year=2026, dated=None)
    validated_contributions([*agreements, *of_member_states(5)], people)
    assert content_now(observation(AGREEMENTS))["value"] == "3"
    assert content_now(observation("3.1.1-c/total/2025"))["value"] == "3"
    assert content_now(observation("3.1.1-c/total/2023"))["value"] is None  # nothing of that year is in the ledger


def test_what_is_entered_otherwise_needs_a_note_and_keeps_the_origin_entered(opens, given, people):
    save(STATES, entry("30", source="DCO"), by=people.custodian)
    page = opens()
    assert "Entered less computed: +2." in page
    refused = page.press(f"Submit {ROW}")
    assert "Another value than the computed one needs a note that says why." in refused
    refused.press(f"Submit {ROW}", {f"{ROW}: note": "Two pledges came by telephone."})
    figure = validate(STATES, by=people.validator)
    assert (figure.value, figure.origin, figure.counted["value"]) == (30, Origin.ENTERED, "28")


def test_only_the_custodian_takes_it_and_names_the_version_seen(given, people, opens):
    for role in ("validator", "publisher", "administrator", "auditor"):
        with pytest.raises(NotAllowed):
            use_computed(observation(STATES), by=getattr(people, role), seen=1)
        assert USE not in opens(role).buttons
    custodian = Api(people.custodian)
    assert problem(custodian.post(f"{place(STATES)}use-computed/"), 428)["code"] == "version_needed"
    problem(custodian.post(f"{place(STATES)}use-computed/", seen=7), 412)


# --- Money ---------------------------------------------------------------------------------------------------------


def test_the_sum_of_all_payments_is_rounded_once_to_the_dollar(people):
    validated_contributions(of_all_streams(), people)
    figure = take(FUNDS, people)
    assert figure.value == 215000001
    assert [row["dollars"] for row in figure.counted["contributions"]] == ["98400000.3", "39200000.3", "77400000.3"]


def test_a_sum_with_more_digits_than_an_observation_keeps_is_refused_in_words(people):
    validated_contributions([*of_all_streams(), gift("state-02", "99999999999")], people)
    with pytest.raises(WrongState, match="“100215000000” is too large"):
        use_computed(observation(FUNDS), by=people.custodian, seen=1)
    assert observation(FUNDS).version == 1


def test_francs_without_a_dated_rate_leave_no_sum_and_are_named_and_with_one_they_add(people, opens):
    validated_contributions(of_all_streams(), people)
    [francs] = validated_contributions([gift("state-02", "880000", currency="CHF")], people)
    reason = f"Contributions without a dated rate to the dollar: {francs.reference}."
    assert f"Computed: not available. {reason}" in opens()
    figure = take(FUNDS, people)
    assert (figure.value, figure.status, figure.reason) == (None, "not_available", reason)
    assert figure.counted["lacking"] == [francs.reference]
    assert content_now(observation(STATES))["value"] == "2"  # to count them needs no rate

    validated_again(francs, people, rate=Decimal("0.88"), rate_on=date(2024, 6, 28))
    reopened(FUNDS, people)
    assert take(FUNDS, people).value == 216000001


def test_a_stream_without_a_payment_leaves_no_sum_and_is_named(people):
    validated_contributions([one for one in of_all_streams() if one.stream != Stream.LEVY], people)
    figure = take(FUNDS, people)
    assert (figure.value, figure.counted["missing"]) == (None, ["levy"])
    assert figure.reason == "Streams without a payment in the ledger: 1 per cent coordination levy."


def test_what_stands_in_no_ledger_is_not_computed_and_never_zero(opens, people):
    page = opens()
    assert "Computed: not available. Nothing stands in the ledger that it could be computed from." in page
    assert USE not in page.buttons
    for key in (FUNDS, STATES, AGREEMENTS):
        figure = take(key, people)
        assert (figure.value, figure.status) == (None, "not_available")
        assert figure.reason == "Nothing stands in the ledger that it could be computed from."


def test_the_values_of_the_source_document_stay_as_reported_without_parts():
    for key in ("3.1.1-a/total/2021", "3.1.1-b/total/2021"):
        [figure] = Figure.objects.filter(observation=observation(key))
        assert (figure.origin, figure.counted) == (Origin.AS_REPORTED, [])
    assert "without its parts" in words(f"/indicators/{FRAMEWORK}/3.1.1-b/2021/behind/")
    assert changed_figures() == []


# --- On the way, and changed since ---------------------------------------------------------------------------------


def test_what_is_submitted_gives_a_preliminary_figure_that_is_not_taken(opens, given, people):
    drafted = add_contribution(gift("state-31"), by=people.finance_officer)
    assert "◐" not in opens().text
    submit_row(drafted, by=people.finance_officer, seen=drafted.version)
    submitted(gift("state-32"), people)
    page = opens()
    assert "◐ preliminary 30: 2 contributions are on their way." in page
    page.press(USE)
    assert observation(STATES).value == 28
    assert Warned.ON_THE_WAY in warned(people)
    behind = opens(address=f"/entry/2024/{FRAMEWORK}/3.1.1-b/behind/")
    assert "2 contributions are on their way." in behind
    assert "Demonstration state-32" in behind
    said = Api(people.custodian).get(f"{place(STATES)}behind/").json()
    assert (said["value"], said["preliminary"]["value"], len(said["contributions"])) == ("28", "30", 28)


def warned(people, key=STATES):
    row = Observation.objects.select_related("series__indicator").get(pk=observation(key).pk)
    [compared] = compare([row], 2024, people.validator)
    return set(compared.warnings)


def test_a_contribution_that_is_void_counts_nowhere_and_one_on_its_way_to_it_is_still_counted(opens, given, people):
    row = corrected(given[0], people, void=True, note="Entered twice.")
    content = content_now(observation(STATES))
    assert content["value"] == "28"
    said = Api(people.custodian).get(f"{place(STATES)}behind/").json()
    assert said["preliminary"]["value"] == "27"
    assert f"Once that is validated, these count no more: {row.reference}." in opens(
        address=f"/entry/2024/{FRAMEWORK}/3.1.1-b/behind/"
    )
    validate_row(row, by=people.validator, seen=row.version)
    content = content_now(observation(STATES))
    assert content["value"] == "27"
    assert given[0].reference not in {one["reference"] for one in content["contributions"]}


def test_what_changes_after_it_was_taken_has_it_taken_again(opens, given, people):
    row = observation(STATES)
    use_computed(row, by=people.custodian, seen=row.version)
    validated_contributions(of_member_states(1, first=29), people)
    page = opens()
    assert STALE in page
    assert Warned.SOURCE_CHANGED in warned(people)
    refused = page.press(f"Submit {ROW}")
    assert "What is behind it has changed since it was computed. Take the computed figure again." in refused
    assert observation(STATES).state == "draft"
    opens().press(USE).press(f"Submit {ROW}")
    validated_contributions(of_member_states(1, first=30), people)
    with pytest.raises(WrongState):
        validate(STATES, by=people.validator)


def refused_list() -> list[str]:
    out = io.StringIO()
    with pytest.raises(CommandError):
        call_command("recompute", "--check", stdout=out)
    return out.getvalue().splitlines()


def test_a_contribution_corrected_after_the_figure_was_validated_is_resolved_or_explained(given, people, opens):
    figure = take(STATES, people)
    call_command("recompute", "--check", stdout=io.StringIO())
    row = corrected(given[3], people, amount=Decimal(2000000))
    call_command("recompute", "--check", stdout=io.StringIO())  # until it is validated, its figure stands
    validate_row(row, by=people.validator, seen=row.version)
    assert refused_list()[0] == f"RCS-2022-2025/{STATES}: validated 28, now 28"
    with pytest.raises(WrongState, match=STATES):
        publish(people)
    page = opens("validator", REVIEW)
    assert "What is behind 1 validated figure has changed since" in page
    assert f"1 contribution differs: {given[3].reference}." in page
    assert "As validated 28 Now 28" in page
    [changed] = changed_figures()
    explain_difference(figure, "Its sum does not count here.", by=people.validator, seen=changed.sha256)
    release = publish(people)
    assert "Its sum does not count here." in words(PAGE)
    validated_again(given[4], people, void=True, note="Entered twice.")
    assert refused_list()[0] == f"RCS-2022-2025/{STATES}: validated 28, now 27"
    reopened(STATES, people)
    assert take(STATES, people).value == 27
    assert publish(people).number == release.number + 1


def test_another_measure_is_another_source_and_says_that_the_rule_has_changed(given, people):
    take(STATES, people)
    rule, measures = "ledger rule 3.1.1-b/total", ("contributing_member_states", "multi_year_commitments")
    amend([change(rule, "measure", *measures)], people)
    assert refused_list()[0] == f"RCS-2022-2025/{STATES}: validated 28, now 0"
    amend([change(rule, "measure", *reversed(measures))], people)
    call_command("recompute", "--check", stdout=io.StringIO())


# --- What is behind it, now ----------------------------------------------------------------------------------------


def test_what_is_behind_it_now_is_the_same_on_the_page_in_the_files_and_over_the_api(given, people, signed_in, opens):
    address = f"/entry/2024/{FRAMEWORK}/3.1.1-b/behind"
    page = opens(address=f"{address}/")
    for said in (
        "From validated contributions 28",
        "28 contributors, each counted once, from contributions: 28.",
        "28 of 55: 27 more to reach the target for 2025.",
        "The number of Member States that pledged or paid a voluntary contribution for the year, each counted once.",
        POOLED,
        "Demonstration state-28",
    ):
        assert said in page, said
    client = signed_in("custodian")
    said = Api(people.custodian).get(f"{place(STATES)}behind/").json()
    [series] = json.loads(client.get(f"{address}.json").content)["series"]
    assert {name: series[name] for name in said} == said
    assert (said["value"], said["contributors"], said["answered"], said["respondents"]) == ("28", 28, None, [])
    rows = list(csv.DictReader(io.StringIO(client.get(f"{address}.csv").content.decode("utf-8-sig"))))
    assert [row["reference"] for row in rows if row["row"] == "contribution"] == [row.reference for row in given]
    assert rows[1]["name"] == "Demonstration state-01"


def test_the_sum_is_worked_by_stream(people, opens):
    validated_contributions(of_all_streams(), people)
    page = opens(address=f"/entry/2024/{FRAMEWORK}/3.1.1-a/behind/")
    assert (
        "$98,400,000.30 (Voluntary contributions) + $39,200,000.30 (1 per cent coordination levy)"
        " + $77,400,000.30 (UNSDG cost-sharing) = $215,000,000.90 ≈ $215,000,001" in page
    )


def test_who_may_not_see_the_observation_sees_nothing_behind_it(given, signed_in):
    for role in ("team_leader", "office_editor"):
        assert signed_in(role).get(f"/entry/2024/{FRAMEWORK}/3.1.1-b/behind/").status_code == 404


# --- Released ------------------------------------------------------------------------------------------------------


@pytest.fixture
def released(given, people):
    """The 28 taken, validated and published."""
    take(STATES, people)
    return publish(people)


def test_page_files_and_api_say_28_with_the_list(released, given):
    page = words(PAGE)
    for said in (
        "28 contributors, each counted once, from contributions: 28.",
        "28 of 55: 27 more to reach the target for 2025.",
        POOLED,
    ):
        assert said in page
    for row in given:
        assert row.reference in page
        assert row.contributor.name in page
    said = api(API)
    assert (said["value"], said["contributors"], said["source"], said["measure"], said["release"]) == (
        *("28", 28, "finance", "contributing_member_states"),
        released.number,
    )
    assert [row["reference"] for row in said["contributions"]] == [row.reference for row in given]
    assert said["contributions"][0]["name"] == {"en": "Demonstration state-01"}
    assert (said["rule"], said["respondents"], said["places"]) == (None, [], {"regions": {}, "groups": {}})
    rows = list(csv.DictReader(io.StringIO(body(f"{PAGE[:-1]}.csv").removeprefix("\ufeff"))))
    assert [row["reference"] for row in rows if row["row"] == "contribution"] == [row.reference for row in given]
    assert (rows[0]["row"], rows[0]["value"], rows[1]["amount"], rows[1]["dollars"]) == (
        *("total", "28"),
        *("1000000", "1000000"),
    )
    document = Document.objects.get(release=released, kind=Kind.BEHIND, key=f"{FRAMEWORK}/3.1.1-b/2024")
    assert body(f"{PAGE[:-1]}.json") == document.text
    assert list(release_faults()) == []


def test_the_page_of_the_indicator_says_28_of_55_and_leads_to_the_list(released):
    address = f"/indicators/{FRAMEWORK}/3.1.1-b/"
    assert "28 in 2024, down from 34 in 2019; the target for 2025 is 55." in words(address)
    assert "28 of 55: 27 more to reach the target for 2025." in words(address)
    assert f'href="{PAGE}#total"' in body(address)
    assert "pledged or paid a voluntary contribution for the year" in words(address)
    assert "pledged or paid a voluntary contribution for the year" in words("/methodology/")


def test_a_sum_that_is_not_available_is_released_with_its_reason_and_the_contribution_that_lacks_a_rate(people):
    francs = gift("state-02", "880000", currency="CHF")
    rows = validated_contributions([*of_all_streams(), francs], people)
    take(FUNDS, people)
    publish(people)
    page = words(f"/indicators/{FRAMEWORK}/3.1.1-a/2024/behind/")
    assert f"Contributions without a dated rate to the dollar: {rows[-1].reference}." in page
    assert "CHF 880,000 no dated rate" in page
    said = api(f"/api/v1/observations/{FRAMEWORK}/3.1.1-a/total/2024/behind/")
    assert (said["value"], said["contributions"][-1]["dollars"]) == (None, None)


def test_an_old_release_stays_as_it_was_and_what_changed_behind_it_is_told_in_numbers(released, given, people):
    before = body(f"{API}?release={released.number}")
    validated_again(given[0], people, void=True, note="Entered twice.")
    reopened(STATES, people)
    take(STATES, people)
    told = {
        (line.what, line.old, line.new)
        for group in read_preview(preview_release(by=people.publisher)).groups
        for line in group.lines
    }
    assert ("total: contributions", "", "1 changed") in told
    assert ("total: contributors", "28", "27") in told
    publish(people)
    assert body(f"{API}?release={released.number}") == before
    assert api(API)["value"] == "27"


def test_measures_that_are_counts_alone_are_no_source_of_a_series(people):
    assert not set(LEDGER_MEASURES) & set(COUNTS_ALONE)
    rule = FinanceRule.objects.get(series__indicator__code="3.1.1-b")
    for measure in COUNTS_ALONE:
        with pytest.raises(Invalid):
            change_finance_rule(rule, {"measure": measure}, by=people.administrator, seen=1)


def test_a_levy_that_was_not_applied_and_who_stopped_stand_in_no_document(people):
    levy = {"contributor_kind": ContributorKind.OTHER, "stream": Stream.LEVY}
    hidden = gift("levy-without", None, levy_applied=False, dated=None, **levy)
    stopped = gift("state-stopped", year=2023, dated=date(2023, 5, 1))
    validated_contributions([*of_all_streams(), hidden, stopped], people)
    for key in (FUNDS, STATES, AGREEMENTS):
        take(key, people)
    release = publish(people)
    for row in Document.objects.filter(release=release, kind=Kind.BEHIND):
        assert "levy-without" not in row.text
        assert "state-stopped" not in row.text


# --- Rules ---------------------------------------------------------------------------------------------------------


def test_the_shipped_rules_are_loaded_once_and_the_first_release_says_them():
    assert {rule.series.indicator.code: rule.measure for rule in FinanceRule.objects.all()} == {
        "3.1.1-a": "total_funds_raised",
        "3.1.1-b": "contributing_member_states",
        "3.1.1-c": "multi_year_commitments",
    }
    assert load_finance_rules() == 0
    document = json.loads(Document.objects.get(release=1, kind=Kind.INDICATOR, key=f"{FRAMEWORK}/3.1.1-a").text)
    assert document["roll_up"]["rules"] == [
        {"code": "total", "source": "finance", "measure": "total_funds_raised", "disclosure": "respondent"}
    ]


def test_a_file_that_names_what_is_not_there_or_does_not_fit_is_refused_whole(tmp_path):
    FinanceRule.objects.all().delete()
    path = tmp_path / "rules.yaml"
    line = "- {{framework: RCS-2022-2025, indicator: {}, series: total, measure: {}}}\n"
    good = line.format("3.1.1-a", "total_funds_raised")
    for wrong in (("9.9.9-z", "total_funds_raised"), ("3.1.1-b", "total_funds_raised"), ("3.1.1-b", "levies")):
        path.write_text(good + line.format(*wrong))
        with pytest.raises(FileRefused):
            load_finance_rules(path)
        assert not FinanceRule.objects.exists()
    path.write_text(good)
    assert load_finance_rules(path) == 1


def test_only_administrators_change_a_rule_to_what_fits_and_it_is_recorded(people):
    rule = FinanceRule.objects.get(series__indicator__code="3.1.1-b")
    change = {"measure": "first_time_contributors"}
    for role in ("custodian", "finance_officer", "validator", "publisher", "auditor"):
        with pytest.raises(NotAllowed):
            change_finance_rule(rule, change, by=getattr(people, role), seen=1)
    with pytest.raises(Invalid):
        change_finance_rule(rule, {"measure": "total_funds_raised"}, by=people.administrator, seen=1)
    with pytest.raises(VersionNeeded):
        change_finance_rule(rule, change, by=people.administrator, seen=None)
    assert change_finance_rule(rule, change, by=people.administrator, seen=1).version == 2
    assert Entry.objects.order_by("-sequence")[0].verb == "indicators.finance_rule.changed"
    with pytest.raises(VersionConflict):
        change_finance_rule(rule, change, by=people.administrator, seen=1)
    share = Series.objects.get(indicator__code="1.1.1-c")
    with pytest.raises(Invalid):
        create_finance_rule({"series": share} | change, by=people.administrator)


def test_administrators_change_it_in_the_administration_and_auditors_read_it(signed_in):
    rule = FinanceRule.objects.get(series__indicator__code="3.1.1-b")
    address = reverse("admin:indicators_financerule_change", args=[rule.pk])
    form = {"measure": "first_time_contributors", "seen": "1"}
    assert signed_in("auditor").post(address, form).status_code == 403
    assert signed_in("auditor").get(address).status_code == 200
    client = signed_in("administrator")
    refused = client.post(address, form | {"measure": "levies_not_applied"})
    assert "Select a valid choice" in refused.content.decode()
    assert client.post(address, form).status_code == 302
    rule.refresh_from_db()
    assert (rule.measure, rule.version) == ("first_time_contributors", 2)


# --- What it costs -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("role", "address"),
    one_in(3, [("custodian", ENTRY), ("validator", REVIEW), ("validator", f"/entry/2024/{FRAMEWORK}/3.1.1-b/behind/")]),
)
def test_two_contributions_cost_as_many_queries_as_sixty_and_one_year_as_four(role, address, people, signed_in):
    validated_contributions(of_member_states(2), people)
    submitted(gift("state-03"), people)
    row = observation(STATES)
    use_computed(row, by=people.custodian, seen=row.version)
    submit(STATES, by=people.custodian)
    client = signed_in(role)
    few = queries(client, address)
    validated_contributions(of_member_states(56, first=4), people)
    submitted(gift("state-60"), people)
    for year in (2026, 2027, 2028):
        if not ReportingYear.objects.filter(year=year).exists():
            open_reporting_year(year, by=None)
        validated_contributions(of_member_states(1, first=61, year=year, dated=date(year, 3, 1)), people)
    assert queries(client, address) == few


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
