"""Figures whose source has changed since they were validated: found by counting again, never stored."""

from dataclasses import dataclass

from indicators.behind import Content, behind, hash_of_behind, parts_of
from indicators.choices import Origin
from indicators.models import Explanation, Figure


@dataclass(frozen=True, slots=True)
class Changed:
    """A figure, what is behind it now, and the explanation of exactly this difference, if there is one."""

    figure: Figure
    now: Content
    sha256: str
    explanation: Explanation | None

    @property
    def values(self) -> tuple[str, str]:
        """(validated, now) as canonical strings; "" where there is none."""
        return self.figure.counted["value"] or "", self.now["value"] or ""

    @property
    def moves_value(self) -> bool:
        """Whether the value or its parts differ, and not only who said what."""
        return parts_of(self.figure.counted) != parts_of(self.now)


def changed_figures() -> list[Changed]:
    """Every current figure computed from answers that count otherwise now, in the framework's order; few queries."""
    figures = list(
        Figure.objects.current()
        .filter(origin=Origin.COMPUTED_FROM_ANSWERS)
        .select_related("observation__series__indicator__framework")
        .prefetch_related("explanations")
        .order_by("observation__series__indicator__position", "observation__series__position", "observation__year")
    )
    present = behind({row.observation.year_id for row in figures}, {row.observation.series for row in figures})
    found = []
    for row in figures:
        now = present.get((row.observation.series_id, row.observation.year_id))
        if now is not None and now != row.counted:
            sha256 = hash_of_behind(now)
            explained = {explanation.sha256: explanation for explanation in row.explanations.all()}
            found.append(Changed(row, now, sha256, explained.get(sha256)))
    return found
