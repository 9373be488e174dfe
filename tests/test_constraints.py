"""What the database itself refuses, whatever the door: for each constraint of our tables, a row that breaks it."""

from copy import copy
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from accounts.models import Installation, Membership, User
from activity.models import Head
from countries.models import Country, CountryTeam, GroupMembership, RegionMembership
from finance.figures import append_figure
from finance.models import (
    Component,
    Contribution,
    ContributionFigure,
    Contributor,
    ControlTotal,
    Fact,
    Footnote,
    FundFigure,
    FundItem,
    GroupOf77Membership,
)
from frameworks.models import Framework, Goal, Outcome, Output, ReportingYear
from indicators.models import (
    Amendment,
    AmendmentDecision,
    Custodianship,
    Explanation,
    FactValue,
    Figure,
    FinanceRule,
    Indicator,
    Lineage,
    LookAlike,
    Milestone,
    Observation,
    ReportedFact,
    Series,
    Slippage,
)
from jobs.models import Job, JobFile
from publications.models import Document, ReleasedObservation
from records.kinds import KINDS
from records.models import (
    Adviser,
    Appointment,
    CooperationFramework,
    FrameworkMilestone,
    FrameworkTeam,
    OfficePost,
    OperationsStrategy,
    RecordConfirmation,
    Scorecard,
    Signatory,
)
from surveys.models import (
    AcceptedAnswer,
    Answer,
    Delegation,
    Item,
    Mail,
    Questionnaire,
    QuestionVersion,
    ReopeningRequest,
    Section,
    Submission,
)
from tests.databases import copy_in_use, rolled_back
from tests.record_rows import add, confirm

TODAY, NOW = timezone.localdate(), timezone.now()

# What is said of a contribution, in the ledger and in its figures: the end of a constraint's name, and changes.
BREAKS_OF_A_CONTRIBUTION: dict[str, list[dict[str, Any]]] = {
    "known_words": [{"stream": "all"}, {"kind": "gift", "amount": 5}],
    "years_of_its_kind": [
        {"last_year": 2031},
        {"kind": "agreement", "first_year": 2024, "last_year": 2024},
        {"kind": "agreement", "first_year": 2024, "last_year": 2023},
    ],
    "dated_rate_or_none": [
        {"currency": "CHF", "rate": 1},
        {"currency": "CHF", "rate_on": "2024-03-01"},
        {"currency": "CHF", "rate": 0, "rate_on": "2024-03-01"},
        {"currency": "USD", "rate": 1, "rate_on": "2024-03-01"},
    ],
    "amount_where_one_is_due": [
        {"amount": None},
        {"amount": 0},
        {"amount": -5},
        {"amount": 5, "stream": "levy", "levy_applied": False},
    ],
    "void_says_why": [{"void": True, "note": ""}],
    "levy_says_whether_applied": [{"stream": "levy"}, {"levy_applied": True}],
}

# constraint -> a table, and what is changed in a copy of one of its rows; an empty change is the same row once more
BREAKS: dict[str, list[tuple[type[models.Model], dict[str, Any]]]] = {
    "activity_one_head": [(Head, {"pk": 2})],
    "accounts_one_installation": [(Installation, {"pk": 2})],
    "accounts_email_in_lower_case": [(User, {"email": "Somebody@example.org"})],
    "accounts_membership_scope_fits_role": [
        (Membership, {"role": "office_editor", "team": None, "region": None}),
        (Membership, {"role": "regional_team", "team": None, "region": None}),
        (Membership, {"role": "validator", "team": CountryTeam, "region": None}),
    ],
    "accounts_deputies_have_a_last_day": [(Membership, {"deputy_for": User, "valid_to": None})],
    "accounts_membership_ends_after_it_begins": [(Membership, {"valid_from": "2025-01-02", "valid_to": "2025-01-01"})],
    "countries_m49_once": [(Country, {"iso3": "ZZZ", "iso2": "ZZ"})],
    "countries_group_once": [(GroupMembership, {"valid_from": "2025-01-01"})],
    "countries_group_once_from_the_start": [(GroupMembership, {})],
    "countries_group_ends_after_it_begins": [
        (GroupMembership, {"valid_from": "2025-01-02", "valid_to": "2025-01-01"}),
    ],
    "countries_region_once": [(RegionMembership, {"valid_from": "2025-01-01", "valid_to": "2025-01-31"})],
    "countries_region_once_from_the_start": [(RegionMembership, {"valid_to": "2020-12-31"})],
    "countries_region_once_to_this_day": [(RegionMembership, {"valid_from": "2025-01-02"})],
    "countries_region_ends_after_it_begins": [
        (RegionMembership, {"valid_from": "2025-01-02", "valid_to": "2025-01-01"}),
    ],
    "jobs_known_state": [(Job, {"key": "x", "unique": None, "state": "resting"})],
    "jobs_leased_while_running": [
        (Job, {"key": "x", "unique": None, "state": "running"}),
        (Job, {"key": "x", "unique": None, "lease_until": NOW}),
    ],
    "jobs_finished_at_its_end": [
        (Job, {"key": "x", "unique": None, "state": "done"}),
        (Job, {"key": "x", "unique": None, "finished_at": NOW}),
    ],
    "jobs_failure_says_why": [
        (Job, {"key": "x", "unique": None, "state": "failed", "finished_at": NOW}),
        (Job, {"key": "x", "unique": None, "error": "Why"}),
    ],
    "jobs_done_within_total": [
        (Job, {"key": "x", "unique": None, "done": 3, "total": 2}),
        (Job, {"key": "x", "unique": None, "total": 2}),
    ],
    "jobs_name_is_null_or_something": [(Job, {"key": "x", "unique": ""})],
    "jobs_one_file_for_each_purpose": [(JobFile, {})],
    "jobs_known_purpose": [(JobFile, {"purpose": "spare"})],
    "jobs_file_is_not_empty": [(JobFile, {"purpose": "result", "size": 0})],
    "finance_contributor_of_known_kind": [(Contributor, {"code": "x", "kind": "friend"})],
    "finance_group_of_77_once": [(GroupOf77Membership, {})],
    "finance_group_of_77_once_from_the_start": [(GroupOf77Membership, {"valid_from": None})],
    "finance_group_of_77_ends_after_it_begins": [
        (GroupOf77Membership, {"valid_from": "2025-01-03", "valid_to": "2025-01-02"}),
    ],
    "finance_component_position_once": [(Component, {"code": "x"})],
    "finance_no_part_of_itself": [(Component, {"pk": 999, "code": "x", "position": 99, "parent_id": 999})],
    "finance_footnote_once": [(Footnote, {})],
    "finance_footnote_to_a_table": [(Footnote, {"table": 0}), (Footnote, {"table": 6})],
    "finance_control_total_once": [(ControlTotal, {})],
    "finance_control_total_decimals": [(ControlTotal, {"line": "x", "decimals": 5})],
    "finance_fact_once": [(Fact, {})],
    "finance_funditem_known_state": [(FundItem, {"code": "x", "state": "published"})],
    "finance_funditem_from_version_1": [(FundItem, {"code": "x", "version": 0})],
    "finance_funditem_null_says_why": [
        (FundItem, {"code": "x", "value": None, "status": "reported"}),
        (FundItem, {"code": "x", "value": 0, "status": "not_available"}),
        (FundItem, {"code": "x", "value": 0, "status": "guessed"}),
    ],
    "finance_funditem_rounded_to_something": [(FundItem, {"code": "x", "rounded_to": 0})],
    "finance_item_is_of_its_kind": [
        (FundItem, {"code": "x", "kind": "gift"}),
        (FundItem, {"code": "x", "kind": "estimate", "fund": "all", "component": None, "object": ""}),
        (FundItem, {"code": "x", "kind": "estimate", "fund": ""}),
        (FundItem, {"code": "x", "kind": "posts", "fund": "", "grade": ""}),
        (FundItem, {"code": "x", "kind": "received", "fund": "", "component": None, "stream": ""}),
        (FundItem, {"code": "x", "kind": "estimate", "stream": "levy"}),
    ],
    "finance_no_negative_posts": [(FundItem, {"code": "x", "kind": "posts", "fund": "", "grade": "P-5", "value": -1})],
    "finance_fundfigure_null_says_why": [(FundFigure, {"number": 9, "value": None, "status": "reported"})],
    "finance_fundfigure_rounded_to_something": [(FundFigure, {"number": 9, "rounded_to": -1})],
    "finance_figures_are_numbered": [(FundFigure, {})],
    "finance_contribution_known_state": [(Contribution, {"reference": "x", "state": "published"})],
    "finance_contribution_from_version_1": [(Contribution, {"reference": "x", "version": 0})],
    **{
        f"finance_{model._meta.model_name}_{rule}": [(model, new | change) for change in changes]
        for model, new in ((Contribution, {"reference": "x"}), (ContributionFigure, {"number": 9}))
        for rule, changes in BREAKS_OF_A_CONTRIBUTION.items()
    },
    "finance_gifts_are_numbered": [(ContributionFigure, {})],
    "frameworks_years_in_order": [(Framework, {"code": "X", "first_year": 2025, "last_year": 2024})],
    "frameworks_goal_code_once": [(Goal, {})],
    "frameworks_outcome_code_once": [(Outcome, {})],
    "frameworks_output_code_once": [(Output, {})],
    "frameworks_year_closes_after_it_opens": [
        (ReportingYear, {"pk": 2040, "opens_at": "2040-01-02T00:00Z", "closes_at": "2040-01-01T00:00Z"}),
    ],
    "indicators_indicator_code_once": [(Indicator, {})],
    "indicators_decimals_that_are_kept": [(Indicator, {"code": "x", "decimals": 5})],
    "indicators_series_code_once": [(Series, {})],
    "indicators_baseline_or_why_not": [
        (Series, {"code": "x", "baseline_value": None, "baseline_year": None, "baseline_note": ""}),
        (Series, {"code": "x", "baseline_value": 1, "baseline_year": None, "baseline_note": "Why"}),
        (Series, {"code": "x", "baseline_value": None, "baseline_year": 2020, "baseline_note": "Why"}),
    ],
    "indicators_target_or_why_not": [(Series, {"code": "x", "target_value": None, "target_note": ""})],
    "indicators_milestone_once_a_year": [(Milestone, {})],
    "indicators_fact_code_once": [(ReportedFact, {})],
    "indicators_fact_value_once_a_year": [(FactValue, {})],
    "indicators_fact_value_as_at_a_month": [
        (FactValue, {"year": 1999, "as_at": "2022-13"}),
        (FactValue, {"year": 1999, "as_at": "2022"}),
    ],
    "indicators_look_alike_code_once": [(LookAlike, {})],
    "indicators_known_measure_of_the_ledger": [
        (FinanceRule, {"series": Series, "measure": "levies_not_applied"}),
    ],
    "indicators_one_observation_a_year": [(Observation, {})],
    "indicators_versions_start_at_1": [(Observation, {"year_id": 2040, "version": 0})],
    "indicators_known_state": [(Observation, {"year_id": 2040, "state": "published"})],
    "indicators_observation_null_says_why": [
        (Observation, {"year_id": 2040, "value": None, "status": "reported"}),
        (Observation, {"year_id": 2040, "value": 0, "status": "not_reported"}),
        (Observation, {"year_id": 2040, "value": 0, "status": "guessed"}),
    ],
    "indicators_observation_both_parts_or_none": [
        (Observation, {"year_id": 2040, "value": 1, "status": "reported", "numerator": 1, "denominator": None}),
        (Observation, {"year_id": 2040, "value": 1, "status": "reported", "numerator": None, "denominator": 1}),
        (Observation, {"year_id": 2040, "value": 1, "status": "reported", "numerator": 1, "denominator": 0}),
        (Observation, {"year_id": 2040, "value": 1, "status": "reported", "numerator": -1, "denominator": 1}),
        (Observation, {"year_id": 2040, "value": None, "status": "withheld", "numerator": 1, "denominator": 1}),
    ],
    "indicators_figure_null_says_why": [(Figure, {"number": 9, "value": None, "status": "reported"})],
    "indicators_figure_both_parts_or_none": [(Figure, {"number": 9, "numerator": 1, "denominator": None})],
    "indicators_figures_are_numbered": [(Figure, {})],
    "indicators_explained_once": [(Explanation, {})],
    "indicators_amendments_are_numbered": [(Amendment, {})],
    "indicators_amendment_says_why": [
        (Amendment, {"number": 9, "mandate": ""}),
        (Amendment, {"number": 9, "reason": ""}),
    ],
    "indicators_known_decision": [(AmendmentDecision, {"amendment_id": 999, "outcome": "proposed"})],
    "indicators_lineage_once": [(Lineage, {})],
    "indicators_lineage_has_its_ends": [
        (Lineage, {"kind": "new"}),
        (Lineage, {"kind": "dropped"}),
        (Lineage, {"after": None}),
        (Lineage, {"before": None}),
    ],
    "indicators_slippage_once_a_year": [(Slippage, {})],
    "indicators_slippage_is_a_sentence": [(Slippage, {"year_id": 2040, "sentence": ""})],
    "indicators_custodian_once": [(Custodianship, {})],
    "indicators_custodianship_ends_after_it_begins": [
        (Custodianship, {"valid_from": "2025-01-02", "valid_to": "2025-01-01"}),
    ],
    **{
        f"records_{kind.model._meta.model_name}_ends_after_it_begins": [
            (kind.model, {"valid_from": "2025-01-02", "valid_to": "2025-01-01"})
        ]
        for kind in KINDS.values()
    },
    "records_confirmed_once_a_year": [(RecordConfirmation, {})],
    "records_cooperationframework_known_document": [(CooperationFramework, {"code": "x", "document": "plan"})],
    "records_framework_code_once": [(CooperationFramework, {})],
    "records_framework_years_in_order": [(CooperationFramework, {"code": "x", "last_year": 1999})],
    "records_framework_shared_once": [(FrameworkTeam, {})],
    "records_framework_shared_with_another": [(FrameworkTeam, {"partner": CountryTeam, "team": CountryTeam})],
    "records_frameworkmilestone_known_step": [(FrameworkMilestone, {"step": "party"})],
    "records_signatory_once": [(Signatory, {})],
    "records_appointment_entity_or_external": [
        (Appointment, {"origin": "entity", "entity_of_origin": ""}),
        (Appointment, {"origin": "external", "entity_of_origin": "UNDP"}),
    ],
    "records_officepost_known_function": [(OfficePost, {"function": "magic"})],
    "records_officepost_known_category": [(OfficePost, {"category": "magic"})],
    "records_officepost_known_held_by": [(OfficePost, {"held_by": ""})],
    "records_adviser_known_advises_on": [(Adviser, {"advises_on": "magic"})],
    "records_operationsstrategy_known_step": [(OperationsStrategy, {"step": "magic"})],
    "records_scorecard_known_subject": [(Scorecard, {"subject": "magic"})],
    "records_scorecard_once_a_year": [(Scorecard, {})],
    "records_score_is_a_percentage": [
        (Scorecard, {"year": 2031, "score": 101}),
        (Scorecard, {"year": 2031, "score": -1}),
    ],
    "surveys_wordings_are_numbered": [(QuestionVersion, {})],
    "surveys_one_questionnaire_a_year": [(Questionnaire, {})],
    "surveys_opened_before_closed": [
        (Questionnaire, {"respondent": "entity", "opened_at": None, "closed_at": "2025-01-01T00:00Z"}),
    ],
    "surveys_section_code_once": [(Section, {})],
    "surveys_question_once": [(Item, {})],
    "surveys_one_submission_each": [(Submission, {})],
    "surveys_versions_start_at_1": [(Submission, {"code": "x", "version": 0})],
    "surveys_known_state": [(Submission, {"code": "x", "state": "approved"})],
    "surveys_answer_nothing_answered_where_none": [
        (Answer, {"item": Item, "status": "not_reported", "choice": "yes"}),
        (Answer, {"item": Item, "status": "withheld", "number": 0}),
        (Answer, {"item": Item, "status": "guessed"}),
    ],
    "surveys_one_answer_each": [(Answer, {})],
    "surveys_acceptedanswer_nothing_answered_where_none": [
        (AcceptedAnswer, {"item": Item, "status": "not_available", "text": "x"}),
        (AcceptedAnswer, {"item": Item, "status": "not_applicable", "day": "2025-01-01"}),
    ],
    "surveys_one_accepted_answer_each": [(AcceptedAnswer, {})],
    "surveys_one_person_answers_a_section": [(Delegation, {})],
    "surveys_one_mail_on_an_occasion": [(Mail, {})],
    "surveys_known_mail_state": [(Mail, {"due": "2030-01-01", "state": "lost"})],
    "surveys_sent_mail_has_its_moment": [
        (Mail, {"due": "2030-01-01", "state": "sent"}),
        (Mail, {"due": "2030-01-01", "sent_at": NOW}),
    ],
    "surveys_one_open_request": [(ReopeningRequest, {})],
    "surveys_decided_requests_say_when": [
        (ReopeningRequest, {"decision": "granted"}),
        (ReopeningRequest, {"decided_at": NOW}),
        (ReopeningRequest, {"decision": "perhaps", "decided_at": NOW}),
    ],
    "publications_document_once": [(Document, {"position": 999})],
    "publications_document_in_order": [(Document, {"key": "X"})],
    "publications_row_once": [(ReleasedObservation, {"position": 999})],
    "publications_row_in_order": [(ReleasedObservation, {"year": 1999})],
}


def our_constraints() -> dict[str, models.BaseConstraint]:
    ours = [model for model in apps.get_models() if (settings.BASE_DIR / model._meta.app_label / "apps.py").exists()]
    return {constraint.name: constraint for model in ours for constraint in model._meta.constraints}


def test_every_constraint_has_a_row_that_breaks_it():
    assert sorted(BREAKS) == sorted(our_constraints())


@pytest.fixture(scope="module")
def rows_made(databases, django_db_setup, django_db_blocker):
    """The rows, in a database of this module's own: made once, because nothing that is tried here stays."""
    with django_db_blocker.unblock(), copy_in_use(databases, "seeded"):
        make_rows_that_are_not_shipped()
        yield


@pytest.fixture
def rows_that_are_not_shipped(rows_made):
    with rolled_back():
        yield


def make_rows_that_are_not_shipped():
    """A milestone, memberships of a group and a region with a first day, a record of each kind, answers accepted."""
    Milestone.objects.create(series=Series.objects.order_by("pk")[0], year=2023, value=1)
    shipped = GroupMembership.objects.order_by("pk")[0]
    GroupMembership.objects.create(country=shipped.country, group=shipped.group, valid_from="2025-01-01")
    stands = RegionMembership.objects.order_by("pk")[0]
    RegionMembership.objects.create(
        team=stands.team, region=stands.region, valid_from="2025-01-01", valid_to="2025-02-28"
    )
    first = GroupOf77Membership.objects.order_by("pk")[0]
    GroupOf77Membership.objects.create(contributor=first.contributor, valid_to="1960-12-31")
    for kind in KINDS.values():
        if not kind.model.objects.exists():
            add(kind.code, "KEN")
    if not RecordConfirmation.objects.exists():
        confirm("KEN", 2024, "posts")
    _accepted_submission()
    _validated_contribution()
    _round()
    _changed_framework()
    _job_with_a_file()
    figure = Figure.objects.order_by("pk")[0]
    Explanation.objects.create(figure=figure, sha256="0", sentence="Why", at=NOW, by=User.objects.order_by("pk")[0])


def _accepted_submission():
    """A questionnaire of two questions, the first of which is answered and accepted."""
    wordings = QuestionVersion.objects.select_related("question").order_by("pk")[:2]
    questionnaire = Questionnaire.objects.create(respondent="team", year_id=2024, title="T", deadline=TODAY)
    section = Section.objects.create(questionnaire=questionnaire, code="s", title="S", position=1)
    items = [
        Item.objects.create(section=section, question=row.question, wording=row, position=position)
        for position, row in enumerate(wordings)
    ]
    submission = Submission.objects.create(questionnaire=questionnaire, code="KEN")
    for model in (Answer, AcceptedAnswer):
        model.objects.create(submission=submission, item=items[-1])


def _round():
    """A section given to somebody, mail to them, and a request to open the submission again."""
    submission, person = Submission.objects.order_by("pk")[0], User.objects.order_by("pk")[0]
    section = submission.questionnaire.sections.order_by("pk")[0]
    Delegation.objects.create(submission=submission, section=section, user=person, at=NOW)
    mail = {"occasion": "overdue", "due": TODAY, "address": person.email, "subject": "S", "text": "T"}
    Mail.objects.create(questionnaire=submission.questionnaire, user=person, written_at=NOW, **mail)
    ReopeningRequest.objects.create(submission=submission, issues={"q": "Why"}, reason="Why", until=TODAY, at=NOW)


def _changed_framework():
    """An amendment that is confirmed, a series that goes on in another, and an explanation of slippage."""
    framework, person = Framework.objects.order_by("pk")[0], User.objects.order_by("pk")[0]
    said = {"first_year": 2024, "decided_on": TODAY, "mandate": "M", "reason": "R", "changes": []}
    amendment = Amendment.objects.create(framework=framework, number=1, proposed_at=NOW, proposed_by=person, **said)
    AmendmentDecision.objects.create(amendment=amendment, outcome="confirmed", at=NOW, by=person)
    before, after = Series.objects.order_by("pk")[:2]
    Lineage.objects.create(framework=framework, kind="continued", before=before, after=after)
    Slippage.objects.create(series=before, year_id=2021, sentence="Why", changed_at=NOW, changed_by=person)


def _job_with_a_file():
    """A job that waits, with the file that it was given."""
    job = Job.objects.create(key="k", kind="tests.note", language="en", unique="notes/1")
    said = {"name": "a.txt", "content_type": "text/plain", "size": 1, "sha256": "0", "content": b"a"}
    JobFile.objects.create(job=job, purpose="given", expires_at=NOW, **said)


def _validated_contribution():
    """A payment in dollars."""
    said = {"stream": "voluntary", "kind": "payment", "first_year": 2024, "last_year": 2024, "amount": 5}
    contributor = Contributor.objects.order_by("pk")[0]
    append_figure(Contribution.objects.create(reference="2024-0001", contributor=contributor, **said), by=None)


@pytest.mark.parametrize(
    ("name", "model", "changes"),
    [(name, model, changes) for name, rows in BREAKS.items() for model, changes in rows],
    ids=lambda part: part if isinstance(part, str) else "",
)
def test_the_database_refuses_a_row_that_breaks_a_rule(name, model, changes, rows_that_are_not_shipped):
    row = copy(model._base_manager.order_by("pk")[0])
    row.pk, row._state.adding = None, True
    for field, value in changes.items():
        setattr(row, field, value.objects.order_by("pk")[0] if isinstance(value, type) else value)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        model._base_manager.bulk_create([row])
    assert says(refused.value, our_constraints()[name]), refused.value


def says(error: IntegrityError, constraint: models.BaseConstraint) -> bool:
    """Whether it was this constraint. SQLite names the columns of a unique one in its place, or the trigger of an
    append-only table comes first, for which a row in the place of another is a change."""
    if connection.vendor == "postgresql":
        return error.__cause__.diag.constraint_name == constraint.name
    if constraint.name in str(error) or "is append-only" in str(error):
        return True
    columns = [column.rpartition(".")[2] for column in str(error).rpartition(": ")[2].split(", ")]
    return [column.removesuffix("_id") for column in columns] == list(getattr(constraint, "fields", ()))
