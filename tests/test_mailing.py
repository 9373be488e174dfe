"""Mail of a round: to whom, about what, in which language; written once, sent at most once, told apart when lost."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from smtplib import SMTPDataError, SMTPRecipientsRefused, SMTPServerDisconnected
from unittest import mock

import pytest
from django.core import mail as outbox
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext, override_settings
from django.utils import timezone

from accounts.actions import change_language, create_user, end_membership
from accounts.models import Membership, User
from accounts.offices import name_deputy
from accounts.roles import Role
from activity.models import Entry
from common.refusals import NotAllowed, VersionConflict, WrongState
from countries.models import CountryTeam
from jobs.actions import MOST_UNFINISHED, ask_for_job
from jobs.models import Job
from surveys.actions import extend_deadline
from surveys.choices import MailState
from surveys.delegation import delegate_section
from surveys.mailing import LOST_AFTER, MOST_ATTEMPTS, send_again, send_mails, write_mails
from surveys.models import Delegation, Mail, Questionnaire, Submission
from surveys.opening import close_questionnaire
from tests.work import (
    another,
    answer_all,
    answered,
    bring_to_acceptance,
    bring_to_submission,
    give,
    opened,
    question,
    questionnaire,
    reopen_answers,
    return_answers,
    submission,
)

pytestmark = pytest.mark.django_db

YEAR, KEY = 2024, "2024/KEN"
OPENED, DUE = date(2026, 1, 5), date(2026, 3, 2)
BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 17, tzinfo=UTC)  # in New York too


INVITED = noon(OPENED)


@pytest.fixture
def asked(db: None) -> Questionnaire:
    """A questionnaire of two sections of two questions and one, opened on OPENED for all teams."""
    prepared = questionnaire(YEAR, [question("plan"), question("staff", "number")], [question("hub")], deadline=DUE)
    row = opened(prepared)
    Questionnaire.objects.filter(pk=row.pk).update(opened_at=INVITED)
    Membership.objects.update(valid_from=OPENED - timedelta(days=30))  # whatever today is
    return Questionnaire.objects.get(pk=row.pk)


def mails() -> dict[tuple[str, str], Mail]:
    """By the address before the @ and the occasion; a person's last one on it."""
    return {
        (row.user.email.partition("@")[0].replace(".", "_"), str(row.occasion)): row
        for row in Mail.objects.select_related("user")
    }


def mail_to(user: User) -> Mail:
    return Mail.objects.get(user=user)


def written(*, on: datetime) -> set[tuple[str, str]]:
    """The mails that are new after a run at that moment."""
    before = set(mails())
    write_mails(on)
    return set(mails()) - before


EVERYBODY = {"office_editor", "team_leader"}


def all_get(occasion: str) -> set[tuple[str, str]]:
    return {(name, occasion) for name in EVERYBODY}


# --- To whom, and when ---------------------------------------------------------------------------------------------


def test_a_whole_round_brings_each_person_six_mails_and_no_more(asked):
    seen = []
    for ahead in range(-1, 80):
        for name, occasion in sorted(written(on=noon(OPENED + timedelta(days=ahead)))):
            seen.append((ahead, name, occasion))
    days = {"invitation": 0, "half_way": 28, "14_days": 42, "7_days": 49, "2_days": 54, "overdue": 57}
    assert seen == [(day, name, occasion) for occasion, day in days.items() for name in sorted(EVERYBODY)]


def test_a_worker_that_was_down_for_weeks_writes_one_mail_for_what_holds_now(asked):
    assert written(on=INVITED) == all_get("invitation")
    assert written(on=noon(DUE - timedelta(days=1))) == all_get("2_days")


def test_who_has_handed_in_is_not_reminded_and_who_has_it_returned_is(asked, people):
    write_mails(INVITED)
    bring_to_submission(KEY, people)
    assert written(on=noon(DUE - timedelta(days=14))) == set()
    return_answers(KEY, {"plan": "Which plan?"}, by=people.regional_team)
    assert written(on=noon(DUE - timedelta(days=7))) == all_get("7_days")
    assert "- Section 1: 1 question at issue" in mail_to_on("team_leader", "7_days").text


def mail_to_on(name: str, occasion: str) -> Mail:
    return mails()[name, occasion]


def test_where_all_is_answered_only_who_submits_has_something_left(asked, people):
    answer_all(KEY, by=people.office_editor)
    assert written(on=INVITED) == {("team_leader", "invitation")}
    assert "Everything is answered. It is still to be submitted" in mail_to(people.team_leader).text


def test_an_extension_makes_a_day_of_its_own_and_reminds_of_nothing_that_came_before(asked, people):
    write_mails(noon(DUE - timedelta(days=2)))
    row = submission(KEY)
    extend_deadline(row, date(2026, 11, 30), "A storm.", by=people.regional_team, seen=row.version)
    row.extensions.update(at=noon(DUE))
    later = row.extensions.get().until
    assert written(on=noon(DUE + timedelta(days=1))) == set()
    assert written(on=noon(later - timedelta(days=14))) == all_get("14_days")
    assert mail_to_on("team_leader", "14_days").due == later
    assert written(on=noon(later - timedelta(days=2))) == set()  # that occasion is of another day, and comes now
    assert Mail.objects.filter(occasion="2_days", due=later).count() == len(EVERYBODY)


def test_a_day_moved_for_all_invites_nobody_twice(asked):
    write_mails(INVITED)
    Questionnaire.objects.filter(pk=asked.pk).update(deadline=DUE + timedelta(days=30))
    assert written(on=INVITED + timedelta(days=1)) == set()


def test_an_invitation_that_waited_while_the_day_was_moved_is_written_anew_for_the_new_day(asked):
    write_mails(INVITED)
    later = DUE + timedelta(days=30)
    Questionnaire.objects.filter(pk=asked.pk).update(deadline=later)
    assert send_mails(INVITED + timedelta(days=1)) == {MailState.NOT_NEEDED: len(EVERYBODY)}
    write_mails(INVITED + timedelta(days=1))
    assert send_mails(INVITED + timedelta(days=1)) == {MailState.SENT: len(EVERYBODY)}
    assert Mail.objects.filter(occasion="invitation", due=later, state=MailState.SENT).count() == len(EVERYBODY)
    write_mails(INVITED + timedelta(days=2))
    assert Mail.objects.count() == 2 * len(EVERYBODY)


def test_what_was_opened_again_is_reminded_of_until_its_own_day_and_never_overdue(asked, people):
    bring_to_acceptance(KEY, people)
    reopened = reopen_answers(KEY, {"plan": "Which plan?"}, by=people.validator)
    until = DUE + timedelta(days=40)
    Submission.objects.filter(pk=reopened.pk).update(unlocked_until=until, changed_at=noon(DUE))
    assert written(on=noon(until - timedelta(days=7))) == all_get("7_days")
    assert mail_to_on("team_leader", "7_days").due == until
    assert written(on=noon(until)) == all_get("2_days")
    assert written(on=noon(until + timedelta(days=1))) == set()


def test_what_is_opened_again_after_its_questionnaire_has_closed_is_reminded_of(asked, people):
    bring_to_acceptance(KEY, people)
    row = Questionnaire.objects.get(pk=asked.pk)
    close_questionnaire(row, by=None, seen=row.version)
    reopened = reopen_answers(KEY, {"plan": "Which plan?"}, by=people.validator)
    until = DUE + timedelta(days=40)
    Submission.objects.filter(pk=reopened.pk).update(unlocked_until=until, changed_at=noon(DUE))
    assert written(on=noon(until - timedelta(days=7))) == all_get("7_days")
    assert send_mails(noon(until - timedelta(days=7))) == {"sent": len(EVERYBODY)}
    assert written(on=noon(until + timedelta(days=1))) == set()


def test_nothing_is_written_of_what_is_closed_or_not_open_yet(asked):
    Questionnaire.objects.filter(pk=asked.pk).update(opened_at=None)
    assert written(on=INVITED) == set()
    Questionnaire.objects.filter(pk=asked.pk).update(opened_at=INVITED)
    asked.year.__class__.objects.filter(pk=YEAR).update(closes_at=INVITED)
    assert written(on=INVITED) == set()
    asked.year.__class__.objects.filter(pk=YEAR).update(closes_at=None)
    row = Questionnaire.objects.get(pk=asked.pk)
    close_questionnaire(row, by=None, seen=row.version)
    assert written(on=INVITED) == set()


def test_nobody_is_reminded_of_what_headquarters_enters(people):
    row = opened(questionnaire(YEAR, [question("opinion")], respondent="government", deadline=DUE))
    Questionnaire.objects.filter(pk=row.pk).update(opened_at=INVITED)
    assert Submission.objects.filter(questionnaire=row).exists()
    assert written(on=INVITED) == set()


def test_deputies_are_reminded_and_those_who_left_or_are_locked_out_are_not(asked, people):
    today = timezone.localdate()
    deputy = create_user("deputy@un.example", by=None)
    held = people.team_leader.memberships.get()
    name_deputy(held, deputy.email, first_day=today, last_day=today, by=people.team_leader)
    editor = people.office_editor.memberships.get()
    Membership.objects.filter(pk=editor.pk).update(valid_from=date(2025, 1, 1))
    end_membership(editor, today - timedelta(days=1), by=None, seen=editor.version)
    User.objects.filter(pk=people.team_leader.pk).update(is_active=False)
    assert written(on=timezone.now()) == {("deputy", "overdue")}


def test_who_serves_two_teams_gets_one_mail_that_names_both(asked, people):
    ugandan = CountryTeam.objects.get(code="UGA")
    Membership.objects.create(user=people.team_leader, role=Role.TEAM_LEADER, team=ugandan, valid_from=OPENED)
    write_mails(INVITED)
    [mail] = Mail.objects.filter(user=people.team_leader)
    assert mail.about == ["KEN", "UGA"]
    assert {"Country team, Kenya", "Country team, Uganda"} <= set(mail.text.splitlines())


# --- What it says --------------------------------------------------------------------------------------------------


def test_a_mail_says_what_is_left_until_when_and_where(asked, people):
    give("2024/KEN/plan", answered("yes"), by=people.office_editor)
    row = submission(KEY)
    hub = asked.sections.get(code="section-2")
    delegate_section(row, hub, people.office_editor, by=people.team_leader, seen=None)
    Delegation.objects.update(at=INVITED)
    write_mails(noon(DUE - timedelta(days=7)))
    mail = mail_to(people.office_editor)
    assert mail.subject == "[Demonstration] Reminder: your answers for 2024 are due on 2 March 2026"
    lines = mail.text.splitlines()
    assert lines[0] == "This is a demonstration: nobody is asked for anything."
    start = lines.index("Country team, Kenya")
    assert lines[start : start + 6] == [
        "Country team, Kenya",
        "Given to you:",
        "- Section 2: 1 question to answer",
        "Other sections:",
        "- Section 1: 1 question to answer",
        "http://127.0.0.1:8000/tasks/2024/KEN/",
    ]
    assert "Deadline: the end of 2 March 2026 (America/New_York)." in lines
    assert "Given to you" not in mail_to(people.team_leader).text


def test_a_section_with_a_day_of_its_own_says_so(asked, people):
    asked.sections.filter(code="section-2").update(deadline=DUE + timedelta(days=7))
    write_mails(INVITED)
    assert "- Section 2: 1 question to answer, by the end of 9 March 2026\n" in mail_to(people.team_leader).text
    assert "- Section 1: 2 questions to answer\n" in mail_to(people.team_leader).text


@pytest.mark.parametrize(("language", "day"), [("zh", "2026年3月2日"), ("fr", "2 mars 2026"), ("ar", "2 مارس 2026")])
def test_a_mail_speaks_the_language_of_the_person(asked, people, language, day):
    leader = people.team_leader
    change_language(leader, language, by=leader, seen=leader.version)
    write_mails(INVITED)
    mail = mail_to(leader)
    assert mail.language == language
    assert f"http://127.0.0.1:8000/{language}/tasks/2024/KEN/" in mail.text
    assert day in mail.text


def test_a_mail_tells_nothing_of_confidential_answers(people):
    """Whether a question applies follows from a confidential answer, and so would the number of those left."""
    asked = opened(
        questionnaire(
            YEAR,
            [question("trust"), question("why", applies_if={"question": "trust", "is": ["no"]})],
            disclosure="none",
            deadline=DUE,
        )
    )
    Questionnaire.objects.filter(pk=asked.pk).update(opened_at=timezone.now())
    texts = set()
    for choice in ("yes", "no"):
        give("2024/KEN/trust", answered(choice), by=people.office_editor)
        Mail.objects.all().delete()
        write_mails()
        texts.add(mail_to(people.team_leader).text)
    assert len(texts) == 1


# --- Sending -------------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(asked: Questionnaire, people) -> Mail:
    """The leader's invitation, waiting; there is nobody else."""
    people.office_editor.memberships.all().delete()
    write_mails(INVITED)
    return Mail.objects.get()


def fails(error: Exception, *, while_: str):
    place = "open" if while_ == "connecting" else "send_messages"
    return mock.patch(f"{BACKEND}.{place}", side_effect=error, create=True)


def test_what_waits_is_sent_once_and_kept_as_it_was_sent(waiting):
    assert send_mails(INVITED) == {"sent": 1}
    assert send_mails(INVITED) == {}
    [message] = outbox.outbox
    row = Mail.objects.get()
    assert (message.subject, message.body, message.to) == (row.subject, row.text, [row.address])
    assert (row.state, row.attempts) == (MailState.SENT, 1)
    assert row.sent_at is not None
    [said] = Entry.objects.filter(verb="surveys.mails.sent")
    assert '"sent":1' in said.text.replace(" ", "")


def test_the_claim_is_kept_before_the_mail_server_is_asked(waiting):
    states = []
    with mock.patch(f"{BACKEND}.send_messages", side_effect=lambda rows: states.append(Mail.objects.get().state) or 1):
        send_mails(INVITED)
    assert states == [MailState.SENDING]


def test_what_is_left_at_the_moment_of_sending_is_what_it_says(waiting, people):
    give("2024/KEN/hub", answered("yes"), by=people.team_leader)
    send_mails(INVITED)
    assert "Section 2" in waiting.text
    assert "Section 2" not in outbox.outbox[0].body
    assert Mail.objects.get().text == outbox.outbox[0].body


def test_who_has_nothing_left_when_it_is_sent_gets_none(waiting, people):
    Submission.objects.filter(code="KEN").update(state="submitted")
    assert send_mails(INVITED) == {"not_needed": 1}
    assert outbox.outbox == []
    assert Mail.objects.get().state == MailState.NOT_NEEDED


def test_a_mail_that_waited_until_the_next_occasion_is_left_for_that_one(waiting):
    late = noon(DUE - timedelta(days=7))
    write_mails(late)
    assert send_mails(late) == {"not_needed": 1, "sent": 1}
    assert Mail.objects.get(state=MailState.SENT).occasion == "7_days"


def test_what_was_certainly_not_accepted_is_tried_again_later_and_later_and_at_last_not_any_more(waiting):
    moment, tried = INVITED, []
    with fails(ConnectionRefusedError("nobody there"), while_="connecting"):
        for _hour in range(60):
            with mock.patch("surveys.mailing.timezone.now", return_value=moment):
                if send_mails(moment):
                    tried.append(moment)
            moment += timedelta(minutes=15)
    row = Mail.objects.get()
    pauses = [later - before for before, later in pairwise(tried)]
    assert len(tried) == MOST_ATTEMPTS
    assert pauses == sorted(set(pauses)), "each is longer than the one before"
    assert (row.state, row.attempts, row.error) == (
        MailState.FAILED,
        MOST_ATTEMPTS,
        "ConnectionRefusedError: nobody there",
    )


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (SMTPDataError(451, b"later"), MailState.WAITING),
        (SMTPDataError(550, b"never"), MailState.FAILED),
        (SMTPRecipientsRefused({"a@un.example": (550, b"nobody")}), MailState.FAILED),
        (SMTPRecipientsRefused({"a@un.example": (450, b"busy")}), MailState.WAITING),
        (SMTPServerDisconnected("gone"), MailState.UNCERTAIN),
        (TimeoutError("silence"), MailState.UNCERTAIN),
    ],
    ids=str,
)
def test_only_what_was_certainly_not_accepted_waits_for_another_attempt(waiting, error, state):
    with fails(error, while_="sending"):
        send_mails(INVITED)
    row = Mail.objects.get()
    assert row.state == state
    assert row.error.startswith(type(error).__name__)


def test_what_was_under_way_when_its_process_died_is_perhaps_sent_and_never_sent_by_itself(waiting, people):
    with fails(SystemExit(), while_="sending"), pytest.raises(SystemExit):
        send_mails(INVITED)
    assert Mail.objects.get().state == MailState.SENDING
    assert send_mails(timezone.now()) == {}, "it may still be under way"
    later = timezone.now() + LOST_AFTER + timedelta(minutes=1)
    assert send_mails(later) == {"uncertain": 1}
    assert send_mails(later + timedelta(days=1)) == {}
    assert outbox.outbox == []
    assert Entry.objects.filter(verb="surveys.mails.sent").count() == 1


def test_a_mail_is_given_up_as_lost_only_together_with_its_record(waiting):
    with fails(SystemExit(), while_="sending"), pytest.raises(SystemExit):
        send_mails(INVITED)
    later = timezone.now() + LOST_AFTER + timedelta(minutes=1)
    with mock.patch("surveys.mailing.record", side_effect=SystemExit()), pytest.raises(SystemExit):
        send_mails(later)
    assert Mail.objects.get().state == MailState.SENDING
    with mock.patch("surveys.mailing.due_mails", side_effect=SystemExit()), pytest.raises(SystemExit):
        send_mails(later)
    assert Mail.objects.get().state == MailState.UNCERTAIN
    assert Entry.objects.filter(verb="surveys.mails.sent").count() == 1


def test_an_administrator_has_a_mail_sent_again_and_nobody_else_does(waiting, people):
    with fails(SMTPServerDisconnected("gone"), while_="sending"):
        send_mails(INVITED)
    row = Mail.objects.get()
    with pytest.raises(NotAllowed):
        send_again(row, by=people.validator, seen=row.attempts)
    with pytest.raises(VersionConflict):
        send_again(row, by=people.administrator, seen=row.attempts - 1)
    send_again(row, by=people.administrator, seen=row.attempts)
    with pytest.raises(WrongState):
        send_again(row, by=people.administrator, seen=row.attempts)
    assert send_mails(INVITED) == {"sent": 1}
    assert Entry.objects.filter(verb="surveys.mails.sent_again", actor=people.administrator).count() == 1


def test_a_sender_that_was_thought_dead_says_at_last_that_it_sent(waiting):
    def slow(_messages: object) -> int:
        Mail.objects.update(state=MailState.UNCERTAIN)
        return 1

    with mock.patch(f"{BACKEND}.send_messages", side_effect=slow):
        send_mails(INVITED)
    assert Mail.objects.get().state == MailState.SENT


@override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend")
def test_an_installation_without_mail_lets_what_is_written_wait(waiting, capsys):
    assert send_mails(INVITED) == {}
    assert Mail.objects.get().state == MailState.WAITING
    call_command("send_reminders")
    assert "This installation sends no mail" in capsys.readouterr().out


def test_writing_costs_one_query_for_each_mail_however_much_is_left(asked, people, django_assert_max_num_queries):
    teams = list(CountryTeam.objects.order_by("code"))
    for team in teams[:60]:
        another(Role.OFFICE_EDITOR, f"{team.code.lower()}@un.example", team=team, valid_from=OPENED)
    with django_assert_max_num_queries(40 + 62):
        assert write_mails(INVITED) >= 60


# --- The log -------------------------------------------------------------------------------------------------------

LOG = "/rounds/2024/mails/"


@pytest.fixture
def two_regions(asked: Questionnaire, people) -> None:
    """Mail to the demonstration's office, and to one of another region."""
    another(Role.TEAM_LEADER, "leader.fji@un.example", team=CountryTeam.objects.get(code="FJI"), valid_from=OPENED)
    write_mails(INVITED)


def listed(client) -> set[str]:
    return {row.address for row in client.get(LOG).context["page"]}


def test_headquarters_reads_all_mail_and_a_regional_team_what_names_its_region_alone(two_regions, people, signed_in):
    all_of_it = {people.team_leader.email, people.office_editor.email, "leader.fji@un.example"}
    for role in ("administrator", "validator", "auditor"):
        assert listed(signed_in(role)) == all_of_it
    assert listed(signed_in("regional_team")) == all_of_it - {"leader.fji@un.example"}
    Mail.objects.filter(user=people.team_leader).update(about=["KEN", "FJI"])
    assert listed(signed_in("regional_team")) == {people.office_editor.email}
    file = signed_in("regional_team").get("/rounds/2024/mails.csv").content.decode()
    assert people.office_editor.email in file
    assert "leader.fji@un.example" not in file


def test_the_log_is_narrowed_down_and_shows_what_was_sent(two_regions, people, signed_in):
    client = signed_in("auditor")
    send_mails(INVITED)
    assert "Deadline: the end of 2 March 2026" in client.get(LOG).content.decode()
    for query, number in (
        ("occasion=invitation", 3),
        ("occasion=overdue", 0),
        ("state=sent", 3),
        ("state=failed", 0),
        ("person=leader", 2),
        ("person=fji", 1),
        ("occasion=nonsense", 3),
    ):
        assert len(client.get(f"{LOG}?{query}").context["page"].object_list) == number, query


def test_an_administrator_sends_again_and_reminds_by_buttons(waiting, people, signed_in):
    with fails(SMTPServerDisconnected("gone"), while_="sending"):
        send_mails(INVITED)
    row, client = Mail.objects.get(), signed_in("administrator")
    assert "perhaps sent" in client.get(LOG).content.decode()
    assert b'value="again"' not in signed_in("validator").get(LOG).content
    again = {"do": "again", "row": row.pk, "version": row.attempts}
    assert signed_in("validator").post(LOG, again).status_code == 403
    assert client.post(LOG, again | {"version": row.attempts + 1}).status_code == 409
    assert client.post(LOG, again).status_code == 303
    assert Mail.objects.get().state == MailState.WAITING
    assert client.post(LOG, {"do": "remind"}).status_code == 303
    assert Job.objects.filter(kind="surveys.reminders", asked_by=people.administrator).count() == 2
    assert client.post(LOG, again | {"row": 999_999}).status_code == 404
    assert client.post(LOG, {"do": "nothing"}).status_code == 400


def test_a_mail_is_not_sent_again_where_the_administrator_has_too_many_jobs_waiting(waiting, people, signed_in):
    with fails(SMTPServerDisconnected("gone"), while_="sending"):
        send_mails(INVITED)
    for _ in range(MOST_UNFINISHED):
        ask_for_job("surveys.reminders", {}, by=people.administrator)
    row = Mail.objects.get()
    again = {"do": "again", "row": row.pk, "version": row.attempts}
    assert signed_in("administrator").post(LOG, again).status_code == 409
    assert Mail.objects.get().state == MailState.UNCERTAIN
    assert not Entry.objects.filter(verb="surveys.mails.sent_again").exists()


def test_the_log_costs_as_many_queries_for_forty_mails_as_for_three(two_regions, signed_in):
    costs = []
    for role in ("administrator", "regional_team"):
        client = signed_in(role)
        for number in (3, 40):
            for place in range(Mail.objects.count(), number):
                row = Mail.objects.order_by("pk")[0]
                row.pk, row.due = None, DUE + timedelta(days=place)
                row.save()
            client.get(LOG)
            with CaptureQueriesContext(connection) as captured:
                client.get(LOG)
            costs.append((role, len(captured)))
        Mail.objects.filter(due__gt=DUE).delete()
    assert len(set(costs)) == 2
