"""How series go on from one framework to the next, as a release copies it: both ways, with the values before.

Of adopted frameworks alone. The values of the series before stand here once more, so that the document of an indicator
is all that its page, chart and files are made of.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from common.numbers import canonical
from indicators.amended import indicator_then
from indicators.models import Figure, Lineage, Series

Content = dict[str, Any]


def lineages(figures: Mapping[int, Sequence[Figure]], amendments: Mapping[str, list[Content]]) -> Mapping[int, Content]:
    """By the key of each series {"before": [...], "after": [...]}, empty where nothing is said of it; one query.

    `figures` are the present ones by series, `amendments` the confirmed ones by framework.
    """
    found: dict[int, Content] = defaultdict(lambda: {"before": [], "after": []})
    for row in _of_adopted_frameworks():
        said = {"kind": row.kind, "note": row.note, "first_year": row.framework.first_year}
        if row.after is not None:
            known = figures.get(row.before.pk, ()) if row.before else ()
            values = _values(row, known, amendments) if row.before else []
            found[row.after.pk]["before"].append({**_named(row.before), **said, "values": values})
        if row.before is not None:
            after = _named(row.after) | {"framework": row.framework.code}  # what is dropped goes on nowhere in it
            found[row.before.pk]["after"].append({**after, **said})
    return found


def _of_adopted_frameworks() -> Any:
    rows = Lineage.objects.filter(framework__in_preparation=False).exclude(
        before__indicator__framework__in_preparation=True
    )
    ends = ("framework", "before__indicator__framework", "after__indicator__framework")
    places = [f"{end}__{name}" for end in ("before", "after") for name in ("indicator__position", "position")]
    return rows.select_related(*ends).order_by("framework__first_year", *places, "pk")


def _named(series: Series | None) -> Content:
    if series is None:
        return {"framework": None, "indicator": None, "series": None}
    indicator = series.indicator
    return {"framework": indicator.framework.code, "indicator": indicator.code, "series": series.code}


def _values(row: Lineage, figures: Iterable[Figure], amendments: Mapping[str, list[Content]]) -> list[Content]:
    """The figures of the series before in the years before the next framework, each in the unit of its year."""
    assert row.before is not None
    indicator = row.before.indicator
    said = amendments.get(indicator.framework.code, [])
    found = []
    for figure in figures:
        year = figure.observation.year_id
        if year < row.framework.first_year:
            then = indicator_then(indicator, year, said)
            value = None if figure.value is None else canonical(figure.value)
            found.append(
                {"year": year, "value": value, "status": figure.status, "unit": then.unit, "decimals": then.decimals}
            )
    return found
