"""The page on which headquarters says why series are behind: its rows, and what a posted form does to each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import User
from common.digits import read_digits
from common.grids import fingerprints, posted_rows, read_version, touched
from common.refusals import Missing, NotAllowed, Refusal, VersionConflict
from common.translated import Text, reader_language, text_of
from indicators.grid import series_name
from indicators.measures import Measure
from indicators.models import Slippage
from indicators.slippage import explain_slippage, slipped_visible_to
from publications.models import Release
from publications.slippage import Asked, asked

FIELDS = ("sentence", "language")


@dataclass(frozen=True, slots=True)
class Refused:
    """What was typed for a row and not kept, and why."""

    refusal: Refusal
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """A series that slipped, as the page shows it."""

    asked: Asked
    refused: Refused | None = None

    @property
    def pk(self) -> int:
        return self.asked.slipped.series.pk

    @property
    def indicator(self) -> Any:
        return self.asked.slipped.series.indicator

    @property
    def name(self) -> str:
        return series_name(self.asked.slipped.series)

    @property
    def value(self) -> str:
        value = self.asked.slipped.figure.value
        return "" if value is None else self._measure.shown(value)

    @property
    def needed(self) -> str:
        """What its course asks for in that year; "" where that cannot be said."""
        needed = self.asked.slipped.needed
        return "" if needed is None else self._measure.shown(needed)

    @property
    def kept(self) -> dict[str, str]:
        """The texts as they are kept; the language of the page where there is no sentence yet."""
        given = self.asked.slipped.slippage
        return {name: getattr(given, name) for name in FIELDS} if given else _empty()

    @property
    def texts(self) -> Mapping[str, str]:
        """What stands in the fields: what was typed, where it was refused."""
        return self.refused.texts if self.refused else self.kept

    @property
    def seen(self) -> str:
        return fingerprints(self.kept, FIELDS)

    @property
    def theirs(self) -> Text | None:
        """The sentence that somebody else wrote meanwhile."""
        given = self.asked.slipped.slippage
        is_theirs = self.refused and isinstance(self.refused.refusal, VersionConflict) and given
        return Text(given.sentence, given.language) if is_theirs and given else None

    @property
    def before(self) -> Text | None:
        """What the newest release says, where that is not what stands here."""
        said = self.asked.said_before
        if said is None or said["sentence"] == self.kept["sentence"]:
            return None
        return text_of({said["language"]: said["sentence"]})

    @property
    def before_year(self) -> int | None:
        return self.asked.said_before["year"] if self.asked.said_before else None

    @property
    def _measure(self) -> Measure:
        return Measure(self.indicator.unit, self.indicator.decimals)


def _empty() -> dict[str, str]:
    return {"sentence": "", "language": reader_language()}


def rows_for(user: User, refused: Mapping[int, Refused] | None = None) -> list[Row]:
    """The series that `user` may see, those that publishing waits for first."""
    found = asked(slipped_visible_to(user), Release.objects.standing().first())
    rows = [Row(row, (refused or {}).get(row.slipped.series.pk)) for row in found]
    return sorted(rows, key=lambda row: not row.asked.is_required)


def save_explanations(data: Mapping[str, str], user: User) -> tuple[int, dict[int, Refused]]:
    """Keep each sentence that was touched, row by row; how many were kept, and what was refused by series.

    Raises Missing for a series that `user` may not see, NotAllowed for who only reads.
    """
    rows = {row.slipped.series.pk: row for row in asked(slipped_visible_to(user), None)}
    kept, refused = 0, {}
    for pk in posted_rows(data):
        if pk not in rows:
            raise Missing
        texts = {name: data.get(f"{pk}-{name}", "") for name in FIELDS}
        version = read_version(data.get(f"{pk}-version"))
        says_nothing = version == 0 and not texts["sentence"].strip()
        if says_nothing or not touched(texts, FIELDS, data.get(f"{pk}-seen", "")):
            continue
        try:
            _explain(rows[pk], data, texts, user, version)
            kept += 1
        except NotAllowed:
            raise
        except Refusal as refusal:
            refused[pk] = Refused(refusal, texts)
    return kept, refused


def _explain(
    row: Asked, data: Mapping[str, str], texts: Mapping[str, str], user: User, version: int | None
) -> Slippage:
    series = row.slipped.series
    year = read_digits(data.get(f"{series.pk}-year"), 4)
    if year != row.slipped.year:
        raise VersionConflict(row.slipped, _("It has a newer value since you looked. See what is rated now."))
    return explain_slippage(series, year, texts["sentence"], texts["language"], by=user, seen=version)
