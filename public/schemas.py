"""What the released documents and rows look like, as JSON schemas; `publications.documents` makes them."""

from django.conf import settings

from common.api_schema import (
    DAY,
    MOMENT,
    NULLABLE_DECIMAL,
    TEXT,
    WHOLE,
    YEAR,
    Schema,
    array,
    choice,
    component,
    nullable,
    record,
)
from common.statuses import Status
from indicators.choices import Counted, Direction, Method, Origin, Unit
from indicators.progress import CODES, REASONS

YES_OR_NO: Schema = {"type": "boolean"}
SHARE: Schema = {"type": ["string", "null"], "description": "A share, as a decimal; null where there is none."}
STATUS, ORIGIN = choice(Status.values), choice(Origin.values)
CODE_LIST = array(TEXT)
TEXTS, RELEASE = component("Texts"), component("Edition")

LEVEL: dict[str, Schema] = {"code": TEXT, "title": TEXTS}
MEASURED: dict[str, Schema] = {"value": NULLABLE_DECIMAL, "year": nullable(YEAR), "note": TEXTS}
NUMBERS: dict[str, Schema] = {
    "value": NULLABLE_DECIMAL,
    "numerator": NULLABLE_DECIMAL,
    "denominator": NULLABLE_DECIMAL,
    "status": STATUS,
    "origin": ORIGIN,
}
FRAMEWORK: dict[str, Schema] = {
    "code": TEXT,
    "document": TEXT,
    "mandate": TEXT,
    "title": TEXTS,
    "note": TEXTS,
    "first_year": YEAR,
    "last_year": YEAR,
    "release": RELEASE,
}
SERIES: dict[str, Schema] = {
    "code": TEXT,
    "title": TEXTS,
    "baseline": record(**MEASURED),
    "target": record(**MEASURED),
    "milestones": array(record(**MEASURED)),
    "latest": nullable(record(value=NULLABLE_DECIMAL, year=YEAR, status=STATUS, origin=ORIGIN)),
    "due": record(year=YEAR, status=STATUS),
    "rating": component("Rating"),
}
INDICATOR: dict[str, Schema] = {
    "code": TEXT,
    "shown_code": TEXT,
    "title": TEXTS,
    "note": TEXTS,
    "unit": choice(Unit.values),
    "decimals": WHOLE,
    "direction": nullable(choice(Direction.values)),
    "roll_up": record(method=choice(Method.values), of=nullable(choice(Counted.values)), applies_to=TEXTS),
    "collected_from": TEXTS,
}
EDITION: dict[str, Schema] = {
    "number": WHOLE,
    "title": TEXT,
    "date": DAY,
    "due_year": YEAR,
    "demonstration": YES_OR_NO,
}
RELEASED: dict[str, Schema] = EDITION | {
    "reason": TEXT,
    "published_at": MOMENT,
    "published_by": choice(["publisher", "system"]),
}

COMPONENTS: dict[str, Schema] = {
    "Texts": {
        "type": "object",
        "description": "One text in the languages that it has.",
        "propertyNames": {"enum": list(settings.MODELTRANSLATION_LANGUAGES)},
        "additionalProperties": TEXT,
    },
    "Edition": record(**EDITION),
    "Rating": record(
        code=choice(CODES),
        year=nullable(YEAR),
        reason=choice(["", *REASONS]),
        working=record(p=SHARE, e=SHARE, version=TEXT),
    ),
    "Framework": record(**FRAMEWORK),
    "FrameworkTree": record(**FRAMEWORK, goals=array(component("Goal"))),
    "Goal": record(**LEVEL, outcomes=array(component("Outcome"))),
    "Outcome": record(**LEVEL, outputs=array(component("Output"))),
    "Output": record(**LEVEL, indicators=array(component("IndicatorInTree"))),
    "IndicatorInTree": record(**INDICATOR, series=array(component("SeriesInTree"))),
    "SeriesInTree": record(**SERIES),
    "Indicator": record(
        **INDICATOR,
        framework=TEXT,
        document=TEXT,
        goal=record(**LEVEL),
        outcome=record(**LEVEL),
        output=record(**LEVEL),
        series=array(component("Series")),
        release=RELEASE,
    ),
    "Series": record(**SERIES, observations=array(component("YearOfSeries"))),
    "YearOfSeries": record(
        year=YEAR,
        **NUMBERS,
        reason=TEXT,
        source=TEXT,
        note=TEXT,
        evidence=array(TEXT),
        figure=WHOLE,
        validated=record(date=DAY, by=choice(["validator", "source document"])),
        rating=component("Rating"),
    ),
    "ReleasedObservation": record(
        framework=TEXT,
        indicator=TEXT,
        series=TEXT,
        year=YEAR,
        **NUMBERS,
        unit=choice(Unit.values),
        source=TEXT,
        note=TEXT,
        release=WHOLE,
    ),
    "Country": record(
        iso3=TEXT,
        iso2=TEXT,
        m49=nullable(TEXT),
        name=TEXTS,
        note=TEXTS,
        region=TEXT,
        team=TEXT,
        groups=array(record(**{"code": TEXT, "from": nullable(DAY), "to": nullable(DAY)})),
        release=RELEASE,
    ),
    "Region": record(code=TEXT, name=TEXTS, teams=CODE_LIST, release=RELEASE),
    "CountryTeam": record(
        code=TEXT, name=TEXTS, region=TEXT, countries=CODE_LIST, multi_country=YES_OR_NO, release=RELEASE
    ),
    "Release": record(**RELEASED),
    "ReleaseManifest": record(**RELEASED, documents=array(record(kind=TEXT, key=TEXT, sha256=TEXT))),
}
