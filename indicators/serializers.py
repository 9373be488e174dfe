"""The shape of observations in the API: what is read, and what is answered. What a value has to be says
`indicators.validation`, for every door alike."""

from typing import Any

from rest_framework import serializers

from common.api_schema import (
    DAY,
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
from common.serializers import CanonicalDecimalField, StatusField, StrictSerializer, StrictTextField, read_body
from common.statuses import Status
from finance.choices import STREAMS, ContributorKind, Given
from indicators.choices import LEDGER_MEASURES, Counted, Origin, State, Unit
from indicators.disclosure import LEVELS
from indicators.from_finance import SOURCE
from indicators.models import Observation
from indicators.rollup import SIDES
from indicators.validation import Entry


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


def read_entry(data: Any) -> Entry:
    """The entry that a body says. Raises the REST framework's ValidationError, by field."""
    return Entry(**read_body(EntrySerializer, data))


def read_comment(data: Any) -> str:
    """The comment that a body says. Raises the same."""
    comment: str = read_body(CommentSerializer, data)["comment"]
    return comment


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


_COUNTS = {
    "value": NULLABLE_DECIMAL,
    "numerator": NULLABLE_DECIMAL,
    "denominator": NULLABLE_DECIMAL,
    **dict.fromkeys(("answered", "not_applicable", "no_response", "expected"), nullable(WHOLE)),
}
_TEXTS = {"type": "object", "additionalProperties": TEXT, "description": "By language."}
_CELLS = {
    "type": "object",
    "additionalProperties": nullable(record(**_COUNTS)),
    "description": "By code; null is withheld, so that nobody's answer can be read off.",
}
_RESPONDENT = record(
    code=TEXT,
    name=_TEXTS,
    region=nullable(TEXT),
    answer=nullable(TEXT) | {"description": "The codes chosen, with a space between, or a decimal."},
    counted=choice(SIDES),
)
CONTRIBUTION = record(
    reference=TEXT,
    contributor=TEXT,
    name=_TEXTS,
    contributor_kind=choice(ContributorKind.values),
    stream=choice(STREAMS),
    kind=choice(Given.values),
    first_year=YEAR,
    last_year=YEAR,
    amount=NULLABLE_DECIMAL,
    currency=TEXT,
    dated=nullable(DAY),
    rate=NULLABLE_DECIMAL | {"description": "Units of the currency for one United States dollar."},
    rate_on=nullable(DAY),
    dollars=NULLABLE_DECIMAL,
    figure=nullable(WHOLE) | {"description": "Number of the contribution's validated figure."},
)
FROM_LEDGER = {
    "source": choice([SOURCE]),
    "measure": choice(LEDGER_MEASURES),
    "contributors": WHOLE,
    "contributions": array(CONTRIBUTION),
}

_BEHIND = record(
    of=nullable(choice(Counted.values)),
    disclosure=choice(LEVELS),
    **_COUNTS,
    respondents=array(_RESPONDENT) | {"description": "Empty where nobody may be named; the counts stand."},
    places=record(regions=_CELLS, groups=_CELLS),
    preliminary=nullable(record(**_COUNTS))
    | {"description": "With what is on its way; null where nothing is, or too little to be shown."},
)

COMPONENTS = {
    "Behind": _BEHIND | {"properties": _BEHIND["properties"] | FROM_LEDGER},
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
    ),
}
