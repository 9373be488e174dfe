"""A second framework for tests: a copy in which series go on in every way, adopted, with a value for its first year."""

from typing import Any

from django.utils import timezone

from frameworks.models import Framework
from indicators.actions import (
    assign_indicators,
    open_reporting_year,
    save_observation,
    submit_observation,
    validate_observation,
)
from indicators.choices import Descent
from indicators.definitions import change_definition, create_definition
from indicators.lineage import adopt_framework, change_lineage, copy_framework, create_lineage, remove_series
from indicators.models import Figure, Lineage, Observation, Series
from tests.work import People, entry

FIRST, NEXT = "RCS-2022-2025", "RCS-2026-2029"
VALUES = {"code": NEXT, "document": "E/2026/1", "title_en": "The next one", "first_year": 2026, "last_year": 2029}
# What becomes of these indicators of one series each; all others are continued.
REWORDED, REDEFINED, SPLIT, MERGED, MERGED_TOO, DROPPED = (
    "2.1.1-d",
    "1.1.1-c",
    "3.3.3-a",
    "2.3.1-a",
    "2.3.1-b",
    "3.4.3-a",
)
ENLARGED, ADDED, HALF = "3.4.2-a", "islands", "south"  # the new series, and the second half of the split one


def begin(people: People) -> Framework:
    return copy_framework(Framework.objects.get(code=FIRST), VALUES, by=people.administrator)


def series(framework: str, indicator: str, code: str = "total") -> Series:
    return Series.objects.select_related("indicator__framework").get(
        indicator__framework__code=framework, indicator__code=indicator, code=code
    )


def said_of(indicator: str) -> Lineage:
    """What is said of an indicator's only series, as it is now."""
    return Lineage.objects.get(before=series(FIRST, indicator))


def change(row: Lineage, by: Any, **values: Any) -> None:
    change_lineage(row, values, by=by, seen=row.version)


def add_series(indicator: str, code: str, by: Any) -> Series:
    fields = {"code": code, "title_en": code.title(), "target_year": 2029, "first_year": 2026, "position": 9}
    notes = {"baseline_note_en": "Not set yet", "target_note_en": "Not set yet"}
    return create_definition(Series, {"indicator": series(NEXT, indicator).indicator, **fields, **notes}, by=by)


def take_out(indicator: str, by: Any) -> None:
    gone = series(NEXT, indicator)
    remove_series(gone, by=by, seen=gone.version)


def tell(framework: Framework, people: People) -> None:
    """One reworded, one redefined, one split into two, two merged, one dropped and one added."""
    by = people.administrator
    indicator = series(NEXT, REWORDED).indicator
    change_definition(indicator, {"title_en": "Said in other words"}, by=by, seen=indicator.version)
    change(said_of(REWORDED), by, kind=Descent.REWORDED, note="Plainer words.")
    change(said_of(REDEFINED), by, kind=Descent.REDEFINED)
    change(said_of(SPLIT), by, kind=Descent.SPLIT)
    half = {"kind": Descent.SPLIT, "before": series(FIRST, SPLIT), "after": add_series(SPLIT, HALF, by)}
    create_lineage({"framework": framework, **half}, by=by)
    change(said_of(MERGED), by, kind=Descent.MERGED)
    change(said_of(MERGED_TOO), by, kind=Descent.MERGED, after=series(NEXT, MERGED))
    take_out(MERGED_TOO, by)
    change(said_of(DROPPED), by, kind=Descent.DROPPED, after=None)
    take_out(DROPPED, by)
    create_lineage({"framework": framework, "kind": Descent.NEW, "after": add_series(ENLARGED, ADDED, by)}, by=by)


def adopt(framework: Framework, people: People) -> Framework:
    """Adopted, and its first year opened."""
    present = Framework.objects.get(pk=framework.pk)
    adopted = adopt_framework(present, by=people.administrator, seen=present.version)
    open_reporting_year(2026, by=None)
    return adopted


def bring_to_figure_of_next(indicator: str, value: str, people: People, code: str = "total") -> Figure:
    """The value of 2026 in the next framework: assigned, entered, submitted and validated."""
    row = Observation.objects.get(series=series(NEXT, indicator, code), year=2026)
    custodian = people.custodian
    if not custodian.custodianships.filter(indicator=row.series.indicator).exists():
        assign_indicators(custodian, [row.series.indicator], by=None, first_day=timezone.localdate())
    row = save_observation(row, entry(value), by=custodian, seen=row.version)
    row = submit_observation(row, by=custodian, seen=row.version)
    return validate_observation(row, by=people.validator, seen=row.version)
