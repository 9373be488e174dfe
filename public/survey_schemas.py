"""What the released results of questionnaires look like, as JSON schemas; `publications.surveys` makes them."""

from common.api_schema import (
    DAY,
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
from indicators.disclosure import LEVELS
from public.schemas import CHOICES, CODE_LIST, NULLABLE_WHOLE, RELEASE, TEXTS, YES_OR_NO
from surveys.choices import Respondent, Type

_FACT = record(code=TEXT, title=TEXTS)
_SPREAD = array(record(code=TEXT, count=WHOLE))
_TOLD: dict[str, Schema] = {
    "expected": WHOLE,
    **dict.fromkeys(("answered", "not_applicable", "no_response"), NULLABLE_WHOLE),
    **dict.fromkeys(("sum", "mean"), NULLABLE_DECIMAL),
    "distribution": nullable(_SPREAD)
    | {"description": "How many chose what, in the order of the choices; null where nothing is chosen, or withheld."},
}
_RESULTS = record(
    **_TOLD,
    withheld=YES_OR_NO
    | {"description": "Whether how answers spread, or their sum, is withheld so that no single answer can be told."},
    awaits_figure=YES_OR_NO
    | {"description": "Withheld until the figures that are counted from the question are validated."},
    as_of=NULLABLE_WHOLE
    | {"description": "The release that these results are from, where too few answers came since to tell new ones."},
    regions=nullable(array(record(code=TEXT, **_TOLD)))
    | {"description": "Null where answers do not open by respondent: then only the whole is told."},
)
_QUESTION = record(
    code=TEXT,
    wording=WHOLE,
    type=choice(Type.values),
    text=TEXTS,
    choices=CHOICES,
    counts_as_yes=CODE_LIST,
    disclosure=choice(LEVELS),
    applies_if=nullable(record(**{"question": nullable(TEXT), "fact": nullable(_FACT), "is": CODE_LIST})),
    rests_on=nullable(_FACT),
    results=_RESULTS,
)
_SURVEY: dict[str, Schema] = {
    "respondent": choice(Respondent.values),
    "year": YEAR,
    "title": TEXTS,
    "disclosure": choice(LEVELS),
    "expected": WHOLE,
    "accepted": WHOLE,
    "release": RELEASE,
}

COMPONENTS: dict[str, Schema] = {
    "Survey": record(**_SURVEY),
    "SurveyResults": record(
        **_SURVEY, sections=array(record(code=TEXT, title=TEXTS, questions=array(component("SurveyQuestion"))))
    ),
    "SurveyQuestion": _QUESTION,
    "TeamAnswer": {
        "type": "object",
        "required": ["status"],
        "properties": {
            "status": choice(Status.values),
            "choices": CODE_LIST,
            "number": NULLABLE_DECIMAL,
            "date": DAY,
        },
        "description": "What was answered, where the status says that it was; words of one's own are not copied.",
    },
}
