"""Bodies of requests to the API, read strictly: what is not known is refused, nothing is made into something else."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from common.api_schema import choice
from common.numbers import MAX_DECIMALS, MAX_WHOLE_DIGITS, NumberRefused, canonical, read_canonical
from common.statuses import Status


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
