"""The computed figure beside what is entered: what the grid and the review show of it, in a fixed number of queries."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from common.statuses import Status
from indicators.choices import Origin
from indicators.counting import Computed, compute
from indicators.disclosure import opens_preliminary
from indicators.models import Observation
from indicators.rollup import RolledUp


@dataclass(frozen=True, slots=True)
class Beside:
    """An observation and the figure that the answers give."""

    observation: Observation
    computed: Computed

    @property
    def accepted(self) -> RolledUp:
        return self.computed.accepted

    @property
    def preliminary(self) -> RolledUp | None:
        """With the answers on their way; None where there are none, or so few that they could be read off it."""
        computed = self.computed
        return computed.preliminary if opens_preliminary(computed.disclosure, computed.on_the_way) else None

    @property
    def is_taken(self) -> bool:
        """Whether the observation says that it is computed."""
        return self.observation.origin == Origin.COMPUTED_FROM_ANSWERS

    @property
    def is_same(self) -> bool:
        """Whether value, parts and status are those that the accepted answers give now."""
        row, now = self.observation, self.accepted
        status = Status.NOT_AVAILABLE if now.value is None else Status.REPORTED
        return (row.value, row.numerator, row.denominator, row.status) == (
            now.value,
            now.numerator,
            now.denominator,
            status,
        )

    @property
    def is_stale(self) -> bool:
        """Whether it was taken, and the accepted answers give something else by now."""
        return self.is_taken and not self.is_same

    @property
    def can_be_taken(self) -> bool:
        """Whether taking the computed figure would change the row to something that answers say."""
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

    @property
    def is_mostly_silent(self) -> bool:
        """Whether fewer than half of those to whom it applies answered."""
        asked = self.accepted.expected - self.accepted.not_applicable
        return 0 < self.accepted.answered * 2 < asked


def beside(observations: Iterable[Observation], year: int) -> dict[int, Beside]:
    """The computed figure of each of these observations of one year, by the observation's key, where there is one."""
    rows = list(observations)
    computed = compute([year], [row.series for row in rows])
    return {row.pk: Beside(row, computed[row.series_id, year]) for row in rows if (row.series_id, year) in computed}
