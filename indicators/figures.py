"""Figures: appended by validation, hashed, and checked against their hash."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from accounts.models import User
from common.canonical import sha256, to_text
from indicators.models import Figure, Indicator, Observation

COPIED = ("value", "numerator", "denominator", "status", "origin", "reason", "source", "note", "evidence")


def rule_of(indicator: Indicator) -> dict[str, Any]:
    """The roll-up rule in force: how a figure comes about, what it counts, to whom it applies."""
    return {
        "method": indicator.method,
        "of": indicator.counted or None,
        "applies_to": indicator.applies_to_en or None,
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "direction": indicator.direction,
    }


def append_figure(observation: Observation, *, by: User | None) -> Figure:
    """Append what the observation says now as its next figure. `by` None: taken over from the source document."""
    last = observation.figures.order_by("-number").values_list("number", flat=True).first()
    figure = Figure(
        observation=observation,
        number=(last or 0) + 1,
        rule=rule_of(observation.series.indicator),
        observation_version=observation.version,
        validated_at=timezone.now(),
        validated_by=by,
        **{name: getattr(observation, name) for name in COPIED},
    )
    figure.sha256 = hash_of(figure)
    figure.save(force_insert=True)
    return figure


def hash_of(figure: Figure) -> str:
    """The hash of everything that the figure says."""
    content = {name: getattr(figure, name) for name in COPIED} | {
        "observation": figure.observation.key,
        "number": figure.number,
        "rule": figure.rule,
        "counted": figure.counted,
        "observation_version": figure.observation_version,
        "validated_at": figure.validated_at,
        "validated_by": figure.validated_by_id,
    }
    return sha256(to_text(content))


def figure_faults() -> Iterator[str]:
    """A sentence for each figure that no longer says what was validated."""
    figures = Figure.objects.select_related("observation__series__indicator__framework").order_by("pk")
    for figure in figures.iterator(chunk_size=500):
        if hash_of(figure) != figure.sha256:
            yield f"figure {figure.number} of {figure.observation.key}: it is not what was validated"
