"""What the released documents and rows look like, as JSON schemas; `publications.documents` makes them."""

from django.conf import settings

from common.api_schema import (
    DAY,
    DECIMAL_PATTERN,
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
from indicators.choices import Counted, Descent, Direction, Method, Origin, Unit
from indicators.disclosure import LEVELS
from indicators.progress import CODES, REASONS
from indicators.rollup import METHODS, SIDES, UNANSWERED
from indicators.serializers import FROM_LEDGER
from records.choices import Category, HeldBy
from surveys.choices import Respondent, State, Type

YES_OR_NO: Schema = {"type": "boolean"}
SHARE: Schema = {"type": ["string", "null"], "description": "A share, as a decimal; null where there is none."}
STATUS, ORIGIN = choice(Status.values), choice(Origin.values)
CODE_LIST = array(TEXT)
VALUE: Schema = {"type": "string", "pattern": DECIMAL_PATTERN}
DATED_CODES = array(record(**{"code": TEXT, "from": nullable(DAY), "to": nullable(DAY)}))
TEXTS, RELEASE = component("Texts"), component("Edition")


def with_later(schema: Schema, **members: Schema) -> Schema:
    """A record with members that not every document of its kind has: earlier releases stay as they were published."""
    return schema | {"properties": schema["properties"] | members}


def by_code(schema: Schema, description: str) -> Schema:
    """An object that has `schema` under any code."""
    return {"type": "object", "additionalProperties": schema, "description": description}


WITHHELD = "By code; null is withheld, so that no single answer can be told."
NULLABLE_WHOLE = nullable(WHOLE)
COUNTS: dict[str, Schema] = {
    **dict.fromkeys(("value", "numerator", "denominator"), NULLABLE_DECIMAL),
    **dict.fromkeys(("answered", "not_applicable", "no_response", "expected"), NULLABLE_WHOLE),
}
DONE: dict[str, Schema] = {"answered": WHOLE, "expected": WHOLE}
RETURNS: dict[str, Schema] = dict.fromkeys(("expected", "accepted", "under_way", "missing"), WHOLE)
CHOICES = array(record(code=TEXT, text=TEXTS))

BEHIND: dict[str, Schema] = {
    "of": nullable(choice(Counted.values)),
    "disclosure": nullable(choice(LEVELS)),
    **COUNTS,
    "respondents": array(
        record(code=TEXT, name=TEXTS, region=nullable(TEXT), answer=nullable(TEXT), counted=choice(SIDES))
    ),
    "places": record(**{name: by_code(nullable(record(**COUNTS)), WITHHELD) for name in ("regions", "groups")}),
    "rule": nullable(
        record(
            method=choice(METHODS),
            counts=CODE_LIST,
            no_response=choice(UNANSWERED),
            not_applicable=choice(UNANSWERED),
            unit=choice(Unit.values),
            decimals=WHOLE,
        )
    ),
}
RULE_IN_WORDS: dict[str, Schema] = {
    "method": choice(METHODS),
    "of": nullable(choice(Counted.values)),
    "applies_to": TEXTS,
    "respondent": choice(Respondent.values),
    "question": TEXT,
    "wording": WHOLE,
    "type": choice(Type.values),
    "text": TEXTS,
    "rests_on": nullable(record(fact=TEXT, title=TEXTS)),
    "choices": CHOICES,
    "counts": CHOICES,
    "not_applicable": choice(UNANSWERED),
    "no_response": choice(UNANSWERED),
    "disclosure": choice(LEVELS),
}

# A rule of the ledger, where the source is the ledger.
LEDGER_RULE: dict[str, Schema] = {
    "source": FROM_LEDGER["source"],
    "measure": FROM_LEDGER["measure"],
    "disclosure": choice(LEVELS),
}
DESCRIBED: Schema = {"anyOf": [record(**RULE_IN_WORDS), record(**LEDGER_RULE)]}

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
# The languages in which the wording is an unofficial translation; earlier releases do not say it.
UNOFFICIAL: dict[str, Schema] = {"unofficial": array(choice(settings.MODELTRANSLATION_LANGUAGES))}
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
# Why it is behind, in a sentence of headquarters; earlier releases do not say it.
SLIPPAGE: dict[str, Schema] = {
    "slippage": nullable(record(year=YEAR, sentence=TEXT, language=choice(settings.MODELTRANSLATION_LANGUAGES), at=DAY))
}
# The last year that it is measured for, where an amendment has ended it; earlier releases do not say it.
ENDED: dict[str, Schema] = {"last_year": nullable(YEAR)}
# How it goes on from one framework to the next, with the values before; earlier releases do not say it.
_KIN: dict[str, Schema] = {
    **dict.fromkeys(("framework", "indicator", "series"), nullable(TEXT)),
    "kind": choice(Descent.values),
    "note": TEXT,
    "first_year": YEAR,
}
_VALUE_BEFORE = record(year=YEAR, value=NULLABLE_DECIMAL, status=STATUS, unit=choice(Unit.values), decimals=WHOLE)
LINEAGE: dict[str, Schema] = {
    "lineage": record(before=array(record(**_KIN, values=array(_VALUE_BEFORE))), after=array(record(**_KIN)))
}
# One change of an amendment: values as documents write them; a series or milestone that comes or goes as an object.
AMENDED: Schema = {"description": "In canonical form; null where there is, or was, nothing."}
AMENDMENTS: Schema = array(
    record(
        number=WHOLE,
        first_year=YEAR,
        decided_on=DAY,
        mandate=TEXT,
        reason=TEXT,
        changes=array(record(what=TEXT, field=TEXT, old=AMENDED, new=AMENDED)),
    )
)
INDICATOR: dict[str, Schema] = {
    "code": TEXT,
    "shown_code": TEXT,
    "title": TEXTS,
    "note": TEXTS,
    "unit": choice(Unit.values),
    "decimals": WHOLE,
    "direction": nullable(choice(Direction.values)),
    "roll_up": with_later(
        record(method=choice(Method.values), of=nullable(choice(Counted.values)), applies_to=TEXTS),
        rules=array(component("RuleInWords")),
    ),
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
# When its content was copied, and the day of the next one; earlier releases do not say it.
ANNOUNCED: dict[str, Schema] = {"sealed_at": nullable(MOMENT), "next_on": nullable(DAY)}

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
    "Framework": with_later(record(**FRAMEWORK), **UNOFFICIAL),
    "FrameworkTree": with_later(record(**FRAMEWORK, goals=array(component("Goal"))), **UNOFFICIAL),
    "Goal": record(**LEVEL, outcomes=array(component("Outcome"))),
    "Outcome": record(**LEVEL, outputs=array(component("Output"))),
    "Output": record(**LEVEL, indicators=array(component("IndicatorInTree"))),
    "IndicatorInTree": with_later(record(**INDICATOR, series=array(component("SeriesInTree"))), amendments=AMENDMENTS),
    "SeriesInTree": with_later(record(**SERIES), **SLIPPAGE, **ENDED, **LINEAGE),
    "Indicator": with_later(
        record(
            **INDICATOR,
            framework=TEXT,
            document=TEXT,
            goal=record(**LEVEL),
            outcome=record(**LEVEL),
            output=record(**LEVEL),
            series=array(component("Series")),
            release=RELEASE,
        ),
        amendments=AMENDMENTS,
        **UNOFFICIAL,
    ),
    "Series": with_later(
        record(**SERIES, observations=array(component("YearOfSeries"))), **SLIPPAGE, **ENDED, **LINEAGE
    ),
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
        groups=DATED_CODES,
        release=RELEASE,
    ),
    "Region": with_later(
        record(code=TEXT, name=TEXTS, teams=CODE_LIST, release=RELEASE),
        staffing=array(record(category=choice(Category.values), held_by=choice(HeldBy.values), posts=WHOLE)),
    ),
    "CountryTeam": with_later(
        record(code=TEXT, name=TEXTS, region=TEXT, countries=CODE_LIST, multi_country=YES_OR_NO, release=RELEASE),
        regions=DATED_CODES,
        records=by_code(array({"type": "object"}), "The public part of its records, by kind; days may be null."),
        confirmed=by_code(array(YEAR), "The years for which its records are confirmed as complete, by kind."),
        completeness=array(record(year=YEAR, state=choice(State.values), answered=WHOLE, expected=WHOLE)),
        answers=by_code(by_code(component("TeamAnswer"), "By question."), "Accepted open answers, by year."),
    ),
    "Behind": with_later(record(**BEHIND, release=WHOLE), **FROM_LEDGER),
    "FiguresBehind": record(
        framework=TEXT,
        indicator=TEXT,
        year=YEAR,
        series=array(
            with_later(
                record(code=TEXT, figure=WHOLE, explanation=nullable(TEXT), **BEHIND, described=DESCRIBED),
                **FROM_LEDGER,
            )
        ),
        release=RELEASE,
    ),
    "Reporting": record(year=YEAR, respondents=array(component("Returns")), release=RELEASE),
    "Returns": with_later(
        record(code=choice(Respondent.values), **RETURNS, regions=array(record(code=TEXT, **RETURNS))),
        teams=array(record(code=TEXT, region=nullable(TEXT), state=choice(State.values))),
        sections=array(record(code=TEXT, title=TEXTS, **DONE, regions=array(record(code=TEXT, **DONE)))),
    ),
    "Facts": record(
        code=TEXT,
        document=TEXT,
        sources=array(record(code=TEXT, title=TEXTS)),
        facts=array(component("Fact")),
        look_alikes=array(component("LookAlike")),
        release=RELEASE,
    ),
    "Fact": record(
        code=TEXT,
        title=TEXTS,
        unit=choice(Unit.values),
        source=TEXT | {"description": "Where the report's text names none, it is our assignment."},
        paragraph=TEXT,
        values=array(record(year=YEAR, value=VALUE, as_at=nullable(TEXT) | {"description": "A month: 2022-04."})),
    ),
    "LookAlike": record(
        code=TEXT,
        framework=TEXT,
        indicator=TEXT | {"description": "The indicator that it resembles; it measures something else."},
        title=TEXTS,
        difference=TEXTS,
        unit=choice(Unit.values),
        year=YEAR,
        value=VALUE,
        about=YES_OR_NO,
        paragraph=TEXT,
    ),
    "RuleInWords": {"anyOf": [record(code=TEXT, **RULE_IN_WORDS), record(code=TEXT, **LEDGER_RULE)]},
    "Release": with_later(record(**RELEASED), **ANNOUNCED),
    "ReleaseManifest": with_later(
        record(**RELEASED, documents=array(record(kind=TEXT, key=TEXT, sha256=TEXT))), **ANNOUNCED
    ),
}
