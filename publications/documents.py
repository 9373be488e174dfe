"""The documents of a release, built from what is validated: plain dicts, every language, decimals as strings.

One function reads the rows (a fixed number of queries, however many there are), the others only shape them. Roles
stand in them, never persons.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Prefetch
from django.utils import timezone

from common.numbers import canonical
from common.translated import texts_of
from finance.published import contents as trust_fund_contents
from frameworks.models import Framework
from indicators import progress
from indicators.amended import confirmed, course_then, key_within, touching
from indicators.models import Figure, Indicator, Series, Slippage
from indicators.slippage import latest_with_value
from publications.behind import behind_of, described_rules, sources
from publications.facts import fact_contents
from publications.lineage import lineages
from publications.models import Document, Kind, Release
from publications.openness import all_items, levels_of
from publications.places import all_countries, country_content, region_contents, team_contents
from publications.reporting import completeness_of, reporting_years, returns
from publications.surveys import survey_contents
from publications.team_answers import answers_of_teams
from publications.tree import framework_content, level_content, unofficial

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Draft:
    """A document before it is released. `position` orders the documents of one kind."""

    kind: str
    key: str
    position: int
    content: Content


@dataclass(frozen=True, slots=True)
class Edition:
    """What every document of a release says of the release: which one, of which day, up to which due year."""

    number: int
    title: str
    date: str
    due_year: int
    demonstration: bool

    def content(self) -> Content:
        return {
            "number": self.number,
            "title": self.title,
            "date": self.date,
            "due_year": self.due_year,
            "demonstration": self.demonstration,
        }


def all_documents(edition: Edition) -> list[Draft]:
    """Every document of a release but the release's own, in a fixed order; a fixed number of queries."""
    figures, slippages = _figures_by_series(), _slippages()
    items = all_items()
    levels = levels_of(items)
    countries, reported = all_countries(), returns(items, levels)
    beside = sources({country.iso3: texts_of(country, "name") for country in countries}, items, levels)
    rules = described_rules(beside)
    amendments = confirmed()
    lineage = lineages(figures, amendments)
    drafts: list[Draft] = []
    computed: list[Content] = []
    for position, framework in enumerate(_frameworks(), 1):
        rows = framework.indicators.all()
        amended = amendments.get(framework.code, [])
        indicators = [
            _indicator(indicator, framework, amended, figures, lineage, slippages, rules, edition) for indicator in rows
        ]
        drafts.append(
            Draft(Kind.FRAMEWORK, framework.code, position, framework_content(framework, indicators, edition.content()))
        )
        offset = sum(draft.kind == Kind.INDICATOR for draft in drafts)
        drafts += [
            Draft(Kind.INDICATOR, f"{framework.code}/{content['code']}", offset + place, content)
            for place, content in enumerate(indicators, 1)
        ]
        computed += [content for row in rows for content in behind_of(row, figures, beside)]
    teams = team_contents(countries, completeness_of(reported), answers_of_teams(items, levels))
    drafts += _numbered(Kind.BEHIND, "{framework}/{indicator}/{year}", computed, edition)
    drafts += _numbered(Kind.REGION, "{code}", region_contents(), edition)
    drafts += _numbered(Kind.TEAM, "{code}", teams, edition)
    drafts += _numbered(Kind.COUNTRY, "{iso3}", map(country_content, countries), edition)
    drafts += _numbered(Kind.REPORTING, "{year}", reporting_years(reported, items), edition)
    surveys = survey_contents(items, levels, reported, figures)
    drafts += _numbered(Kind.SURVEY, "{respondent}/{year}", surveys, edition)
    drafts += _numbered(Kind.FACTS, "{code}", fact_contents(), edition)
    for position, (key, content) in enumerate(trust_fund_contents(), 1):
        drafts.append(Draft(Kind.FINANCE, key, position, content | {"release": edition.content()}))
    return drafts


def _numbered(kind: str, key: str, contents: Iterable[Content], edition: Edition) -> Iterator[Draft]:
    """The documents of one kind in their order; `key` is made of what each says."""
    for position, content in enumerate(contents, 1):
        yield Draft(kind, key.format_map(content), position, content | {"release": edition.content()})


def documents_of(release: Release) -> dict[tuple[str, str], Content]:
    """What was published in a release, by kind and key in their order; without the release's own document."""
    stored = Document.objects.filter(release=release).exclude(kind=Kind.RELEASE).order_by("kind", "position")
    return {(kind, key): json.loads(text) for kind, key, text in stored.values_list("kind", "key", "text")}


def number(value: Decimal | None) -> str | None:
    """A decimal as its canonical string; missing stays null."""
    return None if value is None else canonical(value)


def _frameworks() -> Any:
    indicators = Indicator.objects.select_related("output__outcome__goal", "framework").prefetch_related(
        Prefetch("series", Series.objects.order_by("position").prefetch_related("milestones"))
    )
    return (
        Framework.objects.adopted()
        .order_by("-first_year", "code")
        .prefetch_related("goals__outcomes__outputs", Prefetch("indicators", indicators.order_by("position")))
    )


def _figures_by_series() -> dict[int, list[Figure]]:
    figures: dict[int, list[Figure]] = defaultdict(list)
    for figure in Figure.objects.current().select_related("observation").order_by("observation__year"):
        figures[figure.observation.series_id].append(figure)
    return figures


def _slippages() -> dict[tuple[int, int], Slippage]:
    """Headquarters' sentences by series and year."""
    return {(row.series_id, row.year_id): row for row in Slippage.objects.all()}


def _indicator(
    indicator: Indicator,
    framework: Framework,
    amendments: list[Content],
    figures: dict[int, list[Figure]],
    lineage: Mapping[int, Content],
    slippages: Mapping[tuple[int, int], Slippage],
    rules: Mapping[int, Content],
    edition: Edition,
) -> Content:
    output, series = indicator.output, indicator.series.all()
    return {
        "framework": framework.code,
        "document": framework.document,
        "unofficial": unofficial(framework),
        "code": indicator.code,
        "shown_code": f"RCS {indicator.code}",
        "goal": level_content(output.outcome.goal),
        "outcome": level_content(output.outcome),
        "output": level_content(output),
        "title": texts_of(indicator, "title"),
        "note": texts_of(indicator, "note"),
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "direction": indicator.direction,
        "roll_up": {
            "method": indicator.method,
            "of": indicator.counted or None,
            "applies_to": texts_of(indicator, "applies_to"),
            "rules": [rules[row.pk] for row in series if row.pk in rules],
        },
        "collected_from": texts_of(indicator, "collected_from"),
        "amendments": touching(amendments, indicator.code),
        "release": edition.content(),
        "series": [
            _series(row, figures.get(row.pk, []), amendments, slippages, edition) | {"lineage": lineage[row.pk]}
            for row in series
        ],
    }


def _series(
    series: Series,
    figures: list[Figure],
    amendments: list[Content],
    slippages: Mapping[tuple[int, int], Slippage],
    edition: Edition,
) -> Content:
    present, key = series.course(), key_within(series)
    courses = {
        row.observation.year_id: course_then(present, row.observation.year_id, amendments, key) for row in figures
    }
    latest, due_year = latest_with_value(figures), min(edition.due_year, series.last_year or edition.due_year)
    rating = _rating(courses[latest.observation.year_id] if latest else present, latest)
    slipped = rating["code"] in progress.SLIPPED
    due = next((figure for figure in figures if figure.observation.year_id == due_year), None)
    return {
        "code": series.code,
        "title": texts_of(series, "title"),
        "last_year": series.last_year,
        "baseline": {
            "value": number(series.baseline_value),
            "year": series.baseline_year,
            "note": texts_of(series, "baseline_note"),
        },
        "target": {
            "value": number(series.target_value),
            "year": series.target_year,
            "note": texts_of(series, "target_note"),
        },
        "milestones": [
            {"year": milestone.year, "value": number(milestone.value), "note": texts_of(milestone, "note")}
            for milestone in series.milestones.all()
        ],
        "latest": None
        if latest is None
        else {
            "value": number(latest.value),
            "year": latest.observation.year_id,
            "status": latest.status,
            "origin": latest.origin,
        },
        "due": {"year": due_year, "status": due.status if due else "not_reported"},
        "rating": rating,
        "slippage": _slippage(slippages.get((series.pk, rating["year"]))) if slipped else None,
        "observations": [_observation(figure, courses[figure.observation.year_id]) for figure in figures],
    }


def _rating(course: progress.Course, figure: Figure | None) -> Content:
    """The rating of a figure, with its year; without a figure there is no year that it could be of."""
    if figure is None:
        rating, year = progress.rate(course, None, 0), None
    else:
        year = figure.observation.year_id
        rating = progress.rate(course, figure.value, year)
    return {
        "code": rating.code,
        "year": year,
        "reason": rating.reason,
        "working": {
            "p": progress.share_text(rating.p),
            "e": progress.share_text(rating.e),
            "version": rating.version,
        },
    }


def _slippage(given: Slippage | None) -> Content | None:
    """Headquarters' sentence on why a series is not where it should be; None where there is none for that year."""
    if given is None:
        return None
    return {
        "year": given.year_id,
        "sentence": given.sentence,
        "language": given.language,
        "at": timezone.localdate(given.changed_at).isoformat(),
    }


def _observation(figure: Figure, course: progress.Course) -> Content:
    """A figure of one year. Who validated it stands as a role: the source document itself, or a validator."""
    return {
        "year": figure.observation.year_id,
        "value": number(figure.value),
        "numerator": number(figure.numerator),
        "denominator": number(figure.denominator),
        "status": figure.status,
        "origin": figure.origin,
        "reason": figure.reason,
        "source": figure.source,
        "note": figure.note,
        "evidence": figure.evidence,
        "figure": figure.number,
        "validated": {
            "date": timezone.localdate(figure.validated_at).isoformat(),
            "by": "validator" if figure.validated_by_id else "source document",
        },
        "rating": _rating(course, figure),
    }


def flat_rows(drafts: list[Draft]) -> Iterator[Content]:
    """The observations of the indicator documents, one row each, in the framework's order."""
    for draft in drafts:
        if draft.kind != Kind.INDICATOR:
            continue
        content = draft.content
        for series in content["series"]:
            for row in series["observations"]:
                yield {
                    "framework": content["framework"],
                    "goal": content["goal"]["code"],
                    "indicator": content["code"],
                    "series": series["code"],
                    "unit": content["unit"],
                } | {
                    name: row[name]
                    for name in (
                        "year",
                        "value",
                        "numerator",
                        "denominator",
                        "status",
                        "origin",
                        "source",
                        "note",
                    )
                }
