"""What can be found in a release: an entry for each thing that has a page or a place on one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.folding import fold
from indicators.rules import in_every_language
from public.data.source import Source
from public.data.tables import TABLES
from publications.models import Kind

Content = dict[str, Any]
Texts = Mapping[str, str]

INDICATOR, SERIES, LEVEL, QUESTION, COUNTRY = "indicator", "series", "level", "question", "country"
REGION, FACT, CONTRIBUTOR, TABLE, PAGE = "region", "fact", "contributor", "table", "page"
# In the order in which results of equal worth are listed.
KINDS: dict[str, Promise] = {
    INDICATOR: _("Indicators"),
    SERIES: _("Series"),
    LEVEL: _("Goals, outcomes and outputs"),
    QUESTION: _("Questions"),
    COUNTRY: _("Countries and territories"),
    REGION: _("Regions"),
    FACT: _("Facts"),
    CONTRIBUTOR: _("Contributors"),
    TABLE: _("Data"),
    PAGE: _("Pages"),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """Something to be found. `titles` and `bodies` are texts by language; `codes` are names that come before words.

    `place` names a page and its parts, `anchor` a place on it. `folded` is, by language, the title and the body as they
    are searched, and `named` the codes.
    """

    kind: str
    titles: Texts
    place: tuple[str, ...]
    codes: tuple[str, ...] = ()
    bodies: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    anchor: str = ""
    query: tuple[tuple[str, str], ...] = ()
    folded: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    named: tuple[str, ...] = ()


def entries_of(source: Source) -> list[Entry]:
    """Everything that the release lets be found, in its order."""
    found = [
        *_indicators(source),
        *_levels(source),
        *_questions(source),
        *_countries(source),
        *_regions(source),
        *_facts(source),
        *_contributors(source),
        *_tables(),
        *_pages(),
    ]
    return [_searchable(entry) for entry in found]


def _searchable(entry: Entry) -> Entry:
    texts = {
        language: (fold(entry.titles.get(language, "")), fold("\n".join(entry.bodies.get(language, ()))))
        for language in dict.fromkeys([*entry.titles, *entry.bodies])
    }
    return replace(entry, folded=texts, named=tuple(map(fold, entry.codes)))


def _joined(*texts: Texts) -> dict[str, tuple[str, ...]]:
    """Several texts by language, those that there are."""
    languages = dict.fromkeys(language for each in texts for language in each)
    return {language: tuple(each[language] for each in texts if each.get(language)) for language in languages}


# --- What a release holds --------------------------------------------------------------------------------------------


def _indicators(source: Source) -> Iterator[Entry]:
    for row in source.documents(Kind.INDICATOR):
        place = ("public:indicator", row["framework"], row["code"])
        notes = [each[name]["note"] for each in row["series"] for name in ("baseline", "target")]
        bodies = _joined(row["note"], row["roll_up"]["applies_to"], row["collected_from"], *notes, *_said(row))
        yield Entry(INDICATOR, row["title"], place, (row["code"],), bodies)
        for series in row["series"]:
            if series["title"]:
                yield Entry(SERIES, series["title"], place, bodies=_joined(row["title"]), anchor=series["code"])


def _said(indicator: Content) -> Iterator[Texts]:
    """Notes and reasons of its values, in the language that they were written in, as far as that is known."""
    for series in indicator["series"]:
        for row in series["observations"]:
            yield from ({"en": row[name]} for name in ("note", "reason") if row[name])
        if slippage := series.get("slippage"):
            yield {slippage["language"]: slippage["sentence"]}


def _levels(source: Source) -> Iterator[Entry]:
    for framework in source.documents(Kind.FRAMEWORK):
        named = (("framework", framework["code"]),)
        yield Entry(LEVEL, framework["title"], ("public:framework",), (framework["code"],), query=named)
        for goal in framework["goals"]:
            within = [goal, *goal["outcomes"], *(row for outcome in goal["outcomes"] for row in outcome["outputs"])]
            for row in within:
                anchor = f"goal-{goal['code']}"
                yield Entry(LEVEL, row["title"], ("public:framework",), (row["code"],), anchor=anchor, query=named)


def _questions(source: Source) -> Iterator[Entry]:
    """Each question once, as it was put in the latest year."""
    latest: dict[tuple[str, str], tuple[int, Content, Content]] = {}
    for survey in source.documents(Kind.SURVEY):
        for section in survey["sections"]:
            for question in section["questions"]:
                key = (survey["respondent"], question["code"])
                if key not in latest or latest[key][0] < survey["year"]:
                    latest[key] = (survey["year"], survey, question)
    for year, survey, question in latest.values():
        place = ("public:survey", survey["respondent"], str(year))
        choices = [choice["text"] for choice in question["choices"]]
        bodies = _joined(survey["title"], *choices)
        yield Entry(QUESTION, question["text"], place, (question["code"],), bodies, anchor=f"q-{question['code']}")


def _countries(source: Source) -> Iterator[Entry]:
    for row in source.documents(Kind.COUNTRY):
        codes = tuple(code for code in (row["iso3"], row["iso2"], row["m49"]) if code)
        yield Entry(COUNTRY, row["name"], ("public:country", row["iso3"]), codes, _joined(row["note"]))


def _regions(source: Source) -> Iterator[Entry]:
    for row in source.documents(Kind.REGION):
        yield Entry(REGION, row["name"], ("public:region", row["code"]), (row["code"],))


def _facts(source: Source) -> Iterator[Entry]:
    """The facts of the reports; what only looks like an indicator is found under the one that it resembles."""
    for content in source.documents(Kind.FACTS):
        sources = {row["code"]: row["title"] for row in content["sources"]}
        for row in content["facts"]:
            bodies = _joined(sources[row["source"]])
            yield Entry(FACT, row["title"], ("public:fact", row["code"]), (row["code"],), bodies)
        for row in content["look_alikes"]:
            place = ("public:indicator", row["framework"], row["indicator"])
            yield Entry(FACT, row["title"], place, bodies=_joined(row["difference"]))


def _contributors(source: Source) -> Iterator[Entry]:
    for row in source.fund("contributions").get("contributors", []):
        yield Entry(CONTRIBUTOR, row["name"], ("public:contributor", row["code"]), (row["code"],))


# --- What the site has ------------------------------------------------------------------------------------------------


def _tables() -> Iterator[Entry]:
    for table in TABLES.values():
        titles, words = in_every_language(table.title), in_every_language(table.description)
        yield Entry(TABLE, titles, ("public:data_table", table.name), (table.name,), _joined(words))


_PAGES: tuple[tuple[str, Promise, Promise], ...] = (
    ("overview", _("Overview"), _("The position in a sentence, ratings by goal, funding, and what changed.")),
    ("framework", _("Framework"), _("Every goal, outcome, output and indicator with baseline, target and rating.")),
    ("compare", _("Compare"), _("A series by region and by group of countries.")),
    ("reporting", _("Reporting"), _("Who answered, and which series have no value and why.")),
    ("surveys", _("Survey results"), _("What was asked and what was answered, by questionnaire and year.")),
    ("countries", _("Countries"), _("Every country and territory with its country team and office.")),
    ("coordinators", _("Resident coordinators"), _("How many serve, and of what kind.")),
    ("offices", _("Resident coordinator offices"), _("Posts by function and category, filled and vacant.")),
    ("frameworks", _("Cooperation Frameworks and UNDAFs"), _("Which are in force, in design or ended.")),
    (
        "funding",
        _("Funding"),
        _("The special purpose trust fund: budget, expenditure and posts of annex I."),
    ),
    ("funding_streams", _("Funding by stream"), _("Voluntary contributions, levy and cost-sharing, and the gap.")),
    ("contributions", _("Contributions"), _("Agreements, pledges and payments, by contributor and year.")),
    ("facts", _("Facts"), _("Further figures of the report, with source and paragraph.")),
    ("data", _("Data"), _("Every table as CSV, XLSX, JSON and Parquet, with licence, checksums and dictionary.")),
    ("data_connect", _("How to connect"), _("Excel, Power BI, R, Python and DuckDB in lines to copy.")),
    ("releases", _("Releases"), _("Everything that was ever published, and what each release changed.")),
    (
        "methodology",
        _("Methodology"),
        _("How progress is rated, and how answers become figures."),
    ),
    ("terms", _("Terms of use"), _("Under which terms the site and its data may be used.")),
    ("contact", _("Contact"), _("Whom to ask.")),
    ("accessibility", _("Accessibility"), _("How everybody can use the site, and what is lacking.")),
)


def _pages() -> Iterator[Entry]:
    for name, title, words in _PAGES:
        if _exists(f"public:{name}"):
            yield Entry(PAGE, in_every_language(title), (f"public:{name}",), bodies=_joined(in_every_language(words)))


def _exists(name: str) -> bool:
    try:
        reverse(name)
    except NoReverseMatch:
        return False
    return True
