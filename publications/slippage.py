"""What headquarters is asked to explain before it publishes, and what it has to."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from indicators.slippage import Slipped, slipped_series
from publications.documents import number
from publications.models import Document, Kind, Release

Content = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """A series that slipped: `published` is what the newest release says of it, None where it does not know it."""

    slipped: Slipped
    published: Content | None

    @property
    def is_new(self) -> bool:
        """Whether value, rating or rating year is not what the newest release says."""
        latest, rating = (self.published or {}).get("latest") or {}, (self.published or {}).get("rating") or {}
        said = (latest.get("value"), rating.get("code"), rating.get("year"))
        return said != (number(self.slipped.figure.value), self.slipped.rating.code, self.slipped.year)

    @property
    def is_required(self) -> bool:
        """Whether nothing is published until it is explained; what stands as it was published is only asked for."""
        return self.is_new and self.slipped.slippage is None

    @property
    def said_before(self) -> Content | None:
        """The sentence of the newest release, whichever year it was on."""
        return (self.published or {}).get("slippage")


def asked(slipped: Iterable[Slipped], newest: Release | None) -> list[Asked]:
    """What is asked of each of these series against `newest`; one query."""
    published = _series_of(newest) if newest else {}
    return [Asked(row, published.get(row.series.key)) for row in slipped]


def still_required(newest: Release | None) -> list[Slipped]:
    """The series without the sentence that publishing waits for."""
    return [row.slipped for row in asked(slipped_series(), newest) if row.is_required]


def _series_of(release: Release) -> Mapping[str, Content]:
    """The series of a release by their keys."""
    texts = Document.objects.of(release, Kind.INDICATOR).values_list("key", "text")
    return {f"{key}/{series['code']}": series for key, text in texts for series in json.loads(text)["series"]}
