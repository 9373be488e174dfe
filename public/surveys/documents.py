"""The questionnaires of a release: which it holds, one of them, and the same one of the year before."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.translated import Text, text_of
from public.releases import document, documents
from public.shown import ShownRelease
from public.texts import count_words
from publications.models import Document, Kind
from surveys.choices import Respondent

Content = dict[str, Any]

_ORDER = tuple(Respondent.values)
_RESPONDENTS: dict[str, Promise] = {
    Respondent.TEAM: _("Country teams"),
    Respondent.GOVERNMENT: _("Programme country Governments"),
    Respondent.COORDINATOR: _("Resident coordinators"),
    Respondent.ENTITY: _("Entity headquarters"),
    Respondent.CONTRIBUTOR: _("Contributing countries"),
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A questionnaire in the list of all."""

    content: Content

    @property
    def respondent(self) -> str:
        return str(self.content["respondent"])

    @property
    def year(self) -> int:
        return int(self.content["year"])

    @property
    def title(self) -> Text:
        return text_of(self.content["title"])

    @property
    def asked(self) -> int:
        return sum(len(section["questions"]) for section in self.content["sections"])

    @property
    def expected(self) -> str:
        return count_words(self.content["expected"])

    @property
    def accepted(self) -> str:
        return count_words(self.content["accepted"])


@dataclass(frozen=True, slots=True)
class OfRespondent:
    """The questionnaires of one kind of respondent, the newest first."""

    respondent: str
    surveys: Sequence[Listed]

    @property
    def label(self) -> str:
        return respondent_words(self.respondent)


def surveys_of(release: ShownRelease) -> list[OfRespondent]:
    """All questionnaires of a release by kind of respondent; [] where it holds none."""
    contents = documents(release.row, Kind.SURVEY)
    kinds = sorted({content["respondent"] for content in contents}, key=_ORDER.index)
    return [
        OfRespondent(
            kind,
            sorted((Listed(row) for row in contents if row["respondent"] == kind), key=lambda row: -row.year),
        )
        for kind in kinds
    ]


def survey(release: ShownRelease, respondent: str, year: int) -> Content:
    """The document of one questionnaire. Raises Http404."""
    return document(release.row, Kind.SURVEY, f"{respondent}/{year}")


def years_of(release: ShownRelease, respondent: str) -> list[int]:
    """The years of which the release holds a questionnaire of these respondents, the newest first."""
    keys = Document.objects.of(release.row, Kind.SURVEY).values_list("key", flat=True)
    pairs = (key.partition("/") for key in keys)
    return sorted((int(year) for kind, _slash, year in pairs if kind == respondent), reverse=True)


def year_before(release: ShownRelease, respondent: str, years: Sequence[int], year: int) -> Content | None:
    """The last questionnaire before `year`, of the `years` that there are; None where there is none."""
    earlier = max((each for each in years if each < year), default=None)
    return None if earlier is None else survey(release, respondent, earlier)


def respondent_words(respondent: str) -> str:
    """Who answers, as a heading."""
    return str(_RESPONDENTS[respondent])
