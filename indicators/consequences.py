"""What a what-if found, in words."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from common.statuses import Status
from indicators.measures import Measure
from indicators.models import Series
from indicators.what_if import Consequence, Stands
from indicators.words import parts_in_words
from surveys.resting import Moved

KIND_WORDS = {
    "figure": _("validated figure"),
    "computed": _("computed, from what is accepted"),
    "preliminary": _("preliminary, with what is on its way"),
}


def full_name(series: Series) -> str:
    """`RCS 2.1.1-d: Percentage of programme country Governments that ... (total)`."""
    name = f"{series.indicator}: {series.indicator.title}"
    return f"{name} ({series.title})" if series.title else name


def shown(consequences: Sequence[Consequence]) -> list[Moved]:
    """Consequences as tables show them: what is preliminary only where it is not what is computed anyway."""
    computed = {(row.series.pk, row.year): (row.before, row.after) for row in consequences if row.kind == "computed"}
    return [
        in_words(row)
        for row in consequences
        if row.kind != "preliminary" or computed.get((row.series.pk, row.year)) != (row.before, row.after)
    ]


def in_words(consequence: Consequence) -> Moved:
    """A consequence as tables show it."""
    before, after = consequence.before, consequence.after
    return Moved(
        name=full_name(consequence.series),
        year=consequence.year,
        kind=str(KIND_WORDS[consequence.kind]),
        before=_value(before),
        after=_value(after),
        parts_before=_parts(before),
        parts_after=_parts(after),
        rating_before=before.rating.code if before else "",
        rating_after=after.rating.code if after else "",
    )


def _value(stands: Stands | None) -> str:
    if stands is None:
        return ""
    if stands.value is None:
        return str(Status(stands.status).label)
    return Measure(stands.unit, stands.decimals).shown(stands.value)


def _parts(stands: Stands | None) -> str:
    """n of N, where there are parts."""
    if stands is None or stands.numerator is None:
        return ""
    return parts_in_words(stands.method, stands.numerator, Decimal(stands.denominator or 0))
