"""What is done with answers and submissions: who may, in which order it is refused, and what it leaves behind."""

import json
import threading
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.db import transaction

from accounts.actions import grant_membership
from accounts.roles import Role
from activity.models import Entry
from activity.verification import chain_faults
from common.refusals import Invalid, NotAllowed, VersionConflict, VersionNeeded, WrongState
from countries.models import CountryTeam, Region
from frameworks.actions import close_reporting_year
from frameworks.models import ReportingYear
from surveys.actions import (
    accept_submission,
    endorse_submission,
    extend_deadline,
    reopen_submission,
    return_submission,
    save_answer,
    submit_submission,
)
from surveys.deadlines import due_day, is_overdue
from surveys.models import AcceptedAnswer, Answer, Comment, Extension, Questionnaire, Submission
from surveys.opening import close_questionnaire
from surveys.reading import last_year_of
from tests.at_once import at_once
from tests.record_rows import add, confirm, without_records
from tests.work import (
    accept_answers,
    another,
    answer,
    answer_all,
    answered,
    bring_to_acceptance,
    bring_to_submission,
    endorse_answers,
    give,
    opened,
    question,
    questionnaire,
    reopen_answers,
    return_answers,
    submission,
    submit_answers,
)

db = pytest.mark.django_db
YEAR = 2032
KEY, ELSEWHERE, GOVERNMENT = f"{YEAR}/KEN", f"{YEAR}/FJI", f"{YEAR}/GOV-KEN"
QUESTIONS = [question("plan"), question("plan-tested", applies_if={"question": "plan", "is": ["yes"]})]
ISSUES = {"plan": "Which one?"}
CODE = "item__question__code"


def the_questionnaire():
    return opened(questionnaire(YEAR, QUESTIONS))


@pytest.fixture
def asked(db):
    return the_questionnaire()


def team(code):
    return CountryTeam.objects.get(code=code)


def said(verb):
    """What the log last says of a verb."""
    entry = Entry.objects.filter(verb=f"surveys.{verb}").order_by("-sequence")[0]
    return json.loads(entry.text)


def rows():
    """Everything that an action could change."""
    return [
        list(model.objects.order_by("pk").values())
        for model in (Submission, Answer, AcceptedAnswer, Comment, Extension)
    ]


# --- Who may do what -----------------------------------------------------------------------------------------------

# verb: (how the submission comes to be ready, what is done)
DONE = {
    "save": (None, lambda row, by: save_answer(answer(f"{row.key}/plan"), answered("no"), by=by, seen=1)),
    "submit": ("draft", lambda row, by: submit_submission(row, by=by, seen=row.version)),
    "return": ("submitted", lambda row, by: return_submission(row, ISSUES, by=by, seen=row.version)),
    "endorse": ("submitted", lambda row, by: endorse_submission(row, by=by, seen=row.version)),
    "return endorsed": ("endorsed", lambda row, by: return_submission(row, ISSUES, by=by, seen=row.version)),
    "accept": ("endorsed", lambda row, by: accept_submission(row, by=by, seen=row.version)),
    "reopen": ("accepted", lambda row, by: reopen_submission(row, ISSUES, by=by, seen=row.version)),
    "extend": (
        None,
        lambda row, by: extend_deadline(row, due_day(row) + timedelta(days=7), "A storm.", by=by, seen=row.version),
    ),
}
OF_TEAM = """
                 editor leader region custodian validator publisher administrator auditor editor' leader' region'
save             yes    yes    no     no        no        no        no            no      no      no      no
submit           no     yes    no     no        no        no        no            no      no      no      no
return           no     no     yes    no        no        no        no            no      no      no      no
endorse          no     no     yes    no        no        no        no            no      no      no      no
return_endorsed  no     no     no     no        yes       no        no            no      no      no      no
accept           no     no     no     no        yes       no        no            no      no      no      no
reopen           no     no     no     no        yes       no        no            no      no      no      no
extend           no     no     yes    no        yes       no        yes           no      no      no      no
"""
OF_GOVERNMENT = """
                 editor leader region custodian validator publisher administrator auditor
save             no     no     no     yes       no        no        no            no
submit           no     no     no     yes       no        no        no            no
return           no     no     no     no        yes       no        no            no
accept           no     no     no     no        yes       no        no            no
reopen           no     no     no     no        yes       no        no            no
extend           no     no     no     no        yes       no        yes           no
"""
ROLES = {"editor": "office_editor", "leader": "team_leader", "region": "regional_team"}


def cells(table):
    header, *lines = (line.split() for line in table.strip("\n").splitlines())
    return [pytest.param(row[0].replace("_", " "), dict(zip(header, row[1:], strict=True)), id=row[0]) for row in lines]


def of_another_office(name):
    if name == "region'":
        other = Region.objects.exclude(pk=team("KEN").region_id)[0]
        return another(Role.REGIONAL_TEAM, "region@example.org", region=other)
    role = Role.OFFICE_EDITOR if name == "editor'" else Role.TEAM_LEADER
    return another(role, f"{role}@example.org", team=team("FJI"))


def person(people, name):
    return of_another_office(name) if name.endswith("'") else getattr(people, ROLES.get(name, name))


def bring(key, state, people, *, by_office=True):
    match state:
        case "draft":
            answer_all(key, by=people.office_editor if by_office else people.custodian)
        case "submitted":
            bring_to_submission(key, people)
        case "endorsed":
            bring_to_submission(key, people)
            if by_office:
                endorse_answers(key, by=people.regional_team)
        case "accepted":
            bring_to_acceptance(key, people)


def check_who(people, key, verb, who, *, by_office):
    state, act = DONE[verb]
    bring(key, state, people, by_office=by_office)
    for name, cell in who.items():
        by = person(people, name)
        before = rows()
        with transaction.atomic():
            if cell == "no":
                with pytest.raises(NotAllowed):
                    act(submission(key), by)
                assert rows() == before, name
            else:
                act(submission(key), by)
                assert rows() != before, name
                transaction.set_rollback(True)


@db
@pytest.mark.parametrize(("verb", "who"), cells(OF_TEAM))
def test_who_does_what_with_the_answers_of_an_office(asked, people, verb, who):
    check_who(people, KEY, verb, who, by_office=True)


@db
@pytest.mark.parametrize(("verb", "who"), cells(OF_GOVERNMENT))
def test_who_does_what_with_the_answers_of_a_government(people, verb, who):
    opened(questionnaire(YEAR, QUESTIONS, respondent="government"))
    check_who(people, GOVERNMENT, verb, who, by_office=False)


@db
def test_nobody_endorses_or_accepts_their_own_work(asked, people):
    leader, region, validator = people.team_leader, people.regional_team, people.validator
    both = another(Role.TEAM_LEADER, "both@example.org", team=team("KEN"))
    give_role(both, Role.REGIONAL_TEAM, region=team("KEN").region)
    give_role(both, Role.VALIDATOR)
    answer_all(KEY, by=people.office_editor)
    submit_answers(KEY, by=both)
    with pytest.raises(NotAllowed):
        endorse_answers(KEY, by=fresh(both))
    endorse_answers(KEY, by=region)
    with pytest.raises(NotAllowed):
        accept_answers(KEY, by=fresh(both))
    return_answers(KEY, ISSUES, by=validator)
    submit_answers(KEY, by=leader)
    endorse_answers(KEY, by=fresh(both))
    with pytest.raises(NotAllowed):
        accept_answers(KEY, by=fresh(both))
    assert accept_answers(KEY, by=validator).state == "accepted"


def give_role(user, role, **scope):
    grant_membership(user, role, by=None, **scope)


def fresh(user):
    """The same person, with what they hold read anew."""
    return type(user).objects.get(pk=user.pk)


# --- In which order it is refused ----------------------------------------------------------------------------------


@db
@pytest.mark.parametrize("verb", ["save", "submit", "return", "reopen", "extend"])
def test_refusals_come_in_one_order(asked, people, verb):
    """Each call has its own fault and those of all that follow."""
    may = {"save": "office_editor", "submit": "team_leader", "return": "regional_team", "extend": "regional_team"}
    by, stranger = getattr(people, may.get(verb, "validator")), people.publisher
    row = submission(KEY)

    def call(by, is_good, seen):
        one = answer(f"{KEY}/plan")
        match verb:
            case "save":
                return save_answer(one, answered("yes" if is_good else "perhaps"), by=by, seen=seen)
            case "submit":
                return submit_submission(row, by=by, seen=seen)
            case "extend":
                until = due_day(row) + timedelta(days=1 if is_good else 0)
                return extend_deadline(row, until, "A storm.", by=by, seen=seen)
        act = return_submission if verb == "return" else reopen_submission
        return act(row, ISSUES if is_good else {}, by=by, seen=seen)

    with pytest.raises(NotAllowed):
        call(stranger, is_good=False, seen=None)
    with pytest.raises(Invalid):
        call(by, is_good=False, seen=None)
    answer_all(KEY, by=people.office_editor)
    if verb in ("save", "submit", "extend"):
        submit_answers(KEY, by=people.team_leader)
    before = rows()
    with pytest.raises(VersionNeeded):
        call(by, is_good=True, seen=None)
    with pytest.raises(VersionConflict):
        call(by, is_good=True, seen=99)
    version = answer(f"{KEY}/plan").version if verb == "save" else submission(KEY).version
    with pytest.raises(WrongState):
        call(by, is_good=True, seen=version)
    assert rows() == before


# --- Saving --------------------------------------------------------------------------------------------------------


@db
def test_saving_what_is_there_already_changes_nothing(asked, people):
    saved = give(f"{KEY}/plan", answered("yes", explanation="New."), by=people.office_editor)
    entries = Entry.objects.count()
    again = give(f"{KEY}/plan", answered("yes", explanation="New."), by=people.team_leader)
    assert (saved.version, again.version, again.changed_by) == (2, 2, people.office_editor)
    assert Entry.objects.count() == entries


@db
def test_saving_records_what_was_and_what_is(asked, people):
    give(f"{KEY}/plan", answered("yes"), by=people.office_editor)
    give(f"{KEY}/plan", answered("no"), by=people.team_leader)
    entry = said("answer.saved")
    assert (entry["target"], entry["actor"]) == (f"answer {KEY}/plan", people.team_leader.pk)
    assert entry["data"] == {"version": 3, "before": {"choice": "yes"}, "after": {"choice": "no"}}


@db
def test_unchanged_is_what_was_accepted_for_the_year_before(asked, people):
    bring_to_acceptance(KEY, people)
    opened(questionnaire(YEAR + 1, QUESTIONS))
    now = f"{YEAR + 1}/KEN/plan"
    assert last_year_of(submission(f"{YEAR + 1}/KEN"))["plan"].choice == "yes"
    assert answer(now).status == "not_reported"  # never copied silently
    with pytest.raises(Invalid) as refused:
        give(now, answered("no", is_unchanged=True), by=people.office_editor)
    assert list(refused.value.errors) == ["is_unchanged"]
    assert give(now, answered("yes", is_unchanged=True), by=people.office_editor).is_unchanged


# --- Submitting ----------------------------------------------------------------------------------------------------


@db
def test_nothing_is_submitted_that_is_neither_answered_nor_explained(asked, people):
    with pytest.raises(Invalid) as refused:
        submit_answers(KEY, by=people.team_leader)
    assert sorted(refused.value.errors) == ["plan", "plan-tested"]
    give(f"{KEY}/plan", answered("no"), by=people.office_editor)  # so the second does not apply
    assert submit_answers(KEY, by=people.team_leader).state == "submitted"
    second = answer(f"{KEY}/plan-tested")
    assert (second.status, second.settled_by) == ("not_applicable", "condition")
    assert list(said("submission.submitted")["data"]["settled"]) == ["plan-tested"]


@db
def test_what_is_unexpected_needs_a_sentence(people):
    counts = [question("staff", "number", maximum="10", tolerance="20")]
    opened(questionnaire(YEAR, counts))
    give(f"{KEY}/staff", answered(number="11"), by=people.office_editor)
    with pytest.raises(Invalid):
        submit_answers(KEY, by=people.team_leader)
    give(f"{KEY}/staff", answered(number="10"), by=people.office_editor)
    bring_to_acceptance(KEY, people)
    opened(questionnaire(YEAR + 1, counts))
    after = f"{YEAR + 1}/KEN"
    give(f"{after}/staff", answered(number="7.9"), by=people.office_editor)
    with pytest.raises(Invalid):
        submit_answers(after, by=people.team_leader)
    give(f"{after}/staff", answered(number="7.9", explanation="Two left."), by=people.office_editor)
    assert submit_answers(after, by=people.team_leader).state == "submitted"


@db
def test_records_are_copied_when_it_is_submitted_and_never_looked_at_again(people):
    without_records()
    opened(questionnaire(YEAR, [question("agreements", "number", rests_on="agreements.count")]))
    give(f"{KEY}/agreements", answered(number="7"), by=people.office_editor)
    add("host-country-agreements", "KEN")
    year = date.today().year
    confirm("KEN", year, "host-country-agreements")
    submit_answers(KEY, by=people.team_leader)
    row = answer(f"{KEY}/agreements")
    assert (row.number, row.status, row.settled_by) == (Decimal(1), "reported", "records")
    settled = said("submission.submitted")["data"]["settled"]["agreements"]
    assert (settled["before"]["number"], settled["after"]["number"]) == ("7", "1")
    add("host-country-agreements", "KEN")
    endorse_answers(KEY, by=people.regional_team)
    accept_answers(KEY, by=people.validator)
    assert AcceptedAnswer.objects.get(submission=submission(KEY)).number == 1


# --- Returning, accepting, reopening -------------------------------------------------------------------------------


@db
def test_what_is_returned_is_opened_alone_and_what_depends_on_it(people):
    opened(questionnaire(YEAR, [*QUESTIONS, question("other")]))
    bring_to_submission(KEY, people)
    return_answers(KEY, {"other": "Is it?"}, by=people.regional_team)
    assert unlocked() == {"other"}
    for code in ("plan", "plan-tested"):
        with pytest.raises(WrongState):
            give(f"{KEY}/{code}", answered("no"), by=people.office_editor)
    give(f"{KEY}/other", answered("no"), by=people.office_editor)
    submit_answers(KEY, by=people.team_leader)
    return_answers(KEY, ISSUES, by=people.regional_team)
    assert unlocked() == {"plan", "plan-tested"}
    give(f"{KEY}/plan", answered("no"), by=people.office_editor)
    submit_answers(KEY, by=people.team_leader)
    assert answer(f"{KEY}/plan-tested").settled_by == "condition"
    assert list(Comment.objects.order_by("pk").values_list("item__question__code", "text")) == [
        ("other", "Is it?"),
        ("plan", "Which one?"),
    ]


def unlocked():
    return set(Answer.objects.filter(submission=submission(KEY), is_unlocked=True).values_list(CODE, flat=True))


@db
def test_a_returned_question_still_sees_the_locked_answer_that_it_depends_on(asked, people):
    give(f"{KEY}/plan", answered("no"), by=people.office_editor)
    submit_answers(KEY, by=people.team_leader)
    return_answers(KEY, {"plan-tested": "Why not?"}, by=people.regional_team)
    assert submit_answers(KEY, by=people.team_leader).state == "submitted"
    assert answer(f"{KEY}/plan-tested").status == "not_applicable"


@db
def test_an_unlocked_answer_counts_as_last_accepted_until_its_replacement_is(asked, people):
    bring_to_acceptance(KEY, people)
    assert counted() == {"plan": "yes", "plan-tested": "yes"}
    reopen_answers(KEY, {"plan-tested": "It was not."}, by=people.validator)
    give(f"{KEY}/plan-tested", answered("no"), by=people.office_editor)
    assert counted()["plan-tested"] == "yes"
    submit_answers(KEY, by=people.team_leader)
    endorse_answers(KEY, by=people.regional_team)
    assert counted()["plan-tested"] == "yes"
    accept_answers(KEY, by=people.validator)
    assert counted() == {"plan": "yes", "plan-tested": "no"}
    assert unlocked() == set()


def counted():
    return dict(AcceptedAnswer.objects.filter(submission=submission(KEY)).values_list(CODE, "choice"))


@db
def test_what_is_submitted_again_has_to_be_endorsed_again(asked, people):
    bring_to_submission(KEY, people)
    endorse_answers(KEY, by=people.regional_team)
    return_answers(KEY, ISSUES, by=people.validator)
    again = submit_answers(KEY, by=people.team_leader)
    assert (again.endorsed_by, again.endorsed_at) == (None, None)
    with pytest.raises(WrongState):
        accept_answers(KEY, by=people.validator)


# --- Until when ----------------------------------------------------------------------------------------------------


@db
def test_a_closed_questionnaire_takes_no_answers_and_lets_what_was_submitted_be_checked(asked, people):
    bring_to_submission(KEY, people)
    answer_all(ELSEWHERE, by=another(Role.OFFICE_EDITOR, "fji@example.org", team=team("FJI")))
    leader = another(Role.TEAM_LEADER, "leader.fji@example.org", team=team("FJI"))
    row = Questionnaire.objects.get(year=YEAR)
    close_questionnaire(row, by=people.administrator, seen=row.version)
    before = rows()
    for refused in (
        lambda: give(f"{ELSEWHERE}/plan", answered("no"), by=leader),
        lambda: submit_answers(ELSEWHERE, by=leader),
    ):
        with pytest.raises(WrongState):
            refused()
    assert rows() == before
    endorse_answers(KEY, by=people.regional_team)
    assert accept_answers(KEY, by=people.validator).state == "accepted"


@db
def test_in_a_closed_year_nothing_moves(asked, people):
    bring_to_submission(KEY, people)
    year = ReportingYear.objects.get(year=YEAR)
    close_reporting_year(year, by=people.administrator, seen=year.version)
    before = rows()
    for refused in (
        lambda: return_answers(KEY, ISSUES, by=people.regional_team),
        lambda: endorse_answers(KEY, by=people.regional_team),
    ):
        with pytest.raises(WrongState):
            refused()
    assert rows() == before


@db
def test_an_extension_moves_the_day_of_one_respondent(asked, people):
    row = submission(KEY)
    until = date(YEAR, 12, 15)
    extended = extend_deadline(row, until, " A storm. ", by=people.regional_team, seen=row.version)
    assert (due_day(submission(KEY)), due_day(submission(ELSEWHERE))) == (until, date(YEAR, 11, 30))
    kept = Extension.objects.get()
    assert (kept.submission_id, kept.until, kept.reason, kept.by) == (row.pk, until, "A storm.", people.regional_team)
    for day in (until, date(YEAR, 12, 1)):
        with pytest.raises(Invalid):
            extend_deadline(extended, day, "Again.", by=people.regional_team, seen=extended.version)


@db
def test_a_day_ends_in_the_zone_of_the_questionnaire(asked):
    last = datetime.fromisoformat(f"{YEAR}-12-01T05:00:00+00:00")  # midnight in New York
    with time_machine.travel(last - timedelta(seconds=1), tick=False):
        assert not is_overdue(submission(KEY))
    with time_machine.travel(last, tick=False):
        assert is_overdue(submission(KEY))


# --- Several people at once ----------------------------------------------------------------------------------------


def test_two_people_saving_one_answer_get_one_conflict_and_lose_nothing(own_database, people):
    the_questionnaire()
    first_seen = answer(f"{KEY}/plan")
    persons, choices = (people.office_editor, people.team_leader), ("yes", "no")
    results = at_once(
        [
            lambda by=by, choice=choice: save_answer(first_seen, answered(choice), by=by, seen=1)
            for by, choice in zip(persons, choices, strict=True)
        ]
    )
    assert sorted(type(result).__name__ for result in results) == ["Answer", "VersionConflict"]
    [saved] = [result for result in results if isinstance(result, Answer)]
    assert (answer(f"{KEY}/plan").version, answer(f"{KEY}/plan").choice) == (2, saved.choice)
    assert not list(chain_faults())


def test_checking_first_and_saving_later_loses_answers(own_database, people):
    """The control: the same two, the check in Python instead of in the update."""
    the_questionnaire()
    row = answer(f"{KEY}/plan")
    both_have_checked = threading.Barrier(2)

    def check_then_save(choice):
        present = Answer.objects.get(pk=row.pk)
        if present.version != row.version:
            return False
        both_have_checked.wait(30)
        Answer.objects.filter(pk=row.pk).update(choice=choice, status="reported", version=present.version + 1)
        return True

    assert at_once([lambda c=choice: check_then_save(c) for choice in ("yes", "no")]) == [True, True]
    assert answer(f"{KEY}/plan").version == 2  # both were told that it was saved


def test_an_answer_is_saved_before_the_submission_or_not_at_all(own_database, people):
    the_questionnaire()
    answer_all(KEY, by=people.office_editor)
    row, present = answer(f"{KEY}/plan"), submission(KEY)
    saved, submitted = at_once(
        [
            lambda: save_answer(row, answered("no"), by=people.office_editor, seen=row.version),
            lambda: submit_submission(present, by=people.team_leader, seen=present.version),
        ]
    )
    assert submitted.state == "submitted"
    is_saved = isinstance(saved, Answer)
    assert is_saved or isinstance(saved, WrongState | VersionConflict)
    assert answer(f"{KEY}/plan").choice == ("no" if is_saved else "yes")
    assert (answer(f"{KEY}/plan-tested").settled_by == "condition") == is_saved
    assert not list(chain_faults())


# --- Own work, and what is closed ------------------------------------------------------------------------------------


def test_who_gave_an_answer_neither_endorses_nor_accepts_it(asked, people):
    for role, scope in ((Role.REGIONAL_TEAM, {"region": Region.objects.get(code="AFR")}), (Role.VALIDATOR, {})):
        grant_membership(people.office_editor, role, by=None, **scope)
    bring_to_submission(KEY, people)
    with pytest.raises(NotAllowed):
        endorse_answers(KEY, by=people.office_editor)
    endorse_answers(KEY, by=people.regional_team)
    with pytest.raises(NotAllowed):
        accept_answers(KEY, by=people.office_editor)
    assert accept_answers(KEY, by=people.validator).state == "accepted"


def test_what_was_returned_is_corrected_although_the_questionnaire_has_closed(asked, people):
    bring_to_acceptance(KEY, people)
    close_questionnaire(asked, by=None, seen=asked.version)
    reopen_answers(KEY, ISSUES, by=people.validator)
    give(f"{KEY}/plan", answered("no"), by=people.office_editor)
    assert submit_answers(KEY, by=people.team_leader).state == "submitted"
