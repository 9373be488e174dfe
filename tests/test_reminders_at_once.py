"""One mail each, however many schedulers and senders there are, however late, in threads and in processes.

What could be luck has its control: the same senders with the check in Python, before the sending, send several.
"""

import smtplib
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Membership
from activity.models import Entry
from jobs.claims import Claim
from jobs.models import Job
from jobs.schedules import tick
from jobs.working import work_off
from surveys.choices import MailState
from surveys.mailing import send_mails, write_mails
from surveys.models import Mail, Questionnaire
from tests.at_once import at_once
from tests.processes import environment
from tests.work import opened, question, questionnaire

pytestmark = pytest.mark.usefixtures("own_database")

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE = 3
DAYS_LATE = 2
RECIPIENTS = {"office.editor@demonstration.example", "team.leader@demonstration.example"}


@pytest.fixture(autouse=True)
def two_days_late(own_database: None) -> Questionnaire:
    """A round whose reminder of seven days before should have gone out two days ago, and nobody was there."""
    today = timezone.localdate()
    row = opened(questionnaire(2024, [question("plan")], deadline=today + timedelta(days=7 - DAYS_LATE)))
    Questionnaire.objects.filter(pk=row.pk).update(opened_at=timezone.now() - timedelta(days=60))
    return row


def sent() -> Counter[str]:
    """How many mails went to whom."""
    return Counter(address for message in outbox.outbox for address in message.to)


def remind() -> None:
    write_mails()
    send_mails()


def assert_one_each() -> None:
    rows = Mail.objects.all()
    assert {row.address for row in rows} == RECIPIENTS
    assert Counter(row.user_id for row in rows).most_common(1)[0][1] == 1
    assert {(row.state, row.occasion, row.attempts) for row in rows} == {(MailState.SENT, "7_days", 1)}


def test_three_at_once_and_two_days_late_send_one_mail_each():
    results = at_once([remind] * AT_ONCE)
    assert results == [None] * AT_ONCE
    assert sent() == dict.fromkeys(RECIPIENTS, 1)
    assert_one_each()
    remind()
    assert sent() == dict.fromkeys(RECIPIENTS, 1)


def test_checking_first_and_sending_later_sends_several():
    """The control: the same three, who look whether it was sent and then send it."""
    write_mails()
    all_have_looked = threading.Barrier(AT_ONCE)

    def look_then_send() -> None:
        waiting = list(Mail.objects.filter(state=MailState.WAITING))
        all_have_looked.wait(30)
        for row in waiting:
            outbox.send_mail(row.subject, row.text, None, [row.address])
            Mail.objects.filter(pk=row.pk).update(state=MailState.SENT, sent_at=timezone.now())

    at_once([look_then_send] * AT_ONCE)
    assert sent() == dict.fromkeys(RECIPIENTS, AT_ONCE)


def test_looking_first_and_writing_later_is_stopped_by_the_constraint():
    """Whoever forgets the lock meets the unique constraint: the second row of the same mail is refused."""
    write_mails()
    row = Mail.objects.order_by("pk")[0]
    row.pk = None
    with pytest.raises(Exception, match=r"(?i)unique"), transaction.atomic():
        row.save()


def test_the_scheduler_run_three_times_at_once_asks_for_one_job_which_sends_one_mail_each():
    morning = timezone.localtime().replace(hour=6, minute=0, second=0)
    at_once([lambda: tick(morning)] * AT_ONCE)
    [job] = Job.objects.filter(kind="surveys.reminders")
    assert job.unique == f"reminders/{morning:%Y-%m-%d}"
    at_once([work_off] * AT_ONCE)
    job.refresh_from_db()
    assert (job.state, job.report["sent"]) == ("done", len(RECIPIENTS))
    assert sent() == dict.fromkeys(RECIPIENTS, 1)
    assert_one_each()


def test_nothing_is_asked_for_before_the_morning_and_nothing_for_the_days_that_were_missed():
    morning = timezone.localtime().replace(hour=5, minute=59, second=0)
    tick(morning)
    assert not Job.objects.filter(kind="surveys.reminders").exists()
    tick(morning + timedelta(days=3, minutes=1))
    tick(morning + timedelta(days=3, hours=9))
    assert [row.unique for row in Job.objects.filter(kind="surveys.reminders")] == [
        f"reminders/{morning + timedelta(days=3):%Y-%m-%d}"
    ]


@pytest.mark.assure
def test_three_processes_at_once_send_one_mail_each(databases, tmp_path):
    posted = tmp_path / "posted"
    variables = {
        "RCS_DEMONSTRATION": "1",
        "RCS_VAR_DIR": str(tmp_path),
        "DATABASE_URL": database_url(databases),
        "EMAIL_URL": f"filemail:///{posted}",  # an absolute path begins with a slash of its own
    }
    command = [sys.executable, "manage.py", "send_reminders"]
    started = [
        subprocess.Popen(
            command, cwd=ROOT, env=environment(variables), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for _one in range(AT_ONCE)
    ]
    said = [process.communicate(timeout=120) for process in started]
    assert [process.returncode for process in started] == [0] * AT_ONCE, said
    received = Counter(
        line.removeprefix("To: ").strip()
        for file in posted.iterdir()
        for line in file.read_text().splitlines()
        if line.startswith("To: ")
    )
    assert received == dict.fromkeys(RECIPIENTS, 1), said
    assert_one_each()


def test_a_process_that_dies_while_the_mail_server_listens_leaves_a_mail_that_was_perhaps_sent(monkeypatch):
    """Killed after the server took it: the row says so, and nobody sends it a second time."""
    Membership.objects.filter(user__email="office.editor@demonstration.example").delete()

    def taken_and_killed(_connection: Any, messages: Any) -> int:
        outbox.outbox.extend(messages)
        raise KeyboardInterrupt

    write_mails()
    with monkeypatch.context() as patched:
        patched.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", taken_and_killed)
        with pytest.raises(KeyboardInterrupt):
            send_mails()
    tomorrow = timezone.now() + timedelta(days=1)
    at_once([lambda: send_mails(tomorrow)] * AT_ONCE)
    assert Mail.objects.get().state == MailState.UNCERTAIN
    assert sent() == {"team.leader@demonstration.example": 1}


def test_no_transaction_is_open_while_the_mail_server_is_asked(monkeypatch):
    """A slow mail server keeps nobody from saving."""
    states = []

    def listen(_connection: Any, messages: Any) -> int:
        states.append(connection.in_atomic_block)
        raise smtplib.SMTPServerDisconnected("gone")

    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", listen)
    remind()
    assert states == [False] * len(RECIPIENTS)


def database_url(databases: Any) -> str:
    """The URL of the database in use, for another process."""
    name = str(connection.settings_dict["NAME"])
    label = Path(name).stem if connection.vendor == "sqlite" else name.removeprefix(f"{databases.prefix}_")
    return databases.url(label)


def test_what_a_job_that_ran_out_of_time_left_is_sent_within_the_hour_and_nothing_twice(monkeypatch):
    send = EmailBackend.send_messages

    def send_and_time_is_over(backend: EmailBackend, messages: Any) -> int:
        monkeypatch.setattr(Claim, "out_of_time", True)
        return send(backend, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send_and_time_is_over)
    morning = timezone.localtime().replace(hour=6, minute=0, second=0)
    tick(morning)
    work_off()
    first = Job.objects.get(kind="surveys.reminders")
    assert (first.state, sum(sent().values())) == ("failed", 1)
    monkeypatch.undo()
    tick(morning + timedelta(hours=1))
    work_off()
    hourly = Job.objects.filter(kind="surveys.reminders").exclude(pk=first.pk).get()
    assert (hourly.unique, hourly.state) == (f"reminders/{morning:%Y-%m-%d}/07", "done")
    assert hourly.report["said"] == ["0 mails written.", "Mails sent: 1."]
    assert sent() == dict.fromkeys(RECIPIENTS, 1)
    assert_one_each()
    assert Entry.objects.filter(verb="surveys.mails.sent").count() == 2, "each job has told what it sent"


def test_an_hourly_job_waits_until_the_one_under_way_has_ended():
    morning = timezone.localtime().replace(hour=6, minute=0, second=0)
    write_mails()
    tick(morning)
    tick(morning + timedelta(hours=1))
    names = set(Job.objects.filter(kind="surveys.reminders").values_list("unique", flat=True))
    assert f"reminders/{morning:%Y-%m-%d}/07" not in names
    work_off()
    assert sent() == dict.fromkeys(RECIPIENTS, 1)
