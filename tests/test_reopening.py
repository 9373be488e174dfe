"""Accepted answers opened again: asked with a scope and a reason, decided by somebody else, and locked after a day."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine

from common.refusals import Invalid, NotAllowed, VersionConflict, VersionNeeded, WrongState
from surveys.actions import DAYS_TO_CORRECT, extend_deadline, return_submission, save_answer, submit_submission
from surveys.checking import may
from surveys.choices import Decision
from surveys.models import AcceptedAnswer, Questionnaire, ReopeningRequest, Submission
from surveys.opening import close_questionnaire
from surveys.reopening import grant_request, refuse_request, request_reopening, withdraw_request
from tests.work import (
    accept_answers,
    answer,
    any_answer,
    bring_to_acceptance,
    bring_to_submission,
    endorse_answers,
    opened,
    question,
    questionnaire,
    return_answers,
    submission,
)

YEAR, KEY, TESTED, OTHER = 2032, "2032/KEN", "plan-tested", "plan"
ISSUES = {TESTED: "The test was in June, not in May."}
PAGE = f"/tasks/{KEY}/reopening/"


@pytest.fixture
def asked_of_teams(db):
    return opened(questionnaire(YEAR, [question(OTHER), question(TESTED)]))


@pytest.fixture
def accepted(asked_of_teams, people):
    return bring_to_acceptance(KEY, people)


def ask(people, *, by=None, issues=ISSUES, reason="The office found its minutes.", until=None, seen=None):
    row = submission(KEY)
    by = by or people.office_editor
    return request_reopening(row, issues, reason, until, by=by, seen=row.version if seen is None else seen)


def in_days(days: int) -> date:
    return submission(KEY).questionnaire.today() + timedelta(days=days)


def noon_in(days: int) -> datetime:
    """Where the questionnaire's day is the same as Greenwich's."""
    return datetime.combine(in_days(days), time(17), UTC)


def test_an_office_asks_and_a_validator_opens_just_those_questions_until_a_day(accepted, people):
    asked = ask(people, until=in_days(5))
    assert submission(KEY).state == "accepted"
    opened = grant_request(asked, by=people.validator, seen=asked.version)
    assert (opened.state, opened.unlocked_until) == ("returned", in_days(5))
    assert answer(f"{KEY}/{TESTED}").is_unlocked
    assert not answer(f"{KEY}/{OTHER}").is_unlocked
    assert AcceptedAnswer.objects.filter(submission=opened).exists()


def test_without_a_day_it_is_open_for_two_weeks(accepted, people):
    asked = ask(people)
    assert asked.until == in_days(DAYS_TO_CORRECT)


def test_after_the_day_it_locks_itself_and_what_was_accepted_counts(accepted, people):
    asked = ask(people, until=in_days(3))
    grant_request(asked, by=people.validator, seen=asked.version)
    row = answer(f"{KEY}/{TESTED}")
    with time_machine.travel(noon_in(4), tick=False):
        with pytest.raises(WrongState, match="has locked itself"):
            save_answer(row, any_answer(row), by=people.office_editor, seen=row.version)
        present = submission(KEY)
        assert present.has_lapsed
        with pytest.raises(WrongState, match="has locked itself"):
            submit_submission(present, by=people.team_leader, seen=present.version)
        again = ask(people)
        assert grant_request(again, by=people.validator, seen=again.version).takes_answers
        row = answer(f"{KEY}/{TESTED}")
        save_answer(row, any_answer(row), by=people.office_editor, seen=row.version)


def test_on_the_day_itself_it_is_still_open(accepted, people):
    asked = ask(people, until=in_days(3))
    grant_request(asked, by=people.validator, seen=asked.version)
    with time_machine.travel(noon_in(3), tick=False):
        row = answer(f"{KEY}/{TESTED}")
        save_answer(row, any_answer(row), by=people.office_editor, seen=row.version)


def test_a_correction_is_handed_in_and_accepted_and_nothing_lapses_afterwards(accepted, people):
    asked = ask(people, until=in_days(3))
    grant_request(asked, by=people.validator, seen=asked.version)
    present = submission(KEY)
    submit_submission(present, by=people.team_leader, seen=present.version)
    endorse_answers(KEY, by=people.regional_team)
    assert accept_answers(KEY, by=people.validator).unlocked_until is None


def test_what_is_given_back_once_more_has_time_to_be_corrected(accepted, people):
    asked = ask(people, until=in_days(1))
    grant_request(asked, by=people.validator, seen=asked.version)
    present = submission(KEY)
    submit_submission(present, by=people.team_leader, seen=present.version)
    with time_machine.travel(noon_in(10), tick=False):
        present = submission(KEY)
        returned = return_submission(present, ISSUES, by=people.regional_team, seen=present.version)
        assert returned.unlocked_until == in_days(DAYS_TO_CORRECT)
        assert returned.takes_answers


@pytest.mark.parametrize("person", ["custodian", "finance_officer", "publisher", "administrator", "auditor"])
def test_only_those_who_answer_or_check_ask(accepted, people, person):
    with pytest.raises(NotAllowed):
        ask(people, by=getattr(people, person))


@pytest.mark.parametrize("person", ["office_editor", "team_leader", "regional_team", "administrator", "publisher"])
def test_only_a_validator_decides(accepted, people, person):
    asked = ask(people)
    with pytest.raises(NotAllowed):
        grant_request(asked, by=getattr(people, person), seen=asked.version)
    with pytest.raises(NotAllowed):
        refuse_request(asked, "No.", by=getattr(people, person), seen=asked.version)


def test_nobody_decides_on_their_own_request(accepted, people):
    asked = ask(people, by=people.validator)
    with pytest.raises(NotAllowed):
        grant_request(asked, by=people.validator, seen=asked.version)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"issues": {}}, "issues"),
        ({"issues": {TESTED: " "}}, TESTED),
        ({"issues": {"no-such-question": "Why?"}}, "no-such-question"),
        ({"reason": ""}, "reason"),
        ({"reason": "x" * 5001}, "reason"),
        ({"until": date(2020, 1, 1)}, "until"),
        ({"until": date(2999, 1, 1)}, "until"),
    ],
    ids=["no question", "nothing the matter", "a strange question", "no reason", "a long reason", "past", "far"],
)
def test_what_is_asked_without_sense_is_refused_by_its_place(accepted, people, changes, field):
    with pytest.raises(Invalid) as refused:
        ask(people, **changes)
    assert list(refused.value.errors) == [field]
    assert not ReopeningRequest.objects.exists()


def test_a_request_names_the_version_that_was_seen(accepted, people):
    with pytest.raises(VersionConflict):
        ask(people, seen=submission(KEY).version - 1)
    with pytest.raises(VersionNeeded):
        request_reopening(submission(KEY), ISSUES, "Why", None, by=people.office_editor, seen=None)


def test_one_request_waits_at_a_time(accepted, people):
    asked = ask(people)
    with pytest.raises(WrongState, match="already"):
        ask(people)
    withdraw_request(asked, by=people.team_leader, seen=asked.version)
    assert ask(people).decision == Decision.ASKED


def test_only_accepted_answers_are_opened_again(asked_of_teams, people):
    with pytest.raises(WrongState, match="Only accepted answers"):
        ask(people)


def test_a_request_is_decided_once(accepted, people):
    asked = ask(people)
    refused = refuse_request(asked, "The minutes say May.", by=people.validator, seen=asked.version)
    assert (refused.decision, submission(KEY).state) == (Decision.REFUSED, "accepted")
    with pytest.raises(VersionConflict):
        grant_request(asked, by=people.validator, seen=asked.version)
    with pytest.raises(WrongState, match="decided already"):
        grant_request(refused, by=people.validator, seen=refused.version)
    assert submission(KEY).state == "accepted"


def test_refusing_says_why(accepted, people):
    asked = ask(people)
    with pytest.raises(Invalid):
        refuse_request(asked, " ", by=people.validator, seen=asked.version)


def test_refusals_of_a_decision_come_in_their_order(accepted, people):
    """Who may comes first, what makes no sense next, then the version, and the state last."""
    asked = ask(people)
    past, stale = date(2020, 1, 1), asked.version + 1
    with pytest.raises(NotAllowed):
        refuse_request(asked, " ", by=people.regional_team, seen=stale)
    with pytest.raises(NotAllowed):
        grant_request(asked, by=people.regional_team, seen=stale, until=past)
    with pytest.raises(Invalid):
        refuse_request(asked, " ", by=people.validator, seen=stale)
    with pytest.raises(Invalid):
        grant_request(asked, by=people.validator, seen=stale, until=past)
    with pytest.raises(VersionConflict):
        grant_request(asked, by=people.validator, seen=stale)
    assert submission(KEY).state == "accepted"


def test_a_remark_is_kept_as_every_text_is(accepted, people):
    asked = ask(people)
    with pytest.raises(Invalid) as refused:
        grant_request(asked, by=people.validator, seen=asked.version, remark="x" * 5001)
    assert list(refused.value.errors) == ["remark"]
    grant_request(asked, by=people.validator, seen=asked.version, remark="  By Friday. ")
    assert ReopeningRequest.objects.get().remark == "By Friday."


def test_the_day_of_what_was_opened_again_is_not_extended(accepted, people):
    """It was decided on by a validator; its region does not move it, nor give time to what has locked itself."""
    asked = ask(people, until=in_days(3))
    reopened = grant_request(asked, by=people.validator, seen=asked.version)
    assert "extend" not in may(people.regional_team, reopened).verbs
    for day in (1, 4):
        with time_machine.travel(noon_in(day), tick=False), pytest.raises(WrongState, match="not extended"):
            extend_deadline(reopened, in_days(9), "A storm.", by=people.regional_team, seen=reopened.version)
    present = submission(KEY)
    assert (present.extended_to, present.unlocked_until) == (None, asked.until)


def test_what_was_opened_again_is_not_found_among_the_overdue(accepted, people, signed_in):
    asked = ask(people, until=in_days(3))
    grant_request(asked, by=people.validator, seen=asked.version)
    row = submission(KEY).questionnaire
    type(row).objects.filter(pk=row.pk).update(deadline=in_days(-2))
    found = f"/review/answers/?year={YEAR}&questionnaire=team&team=KEN&state="
    client = signed_in("validator")
    assert [row.submission.code for row in client.get(f"{found}returned").context["rows"]] == ["KEN"]
    assert client.get(f"{found}overdue").context["rows"] == []


# --- The page ------------------------------------------------------------------------------------------------------


def text_of(response) -> str:
    return response.content.decode()


def test_the_page_asks_shows_what_rests_on_it_and_grants(accepted, signed_in, people):
    office = signed_in("office_editor")
    assert "Ask to open answers again" in text_of(office.get(PAGE))
    asking = {"do": "ask", "issue": TESTED, f"sentence-{TESTED}": "June.", "reason": "Minutes found."}
    assert office.post(PAGE, asking | {"version": submission(KEY).version}).status_code == 303
    validator = signed_in("validator")
    assert KEY in text_of(validator.get("/tasks/"))
    assert "asks to open answers again: Minutes found." in text_of(validator.get(f"/review/answers/{KEY}/"))
    page = text_of(validator.get(PAGE))
    assert "Minutes found." in page
    assert "No series rests on it." in page
    assert "Open these questions" not in text_of(office.get(PAGE))
    granting = {"do": "grant", "until": in_days(9).isoformat(), "version": ReopeningRequest.objects.get().version}
    assert validator.post(PAGE, granting).status_code == 303
    assert submission(KEY).unlocked_until == in_days(9)
    validator.get(PAGE)  # says that it is done; from then on the decision stands there
    assert "granted, " in text_of(validator.get(PAGE))


def test_the_page_keeps_what_was_typed_when_it_refuses(accepted, signed_in):
    typed = {"do": "ask", f"sentence-{TESTED}": "It was June.", "reason": "", "until": "31/12/2025"}
    response = signed_in("office_editor").post(PAGE, typed | {"version": submission(KEY).version})
    assert response.status_code == 400
    page = text_of(response)
    assert "It was June." in page
    assert "31/12/2025" in page
    assert "This is not a day" in page


@pytest.mark.parametrize("do", ["", "grant", "refuse", "withdraw", "nonsense"])
def test_the_page_refuses_what_it_has_no_button_for(accepted, signed_in, do):
    response = signed_in("validator").post(PAGE, {"do": do, "version": "1"})
    assert response.status_code == 400
    assert not ReopeningRequest.objects.exists()


def test_who_may_not_is_told_so_before_the_day_is_read(accepted, people, signed_in):
    asking = {"do": "ask", "until": "soon", "reason": "Minutes.", "version": accepted.version}
    assert signed_in("auditor").post(PAGE, asking).status_code == 403
    assert signed_in("office_editor").post(PAGE, asking).status_code == 400
    asked = ask(people)
    granting = {"do": "grant", "until": "soon", "version": asked.version}
    assert signed_in("office_editor").post(PAGE, granting).status_code == 403
    assert signed_in("validator").post(PAGE, granting).status_code == 400
    assert submission(KEY).state == "accepted"


# --- What it is counted as, and whose task it is -------------------------------------------------------------------


def shown_to_office(client) -> list[tuple[str, bool]]:
    """The submissions among the tasks of the office, and whether each waits for it."""
    held = [row for row in client.get("/tasks/").context["tasks"].held if row.role == "office_editor"]
    return [(row.submission.key, row.is_due) for role in held for row in role.submissions]


def test_answers_opened_again_after_closing_are_a_task_of_their_office_until_they_lock(accepted, people, signed_in):
    asked = Questionnaire.objects.get(year=YEAR)
    close_questionnaire(asked, by=None, seen=asked.version)
    assert shown_to_office(signed_in("office_editor")) == []
    request = ask(people, until=in_days(3))
    grant_request(request, by=people.validator, seen=request.version)
    assert shown_to_office(signed_in("office_editor")) == [(KEY, True)]
    with time_machine.travel(noon_in(4), tick=False):
        assert shown_to_office(signed_in("office_editor")) == []


def test_of_an_open_questionnaire_what_has_locked_itself_waits_for_nobody(accepted, people, signed_in):
    request = ask(people, until=in_days(3))
    grant_request(request, by=people.validator, seen=request.version)
    with time_machine.travel(noon_in(4), tick=False):
        assert shown_to_office(signed_in("office_editor")) == [(KEY, False)]


def test_accepted_answers_that_are_opened_again_or_have_locked_themselves_are_missing_nowhere(
    accepted, people, signed_in
):
    request = ask(people, until=in_days(3))
    grant_request(request, by=people.validator, seen=request.version)
    missing = Submission.objects.filter(questionnaire=accepted.questionnaire).count() - 1
    for days in (0, 4):
        with time_machine.travel(noon_in(days), tick=False):
            assert KEY not in {row.key for row in Submission.objects.unanswered()}
            administrator, validator = signed_in("administrator"), signed_in("validator")
            [of_teams] = [row for row in administrator.get(f"/rounds/{YEAR}/").context["rounds"] if row.questionnaire]
            assert of_teams.missing == missing
            matrix = administrator.get(f"/rounds/{YEAR}/team/?state=missing").context["rows"]
            assert "KEN" not in {row.submission.code for row in matrix}
            closing = administrator.get(f"/rounds/{YEAR}/team/close/").context
            assert (len(closing["missing"]), closing["handed_in"]) == (missing, 1)
            queue = validator.get(f"/review/answers/?year={YEAR}&state=missing").context
            assert queue["counts"]["missing"] == queue["page"].paginator.count == missing
            assert validator.get("/tasks/").context["tasks"].accepting.missing == missing


def test_what_was_returned_before_it_was_ever_accepted_is_missing(asked_of_teams, people):
    bring_to_submission(KEY, people)
    assert KEY not in {row.key for row in Submission.objects.unanswered()}
    return_answers(KEY, ISSUES, by=people.regional_team)
    assert KEY in {row.key for row in Submission.objects.unanswered()}
