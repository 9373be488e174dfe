"""What the ledger gives: worked cases of each measure, sums that are refused, and what holds for every ledger."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finance.choices import COUNTS_ALONE, Measure
from finance.measures import UNITS, LedgerRow, add, measure

DAY = date(2024, 1, 31)


def row(reference: str, contributor: str, dollars: str | None = "100", **said: Any) -> LedgerRow:
    """A voluntary payment of a Member State in 2024; dollars None: in francs without a rate."""
    year = said.pop("year", 2024)
    amount = None if dollars is None else Decimal(dollars)
    plain: dict[str, Any] = {
        "contributor_kind": "member_state",
        "stream": "voluntary",
        "kind": "payment",
        "first_year": year,
        "last_year": year,
        "amount": Decimal(100) if amount is None else amount,
        "currency": "CHF" if amount is None else "USD",
        "dated": DAY,
        "rate": None,
        "rate_on": None,
        "dollars": amount,
        "levy_applied": None,
    }
    return LedgerRow(reference=reference, contributor=contributor, **{**plain, **said})


def levy(reference: str, dollars: str | None = "10", *, applied: bool = True, **said: Any) -> LedgerRow:
    plain = {"contributor_kind": "other", "stream": "levy", "levy_applied": applied}
    made = row(reference, "agreement", dollars if applied else "1", **{**plain, **said})
    return made if applied else LedgerRow(**{**_columns(made), "amount": None, "dollars": None, "currency": "USD"})


def sharing(reference: str, dollars: str = "1", **said: Any) -> LedgerRow:
    return row(reference, "entity", dollars, contributor_kind="entity", stream="cost_sharing", **said)


def pledge(reference: str, contributor: str, **said: Any) -> LedgerRow:
    return row(reference, contributor, kind="pledge", **said)


def agreement(reference: str, contributor: str, first: int, last: int, **said: Any) -> LedgerRow:
    return row(reference, contributor, kind="agreement", first_year=first, last_year=last, **said)


def _columns(made: LedgerRow) -> dict[str, Any]:
    return {name: getattr(made, name) for name in LedgerRow.__slots__}


ALL_STREAMS = [row("1", "DEU"), row("2", "FRA", "50.5"), levy("3"), sharing("4", "1.25")]
CASES = [
    ("a sum of the payments of all three streams", "total_funds_raised", ALL_STREAMS, "161.75"),
    ("pledges are not raised yet", "total_funds_raised", [*ALL_STREAMS, pledge("5", "ITA")], "161.75"),
    ("other years are theirs", "total_funds_raised", [*ALL_STREAMS, row("5", "ITA", year=2023)], "161.75"),
    ("a stream without a payment is not known to be zero", "total_funds_raised", ALL_STREAMS[:3], None),
    ("an empty ledger gives nothing", "total_funds_raised", [], None),
    ("a Member State counts once, however often it pays", "contributing_member_states",
     [row("1", "DEU"), row("2", "DEU"), row("3", "FRA")], "2"),
    ("a pledge counts as contributing", "contributing_member_states", [pledge("1", "DEU"), row("2", "FRA")], "2"),
    ("entities and levies are no Member States", "contributing_member_states",
     [row("1", "DEU"), sharing("2"), levy("3")], "1"),
    ("an agreement alone is a commitment, not a contribution", "contributing_member_states",
     [row("1", "DEU"), agreement("2", "FRA", 2023, 2025)], "1"),
    ("no Member State among those that gave is a true zero", "contributing_member_states",
     [row("1", "foundation", contributor_kind="other")], "0"),
    ("cost-sharing says nothing of who gave of their own accord", "contributing_member_states", [sharing("1")], None),
    ("an agreement for the year says nothing of who stopped", "contributors_that_stopped",
     [row("1", "DEU", year=2023), agreement("2", "FRA", 2023, 2025)], None),
    ("payments say nothing of levies", "levies_not_applied", [row("1", "DEU")], None),
    ("nothing in the ledger is no figure", "contributing_member_states", [row("1", "DEU", year=2023)], None),
    ("agreements count in each of their years", "multi_year_commitments",
     [agreement("1", "DEU", 2022, 2024), agreement("2", "FRA", 2024, 2026), agreement("3", "ITA", 2025, 2027)], "2"),
    ("new is who is in no year before", "first_time_contributors",
     [row("1", "DEU", year=2022), row("2", "DEU"), row("3", "FRA")], "1"),
    ("in the ledger's first year nobody can be told from a newcomer", "first_time_contributors",
     [row("1", "DEU"), row("2", "FRA")], None),
    ("an agreement before says nothing of who gave before", "first_time_contributors",
     [agreement("1", "DEU", 2022, 2024), row("2", "DEU"), row("3", "FRA")], None),
    ("a year before of which nothing is known is not one in which nobody gave", "contributors_that_stopped",
     [row("1", "DEU", year=2022), row("2", "DEU")], None),
    ("who paid last year and does not now has stopped", "contributors_that_stopped",
     [row("1", "DEU", year=2023), row("2", "FRA", year=2023), row("3", "FRA")], "1"),
    ("a levy that was not applied is counted, one by one", "levies_not_applied",
     [levy("1"), levy("2", applied=False), levy("3", applied=False)], "2"),
]  # fmt: skip


@pytest.mark.parametrize(("says", "code", "ledger", "value"), CASES, ids=[case[0] for case in CASES])
def test_worked_cases(says, code, ledger, value):
    found = measure(code, 2024, ledger)
    assert found.value == (None if value is None else Decimal(value))
    assert found.status == ("not_available" if value is None else "reported")


def test_every_measure_has_a_case_with_and_without_a_value():
    assert {case[1] for case in CASES} == set(Measure) == set(UNITS)
    assert set(COUNTS_ALONE) < set(Measure)


def test_francs_without_a_dated_rate_are_refused_in_the_sum_and_named():
    francs = row("2024-0007", "CHE", None)
    found = measure("total_funds_raised", 2024, [*ALL_STREAMS, francs])
    assert (found.value, found.lacking) == (None, ("2024-0007",))
    assert add([row("1", "DEU"), francs]) == (None, ("2024-0007",))


def test_with_a_dated_rate_they_add():
    francs = row("9", "CHE", "112.36", currency="CHF", amount=Decimal(100), rate=Decimal("0.89"), rate_on=DAY)
    found = measure("total_funds_raised", 2024, [*ALL_STREAMS, francs])
    assert found.value == Decimal("274.11")
    assert found.lacking == ()


def test_a_missing_stream_is_named():
    assert measure("total_funds_raised", 2024, [row("1", "DEU")]).missing == ("levy", "cost_sharing")


def _given(contributor: str, year: int, kind: str, dollars: Decimal) -> LedgerRow:
    return row(f"{contributor}{year}{kind}", contributor, str(dollars), year=year, kind=kind)


ROWS = st.lists(
    st.builds(
        _given,
        st.sampled_from(["DEU", "FRA", "ITA", "KEN"]),
        st.integers(2022, 2025),
        st.sampled_from(["pledge", "payment"]),
        st.decimals(min_value=1, max_value=10**6, places=2),
    ),
    max_size=20,
)


@given(ROWS, st.randoms(use_true_random=False))
def test_the_order_of_the_ledger_changes_nothing(ledger, random):
    shuffled = list(ledger)
    random.shuffle(shuffled)
    for code in Measure:
        one, other = measure(code, 2024, ledger), measure(code, 2024, shuffled)
        assert (one.value, one.contributors) == (other.value, other.contributors)


@given(ROWS)
def test_who_contributes_is_who_did_before_and_still_does_and_who_is_new(ledger):
    counts = {code: measure(code, 2024, ledger) for code in Measure.values[1:5]}
    contributing, new, stopped = (
        counts[name] for name in ("contributing_member_states", "first_time_contributors", "contributors_that_stopped")
    )
    if new.value is None or stopped.value is None:
        return
    before = measure("contributing_member_states", 2023, ledger)
    assert set(new.contributors) <= set(contributing.contributors)
    assert set(stopped.contributors) == set(before.contributors) - set(contributing.contributors)
