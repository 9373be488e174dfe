"""What is behind the computed figures of an indicator now: `/entry/<year>/<framework>/<indicator>/behind/`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from common.api import JSON, to_json
from common.csv_rows import CONTENT_TYPE, csv_chunks
from common.numbers import from_canonical
from common.private import Download
from common.translated import text_of, texts_of
from countries.models import Group, Region
from indicators.behind_rows import CONTRIBUTION, rows_of
from indicators.choices import Counted
from indicators.comparison import with_everything
from indicators.contents import COUNTS, Content
from indicators.contribution_words import ContributionRow, contribution_rows, worked
from indicators.live import Behind, BehindAnswers, BehindContributions, behind_now
from indicators.measures import Measure, to_target
from indicators.models import Observation
from indicators.rollup import SIDES
from indicators.rule_words import SIDE_WORDS, answer_in_words, sentences_of

COLUMNS = (
    *("series", "row", "code", "name", "region", "answer", "counted", "of", "disclosure", "withheld"),
    *COUNTS,
    *CONTRIBUTION,
)


@dataclass(frozen=True, slots=True)
class ShownContributions:
    """A series that is computed from the ledger, as the page shows it, in the reader's words."""

    behind: BehindContributions
    template: str = "indicators/behind_contributions.html"

    @property
    def observation(self) -> Observation:
        return self.behind.observation

    @property
    def rule(self) -> list[str]:
        return sentences_of(self.behind.rule)

    @property
    def rows(self) -> list[ContributionRow]:
        return contribution_rows(self.behind.opened["contributions"])

    @property
    def coming(self) -> list[ContributionRow]:
        return contribution_rows(self.behind.coming)

    @property
    def worked(self) -> str:
        """How the contributions come to the value."""
        return worked(self.behind.opened)

    @property
    def to_target(self) -> str:
        series = self.observation.series
        indicator, value = series.indicator, from_canonical(self.behind.opened["value"])
        measure = Measure(indicator.unit, indicator.decimals)
        return to_target(measure, value, series.target_value, series.target_year, indicator.direction)


@dataclass(frozen=True, slots=True)
class ShownAnswers:
    """A series that is computed from answers, as the page shows it, in the reader's words."""

    behind: BehindAnswers
    regions: Mapping[str, str]
    template: str = "indicators/behind_series.html"

    @property
    def observation(self) -> Observation:
        return self.behind.observation

    @property
    def rule(self) -> list[str]:
        return sentences_of(self.behind.rule)

    @property
    def whom(self) -> Any:
        """What is counted, in the plural."""
        of = self.behind.opened["of"]
        return Counted(of).label if of else _("respondents")

    @property
    def sides(self) -> Iterator[tuple[str, Any, int, list[Content]]]:
        """(code, words, how many, the rows that may be shown) for each side of the figure."""
        for side in SIDES:
            rows = sorted(map(self._in_words, self.behind.standing(side)), key=lambda row: str(row["name"]))
            yield side, SIDE_WORDS[side], self.behind.sides[side], rows

    @property
    def coming(self) -> list[Content]:
        texts = self._choices
        return [
            self._in_words(row) | {"before": answer_in_words(row["before"] or "", texts)} for row in self.behind.coming
        ]

    @property
    def places(self) -> list[tuple[Any, Content | None]]:
        """(name, cell) of each region and group; a cell that is None is withheld."""
        places = self.behind.opened["places"]
        by_region = [(self.regions.get(code, code), cell) for code, cell in places["regions"].items()]
        return by_region + [(Group(code).label, cell) for code, cell in places["groups"].items()]

    @property
    def _choices(self) -> dict[str, Mapping[str, str]]:
        return {choice["code"]: choice["text"] for choice in self.behind.rule["choices"]}

    def _in_words(self, row: Content) -> Content:
        return row | {
            "name": text_of(row["name"]),
            "answer": answer_in_words(row["answer"] or "", self._choices),
            "side": SIDE_WORDS[row["counted"]],
            "region": self.regions.get(row.get("region") or "", row.get("region")),
        }


@login_required
@require_safe
@never_cache
def page(request: HttpRequest, year: int, framework: str, indicator: str) -> HttpResponse:
    """The rule, the counts, who stands on which side, by region and group, and what it takes to reach the target."""
    found = _found(request, year, framework, indicator)
    regions = {row.code: row.name for row in Region.objects.all()}
    context = {
        "indicator": found[0].observation.series.indicator,
        "year": found[0].observation.year,
        "shown": [_shown(row, regions) for row in found],
    }
    return render(request, "indicators/behind.html", context)


@login_required
@require_safe
@never_cache
def as_csv(request: HttpRequest, year: int, framework: str, indicator: str) -> HttpResponse:
    """The same as rows, names in the reader's language."""
    regions = {row.code: texts_of(row, "name") for row in Region.objects.all()}
    rows = (
        row | {"name": text_of(row.get("name", {})).plain}
        for found in _found(request, year, framework, indicator)
        for row in rows_of(found.observation.series.code, found.opened, regions)
    )
    lines = ([row.get(column) for column in COLUMNS] for row in rows)
    return Download(b"".join(csv_chunks(COLUMNS, lines)), CONTENT_TYPE, f"{indicator}-{year}-behind.csv")


@login_required
@require_safe
@never_cache
def as_json(request: HttpRequest, year: int, framework: str, indicator: str) -> HttpResponse:
    """The same as the API says it, series by series."""
    series = [
        {"code": row.observation.series.code, "title": texts_of(row.observation.series, "title"), **row.shape()}
        for row in _found(request, year, framework, indicator)
    ]
    content = {"framework": framework, "indicator": indicator, "year": year, "series": series}
    return HttpResponse(to_json(content), content_type=JSON)


def _found(request: HttpRequest, year: int, framework: str, indicator: str) -> list[Behind]:
    """What is behind the series that this person may see. Raises Http404 where nothing is computed."""
    rows = Observation.objects.visible_to(request.user).filter(
        year=year, series__indicator__framework__code=framework, series__indicator__code=indicator
    )
    found = behind_now(with_everything(rows))
    if not found:
        raise Http404
    return found


def _shown(behind: Behind, regions: Mapping[str, str]) -> ShownAnswers | ShownContributions:
    match behind:
        case BehindAnswers():
            return ShownAnswers(behind, regions)
        case BehindContributions():
            return ShownContributions(behind)
    raise TypeError(f"nothing shows a {type(behind).__name__}")
