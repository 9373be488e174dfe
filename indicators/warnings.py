"""What a person should look at twice before a value is validated. A warning stops nobody; `validation` refuses.

Pure: reads an observation, the value of the reporting year before it, and the computed figure beside it.
"""

from decimal import Decimal
from enum import Enum
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.statuses import Status
from indicators.beside import Beside
from indicators.choices import Direction, Method, Unit
from indicators.models import Observation

LARGE_CHANGE_IN_POINTS = 20
LARGE_CHANGE_AS_SHARE = Fraction(1, 2)


class Warned(Enum):
    """The kinds of warning."""

    NO_PARTS = "no_parts"
    LARGE_CHANGE = "large_change"
    NO_SOURCE = "no_source"
    WORSE_THAN_LAST_YEAR = "worse_than_last_year"
    SOURCE_CHANGED = "source_changed"
    NOT_AS_COMPUTED = "not_as_computed"
    ON_THE_WAY = "on_the_way"
    MOSTLY_SILENT = "mostly_silent"
    TELLS_ANSWERS = "tells_answers"

    @property
    def sentence(self) -> Promise:
        return _SENTENCES[self]


_SENTENCES = {
    Warned.NO_PARTS: _("A share without its numerator and denominator: it can never be rolled up."),
    Warned.LARGE_CHANGE: _("The change since last year is larger than 20 points or 50 per cent."),
    Warned.NO_SOURCE: _("No source is given."),
    Warned.WORSE_THAN_LAST_YEAR: _("It moved the wrong way since last year."),
    Warned.SOURCE_CHANGED: _("What is behind it has changed since it was computed."),
    Warned.NOT_AS_COMPUTED: _("It is another value than the computed one."),
    Warned.ON_THE_WAY: _("Answers or contributions are on their way that are not counted yet."),
    Warned.MOSTLY_SILENT: _("Fewer than half of those to whom it applies have answered."),
    Warned.TELLS_ANSWERS: _(
        "Fewer than five answered, or all alike: the figure tells what they answered, which is not to be known."
    ),
}


def warnings_of(observation: Observation, last: Decimal | None, computed: Beside | None = None) -> list[Warned]:
    """The warnings for an observation, `last` being the value of the reporting year before (None: there is none)."""
    return [*_of_value(observation, last), *(_of_computed(computed) if computed else [])]


def _of_computed(beside: Beside) -> list[Warned]:
    """What is computed beside a row gives to think about; nothing while nobody has entered anything."""
    if beside.observation.status == Status.NOT_REPORTED:
        return []
    found = {
        Warned.SOURCE_CHANGED: beside.is_stale,
        Warned.NOT_AS_COMPUTED: beside.differs,
        Warned.ON_THE_WAY: beside.computed.is_preliminary,
        Warned.MOSTLY_SILENT: beside.computed.is_mostly_silent,
        Warned.TELLS_ANSWERS: beside.computed.is_few_or_unanimous,
    }
    return [warned for warned, is_so in found.items() if is_so]


def _of_value(observation: Observation, last: Decimal | None) -> list[Warned]:
    value, indicator = observation.value, observation.series.indicator
    if value is None:
        return []
    found = []
    if indicator.method == Method.SHARE and observation.denominator is None:
        found.append(Warned.NO_PARTS)
    if not observation.source:
        found.append(Warned.NO_SOURCE)
    if last is not None:
        if _is_large_change(value, last, indicator.unit):
            found.append(Warned.LARGE_CHANGE)
        if value > last if indicator.direction == Direction.DOWN else indicator.direction and value < last:
            found.append(Warned.WORSE_THAN_LAST_YEAR)
    return found


def _is_large_change(value: Decimal, last: Decimal, unit: str) -> bool:
    """Per cents in points, everything else as a share of last year's; from zero every change is large."""
    if unit == Unit.PERCENT:
        return abs(value - last) > LARGE_CHANGE_IN_POINTS
    return abs(Fraction(value) - Fraction(last)) > LARGE_CHANGE_AS_SHARE * abs(Fraction(last))
