"""The figure that answers give, beside what is entered: shown, taken, departed from with a note, and validated."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from common.refusals import WrongState
from countries.models import CountryTeam
from frameworks.actions import close_reporting_year
from frameworks.models import ReportingYear
from indicators.actions import assign_indicators, open_reporting_year, use_computed
from indicators.behind import content_now
from indicators.choices import Origin
from indicators.comparison import compare
from indicators.models import Indicator, Observation
from indicators.warnings import Warned
from surveys.models import Submission
from tests.api import Api, place, problem
from tests.many_answers import (
    COUNT,
    COUNT_QUESTION,
    OPINION,
    OPINION_QUESTION,
    SHARE,
    SHARE_QUESTION,
    accept,
    ask,
    hand_in,
    teams,
    yes_and_no,
)
from tests.reading import Page
from tests.record_rows import add, confirm
from tests.sweeps import one_in
from tests.work import (
    accept_answers,
    bring_to_submission,
    custodian_of,
    endorse_answers,
    entry,
    observation,
    open_shipped,
    save,
    submit,
    submit_answers,
    validate,
)

pytestmark = pytest.mark.django_db
ENTRY, REVIEW = "/entry/2024/", "/review/observations/?year=2024"
ROW = "RCS 1.1.1-c"
USE = f"Use the computed figure {ROW}"
CHANGED_SINCE = "What is behind it has changed since it was taken."
NEEDS_NOTE = "Another value than the computed one needs a note that says why."


@pytest.fixture
def opens(signed_in):
    """opens("custodian") is the grid of 2024 as that person gets it."""

    def get(role="custodian", address=ENTRY):
        client = signed_in(role)
        return Page(client, client.get(address))

    return get


@pytest.fixture
def asked():
    """Every team is asked; 110 of them said yes and 20 no, and that is accepted."""
    ask(SHARE_QUESTION)
    accept(SHARE_QUESTION, yes_and_no(110, 20))


def take(key, people):
    row = observation(key)
    return use_computed(row, by=people.custodian, seen=row.version)


# --- What is shown and taken ---------------------------------------------------------------------------------------


def test_the_computed_figure_stands_beside_the_entry_with_its_parts_and_who_was_silent(opens, asked):
    page = opens()
    assert "Computed: 84.6% (110 of 130; no response: 2)." in page
    assert "Some rows are computed from accepted answers or the trust-fund records" in page
    assert page.buttons.count(USE) == 1
    accept(SHARE_QUESTION, dict.fromkeys(teams()[-1:]))
    assert "Computed: 84.6% (110 of 130; no response: 1; not applicable: 1)." in opens()


def test_nobody_who_only_reads_gets_the_button_and_before_answers_there_is_nothing_to_take(opens, signed_in):
    ask(SHARE_QUESTION)
    page = opens()
    assert "Computed: nothing yet, no answers of 132 are accepted." in page
    assert USE not in page.buttons
    accept(SHARE_QUESTION, yes_and_no(1, 0))
    assert USE in opens().buttons
    reader = opens("auditor")
    assert "Computed: 100% (1 of 1; no response: 131)." in reader
    assert USE not in reader.buttons


def test_taking_it_enters_value_and_parts_as_computed(opens, asked, people):
    page = opens().press(USE)
    assert f"{ROW}: the computed figure is taken." in page
    assert "This is what is entered." in page
    assert USE not in page.buttons
    row = observation(SHARE)
    assert (row.value, row.numerator, row.denominator) == (Decimal("84.6"), 110, 130)
    assert (row.status, row.origin, row.version) == ("reported", Origin.COMPUTED_FROM_ANSWERS, 2)
    submit(SHARE, by=people.custodian)
    figure = validate(SHARE, by=people.validator)
    assert figure.counted == content_now(figure.observation)
    assert figure.rule["question"] == SHARE_QUESTION
    assert figure.rule["counts"] == ["yes"]
    assert (figure.rule["no_response"], figure.rule["not_applicable"]) == ("leave_out", "leave_out")


def test_answers_on_their_way_give_a_preliminary_figure_that_is_marked_and_not_taken(opens, asked):
    hand_in(SHARE_QUESTION, dict.fromkeys(teams()[-2:], "no"))
    page = opens()
    assert "Computed: 84.6% (110 of 130" in page
    assert "◐ preliminary 83.3% (110 of 132): 2 answers are on their way." in page
    page.press(USE)
    assert observation(SHARE).value == Decimal("84.6")


def test_what_so_few_give_that_it_could_be_read_off_is_not_shown(opens):
    ask(OPINION_QUESTION, respondent="government", disclosure="groups")
    codes = list(Submission.objects.order_by("code").values_list("code", flat=True)[:30])
    accept(OPINION_QUESTION, dict(zip(codes[:20], ["yes"] * 14 + ["no"] * 6, strict=True)))
    hand_in(OPINION_QUESTION, dict.fromkeys(codes[20:24], "no"))
    few = opens()
    assert "Computed: 70% (14 of 20" in few
    assert "4 answers are on their way; what so few give is not shown" in few
    assert "58.3%" not in few
    hand_in(OPINION_QUESTION, dict.fromkeys(codes[24:25], "no"))
    assert "preliminary 56% (14 of 25): 5 answers are on their way." in opens()


@pytest.mark.same_on_both
def test_what_is_entered_shows_its_difference_and_asks_for_a_note_before_it_is_submitted(opens, asked, people):
    save(SHARE, entry("86.6"), by=people.custodian)
    page = opens()
    assert "Entered less computed: +2 points." in page
    assert NEEDS_NOTE in page
    refused = page.press(f"Submit {ROW}")
    assert refused.status == 409
    assert NEEDS_NOTE in refused
    assert observation(SHARE).state == "draft"
    done = refused.press(f"Submit {ROW}", {f"{ROW}: note": "Two returns came on paper."})
    assert "1 row submitted." in done
    assert NEEDS_NOTE not in done
    review = opens("validator", REVIEW)
    for shown in (
        "86.6%",
        "Computed: 84.6% (110 of 130",
        "Entered less computed: +2 points",
        "Two returns came on paper.",
    ):
        assert shown in review
    figure = validate(SHARE, by=people.validator)
    assert (figure.value, figure.origin) == (Decimal("86.6"), Origin.ENTERED)
    assert (figure.counted["value"], figure.counted["expected"]) == ("84.6", 132)


def test_a_note_alone_leaves_a_computed_figure_computed_and_another_part_does_not(opens, asked, people):
    take(SHARE, people)
    row = save(
        SHARE,
        entry("84.6", numerator="110", denominator="130", source=observation(SHARE).source, note="Good."),
        by=people.custodian,
    )
    assert (row.origin, row.note, row.version) == (Origin.COMPUTED_FROM_ANSWERS, "Good.", 3)
    row = save(SHARE, entry("84.6", source=row.source, note="Good."), by=people.custodian)
    assert row.origin == Origin.ENTERED


@pytest.mark.same_on_both
def test_a_note_typed_beside_it_is_kept_to_be_saved(opens, asked):
    page = opens().press(USE, {f"{ROW}: value": "12", f"{ROW}: note": "See the annex."})
    assert page.value_of(f"{ROW}: value") == "84.6"
    assert page.value_of(f"{ROW}: note") == "See the annex."
    assert observation(SHARE).note == ""
    assert "1 row saved." in page.press(f"Save {ROW}")
    row = observation(SHARE)
    assert (row.note, row.origin) == ("See the annex.", Origin.COMPUTED_FROM_ANSWERS)


@pytest.mark.same_on_both
def test_who_saw_another_version_is_told_and_loses_nothing(opens, asked, people):
    page = opens()
    save(SHARE, entry("50"), by=people.custodian)
    refused = page.press(USE, {f"{ROW}: value": "12"})
    assert refused.status == 409
    assert "Somebody has changed this since you saw it" in refused
    assert refused.value_of(f"{ROW}: value") == "12"
    assert observation(SHARE).value == 50
    refused.press(USE)
    assert observation(SHARE).value == Decimal("84.6")


def test_what_is_locked_is_not_taken(opens, asked, people):
    page = opens()
    save(SHARE, entry("84.6"), by=people.custodian)
    row = submit(SHARE, by=people.custodian)
    assert USE not in opens().buttons
    with pytest.raises(WrongState):
        use_computed(row, by=people.custodian, seen=row.version)
    assert page.press(USE).status == 409
    assert observation(SHARE).value == Decimal("84.6")


def test_in_a_closed_year_nothing_is_taken(opens, asked, people):
    page = opens()
    year = ReportingYear.objects.get(year=2024)
    close_reporting_year(year, by=people.administrator, seen=year.version)
    assert USE not in opens().buttons
    refused = page.press(USE)
    assert refused.status == 409
    assert "The reporting year 2024 is closed." in refused
    assert observation(SHARE).version == 1


def test_programs_take_it_too_and_name_the_version_they_saw(asked, people):
    api = Api(people.custodian)
    assert problem(api.post(f"{place(SHARE)}use-computed/"), 428)["code"] == "version_needed"
    problem(api.post(f"{place(SHARE)}use-computed/", seen=7), 412)
    problem(api.post(f"{place(SHARE)}use-computed/", {"value": "1"}, seen=1), 400)
    taken = api.post(f"{place(SHARE)}use-computed/", seen=1)
    assert (taken.status_code, taken["ETag"]) == (200, '"2"')
    assert {name: taken.json()[name] for name in ("value", "numerator", "denominator", "origin")} == {
        "value": "84.6",
        "numerator": "110",
        "denominator": "130",
        "origin": "computed_from_answers",
    }
    refused = problem(api.post(f"{place('2.1.1-a/total/2024')}use-computed/", seen=1), 409)
    assert "nothing is computed" in refused["detail"]


# --- When answers change meanwhile ---------------------------------------------------------------------------------


def test_answers_that_change_after_it_was_taken_have_it_taken_again(opens, asked, people):
    take(SHARE, people)
    accept(SHARE_QUESTION, {"KEN": "no"})
    page = opens()
    assert CHANGED_SINCE in page
    assert CHANGED_SINCE.removesuffix("it was taken.") in page.press(f"Submit {ROW}")
    assert observation(SHARE).state == "draft"
    page = opens().press(USE)
    assert CHANGED_SINCE not in page
    assert observation(SHARE).numerator == 109
    assert "1 row submitted." in page.press(f"Submit {ROW}")


def test_answers_that_change_after_it_was_submitted_refuse_its_validation(opens, asked, people):
    take(SHARE, people)
    submit(SHARE, by=people.custodian)
    accept(SHARE_QUESTION, {"KEN": "no"})
    page = opens("validator", REVIEW)
    assert CHANGED_SINCE in page
    assert str(Warned.SOURCE_CHANGED.sentence) in page
    refused = page.press(f"Validate {ROW}")
    assert refused.status == 409
    assert "Take the computed figure again." in refused
    assert not observation(SHARE).figures.exists()


@pytest.mark.parametrize(
    ("yes", "no", "on_the_way", "value", "expected"),
    [
        (110, 20, 0, "84.6", set()),
        (110, 20, 1, "84.6", {Warned.ON_THE_WAY}),
        (33, 32, 0, "50.8", {Warned.MOSTLY_SILENT}),
        (33, 33, 0, "50", set()),
        (110, 20, 0, "80", {Warned.NOT_AS_COMPUTED}),
        (3, 0, 0, "100", {Warned.MOSTLY_SILENT}),
    ],
)
def test_the_answers_behind_a_value_give_warnings(yes, no, on_the_way, value, expected, people):
    ask(SHARE_QUESTION)
    accept(SHARE_QUESTION, yes_and_no(yes, no))
    hand_in(SHARE_QUESTION, dict.fromkeys(teams()[yes + no : yes + no + on_the_way], "yes"))
    save(SHARE, entry(value), by=people.custodian)
    assert expected == _warned(people) & set(Warned) - {Warned.NO_PARTS, Warned.NO_SOURCE, Warned.LARGE_CHANGE}


@pytest.mark.parametrize(
    ("yes", "no", "tells"), [(4, 0, True), (2, 2, True), (5, 0, True), (0, 6, True), (4, 1, False)]
)
def test_a_figure_that_tells_what_nobody_is_to_know_is_warned_of(yes, no, tells, people):
    ask(OPINION_QUESTION, respondent="government", disclosure="none")
    codes = Submission.objects.order_by("code").values_list("code", flat=True)[: yes + no]
    accept(OPINION_QUESTION, dict(zip(codes, ["yes"] * yes + ["no"] * no, strict=True)))
    take(OPINION, people)
    assert (Warned.TELLS_ANSWERS in _warned(people, OPINION)) == tells


def _warned(people, key=SHARE):
    row = Observation.objects.select_related("series__indicator").get(pk=observation(key).pk)
    [compared] = compare([row], 2024, people.validator)
    return set(compared.warnings)


# --- Who is counted how often --------------------------------------------------------------------------------------


def test_a_multi_country_office_is_one_team_however_many_countries_it_serves():
    ask(SHARE_QUESTION)
    assert CountryTeam.objects.get(code="BRB").countries.count() > 1
    accept(SHARE_QUESTION, {"BRB": "yes", "KEN": "no"})
    content = content_now(observation(SHARE))
    assert (content["numerator"], content["denominator"], content["expected"]) == ("1", "2", 132)
    assert [row["code"] for row in content["respondents"] if row["counted"] == "numerator"] == ["BRB"]


def test_132_teams_can_have_138_agreements(people):
    ask(COUNT_QUESTION, "number")
    given = dict.fromkeys(teams(), Decimal(1)) | {"BRB": Decimal(7)}
    accept(COUNT_QUESTION, given)
    row = take(COUNT, people)
    assert (row.value, row.numerator, row.denominator) == (138, 138, 132)


def test_a_framework_of_three_teams_counts_once(people):
    framework = add("frameworks", "BRB")
    for partner in ("GUY", "TTO"):
        add("framework-teams", "BRB", framework=framework, partner=CountryTeam.objects.get(code=partner))
    for code in ("ILO", "UNIDO"):
        add("signatories", "BRB", framework=framework, entity_code=code)
    for code in ("BRB", "GUY", "TTO"):
        confirm(code, 2024, "frameworks")
    ask("framework-entities-without-presence", "number", rests_on="framework.entities_without_presence")
    for code in ("BRB", "GUY", "TTO"):
        _bring_in(f"2024/{code}")
    content = content_now(observation("2.1.1-b/no-physical-presence/2024"))
    assert (content["value"], content["numerator"], content["denominator"]) == ("2", "2", "1")
    assert (content["answered"], content["not_applicable"], content["no_response"]) == (1, 2, 129)


def test_the_whole_way_of_one_teams_answers(opens, people):
    open_shipped(2024, "team")
    key = "2.1.1-a/total/2024"
    bring_to_submission("2024/KEN", people)
    assert "1 answer is on its way." in opens()
    assert content_now(observation(key))["answered"] == 0
    endorse_answers("2024/KEN", by=people.regional_team)
    accept_answers("2024/KEN", by=people.validator)
    content = content_now(observation(SHARE))
    assert (content["value"], content["numerator"], content["denominator"]) == ("100", "1", "1")
    assert "on its way" not in opens()


def _bring_in(key):
    """Submitted, endorsed and accepted by the system itself, its answers copied from the records."""
    submit_answers(key, by=None)
    endorse_answers(key, by=None)
    accept_answers(key, by=None)


# --- What it costs -------------------------------------------------------------------------------------------------


def queries(client, address):
    with CaptureQueriesContext(connection) as captured:
        response = client.get(address)
    assert response.status_code == 200
    return len(captured), len(response.content)


def of_person(person):
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.mark.same_on_both
def test_two_series_cost_as_many_queries_as_fifty_one(asked, people, signed_in):
    hand_in(SHARE_QUESTION, {"KEN": "no"})
    custodian = custodian_of("1.1.1-c", "one@example.org")
    of_money = Indicator.objects.filter(code="3.1.1-b")  # one that is computed from the trust fund's ledger
    assign_indicators(custodian, of_money, by=None, first_day=timezone.localdate())
    few = queries(of_person(custodian), ENTRY)
    many = queries(signed_in("custodian"), ENTRY)
    assert many[0] == few[0]
    assert many[1] > few[1]


@pytest.mark.same_on_both
@pytest.mark.parametrize(
    ("role", "address"),
    one_in(
        3, [("custodian", ENTRY), ("validator", REVIEW), ("validator", "/entry/2024/RCS-2022-2025/1.1.1-c/behind/")]
    ),
)
def test_thirteen_teams_cost_as_many_queries_as_132_and_one_year_as_ten(role, address, people, signed_in):
    ask(SHARE_QUESTION)
    accept(SHARE_QUESTION, yes_and_no(8, 4))
    hand_in(SHARE_QUESTION, {teams()[13]: "no"})
    take(SHARE, people)
    submit(SHARE, by=people.custodian)
    client = signed_in(role)
    few = queries(client, address)
    accept(SHARE_QUESTION, yes_and_no(88, 30))
    hand_in(SHARE_QUESTION, dict.fromkeys(teams()[118:], "no"))
    for year in range(2026, 2035):
        if not ReportingYear.objects.filter(year=year).exists():
            open_reporting_year(year, by=None)
        ask(SHARE_QUESTION, year=year)
        accept(SHARE_QUESTION, yes_and_no(20, 20), year=year)
    assert queries(client, address)[0] == few[0]
