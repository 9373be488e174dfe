"""In the background: files of answers checked and taken over; reminders, each morning at headquarters, and again for
what could not be sent."""

from collections.abc import Iterable
from datetime import datetime, time

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from jobs.checked_files import STEPS
from jobs.claims import Claim
from jobs.kinds import Kind
from jobs.kinds import register as register_kind
from jobs.models import Job
from jobs.schedules import Due, Schedule
from jobs.schedules import register as register_schedule
from surveys.mailing import due_mails, send_mails, write_mails
from surveys.mapped_imports import check_file, import_file

REMINDERS = "surveys.reminders"
CHECK, IMPORT = "surveys.check_file", "surveys.import_file"
_FROM = time(6)


def remind(claim: Claim) -> None:
    """Write the mails that are due and send them. Begun anew after a crash, it goes on with what is not sent."""
    claim.step("writing")
    written = write_mails(by=claim.by)
    counts = send_mails(step=lambda done, of: claim.step("sending", done, of))
    with transaction.atomic():
        claim.finish(report={"written": written, **{str(state): number for state, number in counts.items()}})


def due_jobs(now: datetime) -> Iterable[Due]:
    """The job of the day from 06:00 at headquarters, whatever days were missed; one an hour for what still waits."""
    local = timezone.localtime(now)
    if local.time() < _FROM:
        return
    yield Due(REMINDERS, f"reminders/{local:%Y-%m-%d}")
    if any(mail.attempts for mail in due_mails(now)):
        yield Due(REMINDERS, f"reminders/{local:%Y-%m-%d/%H}")


register_kind(
    Kind(REMINDERS, _("Reminders"), remind, steps={"writing": _("writing mail"), "sending": _("sending mail")})
)
register_schedule(Schedule("reminders", due_jobs))


def page_of(job: Job) -> str:
    """The page of a check or import."""
    return reverse("surveys:imported", args=(job.arguments["year"], job.key))


register_kind(Kind(CHECK, _("Check of a file of answers"), check_file, steps=STEPS, page=page_of))
register_kind(Kind(IMPORT, _("Import of a file of answers"), import_file, steps=STEPS, page=page_of))
