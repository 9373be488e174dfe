"""Which series rest on questions: `surveys` names them where accepted answers are opened again, or accepted."""

from collections import defaultdict
from collections.abc import Collection

from accounts.models import User
from indicators.choices import Origin
from indicators.consequences import full_name, shown
from indicators.models import Figure, RollUpRule
from indicators.what_if import if_accepted
from surveys.models import Submission
from surveys.resting import Moved, Resting, register, register_foreteller


def series_resting_on(year: int, questions: Collection[str]) -> dict[str, list[Resting]]:
    """The series computed from the answers to each question, by its code; two queries."""
    rules = RollUpRule.objects.filter(question__code__in=questions).order_by("series__indicator__code", "series__code")
    figures = Figure.objects.current().filter(observation__year=year, origin=Origin.COMPUTED_FROM_ANSWERS)
    settled = set(figures.values_list("observation__series", flat=True))
    found: dict[str, list[Resting]] = defaultdict(list)
    for rule in rules.select_related("question", "series__indicator__framework"):
        found[rule.question.code].append(Resting(full_name(rule.series), rule.series_id in settled))
    return found


def moved_by_accepting(submission: Submission, by: User) -> list[Moved]:
    """What accepting a submission would change in the series that rest on it."""
    return shown(if_accepted(submission, by=by))


register(series_resting_on)
register_foreteller(moved_by_accepting)
