"""The report's own further facts, and what only looks like an indicator, as tables."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from public.data import shared_columns as shared
from public.data.columns import Row, Table, in_languages, number, pointing, string, year, yes_no
from public.data.source import Source
from public.facts.rows import fact_rows, look_alike_rows
from publications.models import Kind

_PARAGRAPH = string("paragraph", _("Paragraph of the document, or where else it says so."))
_VALUE = number("value", _("The value."), _("as the column “unit” says"))
_YEAR = year("year", _("Year that the value is for."))


def _facts(source: Source) -> Iterator[Row]:
    for content in source.documents(Kind.FACTS):
        yield from fact_rows(content)


def _look_alikes(source: Source) -> Iterator[Row]:
    for content in source.documents(Kind.FACTS):
        yield from look_alike_rows(content)


FACTS = Table(
    "facts",
    _("Facts of the report"),
    _("A row for each further figure that the report itself gives, and each of its years."),
    _facts,
    (
        shared.DOCUMENT,
        string("code", _("Code of the fact.")),
        *shared.TITLE,
        string("source", _("Code of the source that the report names.")),
        *in_languages("source_title", _("The source in words.")),
        *(_PARAGRAPH, _YEAR, _VALUE, shared.UNIT),
        string("as_at", _("Month that the value is of; empty where the report does not say.")),
        shared.RELEASE,
    ),
    key=("document", "code", "year"),
)
LOOK_ALIKES = Table(
    "look_alikes",
    _("What only looks like an indicator"),
    _("A row for each figure of the report that resembles an indicator, measures something else, and is not counted."),
    _look_alikes,
    (
        shared.DOCUMENT,
        string("code", _("Code of the figure.")),
        shared.FRAMEWORK,
        shared.INDICATOR,
        *shared.TITLE,
        *in_languages("difference", _("What it measures instead.")),
        *(_PARAGRAPH, _YEAR, _VALUE, shared.UNIT),
        yes_no("about", _("Whether the report itself says “about”.")),
        shared.RELEASE,
    ),
    refers=(pointing("indicators", "framework", "indicator"),),
)
FACT_TABLES = (FACTS, LOOK_ALIKES)
