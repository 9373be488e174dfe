"""Files of records of many teams, read by a mapping of their headings: `/records/import/`."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.mapped_files import Reading
from common.mapping_forms import OurColumn
from common.refusals import Missing
from jobs.mapping_pages import Door, mapping_page, result_page
from records.kinds import KINDS, kind_named
from records.mapped import columns_of
from records.mapped_imports import save_mapping
from records.models import RecordMapping
from records.tasks import CHECK, IMPORT, page_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def importing(request: HttpRequest) -> HttpResponse:
    """A file chosen, its headings said to be fields, and its check asked for."""
    return mapping_page(request, _door(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def imported(request: HttpRequest, key: str) -> HttpResponse:
    """What the check of a file found, or what its import did; posting has it taken over."""
    return result_page(request, _door(request), key)


def _door(request: HttpRequest) -> Door:
    """The import of records. Raises Missing for who keeps none."""
    person = request.user
    assert isinstance(person, User)
    if not person.has_perm("records.save_mapping"):
        raise Missing

    def columns(kind: str) -> list[OurColumn]:
        return columns_of(kind_named(kind), person)

    def save(mapping: Any, kind: str, name: str, reading: Reading, seen: int | None) -> RecordMapping:
        return save_mapping(mapping, kind, name, reading, by=person, seen=seen)

    saved = list(RecordMapping.objects.all())
    return Door(
        title=_("Import records"),
        what=_("Which records"),
        kinds={code: capfirst(kind.label) for code, kind in KINDS.items()},
        mappings={code: [row for row in saved if row.kind == code] for code in KINDS},
        columns=columns,
        save=save,
        arguments=lambda kind: {"kind": kind},
        kind_of=lambda arguments: str(arguments["kind"]),
        check=CHECK,
        take=IMPORT,
        page=reverse("records:import"),
        page_of=page_of,
        way=[(reverse("records:teams"), _("Standing records"))],
    )
