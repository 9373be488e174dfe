"""In the background: files of records, checked and taken over."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from jobs.checked_files import STEPS
from jobs.kinds import Kind, register
from jobs.models import Job
from records.mapped_imports import check_file, import_file

CHECK, IMPORT = "records.check_file", "records.import_file"


def page_of(job: Job) -> str:
    """The page of a check or import."""
    return reverse("records:imported", args=(job.key,))


register(Kind(CHECK, _("Check of a file of records"), check_file, steps=STEPS, page=page_of))
register(Kind(IMPORT, _("Import of a file of records"), import_file, steps=STEPS, page=page_of))
