"""Figures: appended by validation, hashed, and checked against their hash."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from accounts.models import User
from activity.verification import recorded
from common.canonical import sha256, to_text
from common.translated import texts_of
from indicators.amended import in_force
from indicators.behind import source_of
from indicators.models import Figure, Indicator, Observation

COPIED = ("value", "numerator", "denominator", "status", "origin", "reason", "source", "note", "evidence")


def rule_of(indicator: Indicator, counted: dict[str, Any] | None = None) -> dict[str, Any]:
    """The rule in force: how a figure comes about, what it counts, to whom it applies.

    Where it is computed (`counted`), also from which question or measure, and what answers and silence do.
    """
    kept = source_of(counted).rule_kept(counted) if counted else {}
    return {
        "method": indicator.method,
        "of": indicator.counted or None,
        "applies_to": texts_of(indicator, "applies_to"),
        "unit": indicator.unit,
        "decimals": indicator.decimals,
        "direction": indicator.direction,
    } | kept


def append_figure(observation: Observation, *, by: User | None, counted: dict[str, Any] | None = None) -> Figure:
    """Append what the observation says now as its next figure, with what is behind it (`indicators.behind`).

    `by` None: taken over from the source document.
    """
    last = observation.figures.order_by("-number").values_list("number", flat=True).first()
    figure = Figure(
        observation=observation,
        number=(last or 0) + 1,
        rule=rule_of(in_force(observation), counted),
        observation_version=observation.version,
        validated_at=timezone.now(),
        validated_by=by,
        counted=counted or [],
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
    """A sentence for each figure that no longer says what was validated, is gone, or was put in."""
    validated = dict(_validated_according_to_log())
    figures = Figure.objects.select_related("observation__series__indicator__framework").order_by("pk")
    for figure in figures.iterator(chunk_size=500):
        name = f"figure {figure.number} of {figure.observation.key}"
        if _hash_or_none(figure) != figure.sha256:
            yield f"{name}: it is not what was validated"
        if (told := validated.pop((figure.observation.key, figure.number), None)) is None:
            yield f"{name}: the activity log does not know it"
        elif told != figure.sha256:
            yield f"{name}: the activity log tells another hash"
    for key, number in sorted(validated):
        yield f"figure {number} of {key}: it is missing"


def _hash_or_none(figure: Figure) -> str | None:
    """The hash of what it says now; None where that has no canonical text, which no figure ever lacked."""
    try:
        return hash_of(figure)
    except (TypeError, ValueError):
        return None


def _validated_according_to_log() -> Iterator[tuple[tuple[str, int], str]]:
    """Every figure that the log tells of: its observation's key and its number, and its hash."""
    for said in recorded("frameworks.framework.loaded"):
        for row in said["data"]["figures"]:
            yield (row["figure"], row["number"]), row["sha256"]
    for said in recorded("indicators.observation.validated"):
        key = said["target"].removeprefix("observation ")
        yield (key, said["data"]["figure"]), said["data"]["sha256"]
