"""In the background: files of answers checked and taken over; reminders, each morning at headquarters, and again for
what could not be sent."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from jobs.checked_files import STEPS
from jobs.claims import Claim
from jobs.kinds import Kind
from jobs.kinds import register as register_kind
from jobs.models import Job
from jobs.schedules import Due, Schedule
from jobs.schedules import register as register_schedule
from surveys.choices import MailState
from surveys.mailing import due_mails, send_mails, write_mails
from surveys.mapped_imports import check_file, import_file

REMINDERS = "surveys.reminders"
_MOST_SECONDS = 3600  # one connection to the mail server for each person of the offices
CHECK, IMPORT = "surveys.check_file", "surveys.import_file"
_FROM = time(6)


def remind(claim: Claim) -> None:
    """Write the mails that are due and send them. Begun anew after a crash, it goes on with what is not sent."""
    claim.step("writing")
    written = write_mails(by=claim.by)
    counts = send_mails(step=lambda done, of: claim.step("sending", done, of))
    with transaction.atomic():
        by_state = {str(state): number for state, number in counts.items()}
        claim.finish(report={"said": _said(written, counts), "written": written, **by_state})


def _said(written: int, counts: Mapping[str, int]) -> list[str]:
    """What became of it, in words: how many mails were written, and how many came to which state."""
    said = [ngettext("%(number)s mail written.", "%(number)s mails written.", written) % {"number": written}]
    return said + [
        _("Mails %(state)s: %(number)s.") % {"state": state.label, "number": counts[state]}
        for state in MailState
        if counts.get(state)
    ]


def due_jobs(now: datetime) -> Iterable[Due]:
    """The job of the day from 06:00 at headquarters, whatever days were missed; one an hour for what still waits.

    What waits was refused for a while, or its job has ended before its turn; as long as one is under way it is left to
    that.
    """
    local = timezone.localtime(now)
    if local.time() < _FROM:
        return
    yield Due(REMINDERS, f"reminders/{local:%Y-%m-%d}")
    if due_mails(now) and not Job.objects.unfinished().filter(kind=REMINDERS).exists():
        yield Due(REMINDERS, f"reminders/{local:%Y-%m-%d/%H}")


register_kind(
    Kind(
        REMINDERS,
        gettext_lazy("Reminders"),
        remind,
        steps={"writing": gettext_lazy("writing mail"), "sending": gettext_lazy("sending mail")},
        time_limit=_MOST_SECONDS,
    )
)
register_schedule(Schedule("reminders", due_jobs))


def page_of(job: Job) -> str:
    """The page of a check or import."""
    return reverse("surveys:imported", args=(job.arguments["year"], job.key))


register_kind(Kind(CHECK, gettext_lazy("Check of a file of answers"), check_file, steps=STEPS, page=page_of))
register_kind(Kind(IMPORT, gettext_lazy("Import of a file of answers"), import_file, steps=STEPS, page=page_of))
