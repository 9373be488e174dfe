"""Which series rest on questions: `surveys` names them where accepted answers are opened again."""

from collections import defaultdict
from collections.abc import Collection

from indicators.choices import Origin
from indicators.models import Figure, RollUpRule, Series
from surveys.resting import Resting, register


def series_resting_on(year: int, questions: Collection[str]) -> dict[str, list[Resting]]:
    """The series computed from the answers to each question, by its code; two queries."""
    rules = RollUpRule.objects.filter(question__code__in=questions).order_by("series__indicator__code", "series__code")
    figures = Figure.objects.current().filter(observation__year=year, origin=Origin.COMPUTED_FROM_ANSWERS)
    settled = set(figures.values_list("observation__series", flat=True))
    found: dict[str, list[Resting]] = defaultdict(list)
    for rule in rules.select_related("question", "series__indicator__framework"):
        found[rule.question.code].append(Resting(_name(rule.series), rule.series_id in settled))
    return found


def _name(series: Series) -> str:
    """`RCS 2.1.1-d: Percentage of programme country Governments that ... (total)`."""
    name = f"{series.indicator}: {series.indicator.title}"
    return f"{name} ({series.title})" if series.title else name


register(series_resting_on)
