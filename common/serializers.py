"""Bodies of requests to the API, read strictly: what is not known is refused, nothing is made into something else."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api_schema import DAY, YEAR, choice
from common.days import read_day
from common.digits import read_digits
from common.numbers import MAX_DECIMALS, MAX_WHOLE_DIGITS, NumberRefused, canonical, read_canonical
from common.statuses import Status
from common.strict_json import NumberLiteral


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


class StrictBooleanField(serializers.BooleanField):
    """true or false; texts and numbers are not made into them."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return bool(data)


@extend_schema_field(DAY)
class DayField(StrictTextField):
    """A day in the one form that the API writes, too."""

    def to_internal_value(self, data: Any) -> Any:
        day = read_day(super().to_internal_value(data))
        if day is None:
            raise serializers.ValidationError(_("Give a day, such as 2024-06-30."))
        return day


@extend_schema_field(YEAR)
class YearField(serializers.Field):
    """A year: a JSON number of four digits."""

    def to_internal_value(self, data: Any) -> int:
        year = read_digits(data.text, 4) if isinstance(data, NumberLiteral) else None
        if year is None or year < 1000:
            raise serializers.ValidationError(_("A year in four digits."))
        return year


@extend_schema_field(choice(Status.values))
class StatusField(StrictTextField):
    """A status; which ones there are say the rules of what it is of."""


class NothingSerializer(StrictSerializer):
    """The body of a POST that says nothing besides its address: none, or an empty object."""


def read_body(serializer_class: type[StrictSerializer], data: Any) -> dict[str, Any]:
    """The fields that a body says. Raises the REST framework's ValidationError, by field."""
    serializer = serializer_class(data=data)
    serializer.is_valid(raise_exception=True)
    return dict(serializer.validated_data)


def read_nothing(data: Any) -> None:
    """Refuses a body that says something."""
    read_body(NothingSerializer, data)
