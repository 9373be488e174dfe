"""What a value has to be before it is kept: the rules of `indicators.validation`, and of the database under them."""

from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from common import immutable
from common.refusals import Invalid
from common.statuses import Status
from indicators.choices import Method, Unit
from indicators.models import Figure, Indicator, Observation
from indicators.validation import Entry, checked, value_of_parts
from tests.work import bring_to_figure, entry, observation, save

KEY = "1.1.1-c/total/2024"


def indicator(unit: str = Unit.PERCENT, method: str = Method.SHARE, decimals: int = 1) -> Indicator:
    return Indicator(unit=unit, method=method, decimals=decimals)


SHARE, MEAN, COUNT, SUM = (
    indicator(),
    indicator(Unit.NUMBER, Method.MEAN, 2),
    indicator(Unit.NUMBER, Method.COUNT, 0),
    indicator(Unit.USD, Method.SUM, 0),
)
ENTERED_PERCENT = indicator(method=Method.ENTERED)

KEPT = {
    "a zero": (SHARE, entry("0")),
    "a hundred": (SHARE, entry("100")),
    "14 of 20 is 70": (SHARE, entry("70", numerator="14", denominator="20")),
    "none of 20 is 0": (SHARE, entry("0", numerator="0", denominator="20")),
    "1 of 3 is 33.3": (SHARE, entry("33.3", numerator="1", denominator="3")),
    "1 of 8 is 12.5": (SHARE, entry("12.5", numerator="1", denominator="8")),
    "1 of 16 is 6.3, not 6.2": (SHARE, entry("6.3", numerator="1", denominator="16")),
    "an entered percentage over 100": (ENTERED_PERCENT, entry("140")),
    "a mean": (MEAN, entry("2.33", numerator="7", denominator="3")),
    "a count": (COUNT, entry("14", numerator="14", denominator="20")),
    "dollars that were paid back": (SUM, entry("-500")),
    "an estimate": (SHARE, entry("70", status="estimated")),
    "a provisional value": (SHARE, entry("70", status="provisional")),
    "not yet reported": (SHARE, entry(status="not_reported")),
    "not available, and why": (SHARE, entry(status="not_available", reason="No survey.")),
    "the largest number that is kept": (SUM, entry("99999999999")),
    "links": (SHARE, entry("70", evidence=["https://un.example/a", " http://un.example/b ", ""])),
}

REFUSED = {
    "no value": (SHARE, entry(), ["value"]),
    "a value that is withheld": (SHARE, entry("70", status="withheld", reason="Why."), ["value"]),
    "a value that is not reported": (SHARE, entry("0", status="not_reported"), ["value"]),
    "not available without a reason": (SHARE, entry(status="not_available"), ["reason"]),
    "not applicable without a reason": (SHARE, entry(status="not_applicable", reason="  "), ["reason"]),
    "withheld without a reason": (SHARE, entry(status="withheld"), ["reason"]),
    "an unknown status": (SHARE, entry("70", status="validated"), ["status"]),
    "a share over 100": (SHARE, entry("100.1"), ["value"]),
    "less than nothing": (SHARE, entry("-1"), ["value"]),
    "a count less than nothing": (COUNT, entry("-1"), ["value"]),
    "too many decimals": (SHARE, entry("33.33"), ["value"]),
    "decimals of a count": (COUNT, entry("0.5"), ["value"]),
    "a numerator alone": (SHARE, entry("70", numerator="14"), ["denominator"]),
    "a denominator alone": (SHARE, entry("70", denominator="20"), ["numerator"]),
    "0 of 0": (SHARE, entry("0", numerator="0", denominator="0"), ["denominator"]),
    "parts less than nothing": (SHARE, entry("70", numerator="-14", denominator="-20"), ["numerator"]),
    "21 of 20": (SHARE, entry("100", numerator="21", denominator="20"), ["numerator"]),
    "14 of 20 is not 66.7": (SHARE, entry("66.7", numerator="14", denominator="20"), ["value"]),
    "1 of 16 is not 6.2": (SHARE, entry("6.2", numerator="1", denominator="16"), ["value"]),
    "parts without a value": (
        SHARE,
        entry(status="not_available", reason="No.", numerator="1", denominator="2"),
        ["numerator"],
    ),
    "no number": (SHARE, entry("NaN"), ["value"]),
    "more digits than are kept": (SUM, entry("100000000000"), ["value"]),
    "more decimals than are kept": (SHARE, entry("50", numerator="0.00001", denominator="0.00002"), None),
    "a word for a link": (SHARE, entry("70", evidence=["the annex"]), ["evidence"]),
    "a script for a link": (SHARE, entry("70", evidence=["javascript:alert(1)"]), ["evidence"]),
    "too many links": (SHARE, entry("70", evidence=["https://un.example/"] * 21), ["evidence"]),
    "a long source": (SHARE, entry("70", source="x" * 301), ["source"]),
    "a hidden character": (SHARE, entry("70", note="a\u0000b", reason="a\u202eb"), ["note", "reason"]),
    "everything at once": (
        SHARE,
        entry("101.55", numerator="3", status="reported", source="a\u0000", evidence=["x"]),
        ["denominator", "evidence", "source", "value"],
    ),
    "an unknown status and a number that cannot be kept": (
        SHARE,
        entry("1e20", status="guessed", note="\u0007"),
        ["note", "status", "value"],
    ),
}


@pytest.mark.parametrize(("measured", "entered"), KEPT.values(), ids=KEPT.keys())
def test_what_keeps_the_rules_is_kept_as_it_is(measured, entered):
    columns = checked(entered, measured)
    assert columns["value"] == entered.value
    assert (columns["numerator"], columns["denominator"]) == (entered.numerator, entered.denominator)
    assert columns["status"] == entered.status


@pytest.mark.parametrize(("measured", "entered", "fields"), REFUSED.values(), ids=REFUSED.keys())
def test_what_breaks_a_rule_is_refused_with_every_field_at_once(measured, entered, fields):
    with pytest.raises(Invalid) as refused:
        checked(entered, measured)
    assert sorted(refused.value.errors) == (fields or ["denominator", "numerator"])
    assert all(str(sentence) for sentences in refused.value.errors.values() for sentence in sentences)


@pytest.mark.parametrize("status", Status.values)
@pytest.mark.parametrize("value", [None, Decimal(0), Decimal(70)])
def test_a_value_is_null_exactly_when_its_status_says_why(status, value):
    says_why = status in {"not_reported", "not_available", "not_applicable", "withheld"}
    entered = Entry(status=status, value=value, reason="Because.")
    if (value is None) == says_why:
        assert checked(entered, SHARE)["value"] == value
    else:
        with pytest.raises(Invalid):
            checked(entered, SHARE)


def test_links_are_kept_without_what_surrounds_them():
    entered = entry("70", evidence=["https://un.example/a", " http://un.example/b ", ""])
    assert checked(entered, SHARE)["evidence"] == ["https://un.example/a", "http://un.example/b"]
    assert "evidence" not in checked(entry("70"), SHARE)


def test_parts_are_divided_last_and_rounded_once():
    assert value_of_parts(SHARE, Decimal(14), Decimal(20)) == 70
    assert value_of_parts(SHARE, Decimal(2), Decimal(3)) == Decimal("66.7")
    assert value_of_parts(MEAN, Decimal(7), Decimal(3)) == Decimal("2.33")
    assert value_of_parts(COUNT, Decimal(14), Decimal(20)) == 14


@pytest.mark.django_db
def test_texts_are_kept_composed_and_without_space_around_them(people):
    saved = save(KEY, entry("70", note=" Cafe\u0301 \r\n2 "), by=people.custodian)
    assert saved.note == "Caf\u00e9 \n2"


@pytest.mark.django_db
@pytest.mark.parametrize("model", [Observation, Figure])
@pytest.mark.parametrize(
    "columns",
    [
        {"value": None, "status": "reported"},
        {"value": 0, "status": "withheld"},
        {"numerator": 1, "denominator": None},
        {"numerator": None, "denominator": 1},
        {"numerator": 0, "denominator": 0},
        {"numerator": -1, "denominator": 1},
    ],
)
def test_the_database_holds_the_rules_too(people, model, columns):
    bring_to_figure(KEY, entry("70"), people)
    immutable.drop_triggers(connection)  # the rule itself refuses, not the lock on figures
    key = "pk" if model is Observation else "observation"
    row = model.objects.filter(**{key: observation(KEY).pk})
    with pytest.raises(IntegrityError, match=r"null_says_why|both_parts"), transaction.atomic():
        row.update(**columns)
