"""What an address asks to see of a release: which framework, and which part of it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.http import Http404, HttpRequest
from django.utils.text import slugify

from common.translated import Text, text_of
from indicators.progress import CODES
from public.releases import document, documents
from public.shown import ShownRelease
from public.words import COUNTED
from publications.models import Document, Kind


def framework_document(release: ShownRelease, code: str) -> dict[str, Any]:
    """The document of a framework; "" is the present one, which is the latest to begin. Raises Http404."""
    if code:
        return document(release.row, Kind.FRAMEWORK, code)
    found = documents(release.row, Kind.FRAMEWORK)
    if not found:
        raise Http404
    return found[0]


def framework_codes(release: ShownRelease) -> list[str]:
    """The codes of the release's frameworks, the present one first."""
    return list(Document.objects.of(release.row, Kind.FRAMEWORK).values_list("key", flat=True))


@dataclass(frozen=True, slots=True)
class SeriesChoice:
    """Which series of a framework a reader asked for; "" is any. `source` is where they are collected from."""

    goal: str = ""
    rating: str = ""
    source: str = ""
    respondent: str = ""

    @property
    def query(self) -> dict[str, str]:
        """What an address asks by."""
        return asdict(self)

    @property
    def is_all(self) -> bool:
        return not any(self.query.values())

    def has(self, goal: str, indicator: Mapping[str, Any], rating: str) -> bool:
        """Whether a series with this rating, of an indicator under this goal, was asked for."""
        return (
            self.goal in ("", goal)
            and self.rating in ("", rating)
            and self.source in ("", source_code(indicator))
            and self.respondent in ("", respondent_code(indicator))
        )


EVERY_SERIES = SeriesChoice()


def source_code(indicator: Mapping[str, Any]) -> str:
    """A code for where an indicator's values are collected from, made of its English words; "" where none are given."""
    return slugify(indicator["collected_from"].get("en", ""))


def respondent_code(indicator: Mapping[str, Any]) -> str:
    """A code for whom its figures count; "" where they count nobody."""
    return slugify(indicator["roll_up"]["of"] or "")


def indicators_of(framework: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The indicators of a framework's document, in their order."""
    for goal in framework["goals"]:
        for outcome in goal["outcomes"]:
            for output in outcome["outputs"]:
                yield from output["indicators"]


def sources_of(framework: Mapping[str, Any]) -> dict[str, Text]:
    """Where the framework's indicators are collected from, by code."""
    found = {source_code(each): text_of(each["collected_from"]) for each in indicators_of(framework)}
    return {code: words for code, words in found.items() if code}


def respondents_of(framework: Mapping[str, Any]) -> dict[str, str]:
    """Whom the framework's figures count, by code."""
    found = {respondent_code(each): each["roll_up"]["of"] for each in indicators_of(framework)}
    return {code: str(COUNTED[counted]) for code, counted in found.items() if code}


def chosen_series(request: HttpRequest, framework: Mapping[str, Any]) -> SeriesChoice:
    """The series that the reader asked for. Raises Http404 for what does not exist."""
    given = {name: request.GET.get(name, "") for name in ("goal", "rating", "source", "respondent")}
    known: dict[str, Collection[str]] = {
        "goal": [row["code"] for row in framework["goals"]],
        "rating": CODES,
        "source": sources_of(framework),
        "respondent": respondents_of(framework),
    }
    if any(value and value not in known[name] for name, value in given.items()):
        raise Http404
    return SeriesChoice(**given)
