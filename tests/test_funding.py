"""Funding by stream and year: reported beside computed, two gaps, and what is not known."""

from decimal import Decimal

import pytest

from finance.choices import Kind, Stream
from finance.funding import Cell, YearOfFunding
from finance.reading import validated
from finance.tables import Printed

MILLION = 1_000_000


def cell(millions: str | None, rounded_to: int = MILLION) -> Cell:
    if millions is None:
        return Cell(None, "not_available")
    return Cell(Decimal(millions) * MILLION, "reported", rounded_to=Decimal(rounded_to))


def year(received: dict[str, str | None], required: dict[str, str | None], gap: str | None = None) -> YearOfFunding:
    cells = {(Kind.RECEIVED.value, stream): cell(value) for stream, value in received.items()}
    cells |= {(Kind.REQUIREMENT.value, stream): cell(value) for stream, value in required.items()}
    return YearOfFunding(2021, 2022, cells, None if gap is None else Printed(Decimal(gap), 0))


@pytest.fixture
def shipped(db):
    return {row.year: row for row in validated()[2022].funding()}


def test_2021_is_214_5_from_its_streams_and_215_as_printed_and_rounding_explains_it(shipped):
    found = shipped[2021]
    assert found.computed_total(Kind.RECEIVED) == Decimal("214.5") * MILLION
    assert found.shown_total(Kind.RECEIVED) == 215 * MILLION
    assert found.differs(Kind.RECEIVED) == Decimal("0.5") * MILLION
    assert found.differs_by_rounding(Kind.RECEIVED)
    assert found.agrees(Kind.RECEIVED)
    assert found.gap == 66 * MILLION
    assert found.gap_agrees


def test_2020_keeps_its_total_with_one_stream_known_and_two_not_available(shipped):
    found = shipped[2020]
    statuses = {stream: found.cell(Kind.RECEIVED, stream) for stream in ("voluntary", "levy", "cost_sharing")}
    assert statuses["voluntary"].value == 86 * MILLION
    for stream in ("levy", "cost_sharing"):
        assert statuses[stream].value is None
        assert statuses[stream].status == "not_available"
        assert statuses[stream].reason
    assert found.shown_total(Kind.RECEIVED) == 204 * MILLION
    assert found.computed_total(Kind.RECEIVED) is None
    assert found.gap is None  # nothing says what was required


def test_the_two_gaps_are_two_things():
    found = year(
        {"voluntary": "98", "levy": "39", "cost_sharing": "77", "all": "215"}, {"voluntary": "155", "all": "281"}
    )
    assert found.gap == 66 * MILLION
    assert found.voluntary_gap == 57 * MILLION


@pytest.mark.parametrize(("gap", "agrees"), [("66", True), ("67", True), ("68", False), (None, True)])
def test_a_printed_gap_is_held_against_the_computed_one_up_to_rounding(gap, agrees):
    assert year({"all": "215"}, {"all": "281"}, gap).gap_agrees is agrees


@pytest.mark.parametrize(("gap", "agrees"), [("69", True), ("70", False)])
def test_a_gap_from_the_sum_of_the_streams_is_allowed_the_rounding_of_each(gap, agrees):
    """281 less 98 + 39 + 77 is 67: four whole millions and the gap's own bound the difference by 2.5."""
    received = {"voluntary": "98", "levy": "39", "cost_sharing": "77"}
    assert year(received, {"all": "281"}, gap).gap_agrees is agrees


def test_a_printed_gap_that_nothing_gives_is_a_difference():
    assert not year({"all": "215"}, {}, "66").gap_agrees


@pytest.mark.parametrize(("reported", "agrees"), [("214", True), ("215", True), ("217", False)])
def test_a_reported_total_is_held_against_its_streams(reported, agrees):
    found = year({"voluntary": "98", "levy": "39", "cost_sharing": "77", "all": reported}, {})
    assert found.agrees(Kind.RECEIVED) is agrees


def test_a_stream_that_received_nothing_is_a_zero_and_adds():
    found = year({"voluntary": "5", "levy": "0", "cost_sharing": "1"}, {})
    assert found.computed_total(Kind.RECEIVED) == 6 * MILLION
    assert found.shown_total(Kind.RECEIVED) == 6 * MILLION
    assert found.cell(Kind.RECEIVED, Stream.LEVY).value == 0
