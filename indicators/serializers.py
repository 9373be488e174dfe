"""The shape of observations in the API: what is read, and what is answered. What a value has to be says
`indicators.validation`, for every door alike."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api_schema import (
    MOMENT,
    NULLABLE_DECIMAL,
    TEXT,
    WHOLE,
    YEAR,
    array,
    choice,
    nullable,
    record,
)
from common.numbers import MAX_DECIMALS, MAX_WHOLE_DIGITS, NumberRefused, canonical, read_canonical
from common.statuses import Status
from indicators.choices import Origin, State, Unit
from indicators.models import Observation
from indicators.validation import Entry


class StrictSerializer(serializers.Serializer):
    """Refuses what it does not know, instead of passing over it."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = sorted(set(data) - set(self.fields)) if isinstance(data, Mapping) else []
        errors = {name: [_("There is no such field.")] for name in unknown}
        try:
            read = super().to_internal_value(data)
        except serializers.ValidationError as error:
            known = error.detail if isinstance(error.detail, dict) else {}
            raise serializers.ValidationError({**known, **errors}) from error
        if errors:
            raise serializers.ValidationError(errors)
        return read


@extend_schema_field(
    {"type": "string", "pattern": rf"^-?(0|[1-9][0-9]{{0,{MAX_WHOLE_DIGITS - 1}}})(\.[0-9]{{1,{MAX_DECIMALS}}})?$"}
)
class CanonicalDecimalField(serializers.Field):
    """A number as the API writes it: a JSON string. A JSON number is refused, it may have been a float."""

    def to_internal_value(self, data: Any) -> Any:
        try:
            return read_canonical(data)
        except NumberRefused as error:
            raise serializers.ValidationError(error.message) from error

    def to_representation(self, value: Any) -> str:
        return canonical(value)


class StrictTextField(serializers.CharField):
    """A JSON string as it is; numbers and truth values are not made into texts."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return data


@extend_schema_field(choice(Status.values))
class StatusField(StrictTextField):
    """A status; which ones there are says `indicators.validation`."""


class EntrySerializer(StrictSerializer):
    """What a PUT says. Absent numbers are null and absent texts empty; absent evidence stays as it is."""

    status = StatusField()
    value = CanonicalDecimalField(allow_null=True, default=None)
    numerator = CanonicalDecimalField(allow_null=True, default=None)
    denominator = CanonicalDecimalField(allow_null=True, default=None)
    reason = StrictTextField(allow_blank=True, trim_whitespace=False, default="")
    note = StrictTextField(allow_blank=True, trim_whitespace=False, default="")
    evidence = serializers.ListField(child=StrictTextField(trim_whitespace=False), default=None, allow_null=False)

    def get_fields(self) -> dict[str, serializers.Field]:
        """With `source`, which as an attribute would hide the one that every serializer has."""
        return super().get_fields() | {"source": StrictTextField(allow_blank=True, trim_whitespace=False, default="")}


class CommentSerializer(StrictSerializer):
    """What a POST says that gives an observation back."""

    comment = StrictTextField(trim_whitespace=False)


class NothingSerializer(StrictSerializer):
    """The body of a POST that says nothing besides its address: none, or an empty object."""


def read_entry(data: Any) -> Entry:
    """The entry that a body says. Raises the REST framework's ValidationError, by field."""
    return Entry(**_read(EntrySerializer, data))


def read_comment(data: Any) -> str:
    """The comment that a body says. Raises the same."""
    comment: str = _read(CommentSerializer, data)["comment"]
    return comment


def read_nothing(data: Any) -> None:
    """Refuses a body that says something."""
    _read(NothingSerializer, data)


def _read(serializer_class: type[StrictSerializer], data: Any) -> dict[str, Any]:
    serializer = serializer_class(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def shown(observation: Observation) -> dict[str, Any]:
    """An observation as the API answers it. Persons are not named."""
    series, figures = observation.series, observation.figures.all()
    return {
        "framework": series.indicator.framework.code,
        "indicator": series.indicator.code,
        "series": series.code,
        "year": observation.year_id,
        "value": observation.value,
        "numerator": observation.numerator,
        "denominator": observation.denominator,
        "status": observation.status,
        "reason": observation.reason,
        "source": observation.source,
        "note": observation.note,
        "evidence": observation.evidence,
        "origin": observation.origin,
        "unit": series.indicator.unit,
        "state": observation.state,
        "comment": observation.comment,
        "version": observation.version,
        "changed_at": observation.changed_at,
        "figure": max((figure.number for figure in figures), default=None),
    }


COMPONENTS = {
    "Observation": record(
        framework=TEXT,
        indicator=TEXT,
        series=TEXT,
        year=YEAR,
        value=NULLABLE_DECIMAL,
        numerator=NULLABLE_DECIMAL,
        denominator=NULLABLE_DECIMAL,
        status=choice(Status.values),
        reason=TEXT,
        source=TEXT,
        note=TEXT,
        evidence=array(TEXT),
        origin=choice(Origin.values),
        unit=choice(Unit.values),
        state=choice(State.values),
        comment=TEXT,
        version=WHOLE,
        changed_at=nullable(MOMENT),
        figure=nullable(WHOLE) | {"description": "Number of the latest validated figure."},
    )
}
