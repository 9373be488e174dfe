"""Last year's questionnaire as this year's: the same sections and questions, each in its newest wording."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from activity.actions import lock_head, record
from common.refusals import Invalid, WrongState
from common.rows import translated_names
from frameworks.models import ReportingYear
from surveys.definitions import check_order, target_of
from surveys.models import Item, Questionnaire, QuestionVersion, Section
from surveys.permissions import require


@transaction.atomic
def copy_questionnaire(
    source: Questionnaire, year: int, *, by: User | None, deadline: date | None = None
) -> Questionnaire:
    """`source` for another reporting year, not opened: its words in all languages, its days as many years later.

    `deadline` in place of the day that this gives. Raises NotAllowed, Invalid, or WrongState where that year is closed
    or has such a questionnaire.
    """
    require("surveys.change_questionnaire", by)
    lock_head()
    reporting_year = ReportingYear.objects.filter(year=year).first()
    if reporting_year is None:
        raise Invalid({"year": [_("There is no reporting year %(year)s.") % {"year": year}]})
    if Questionnaire.objects.filter(year=reporting_year, respondent=source.respondent).exists():
        raise WrongState(_("This respondent has a questionnaire for %(year)s already.") % {"year": year})
    if not reporting_year.is_open:
        raise WrongState(_("The reporting year %(year)s is closed.") % {"year": year})
    with translation.override("en"):  # the unmarked column of a translated text repeats its English
        made = Questionnaire.objects.create(
            respondent=source.respondent,
            year=reporting_year,
            disclosure=source.disclosure,
            zone=source.zone,
            deadline=deadline or years_later(source.deadline, year - source.year_id),
            **_words(source),
        )
        reworded = [code for section in source.sections.order_by("position") for code in _copy(section, made)]
    check_order(made)
    data = {
        "version": made.version,
        "copied": str(source),
        "deadline": made.deadline,
        "questions": Item.objects.filter(section__questionnaire=made).count(),
        "in_newer_wording": reworded,
    }
    record("surveys.questionnaire.copied", target_of(made), by=by, data=data)
    return made


def years_later(day: date, years: int) -> date:
    """The same day of another year; the 28th of February for a 29th that is not there."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return day.replace(year=day.year + years, day=28)


def _copy(section: Section, made: Questionnaire) -> list[str]:
    """A section with its questions; the codes of those that have a newer wording by now."""
    copied = Section.objects.create(
        questionnaire=made,
        code=section.code,
        position=section.position,
        deadline=section.deadline and years_later(section.deadline, made.year_id - section.questionnaire.year_id),
        **_words(section),
    )
    newest = QuestionVersion.objects.filter(question=OuterRef("question")).order_by("-number").values("pk")[:1]
    rows = section.items.select_related("question").annotate(newest=Subquery(newest)).order_by("position")
    Item.objects.bulk_create(
        Item(section=copied, question=row.question, wording_id=row.newest, position=row.position) for row in rows
    )
    return [row.question.code for row in rows if row.newest != row.wording_id]


def _words(row: Questionnaire | Section) -> dict[str, Any]:
    """Its translated texts, in the languages that they have."""
    names = translated_names(type(row))
    return {
        f"{name}_{language}": getattr(row, f"{name}_{language}")
        for name in names
        for language in settings.MODELTRANSLATION_LANGUAGES
    }
