"""Mail of a round: written once for each person, questionnaire, occasion and day, and sent at most once.

Writing is a row under a unique constraint. Sending claims the row in a transaction of its own before the mail server
is asked, so that no crash and no second sender can send it twice; what was under way when its process ended is
`uncertain`, and only a person sends it again.
"""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from activity.actions import lock_head, record
from common.refusals import Missing, VersionConflict, WrongState
from common.versions import need_version
from surveys.choices import MailState
from surveys.mail_texts import compose
from surveys.models import Mail, Questionnaire
from surveys.permissions import require
from surveys.reminded import WantedMail, wanted_mails

MOST_ATTEMPTS = 5
LOST_AFTER = timedelta(minutes=15)  # far longer than a mail server is given to answer
WAIT_AFTER_ATTEMPT = timedelta(minutes=15)  # doubled with each
_PERMANENT = range(500, 600)  # replies of a mail server that will not become better


def sends_mail() -> bool:
    """Whether this installation hands mail to anything (EMAIL_URL); else what is written waits."""
    return not settings.EMAIL_BACKEND.endswith(".dummy.EmailBackend")


# --- Writing -------------------------------------------------------------------------------------------------------


def write_mails(now: datetime | None = None, *, by: User | None = None) -> int:
    """Write the mails that people should have by now and that are not written yet; how many.

    What they say is worked out before anything is locked; the constraint, looked at under the lock, keeps each to one.
    """
    now = now or timezone.now()
    by_questionnaire: dict[Questionnaire, list[Mail]] = {}
    for wanted in wanted_mails(now):
        by_questionnaire.setdefault(wanted.questionnaire, []).append(_mail(wanted, now))
    return sum(_keep_mails(asked, mails, by=by) for asked, mails in by_questionnaire.items())


@transaction.atomic
def _keep_mails(questionnaire: Questionnaire, mails: list[Mail], *, by: User | None) -> int:
    lock_head()
    there = {(row.user_id, row.occasion, row.due) for row in Mail.objects.filter(questionnaire=questionnaire)}
    new = [row for row in mails if (row.user_id, row.occasion, row.due) not in there]
    if new:
        Mail.objects.bulk_create(new)
        counts = Counter(str(row.occasion) for row in new)
        record("surveys.mails.written", f"questionnaire {questionnaire}", by=by, data={"mails": dict(counts)})
    return len(new)


def _mail(wanted: WantedMail, now: datetime) -> Mail:
    return Mail(
        questionnaire=wanted.questionnaire,
        user=wanted.user,
        occasion=wanted.occasion,
        due=wanted.due,
        written_at=now,
        **_content(wanted),
    )


def _content(wanted: WantedMail) -> dict[str, object]:
    """The columns that say what is sent, and to which address."""
    subject, text = compose(wanted)
    return {
        "subject": subject,
        "text": text,
        "about": [part.submission.code for part in wanted.parts],
        "address": wanted.user.email,
        "language": wanted.user.language,
    }


# --- Sending -------------------------------------------------------------------------------------------------------


def send_mails(
    now: datetime | None = None, *, step: Callable[[int, int], None] = lambda done, of: None
) -> Counter[str]:
    """Send what waits, and give up what was lost: how many came to which state. `step` hears how far it is.

    Where `step` raises, the rest waits for the next who sends, and what was sent until then is recorded.
    """
    now = now or timezone.now()
    lost, counts, due = _give_up_lost(now), Counter[str](), due_mails(now)
    try:
        for place, mail in enumerate(due):
            step(place, len(due))
            if state := _send(mail, now):
                counts[state] += 1
        step(len(due), len(due))
    finally:
        if counts:
            _record_sending(counts)
    return counts + lost


@transaction.atomic
def _give_up_lost(now: datetime) -> Counter[str]:
    """Nobody knows whether what was under way when its sender ended was sent: {"uncertain": how many}, recorded."""
    lost = Mail.objects.filter(state=MailState.SENDING, tried_at__lt=now - LOST_AFTER)
    if not lost.exists():
        return Counter()
    lock_head()
    number = lost.update(state=MailState.UNCERTAIN, error="The program ended while it was being sent.")
    counts = +Counter({str(MailState.UNCERTAIN): number})  # of those that nobody else gave up meanwhile
    if counts:
        _record_sending(counts)
    return counts


def due_mails(now: datetime) -> list[Mail]:
    """What may be tried now, the oldest first; nothing where this installation sends no mail."""
    if not sends_mail():
        return []
    rows = Mail.objects.waiting().select_related("questionnaire__year", "user").order_by("written_at", "pk")
    return [row for row in rows if row.tried_at is None or row.tried_at + _pause(row) <= now]


def _pause(mail: Mail) -> timedelta:
    """How long to wait after the last attempt: longer each time."""
    return WAIT_AFTER_ATTEMPT * 2 ** (mail.attempts % MOST_ATTEMPTS - 1) if mail.attempts else timedelta()


@transaction.atomic
def _record_sending(counts: Counter[str]) -> None:
    record("surveys.mails.sent", "mails", by=None, data={str(state): number for state, number in counts.items()})


def _send(mail: Mail, now: datetime) -> MailState | None:
    """Send one mail, saying what holds now; None where another sender has it."""
    wanted = next(iter(wanted_mails(now, mail=mail)), None)
    if wanted is None:
        is_mine = Mail.objects.waiting().filter(pk=mail.pk, attempts=mail.attempts).update(state=MailState.NOT_NEEDED)
        return MailState.NOT_NEEDED if is_mine else None
    if not _claim(mail, wanted):
        return None
    state, error = _deliver(mail)
    if state == MailState.WAITING and mail.attempts % MOST_ATTEMPTS == 0:
        state = MailState.FAILED
    held = Mail.objects.filter(pk=mail.pk, attempts=mail.attempts, state__in=(MailState.SENDING, MailState.UNCERTAIN))
    held.update(state=state, error=error, sent_at=timezone.now() if state == MailState.SENT else None)
    return state


def _claim(mail: Mail, wanted: WantedMail) -> bool:
    """Take the mail from waiting to being sent, with what it is to say; whether nobody else did. Kept at once."""
    columns = _content(wanted) | {
        "state": MailState.SENDING,
        "attempts": mail.attempts + 1,
        "tried_at": timezone.now(),
        "error": "",
    }
    with transaction.atomic(durable=True):
        is_mine = Mail.objects.waiting().filter(pk=mail.pk, attempts=mail.attempts).update(**columns)
    for name, value in columns.items():
        setattr(mail, name, value)
    return bool(is_mine)


def _deliver(mail: Mail) -> tuple[MailState, str]:
    """Hand it to the mail server: where it stands then, and why. Waiting: it was certainly not accepted."""
    connection = get_connection()
    message = EmailMessage(mail.subject, mail.text, to=[mail.address], connection=connection)
    try:
        connection.open()
    except (OSError, SMTPException) as error:
        return MailState.WAITING, _words(error)
    try:
        message.send()
    except (SMTPResponseException, SMTPRecipientsRefused) as error:
        return _refused(error), _words(error)
    except ValueError as error:  # an address or a heading that no mail can bear
        return MailState.FAILED, _words(error)
    except (OSError, SMTPException) as error:  # silence, or an end in the middle: it may have been taken
        return MailState.UNCERTAIN, _words(error)
    finally:
        with suppress(OSError, SMTPException):
            connection.close()
    return MailState.SENT, ""


def _refused(error: SMTPResponseException | SMTPRecipientsRefused) -> MailState:
    """The server said no: for good, or for now."""
    if isinstance(error, SMTPRecipientsRefused):
        codes = [code for code, _reply in error.recipients.values()]
    else:
        codes = [error.smtp_code]
    return MailState.FAILED if all(code in _PERMANENT for code in codes) else MailState.WAITING


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


# --- Sending again -------------------------------------------------------------------------------------------------


@transaction.atomic
def send_again(mail: Mail, *, by: User | None, seen: int | None) -> Mail:
    """Let a mail that was not sent, or perhaps, be sent again; `seen` is the number of attempts that were seen.

    Raises NotAllowed, VersionNeeded, VersionConflict, WrongState.
    """
    require("surveys.send_mail", by)
    lock_head()
    stopped = Mail.objects.filter(pk=mail.pk, state__in=(MailState.FAILED, MailState.UNCERTAIN))
    changed = stopped.filter(attempts=need_version(seen)).update(state=MailState.WAITING, tried_at=None)
    present = Mail.objects.select_related("questionnaire", "user").filter(pk=mail.pk).first()
    if present is None:
        raise Missing
    if not changed and present.attempts != seen:
        raise VersionConflict(present)
    if not changed:
        raise WrongState
    data = {"person": f"user {present.user_id}", "occasion": str(present.occasion), "due": present.due}
    record("surveys.mails.sent_again", f"questionnaire {present.questionnaire}", by=by, data=data)
    return present
