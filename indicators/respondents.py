"""What respondents are called, in every language: a team and a Government by their country's name."""

from collections.abc import Collection, Mapping

from django.conf import settings
from django.db.models import Count
from django.utils import translation
from django.utils.translation import gettext as _

from common.translated import FALLBACK, texts_of
from countries.models import Country, CountryTeam
from surveys.models import Submission

Texts = dict[str, str]


def names_of(year: int, respondents: Collection[str]) -> dict[str, Texts]:
    """The names of all that are to answer in a year, by their code and then by language; three queries."""
    countries = {row.iso3: texts_of(row, "name") for row in Country.objects.all()}
    several = set(
        CountryTeam.objects.annotate(served=Count("countries")).filter(served__gt=1).values_list("code", flat=True)
    )
    rows = Submission.objects.filter(
        questionnaire__year=year, questionnaire__respondent__in=respondents
    ).with_respondents()
    return {row.code: _name(row, countries, several) for row in rows}


def _name(row: Submission, countries: Mapping[str, Texts], several: Collection[str]) -> Texts:
    if row.coordinator:
        return {FALLBACK: row.coordinator.name}
    if row.country:
        return countries[row.country.iso3]
    if row.team is None:
        return {FALLBACK: row.name or row.code}
    host = countries.get(row.team.code, {FALLBACK: row.team.code})
    return _as_office(host) if row.team.code in several else host


def _as_office(host: Texts) -> Texts:
    """A team that serves several countries, named by its host country in the languages that have the words."""
    names: Texts = {}
    for language, country in host.items():
        if language in settings.MODELTRANSLATION_LANGUAGES:
            with translation.override(language):
                names[language] = _("%(country)s (multi-country office)") % {"country": country}
    return names
