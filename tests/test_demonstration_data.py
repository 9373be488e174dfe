"""What a demonstration invents: always the same, consistent with itself, and nothing of it public."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from itertools import pairwise
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models import F, Model
from django.test import Client
from django.utils import timezone

from accounts.models import Installation
from activity.models import Entry
from activity.sentences import sentence
from common.refusals import WrongState
from countries.models import Country, CountryTeam
from finance.choices import ContributorKind, Given, Stream
from finance.choices import State as FinanceState
from finance.figures import figure_faults, new_figure
from finance.ledger import validated, with_submitted
from finance.measures import Measured, measure
from finance.models import Contribution, ContributionFigure, Contributor
from indicators.counting import compute
from indicators.models import Figure, Series
from publications.models import Release
from records.kinds import KINDS
from records.models import Appointment, CooperationFramework, Coordinator, FrameworkTeam
from surveys.choices import State
from surveys.deadlines import is_overdue
from surveys.models import AcceptedAnswer, Answer, Comment, Extension, Item, Questionnaire, Submission
from surveys.models.submissions import ANSWER_COLUMNS
from surveys.reading import answers_of, last_year_of
from surveys.settling import facts_of, settle
from surveys.validation import AnswerEntry, checked, is_answered, warnings_of
from tests.databases import copy_in_use
from tests.public_pages import FILES, PAGES
from workplace.demonstration import SEED, TEAM, invent_records_and_answers
from workplace.invention.filling import fill_demonstration
from workplace.invention.lots import YEARS, Lots

DUE = 2024
HANDED_IN = (State.SUBMITTED, State.ENDORSED, State.ACCEPTED, State.RETURNED)


@pytest.fixture(scope="module")
def invented(one_invented_database: None) -> dict[str, Any]:
    """The data of the activity entry that says what was invented. All tests here read one database, and none writes."""
    entry = Entry.objects.get(verb="workplace.demonstration.invented")
    return json.loads(entry.text)["data"]


def submissions(year: int, respondent: str) -> Any:
    return Submission.objects.filter(questionnaire__year=year, questionnaire__respondent=respondent)


def given(year: int) -> Iterator[tuple[Questionnaire, dict[int, list[Answer]]]]:
    """Each questionnaire of a year with the answers of every submission, in order, few queries for all."""
    for questionnaire in Questionnaire.objects.filter(year=year):
        rows: dict[int, list[Answer]] = defaultdict(list)
        for row in Answer.objects.filter(submission__questionnaire=questionnaire).in_order():
            rows[row.submission_id].append(row)
        yield questionnaire, rows


# --- The same each time ----------------------------------------------------------------------------------------------


@pytest.mark.assure  # invents everything twice more
def test_the_same_seed_and_day_give_the_same_content(invented, databases):
    assert invented["seed"] == SEED
    with copy_in_use(databases, "seeded"):
        fill_demonstration(seed=SEED, today=date.fromisoformat(invented["today"]), home=TEAM, by=None)
        again = json.loads(Entry.objects.get(verb="workplace.demonstration.invented").text)["data"]
    assert again == invented


def test_what_is_drawn_depends_on_the_seed_and_on_names_alone():
    one, same, other = Lots(1), Lots(1), Lots(2)
    names = [str(number) for number in range(50)]
    backwards = {name: one.percent("KEN", name) for name in reversed(names)}
    assert [same.percent("KEN", name) for name in names] == [backwards[name] for name in names]
    assert [other.percent("KEN", name) for name in names] != [backwards[name] for name in names]
    assert one.draw("KEN", "posts").random() == same.draw("KEN", "posts").random()


def test_one_entry_says_what_was_invented(invented):
    assert set(invented) == {"seed", "today", "counts", "sha256"}
    assert invented["counts"]["answer"] == Answer.objects.filter(changed_at__isnull=False).count() + (
        Answer.objects.filter(changed_at=None, submission__state__in=HANDED_IN).count()
    )
    assert sentence("workplace.demonstration.invented") == "invented records and answers for the demonstration"
    call_command("verify_activity", stdout=StringIO())


# --- Only in a demonstration -----------------------------------------------------------------------------------------


def test_nothing_is_invented_in_production(own_database):
    Installation.objects.update(demonstration=False)
    with pytest.raises(WrongState, match="Only a demonstration"):
        invent_records_and_answers()
    assert not Questionnaire.objects.exists()
    assert not Coordinator.objects.exists()


def test_nothing_is_invented_twice_or_over_what_somebody_entered(invented):
    before = Entry.objects.count(), Answer.objects.count()
    with pytest.raises(WrongState, match="already"):
        invent_records_and_answers()
    assert (Entry.objects.count(), Answer.objects.count()) == before


def test_the_tests_own_database_has_none_of_it(own_database):
    assert not Questionnaire.objects.exists()
    assert not Coordinator.objects.exists()


# --- Records ---------------------------------------------------------------------------------------------------------


def test_there_are_records_of_every_kind_and_a_sample_of_each_is_valid(invented):
    for kind in KINDS.values():
        rows = list(kind.model.objects.order_by("pk"))
        assert rows, kind.code
        for row in rows[:: max(len(rows) // 12, 1)]:
            row.full_clean()
        if "country" in kind.pointed_to:
            assert not kind.model.objects.exclude(country__team=F("team")).exists()
        if "framework" in kind.pointed_to:
            assert not kind.model.objects.exclude(framework__team=F("team")).exists()


def test_no_two_coordinators_serve_a_team_on_one_day_and_one_may_serve_two_teams(invented):
    by_team: dict[str, list[Appointment]] = defaultdict(list)
    for row in Appointment.objects.select_related("team").order_by("valid_from"):
        by_team[row.team.code].append(row)
    for rows in by_team.values():
        assert all(one.valid_to and one.valid_to < two.valid_from for one, two in pairwise(rows))
    served = Counter(Appointment.objects.current(date(DUE, 12, 31)).values_list("coordinator__code", flat=True))
    assert Counter(served.values())[2] in (1, 2)
    assert 3 <= CountryTeam.objects.count() - served.total() <= 20  # vacant


def test_frameworks_of_several_teams_are_kept_by_the_one_that_reports(invented):
    shared = Counter(FrameworkTeam.objects.values_list("framework__code", flat=True))
    assert len(shared) >= 2
    partners = set(FrameworkTeam.objects.values_list("partner__code", flat=True))
    assert not CooperationFramework.objects.filter(team__code__in=partners).exists()


def test_whatever_has_an_invented_name_is_called_demonstration(invented):
    names = ("name", "title", "place", "text", "reason", "explanation")
    real = {"pooled-funds"}  # the global funds exist, as the entities that sign frameworks do
    models: list[type[Model]] = [Coordinator, Comment, Extension]
    models += [kind.model for kind in KINDS.values() if kind.code not in real]
    for model in models:
        for field in {column.name for column in model._meta.concrete_fields}.intersection(names):
            told = set(model._base_manager.exclude(**{field: ""}).values_list(field, flat=True))
            assert told, model
            assert all(text.startswith("Demonstration ") for text in told), model
    for field in ("text", "explanation", "reason"):
        told = set(Answer.objects.filter(settled_by="").exclude(**{field: ""}).values_list(field, flat=True))
        assert told
        assert all(text.startswith("Demonstration ") for text in told), field


# --- Answers ---------------------------------------------------------------------------------------------------------


def test_every_respondent_is_expected_to_answer_every_question(invented):
    for year in YEARS:
        assert submissions(year, "team").count() == CountryTeam.objects.count()
        assert submissions(year, "government").count() == Country.objects.count()
        serving = Appointment.objects.current(date(year, 12, 31)).values("coordinator").distinct()
        assert submissions(year, "coordinator").count() == serving.count()
        for questionnaire in Questionnaire.objects.filter(year=year):
            items = Item.objects.filter(section__questionnaire=questionnaire).count()
            answers = Answer.objects.filter(submission__questionnaire=questionnaire).count()
            assert answers == items * questionnaire.submissions.count()


@pytest.mark.parametrize("year", YEARS)
def test_every_answer_is_one_that_could_have_been_given_and_handed_in(invented, year):
    for questionnaire, answers in given(year):
        rows = list(questionnaire.submissions.with_respondents())
        facts = facts_of(questionnaire, rows)
        for submission in rows:
            rows_of = answers[submission.pk]
            for row in rows_of:
                entry = AnswerEntry(
                    status=row.status,
                    choices=row.choice.split(),
                    number=row.number,
                    text=row.text,
                    day=row.day,
                    reason=row.reason,
                    explanation=row.explanation,
                    is_unchanged=row.is_unchanged,
                    evidence=row.evidence,
                )
                assert checked(entry, row.item.wording) == {
                    name: getattr(row, name) for name in ANSWER_COLUMNS if name != "settled_by"
                }
            if submission.state in HANDED_IN:
                assert all(is_answered(row) for row in rows_of if row.item.wording.is_required)
                assert settle(rows_of, facts[submission.code], among=rows_of) == []


def test_what_was_accepted_is_what_stands_and_a_change_beyond_the_tolerance_has_its_sentence(invented):
    explained = 0
    for submission in submissions(DUE, "team").filter(state=State.ACCEPTED).with_respondents()[:25]:
        last = last_year_of(submission)
        for row in answers_of(submission):
            if warnings_of(row, row.item.wording, last.get(row.item.question.code)):
                explained += 1
                assert row.explanation
    assert explained
    accepted = Submission.objects.filter(state=State.ACCEPTED)
    assert AcceptedAnswer.objects.count() == Answer.objects.filter(submission__in=accepted).count()
    working = {
        (row["submission"], row["item"]): row for row in Answer.objects.values("submission", "item", *ANSWER_COLUMNS)
    }
    for row in AcceptedAnswer.objects.values("submission", "item", *ANSWER_COLUMNS):
        assert working[row["submission"], row["item"]] == row


# --- States ----------------------------------------------------------------------------------------------------------


def test_years_gone_by_are_closed_and_nearly_all_accepted(invented):
    for year in YEARS[:-1]:
        for questionnaire in Questionnaire.objects.filter(year=year):
            states = Counter(questionnaire.submissions.values_list("state", flat=True))
            assert set(states) == {State.ACCEPTED, State.DRAFT}  # some never answered
            assert states[State.ACCEPTED] > 4 * states[State.DRAFT]
            assert questionnaire.closed_at
    assert AcceptedAnswer.objects.filter(status="not_available").exclude(reason="").exists()


def test_the_year_that_is_due_is_in_full_swing(invented):
    today = date.fromisoformat(invented["today"])
    for region in CountryTeam.objects.values_list("region", flat=True).distinct():
        assert set(submissions(DUE, "team").filter(region=region).values_list("state", flat=True)) == set(State)
    assert Questionnaire.objects.get(year=DUE, respondent="team").deadline == today - timedelta(days=10)
    drafts = submissions(DUE, "team").filter(state=State.DRAFT).with_respondents()
    silent = drafts.exclude(answers__changed_at__isnull=False)
    assert 0 < silent.count() < drafts.count()
    assert Counter(is_overdue(row) for row in drafts)[False] == Extension.objects.filter(until__gt=today).count() == 3
    now = timezone.now()
    for moment in ("changed_at", "submitted_at", "endorsed_at", "accepted_at"):
        assert not Submission.objects.filter(**{f"{moment}__gt": now}).exists()


def test_what_was_returned_names_the_questions_at_issue(invented):
    returned = Submission.objects.filter(state=State.RETURNED)
    assert returned.count() >= 5
    for submission in returned:
        at_issue = submission.answers.filter(is_unlocked=True)
        assert 1 <= at_issue.count() <= 3
        assert set(at_issue.values_list("item", flat=True)) == set(submission.comments.values_list("item", flat=True))
    assert not Answer.objects.filter(is_unlocked=True).exclude(submission__in=returned).exists()
    assert set(Comment.objects.values_list("state", flat=True)) == {"open", "answered", "resolved"}
    assert not Comment.objects.exclude(state="open").filter(replies=None).exists()


def test_the_accounts_of_the_demonstration_have_their_work_before_them(invented, people):
    own = Submission.objects.get(code=TEAM, questionnaire__year=DUE)
    assert own in Submission.objects.answered_by(people.office_editor)
    assert (own.state, is_overdue(own)) == (State.DRAFT, False)
    assert 0 < own.answers.filter(changed_at__isnull=False).count() < 5
    assert len(last_year_of(own)) == own.answers.count()
    waiting = Submission.objects.visible_to(people.regional_team).filter(state=State.SUBMITTED)
    assert waiting.filter(questionnaire__respondent="team").count() >= 3
    seen = Submission.objects.visible_to(people.validator)
    assert seen.filter(state=State.ENDORSED).count() >= 10
    assert submissions(DUE, "government").filter(state=State.SUBMITTED).count() >= 10


def test_nobody_checked_their_own_work(invented):
    persons = Submission.objects.filter(accepted_by__isnull=False)
    assert persons.count() > 500
    assert not persons.filter(submitted_by=F("accepted_by")).exists()
    assert not persons.filter(endorsed_by=F("accepted_by")).exists()
    assert not Submission.objects.filter(submitted_by=F("endorsed_by")).exists()


# --- Giving ----------------------------------------------------------------------------------------------------------


def measured(code: str, year: int) -> Measured:
    return measure(code, year, validated())


def test_nobody_but_invented_contributors_gives_anything(invented):
    kinds = Counter(Contributor.objects.filter(is_demonstration=True).values_list("kind", flat=True))
    assert kinds == {ContributorKind.MEMBER_STATE: 28, ContributorKind.ENTITY: 19, ContributorKind.OTHER: 2}
    names = Contributor.objects.filter(is_demonstration=True).values_list("name_en", flat=True)
    assert all(name.startswith("Demonstration ") for name in names)
    assert {f"Demonstration contributor {number}" for number in range(1, 29)} <= set(names)
    for language in ("fr", "es", "ru", "zh", "ar"):
        assert Contributor.objects.filter(is_demonstration=True).values(f"name_{language}").distinct().count() == 49
    assert Contribution.objects.exists()
    assert not Contribution.objects.filter(contributor__is_demonstration=False).exists()
    assert not ContributionFigure.objects.filter(contributor__is_demonstration=False).exists()


def test_whatever_is_said_of_a_contribution_is_called_demonstration(invented):
    for field in ("note", "comment"):
        told = set(Contribution.objects.exclude(**{field: ""}).values_list(field, flat=True))
        assert told
        assert all(text.startswith("Demonstration ") for text in told), field


def test_28_gave_in_the_last_year_and_some_began_and_some_stopped(invented):
    counted = {year: measured("contributing_member_states", year).value for year in YEARS}
    assert counted == {2022: 24, 2023: 23, 2024: 28}
    assert [measured("multi_year_commitments", year).value for year in YEARS] == [8, 10, 12]
    assert [measured("first_time_contributors", year).value for year in YEARS] == [None, 2, 2]
    assert [measured("contributors_that_stopped", year).value for year in YEARS] == [None, 3, 0]
    assert [measured("levies_not_applied", year).value for year in YEARS] == [5, 4, 3]


@pytest.mark.parametrize("year", YEARS)
def test_the_funds_raised_can_be_added_from_all_streams(invented, year):
    raised = measured("total_funds_raised", year)
    assert raised.value is not None
    assert Decimal(200_000_000) < raised.value < Decimal(281_000_000)
    assert {row.stream for row in raised.rows} == {Stream.VOLUNTARY, Stream.LEVY, Stream.COST_SHARING}
    assert {"USD", "CHF", "EUR", "SEK"} == {row.currency for row in raised.rows}


def test_some_pledges_are_not_paid_and_one_payment_was_entered_twice(invented):
    voluntary = Contribution.objects.filter(stream=Stream.VOLUNTARY, first_year=DUE)
    paying = voluntary.filter(kind=Given.PAYMENT).values("contributor")
    assert voluntary.filter(kind=Given.PLEDGE).exclude(contributor__in=paying).count() == 3
    assert Contribution.objects.filter(void=True).count() == 1


def test_every_validated_contribution_has_the_figure_that_the_log_tells(invented):
    rows = Contribution.objects.filter(state=FinanceState.VALIDATED)
    assert rows.count() == ContributionFigure.objects.count() > 150
    assert list(figure_faults()) == []
    row = rows.filter(kind=Given.PAYMENT).exclude(currency="USD").order_by("pk")[0]
    kept = row.figures.get()
    assert new_figure(row, number=1, by=row.changed_by, at=row.changed_at).sha256 == kept.sha256
    assert kept.dollars == row.dollars is not None
    assert not rows.filter(submitted_by=F("changed_by")).exists()


def test_the_year_after_waits_to_be_entered_checked_and_corrected(invented, people):
    rows = Contribution.objects.exclude(state=FinanceState.VALIDATED)
    assert Counter(rows.values_list("state", flat=True)) == {"draft": 2, "submitted": 4, "returned": 2}
    assert set(rows.values_list("first_year", flat=True)) == {DUE + 1}
    assert not rows.filter(state=FinanceState.RETURNED, comment="").exists()
    assert rows.visible_to(people.finance_officer).count() == 8
    assert not rows.filter(changed_at__gt=timezone.now()).exists()
    # One in Swiss francs has no rate yet: a sum with it would have to name it.
    raised = measure("total_funds_raised", DUE + 1, with_submitted())
    assert (raised.value, len(raised.lacking)) == (None, 1)


# --- Figures ---------------------------------------------------------------------------------------------------------


def test_all_figures_of_the_years_gone_by_can_be_computed_and_are_plausible(invented):
    computed = compute(YEARS[:-1])
    assert Counter(year for _series, year in computed) == {2022: 39, 2023: 39}
    most = {"percent": 100, "number": Country.objects.count()}
    units = dict(Series.objects.values_list("pk", "indicator__unit"))
    for (series, _year), row in computed.items():
        assert row.accepted.value is not None
        assert Decimal(0) < row.accepted.value <= most[units[series]]
        assert not row.is_preliminary
    assert all(row.is_preliminary for (_series, year), row in compute([DUE]).items() if year == DUE)


def test_nothing_is_validated_or_published_and_no_figure_has_lost_its_source(invented):
    assert Release.objects.count() == 1
    assert not Figure.objects.exclude(counted=[]).exists()
    call_command("recompute", "--check", stdout=StringIO())
    call_command("verify_figures", stdout=StringIO())
    call_command("verify_releases", stdout=StringIO())


@pytest.mark.parametrize("path", [*PAGES, *(path for path in FILES if not path.endswith("png")), "/countries/"])
def test_the_public_sees_nothing_of_it(invented, path):
    answer = Client().get(path)
    assert answer.status_code == 200
    text = answer.content.decode()
    for invention in ("Demonstration coordinator", "RC-0001", "CF-KEN", "Demonstration answer", "Demonstration remark"):
        assert invention not in text
