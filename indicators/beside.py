"""The computed figure beside what is entered: what the grid and the review show of it, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.utils import translation

from common.statuses import Status
from indicators import counting, from_finance
from indicators.choices import Origin
from indicators.contents import Key
from indicators.disclosure import Level, opens_preliminary
from indicators.models import Observation


class Parts(Protocol):
    """A computed value, and its parts where it has any."""

    @property
    def value(self) -> Decimal | None: ...

    @property
    def numerator(self) -> Decimal | None: ...

    @property
    def denominator(self) -> Decimal | None: ...


class Computed(Protocol):
    """What a source gives: from what is accepted, and with what is on its way. `origin` says which source."""

    @property
    def origin(self) -> Origin: ...

    @property
    def accepted(self) -> Parts: ...

    @property
    def preliminary(self) -> Parts: ...

    @property
    def on_the_way(self) -> int: ...

    @property
    def disclosure(self) -> Level: ...

    @property
    def reason(self) -> str: ...

    @property
    def is_preliminary(self) -> bool: ...

    @property
    def is_few_or_unanimous(self) -> bool: ...

    @property
    def is_mostly_silent(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Beside:
    """An observation and the figure that is computed for it."""

    observation: Observation
    computed: Computed

    @property
    def accepted(self) -> Parts:
        return self.computed.accepted

    @property
    def preliminary(self) -> Parts | None:
        """With what is on its way; None where there are none, or so few that they could be read off it."""
        computed = self.computed
        return computed.preliminary if opens_preliminary(computed.disclosure, computed.on_the_way) else None

    @property
    def is_taken(self) -> bool:
        """Whether the observation says that it is computed."""
        return self.observation.origin == self.computed.origin

    @property
    def is_same(self) -> bool:
        """Whether value, parts, status and reason are those that are computed now."""
        row, now = self.observation, self.accepted
        status = Status.NOT_AVAILABLE if now.value is None else Status.REPORTED
        with translation.override("en"):  # as it is stored
            computed = (now.value, now.numerator, now.denominator, status, self.computed.reason)
        return (row.value, row.numerator, row.denominator, row.status, row.reason) == computed

    @property
    def is_stale(self) -> bool:
        """Whether it was taken, and something else is computed by now."""
        return self.is_taken and not self.is_same

    @property
    def can_be_taken(self) -> bool:
        """Whether taking the computed figure would change the row to something that its source says."""
        return self.is_stale or (self.accepted.value is not None and not self.is_taken)

    @property
    def difference(self) -> Decimal | None:
        """What is entered less what is computed; None where either is missing or they are equal."""
        entered, computed = self.observation.value, self.accepted.value
        if entered is None or computed is None or entered == computed:
            return None
        return Decimal(entered - computed)

    @property
    def differs(self) -> bool:
        """Whether something else than the computed value is entered; it then needs a note that says why."""
        row = self.observation
        return (
            not self.is_taken
            and self.accepted.value is not None
            and row.status != Status.NOT_REPORTED
            and row.value != self.accepted.value
        )

    @property
    def lacks_note(self) -> bool:
        return self.differs and not self.observation.note


def beside(observations: Iterable[Observation], year: int) -> dict[int, Beside]:
    """The computed figure of each of these observations of one year, by the observation's key, where there is one."""
    rows = list(observations)
    series = [row.series for row in rows]
    computed: dict[Key, Computed] = {**counting.compute([year], series), **from_finance.compute([year], series)}
    return {row.pk: Beside(row, computed[row.series_id, year]) for row in rows if (row.series_id, year) in computed}
