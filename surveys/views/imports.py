"""Files of answers of many respondents, read by a mapping of their headings: `/tasks/<year>/import/`."""

from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import User
from common.mapped_files import Reading
from common.mapping_forms import OurColumn
from common.refusals import Missing
from jobs.mapping_pages import Door, mapping_page, result_page
from surveys.choices import Respondent
from surveys.mapped import columns_of
from surveys.mapped_imports import kinds_entered_by, save_mapping
from surveys.models import AnswerMapping
from surveys.tasks import CHECK, IMPORT, page_of


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def importing(request: HttpRequest, year: int) -> HttpResponse:
    """A file chosen, its headings said to be questions, and its check asked for."""
    return mapping_page(request, _door(request, year))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def imported(request: HttpRequest, year: int, key: str) -> HttpResponse:
    """What the check of a file found, or what its import did; posting has it taken over."""
    return result_page(request, _door(request, year), key)


def _door(request: HttpRequest, year: int) -> Door:
    """The import of the year's answers. Raises Missing for who gives no answers in it."""
    person = request.user
    assert isinstance(person, User)
    kinds = kinds_entered_by(person, year)
    if not kinds:
        raise Missing

    def columns(kind: str) -> list[OurColumn]:
        return columns_of(year, Respondent(kind), person)

    def save(mapping: Any, kind: str, name: str, reading: Reading, seen: int | None) -> AnswerMapping:
        return save_mapping(mapping, kind, name, reading, by=person, seen=seen)

    saved = list(AnswerMapping.objects.filter(respondent__in=kinds))
    return Door(
        title=_("Import answers, %(year)s") % {"year": year},
        what=_("Whose answers"),
        kinds=kinds,
        mappings={kind: [row for row in saved if row.respondent == kind] for kind in kinds},
        columns=columns,
        save=save,
        arguments=partial(_arguments, year),
        kind_of=lambda arguments: str(arguments["respondent"]),
        check=CHECK,
        take=IMPORT,
        page=reverse("surveys:import", args=(year,)),
        page_of=page_of,
        way=[(reverse("surveys:respondents", args=(year,)), _("Questionnaires"))],
    )


def _arguments(year: int, kind: str) -> dict[str, Any]:
    return {"year": year, "respondent": kind}
