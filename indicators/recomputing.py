"""Figures whose source has changed since they were validated: found by counting again, never stored."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass

from indicators.behind import COMPUTED, behind, hash_of_behind, source_of
from indicators.contents import Content, differing, parts_of
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

    @property
    def differing(self) -> list[str]:
        """The respondents or contributions that say something else now, have come, or have gone.

        Empty where it is the rule that has changed, or how far the figure opens.
        """
        return differing(*self._then_and_now())

    @property
    def moves(self) -> list[tuple[str | None, str | None, int]]:
        """(side before, side now, how many) of respondents that stand elsewhere; None: not expected."""
        then, now = self._then_and_now()
        sides = [(_side(then.get(name)), _side(now.get(name))) for name in differing(then, now)]
        moved = Counter(pair for pair in sides if pair[0] != pair[1])
        return [(before, now, moved[before, now]) for before, now in sorted(moved, key=str)]

    def _then_and_now(self) -> tuple[dict[str, Content], dict[str, Content]]:
        """What each that is behind it said then, and says now."""
        then, now = (source_of(content).rows_behind(content) for content in (self.figure.counted, self.now))
        return then, now


def changed_figures(years: Collection[int] | None = None) -> list[Changed]:
    """Every current computed figure that would be another now, of these reporting years (None: of all).

    In the framework's order, in a fixed number of queries.
    """
    figures = list(
        Figure.objects.current()
        .filter(origin__in=COMPUTED, **({} if years is None else {"observation__year__in": years}))
        .select_related("observation__series__indicator__framework")
        .prefetch_related("explanations__by")
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


def _side(row: Content | None) -> str | None:
    return str(row["counted"]) if row and "counted" in row else None
