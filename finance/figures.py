"""Figures of items and contributions: appended by validation, hashed, and checked against their hash."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils import timezone

from accounts.models import User
from activity.verification import recorded
from common.canonical import sha256, to_text
from finance.models import Contribution, ContributionFigure, FundFigure, FundItem
from finance.models.contributions import GiftColumns
from finance.models.items import FundValue

Row = FundItem | Contribution
RowFigure = FundFigure | ContributionFigure

ITEM_COLUMNS = [field.attname for field in FundValue._meta.concrete_fields]
GIFT_COLUMNS = [field.attname for field in GiftColumns._meta.concrete_fields]


def new_figure(row: Row, *, number: int, by: User | None, at: datetime | None = None) -> RowFigure:
    """What `row` says now as its figure of that number, not saved. `by` None: taken over from the source."""
    at = (at or timezone.now()).astimezone(UTC)  # as it comes back from the database, and so as it is hashed
    said = {"number": number, "row_version": row.version, "validated_at": at, "validated_by": by}
    figure: RowFigure
    if isinstance(row, FundItem):
        figure = FundFigure(item=row, **said, **{name: getattr(row, name) for name in ITEM_COLUMNS})
    else:
        figure = ContributionFigure(contribution=row, **said, **{name: getattr(row, name) for name in GIFT_COLUMNS})
    figure.sha256 = hash_of(figure)
    return figure


def append_figure(row: Row, *, by: User | None) -> RowFigure:
    """Append what `row` says now as its next figure."""
    last = row.figures.order_by("-number").values_list("number", flat=True).first()
    figure = new_figure(row, number=(last or 0) + 1, by=by)
    figure.save(force_insert=True)
    return figure


def name_of(figure: RowFigure) -> str:
    """The row that a figure is of, as the log names it."""
    return target_of(figure.item if isinstance(figure, FundFigure) else figure.contribution)


def target_of(row: Row) -> str:
    """How the log names a row: `item 2022.received.2021.levy`, `contribution 2024-0001`."""
    return f"item {row.code}" if isinstance(row, FundItem) else f"contribution {row.reference}"


def hash_of(figure: RowFigure) -> str:
    """The hash of everything that the figure says."""
    names = ITEM_COLUMNS if isinstance(figure, FundFigure) else GIFT_COLUMNS
    content = {name: getattr(figure, name) for name in names} | {
        "of": name_of(figure),
        "number": figure.number,
        "row_version": figure.row_version,
        "validated_at": figure.validated_at,
        "validated_by": figure.validated_by_id,
    }
    return sha256(to_text(content))


def figure_faults() -> Iterator[str]:
    """A sentence for each figure that no longer says what was validated, is gone, or was put in."""
    validated = dict(_validated_according_to_log())
    figures: list[RowFigure] = [
        *FundFigure.objects.select_related("item").order_by("pk"),
        *ContributionFigure.objects.select_related("contribution").order_by("pk"),
    ]
    for figure in figures:
        name = f"figure {figure.number} of {name_of(figure)}"
        if _hash_or_none(figure) != figure.sha256:
            yield f"{name}: it is not what was validated"
        if (told := validated.pop((name_of(figure), figure.number), None)) is None:
            yield f"{name}: the activity log does not know it"
        elif told != figure.sha256:
            yield f"{name}: the activity log tells another hash"
    for target, number in sorted(validated):
        yield f"figure {number} of {target}: it is missing"


def _hash_or_none(figure: RowFigure) -> str | None:
    """The hash of what it says now; None where that has no canonical text, which no figure ever lacked."""
    try:
        return hash_of(figure)
    except (TypeError, ValueError):
        return None


def _validated_according_to_log() -> Iterator[tuple[tuple[str, int], str]]:
    """Every figure that the log tells of: its row and number, and its hash."""
    for verb in ("finance.data.loaded", "finance.contributions.invented"):
        for said in recorded(verb):
            for row in said["data"]["figures"]:
                yield (row["figure"], row["number"]), row["sha256"]
    for verb in ("finance.item.validated", "finance.contribution.validated"):
        for said in recorded(verb):
            yield (said["target"], said["data"]["figure"]), said["data"]["sha256"]
