"""Posts by grade: table 3 turned on its side, its chart, and how many posts there are in a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.charts import BarChart, GradeBars, Shown, posts_bars
from common.translated import Text, listed, text_of
from finance.tables import TOTAL
from public.funding.tables import MISSING, Content, figure, parts_of, shown, written
from public.words import STATUSES


@dataclass(frozen=True, slots=True)
class GradeLine:
    """A grade with its posts by component, as they are written, and in all."""

    key: str
    title: Text
    posts: Sequence[str]
    total: str


@dataclass(frozen=True, slots=True)
class Category:
    """A category with its grades, and its posts in all."""

    title: str
    grades: Sequence[GradeLine]
    total: Decimal | None
    total_shown: str  # as a sentence has it


@dataclass(frozen=True, slots=True)
class PostsView:
    """The posts of a year; `components` are the letters and titles of the columns."""

    report: int
    document: str
    year: int
    components: Sequence[tuple[str, Text]]
    categories: Sequence[Category]
    totals: Sequence[str]
    total: str


def posts_view(content: Content) -> PostsView:
    """The document of table 3 by grade, in its order."""
    parts = parts_of(content)
    by_category: dict[str, list[Content]] = {}
    for column in content["columns"]:
        if column["kind"] == "posts":
            by_category.setdefault(text_of(column["spanner"]).plain, []).append(column)
    return PostsView(
        report=content["report"],
        document=content["document"],
        year=content["report"] + 1,
        components=[(row["code"], text_of(row["title"])) for row in parts],
        categories=[_category(content, title, columns) for title, columns in by_category.items()],
        totals=[_written(figure(content, row["code"], TOTAL)) for row in parts],
        total=_written(figure(content, TOTAL, TOTAL)),
    )


def _category(content: Content, title: str, columns: Sequence[Content]) -> Category:
    counts = [figure(content, TOTAL, column["key"]) for column in columns]
    known = [count for count in counts if count is not None]
    total = sum(known, Decimal(0)) if len(known) == len(counts) else None
    grades = [
        GradeLine(
            column["key"],
            text_of(column["title"]),
            [_written(figure(content, row["code"], column["key"])) for row in parts_of(content)],
            _written(count),
        )
        for column, count in zip(columns, counts, strict=True)
    ]
    return Category(title, grades, total, MISSING if total is None else written(total, "posts"))


def _written(count: Decimal | None) -> str:
    return MISSING if count is None else shown(count, "posts")


def finding(content: Content) -> str:
    """How many posts there are in all, and in each category."""
    view = posts_view(content)
    total = figure(content, TOTAL, TOTAL)
    if total is None:
        return _("The posts of %(year)s are not known in all their parts.") % {"year": view.year}
    categories = listed(
        _("%(category)s %(posts)s") % {"category": category.title, "posts": category.total_shown}
        for category in view.categories
    )
    return _("%(total)s posts are proposed for %(year)s: %(categories)s.") % {
        "total": written(total, "posts"),
        "year": view.year,
        "categories": categories,
    }


def chart_of(content: Content) -> BarChart:
    """A bar for each grade, of all components together."""
    rows = [
        GradeBars(text_of(column["title"]).plain, text_of(column["spanner"]).plain, _shown(content, column["key"]))
        for column in content["columns"]
        if column["kind"] == "posts"
    ]
    return posts_bars(rows, label=_("Posts by grade, %(year)s") % {"year": content["report"] + 1})


def _shown(content: Content, key: str) -> Shown:
    value = figure(content, TOTAL, key)
    return Shown(None, str(STATUSES["not_available"])) if value is None else Shown(value, shown(value, "posts"))
