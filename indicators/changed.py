"""Validated figures whose source has changed since, as the review shows and explains them. No HTTP here."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.digits import read_digits
from common.refusals import Missing, Refusal
from indicators.actions import explain_difference
from indicators.behind import FINANCE, kind_of
from indicators.contents import parts_of
from indicators.disclosure import opens_list
from indicators.grid import series_name
from indicators.models import Explanation, Figure, Indicator, Observation
from indicators.recomputing import Changed, changed_figures
from indicators.rule_words import SIDE_WORDS


@dataclass(frozen=True, slots=True)
class Unexplained:
    """An explanation that was refused, with what was typed."""

    figure: int
    refusal: Refusal
    sentence: str


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A figure whose source has changed, as the page shows it."""

    changed: Changed
    refused: Unexplained | None

    @property
    def figure(self) -> Figure:
        return self.changed.figure

    @property
    def observation(self) -> Observation:
        return self.changed.figure.observation

    @property
    def indicator(self) -> Indicator:
        return self.observation.series.indicator

    @property
    def name(self) -> str:
        return series_name(self.observation.series)

    @property
    def explanation(self) -> Explanation | None:
        return self.changed.explanation

    @property
    def then_and_now(self) -> list[tuple[Any, ...]]:
        """(words, value, numerator, denominator) as it was validated, and as it would be now."""
        return [
            (_("As validated"), *parts_of(self.figure.counted)),
            (_("Now"), *parts_of(self.changed.now)),
        ]

    @property
    def difference(self) -> str:
        """How many answers or contributions differ, in words; contributions are named."""
        differing = self.changed.differing
        numbers = {"number": len(differing), "references": ", ".join(differing)}
        if not differing:
            return _("The rule has changed, or how far it opens.")
        if kind_of(self.changed.now) == FINANCE:
            words = ngettext(
                "%(number)s contribution differs: %(references)s.",
                "%(number)s contributions differ: %(references)s.",
                len(differing),
            )
            return words % numbers
        return ngettext("%(number)s answer differs.", "%(number)s answers differ.", len(differing)) % numbers

    @property
    def moves(self) -> list[tuple[Any, Any, int]]:
        """(side before, side now, how many) in words, where respondents may be told apart."""
        if not opens_list(self.changed.now["disclosure"]):
            return []
        nowhere = _("Not asked")
        return [
            (SIDE_WORDS.get(before or "", nowhere), SIDE_WORDS.get(now or "", nowhere), count)
            for before, now, count in self.changed.moves
        ]


def changed_rows(year: int, refused: Unexplained | None) -> list[ChangedRow]:
    """The figures of a year whose source has changed."""
    return [
        ChangedRow(changed, refused if refused and refused.figure == changed.figure.pk else None)
        for changed in changed_figures([year])
    ]


def explain_figure(posted: Mapping[str, str], user: User) -> Unexplained | None:
    """Keep the posted sentence; what was refused, or None. Raises Missing for a figure that this person may not see."""
    number = read_digits(posted.get("figure"), 18)
    seen_by_user = Figure.objects.filter(observation__in=Observation.objects.visible_to(user))
    figure = seen_by_user.select_related("observation__series__indicator__framework").filter(pk=number or 0).first()
    if figure is None:
        raise Missing
    sentence = posted.get("sentence", "")
    try:
        explain_difference(figure, sentence, by=user, seen=posted.get("seen", ""))
    except Refusal as refusal:
        return Unexplained(figure.pk, refusal, sentence)
    return None
