"""What the released documents of the trust fund look like, as JSON schemas; `finance.published` makes them."""

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
from finance.choices import FUNDING, GRADES, RESOURCES, STREAMS, ContributorKind, FactUnit, Fund, Given, Measure, Stream
from finance.lines import BY_COMPONENT, BY_OBJECT
from finance.lines import WHOLE as WHOLE_FUND
from public.schemas import YES_OR_NO, by_code

TEXTS, RELEASE = component("Texts"), component("Edition")
# The words themselves, since YAML writes no members of enumerations.
FUNDING_KINDS, GIVEN_STREAMS = [kind.value for kind in FUNDING], [stream.value for stream in STREAMS]
DECIMAL: Schema = NULLABLE_DECIMAL | {"type": "string", "description": "A decimal, without trailing zeros."}
STATUS = choice(Status.values)
LEVEL: Schema = {"enum": [0, 1, 2, 3, "total"], "description": "How deep the line stands; the last is `total`."}
COLUMN_KINDS = ("amount", "change", "percent", "variance", "posts", "subtotal", "total")
SAID: dict[str, Schema] = {"report": YEAR, "document": TEXT, "value": NULLABLE_DECIMAL, "status": STATUS}
MONEY = record(value=NULLABLE_DECIMAL, status=STATUS, reason=TEXT, rounded_to=NULLABLE_DECIMAL)
CONTRIBUTOR = record(
    code=TEXT,
    name=TEXTS,
    kind=choice(ContributorKind.values),
    group_of_77=array(record(**{"from": nullable(DAY), "to": nullable(DAY)})),
    demonstration=YES_OR_NO,
)

COMPONENTS: dict[str, Schema] = {
    "FinanceTable": record(
        report=YEAR,
        document=TEXT,
        number={"type": "integer", "minimum": 1, "maximum": 5},
        title=TEXTS,
        unit=choice(["thousands_usd", "posts"]),
        columns=array(record(key=TEXT, title=TEXTS, spanner=nullable(TEXTS), kind=choice(COLUMN_KINDS))),
        rows=array(
            record(
                code=TEXT,
                title=TEXTS,
                level=LEVEL,
                cells=by_code(NULLABLE_DECIMAL, "By the key of the column."),
                printed=by_code(DECIMAL, "What the report prints, where it is computed here."),
                status=by_code(STATUS, "Why a cell is null."),
                footnotes=array(TEXT),
            )
        ),
        notes=array(record(mark=TEXT, text=TEXTS)),
        release=RELEASE,
    ),
    "FinanceResources": record(
        rows=array(
            record(
                code=TEXT,
                year=YEAR,
                kind=choice(kind.value for kind in RESOURCES),
                fund=choice(Fund.values),
                by=choice([BY_COMPONENT, BY_OBJECT, WHOLE_FUND]),
                line=TEXT,
                title=TEXTS,
                level=LEVEL,
                computed=YES_OR_NO,
                **SAID,
                reason=TEXT,
                rounded_to=NULLABLE_DECIMAL,
                superseded=array(record(**SAID)),
            )
        ),
        release=RELEASE,
    ),
    "FinancePosts": record(
        years=array(
            record(
                year=YEAR,
                report=YEAR,
                document=TEXT,
                categories=array(
                    record(
                        code=choice(category.value for category in GRADES),
                        title=TEXTS,
                        grades=array(record(code=TEXT, title=TEXTS)),
                    )
                ),
                rows=array(
                    record(
                        code=TEXT,
                        title=TEXTS,
                        level=LEVEL,
                        grades=by_code(NULLABLE_DECIMAL, "By grade."),
                        categories=by_code(NULLABLE_DECIMAL, "By category of grades."),
                        total=NULLABLE_DECIMAL,
                    )
                ),
            )
        ),
        release=RELEASE,
    ),
    "FinanceFunding": record(
        streams=array(record(code=choice(Stream.values), title=TEXTS)),
        years=array(
            record(
                code=TEXT,
                year=YEAR,
                report=YEAR,
                document=TEXT,
                note=TEXT,
                cells=record(**{stream: record(**dict.fromkeys(FUNDING_KINDS, MONEY)) for stream in Stream.values}),
                total=record(reported=NULLABLE_DECIMAL, computed=NULLABLE_DECIMAL, differs_by_rounding=YES_OR_NO),
                gap=record(
                    printed=NULLABLE_DECIMAL,
                    requirement_less_total=NULLABLE_DECIMAL,
                    voluntary_target_less_voluntary=NULLABLE_DECIMAL,
                ),
            )
        ),
        facts=array(
            record(
                code=TEXT,
                title=TEXTS,
                year=YEAR,
                report=YEAR,
                value=NULLABLE_DECIMAL,
                unit=choice(FactUnit.values),
                about=YES_OR_NO,
                document=TEXT,
                paragraph=TEXT,
            )
        ),
        measures=array(
            record(
                code=choice(Measure.values),
                year=YEAR,
                value=NULLABLE_DECIMAL,
                status=STATUS,
                lacking=array(TEXT),
                missing=array(choice(GIVEN_STREAMS)),
            )
        ),
        release=RELEASE,
    ),
    "FinanceContribution": record(
        reference=TEXT,
        contributor=CONTRIBUTOR,
        stream=choice(GIVEN_STREAMS),
        kind=choice(Given.values),
        first_year=YEAR,
        last_year=YEAR,
        amount=NULLABLE_DECIMAL,
        currency=TEXT,
        dated=nullable(DAY),
        rate=NULLABLE_DECIMAL,
        rate_on=nullable(DAY),
        dollars=NULLABLE_DECIMAL,
        release=WHOLE,
    ),
    "FinanceReconciliation": record(
        compared=WHOLE,
        differences=array(
            record(
                code=TEXT,
                report=YEAR,
                document=TEXT,
                table=TEXT,
                line=TEXT,
                column=TEXT,
                printed=DECIMAL,
                computed=NULLABLE_DECIMAL,
                difference=NULLABLE_DECIMAL,
                by_rounding=YES_OR_NO,
            )
        ),
        release=RELEASE,
    ),
}
