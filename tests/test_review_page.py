"""The review of submitted observations, as a browser without JavaScript uses it."""

import re
from decimal import Decimal

import pytest
from django.test import Client

from accounts.actions import grant_membership
from accounts.roles import Role
from frameworks.actions import close_reporting_year
from frameworks.models import ReportingYear
from indicators.actions import return_observation
from indicators.models import Figure
from indicators.warnings import Warned, warnings_of
from tests.browser import accessibility_faults
from tests.reading import Page
from tests.work import bring_to_figure, entry, observation, save, submit

QUEUE = "/review/observations/?year=2022"
KEY = "2.1.1-d/total/2022"
ROW = "RCS 2.1.1-d"
OTHER_KEY = "2.1.1-e/total/2022"
OTHER_ROW = "RCS 2.1.1-e"
FAULTLESS = entry("87", numerator="87", denominator="100", source="Survey")


@pytest.fixture
def submitted(db, people):
    """submitted(KEY, "88") is an observation of the custodian that waits to be checked."""

    def hand_in(key, value="88", **columns):
        save(key, entry(value, **columns), by=people.custodian)
        return submit(key, by=people.custodian)

    return hand_in


@pytest.fixture
def opens(db, signed_in):
    """opens() is the queue of 2022 as the validator gets it."""

    def get(role="validator", address=QUEUE):
        client = signed_in(role)
        return Page(client, client.get(address))

    return get


def markup(client):
    """The queue of 2022 as it is sent, white space joined."""
    return re.sub(r"\s+", " ", client.get(QUEUE).content.decode())


# --- What is shown ----------------------------------------------------------------------------------------------


def test_the_queue_shows_what_a_checker_needs(opens, submitted):
    submitted(
        KEY,
        "81.8",
        numerator=Decimal(108),
        denominator=Decimal(132),
        source="DESA survey",
        note="Second wave",
        evidence=["https://example.org/survey?a=1&b=2"],
    )
    page = opens()
    for words in (
        "1 observation waits",
        f"{ROW} Percentage of programme country Governments",
        "2022, reported 81.8% 108 of 132",
        "2021 81%",
        "Change since 2021 +0.8 points",
        "86% → 90% 2019 → 2025",
        "regressed, 2021",
        "regressed, 2022",
        "p = −105%, e = 50%",
        "(81.8 − 86) ÷ (90 − 86) = (−4.2) ÷ 4 = −1.05",
        "It has moved away from the target: −105% of the way from the baseline.",
        "(2022 − 2019) ÷ (2025 − 2019) = 3 ÷ 6 = 0.5",
        "DESA survey",
        "Second wave",
        "https://example.org/survey?a=1&b=2",
        "Submitted by Demonstration custodian (custodian)",
    ):
        assert words in page, words


def test_links_to_evidence_tell_nothing_of_where_they_are_followed_from(signed_in, submitted):
    submitted(KEY, evidence=["https://example.org/a"])
    answer = markup(signed_in("validator"))
    assert '<a href="https://example.org/a" rel="noopener noreferrer">' in answer


def test_a_value_that_is_missing_says_why(opens, people, db):
    save(KEY, entry(None, "not_available", reason="No survey was made"), by=people.custodian)
    submit(KEY, by=people.custodian)
    page = opens()
    assert "2022, not available" in page
    assert "No survey was made" in page
    assert "not rated, 2022 no value" in page


def test_warnings_are_shown_and_stop_nobody(opens, submitted):
    submitted(KEY, "60")
    page = opens()
    for warned in (Warned.NO_PARTS, Warned.LARGE_CHANGE, Warned.NO_SOURCE, Warned.WORSE_THAN_LAST_YEAR):
        assert str(warned.sentence) in page
    assert "is validated" in page.press(f"Validate {ROW}")


@pytest.mark.parametrize(
    ("key", "value", "last", "expected"),
    [
        ("2.1.1-d/total/2022", "80", "60.1", set()),
        ("2.1.1-d/total/2022", "80", "60", set()),
        ("2.1.1-d/total/2022", "80.1", "60", {Warned.LARGE_CHANGE}),
        ("2.1.1-d/total/2022", "60", "80.1", {Warned.LARGE_CHANGE, Warned.WORSE_THAN_LAST_YEAR}),
        ("2.1.1-d/total/2022", "80", None, set()),
        ("2.1.1-d/total/2022", "0", "0", set()),
        ("2.1.1-b/specialized-agencies/2022", "7.5", "5", set()),
        ("2.1.1-b/specialized-agencies/2022", "7.6", "5", {Warned.LARGE_CHANGE}),
        ("2.1.1-b/specialized-agencies/2022", "0.1", "0", {Warned.LARGE_CHANGE}),
    ],
)
def test_what_is_warned_of(db, key, value, last, expected):
    row = observation(key)
    row.value, row.source, row.denominator = Decimal(value), "Survey", Decimal(100)
    assert set(warnings_of(row, None if last is None else Decimal(last))) == expected


def test_for_a_falling_series_more_is_worse(db):
    row = observation(KEY)
    row.series.indicator.direction = "down"
    row.value, row.source, row.denominator = Decimal(82), "Survey", Decimal(100)
    assert warnings_of(row, Decimal(81)) == [Warned.WORSE_THAN_LAST_YEAR]
    assert warnings_of(row, Decimal(83)) == []


def test_the_newest_year_in_which_something_waits_comes_first(opens, submitted):
    assert "Review for 2025" in opens(address="/review/observations/")
    submitted("2.1.1-d/total/2023")
    page = opens(address="/review/observations/")
    assert "Review for 2023" in page
    assert "Review for 2023" in page.press(f"Validate {ROW}")  # and stays there


def test_those_who_read_all_see_the_queue_without_buttons(opens, submitted):
    submitted(KEY)
    for role in ("publisher", "administrator", "auditor"):
        page = opens(role)
        assert "Only validators validate and return observations" in page
        assert page.buttons == ["Sign out"]


@pytest.mark.parametrize("role", ["office_editor", "team_leader", "regional_team", "custodian", "finance_officer"])
def test_others_get_the_same_answer_as_for_an_address_that_does_not_exist(signed_in, submitted, role):
    row = submitted(KEY)
    client = signed_in(role)
    assert client.get(QUEUE).status_code == 404
    assert client.post(QUEUE, {"do": "validate", "row": row.pk, "version": row.version}).status_code == 404
    assert observation(KEY).state == "submitted"


def test_strangers_are_asked_to_sign_in(db):
    assert Client().get(QUEUE)["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("year", ["2031", "", "x", "20222", "²", "1 OR 1"])
def test_a_year_that_does_not_exist_is_not_found(signed_in, db, year):
    assert signed_in("validator").get("/review/observations/", {"year": year}).status_code == 404


# --- Validating and returning -------------------------------------------------------------------------------------


def test_a_validator_validates_and_a_figure_is_appended(opens, submitted, people):
    submitted(KEY)
    page = opens().press(f"Validate {ROW}")
    assert f"{ROW} is validated." in page
    assert "Nothing of this year waits to be checked" in page
    figure = Figure.objects.get(observation=observation(KEY))
    assert (figure.value, figure.validated_by) == (88, people.validator)
    assert "figure 1" in page


def test_a_zero_is_validated_as_a_zero(opens, submitted):
    submitted(KEY, "0")
    opens().press(f"Validate {ROW}")
    assert Figure.objects.get(observation=observation(KEY)).value == 0


def test_returning_needs_a_comment(opens, submitted):
    submitted(KEY)
    page = opens().press(f"Return with a comment {ROW}", {"What is at issue?": "  "})
    assert page.status == 400
    assert "Say what is at issue." in page
    assert observation(KEY).state == "submitted"
    page = page.press(f"Return with a comment {ROW}", {"What is at issue?": "Which wave?"})
    assert "is returned to its custodian" in page
    assert (observation(KEY).state, observation(KEY).comment) == ("returned", "Which wave?")


def test_a_comment_that_is_refused_stays_as_it_was_typed(opens, submitted):
    submitted(KEY)
    typed = "Which \u202e wave?"
    page = opens().press(f"Return with a comment {ROW}", {"What is at issue?": typed})
    assert page.status == 400
    assert page.value_of("What is at issue?") == typed
    assert "cannot be kept in a text" in page


def test_nobody_validates_what_they_submitted_and_the_page_says_why(opens, submitted, signed_in, people):
    grant_membership(people.custodian, Role.VALIDATOR, by=None)
    row = submitted(KEY, "87", numerator=Decimal(87), denominator=Decimal(100), source="Survey")
    page = opens("custodian")
    assert f"Validate {ROW}" not in page.buttons
    assert "nobody validates what they submitted" in page
    answer = signed_in("custodian").post(QUEUE, {"do": "validate", "row": row.pk, "version": row.version})
    assert answer.status_code == 403
    chosen = signed_in("custodian").post(QUEUE, {"do": "validate_many", "chosen": f"{row.pk}:{row.version}"})
    assert chosen.status_code == 403
    assert observation(KEY).state == "submitted"
    assert "is validated" in opens().press(f"Validate {ROW}")


def test_a_validated_row_is_reopened_with_a_reason_and_its_figure_stands(opens, people, db):
    bring_to_figure(KEY, entry("88"), people)
    page = opens()
    assert "3 observations are validated" in page  # two of them are the document's own
    assert page.press(f"Reopen with a reason {ROW}", {"Why is it opened again?": ""}).status == 400
    page = page.press(f"Reopen with a reason {ROW}", {"Why is it opened again?": "Recount"})
    assert "open for correction" in page
    assert observation(KEY).state == "returned"
    assert Figure.objects.get(observation=observation(KEY)).value == 88


def test_in_a_closed_year_rows_are_validated_and_none_is_reopened(opens, submitted, people, signed_in):
    bring_to_figure(OTHER_KEY, entry("60"), people)
    submitted(KEY)
    year = ReportingYear.objects.get(pk=2022)
    close_reporting_year(year, by=None, seen=year.version)
    page = opens()
    assert "nothing in it can be returned or reopened" in page
    assert f"Reopen with a reason {OTHER_ROW}" not in page.buttons
    row = observation(OTHER_KEY)
    data = {"do": "reopen", "row": row.pk, "version": row.version, "comment": "Recount"}
    assert signed_in("validator").post(QUEUE, data).status_code == 409
    assert observation(OTHER_KEY).state == "validated"
    assert f"Return with a comment {ROW}" not in page.buttons  # nobody could correct it
    assert "is validated" in page.press(f"Validate {ROW}")


# --- Many at once -------------------------------------------------------------------------------------------------


def test_all_rows_without_warnings_are_validated_together(signed_in, people, submitted):
    keys = (KEY, "2.1.1-a/total/2022", "2.1.1-c/total/2022")
    for key in keys:
        save(key, FAULTLESS, by=people.custodian)
        submit(key, by=people.custodian)
    submitted(OTHER_KEY, "60")  # without parts and source
    client = signed_in("validator")
    offered = markup(client)
    assert [f'value="{chosen(key)}" form="validate-many" checked' in offered for key in (*keys, OTHER_KEY)] == [
        True,
        True,
        True,
        False,
    ]
    answer = client.post(QUEUE, {"do": "validate_many", "chosen": [chosen(key) for key in keys]}, follow=True)
    assert "3 observations validated" in Page(client, answer)
    assert {observation(key).state for key in keys} == {"validated"}


def test_a_row_with_a_warning_is_never_validated_with_others(signed_in, people, submitted):
    save(KEY, FAULTLESS, by=people.custodian)
    submit(KEY, by=people.custodian)
    submitted(OTHER_KEY, "60")
    client = signed_in("validator")
    answer = client.post(QUEUE, {"do": "validate_many", "chosen": [chosen(KEY), chosen(OTHER_KEY)]})
    assert answer.status_code == 400
    page = Page(client, answer)
    assert "This row has a warning" in page
    assert "1 observation validated" in page
    assert (observation(KEY).state, observation(OTHER_KEY).state) == ("validated", "submitted")


def test_choosing_none_changes_nothing(opens, people, db):
    save(KEY, FAULTLESS, by=people.custodian)
    submit(KEY, by=people.custodian)
    assert "No row was chosen" in opens().press("Validate the chosen row without warnings")
    assert observation(KEY).state == "submitted"


def chosen(key):
    row = observation(key)
    return f"{row.pk}:{row.version}"


# --- Two people at one row ----------------------------------------------------------------------------------------


def test_a_row_that_changed_since_it_was_seen_is_not_validated_and_the_page_says_what_changed(opens, submitted, people):
    row = submitted(KEY)
    page = opens()
    returned = return_observation(row, "Which wave?", by=people.validator, seen=row.version)
    save(KEY, entry("87"), by=people.custodian)
    submit(KEY, by=people.custodian)
    page = page.press(f"Validate {ROW}")
    assert page.status == 409
    assert "Somebody has changed this since you saw it" in page
    assert "returned an observation: Which wave?" in page
    assert "value: 88 → 87" in page
    assert returned.version == 4
    assert not Figure.objects.filter(observation=row).exists()
    assert "is validated" in page.press(f"Validate {ROW}")
    assert Figure.objects.get(observation=row).value == 87


def test_a_row_that_somebody_else_dealt_with_is_said_to_be_gone(opens, submitted, people):
    row = submitted(KEY)
    page = opens()
    return_observation(row, "Which wave?", by=people.validator, seen=row.version)
    page = page.press(f"Validate {ROW}")
    assert page.status == 409
    assert "Which wave?" in page
    assert f"Validate {ROW}" not in page.buttons


def test_validating_twice_appends_one_figure(opens, submitted):
    submitted(KEY)
    first, second = opens(), opens()
    first.press(f"Validate {ROW}")
    assert second.press(f"Validate {ROW}").status == 409
    assert Figure.objects.filter(observation=observation(KEY)).count() == 1


@pytest.mark.parametrize("version", ["", "0", "x", "-3", "99999999999999999999"])
def test_a_post_without_a_version_that_can_be_changes_nothing(signed_in, submitted, version):
    row = submitted(KEY)
    answer = signed_in("validator").post(QUEUE, {"do": "validate", "row": row.pk, "version": version})
    assert answer.status_code == 409
    assert observation(KEY).state == "submitted"


# --- What is refused ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["publisher", "administrator", "auditor"])
def test_those_who_only_read_change_nothing(signed_in, submitted, role):
    row = submitted(KEY)
    data = {"row": row.pk, "version": row.version, "comment": "Why?", "chosen": f"{row.pk}:{row.version}"}
    for verb in ("validate", "return", "reopen", "validate_many", "nonsense"):
        assert signed_in(role).post(QUEUE, data | {"do": verb}).status_code == 403
    assert observation(KEY).version == row.version


@pytest.mark.parametrize("row", ["", "999999", "x", "-1", "99999999999999999999"])
def test_a_row_that_does_not_exist_is_not_found(signed_in, db, row):
    assert signed_in("validator").post(QUEUE, {"do": "validate", "row": row, "version": "1"}).status_code == 404


def test_an_unknown_button_is_refused(signed_in, submitted):
    row = submitted(KEY)
    for verb in ("", "delete", "submit"):
        answer = signed_in("validator").post(QUEUE, {"do": verb, "row": row.pk, "version": row.version})
        assert answer.status_code == 400


def test_a_draft_is_not_validated(signed_in, people, db):
    saved = save(KEY, entry("88"), by=people.custodian)
    data = {"do": "validate", "row": saved.pk, "version": saved.version}
    assert signed_in("validator").post(QUEUE, data).status_code == 409
    assert observation(KEY).state == "draft"


# --- Other readers ----------------------------------------------------------------------------------------------


def test_the_queue_reads_chinese(opens, submitted):
    submitted(KEY)
    page = opens(address=f"/zh{QUEUE}")
    assert "认为联合国组合充分适应其需求和挑战的方案国政府百分比" in page


# --- In a browser -------------------------------------------------------------------------------------------------


@pytest.mark.assure
@pytest.mark.parametrize("width", [360, 1280])
def test_a_validator_checks_returns_and_validates(live_site, visit, people, width):
    for key in (KEY, OTHER_KEY):
        save(key, FAULTLESS, by=people.custodian)
        submit(key, by=people.custodian)
    person = visit(live_site.url, width=width)
    person.enter(live_site.accounts["validator"])
    page = person.page(QUEUE)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert accessibility_faults(page) == []
    first = page.get_by_role("article").filter(has_text=ROW)
    first.get_by_text("Return with a comment").first.click()
    first.get_by_label("What is at issue?").fill("Which wave?")
    first.get_by_role("button", name="Return with a comment").click()
    page.get_by_text(f"{ROW} is returned to its custodian.").wait_for()
    page.get_by_role("button", name="Validate the chosen row without warnings").click()
    page.get_by_text("1 observation validated.").wait_for()
    assert accessibility_faults(page) == []
    assert [observation(key).state for key in (KEY, OTHER_KEY)] == ["returned", "validated"]
