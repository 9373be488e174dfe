"""Charts of the trust fund: the numbers of the table and no others, and nothing drawn for what is missing."""

import re
import xml.etree.ElementTree as ET
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.charts import (
    NARROW,
    WIDE,
    BarChart,
    ComponentBars,
    FundingBars,
    GradeBars,
    Shown,
    bar_chart,
    budget_bars,
    funding_bars,
    posts_bars,
    render_png,
    render_svg,
)

SVG = "{http://www.w3.org/2000/svg}"
STREAMS = ["Voluntary contributions", "1 per cent coordination levy", "UNSDG cost-sharing"]
NOT_AVAILABLE = Shown(None, "not available")
SOLID, LIGHT, OPEN = "#1c6299", "#8fb4d2", "#ffffff"


def shown(text: str) -> Shown:
    return Shown(Decimal(text), text)


def year(name: str, streams: list[Shown], total: Shown, requirement: str = "") -> FundingBars:
    line = (Decimal(requirement), f"Requirement {requirement}") if requirement else (None, "")
    return FundingBars(name, streams, total, *line)


FUNDING = [
    year("2019", [NOT_AVAILABLE] * 3, shown("223")),
    year("2020", [shown("86"), NOT_AVAILABLE, NOT_AVAILABLE], shown("204")),
    year("2021", [shown("98"), shown("39"), shown("77.5")], shown("215"), "281"),
]
BUDGET = [
    ComponentBars("A. Executive direction and management", shown("2844.3"), shown("2752.4")),
    ComponentBars("B1. Global coordination", shown("14453.8"), shown("15569.2")),
]
POSTS = [
    GradeBars("USG", "Professional and higher", Shown(Decimal(0), "—")),
    GradeBars("D-2", "Professional and higher", shown("52")),
    GradeBars("LL", "National staff", shown("404")),
]


def funding(*rows: FundingBars) -> BarChart:
    return funding_bars(rows, label="Funding", unit="Millions", streams=STREAMS, not_broken_down="Not broken down")


def budget(*rows: ComponentBars) -> BarChart:
    return budget_bars(
        rows, label="Budget and expenditure", unit="Thousands", budget="Budget", expenditure="Expenditure"
    )


CHARTS = [
    budget(*BUDGET),
    funding(*FUNDING),
    posts_bars(POSTS, label="Posts"),
]


def spec_of(chart: BarChart, width: int = WIDE, **lines: str) -> dict[str, Any]:
    return bar_chart(chart, width=width, **lines)


def rows(spec: dict[str, Any], mark: str, **traits: Any) -> list[dict[str, Any]]:
    """The rows of all layers of this mark that have these traits; swatches of the key left out."""
    return [
        row
        for layer in spec["layer"]
        if layer["mark"]["type"] == mark and traits.items() <= layer["mark"].items()
        for row in layer["data"]["values"]
    ]


def bars(spec: dict[str, Any], **traits: Any) -> list[dict[str, Any]]:
    return [row for row in rows(spec, "rect", **traits) if "value" in row]


def words(spec: dict[str, Any]) -> list[str]:
    """Each text once: words are drawn twice, first as an edge in the ground's colour."""
    return [row["text"] for row in rows(spec, "text", color=OPEN)]


# --- The numbers of the table, and no others -----------------------------------------------------------------


def test_budget_and_expenditure_are_drawn_as_given_and_written_beside_their_bars():
    spec = spec_of(budget(*BUDGET))
    assert [row["value"] for row in bars(spec, color=OPEN)] == ["2844.3", "14453.8"]
    assert [row["value"] for row in bars(spec, color=SOLID)] == ["2752.4", "15569.2"]
    numbers = [text for text in words(spec) if text[0].isdigit()]
    assert numbers == ["2844.3", "2752.4", "14453.8", "15569.2"]


def test_a_year_of_three_streams_shows_each_of_them_and_the_total_as_it_was_reported():
    spec = spec_of(funding(FUNDING[2]))
    drawn = [[row["value"] for row in bars(spec, color=fill)] for fill in (SOLID, LIGHT, OPEN)]
    assert drawn == [["98"], ["39"], ["77.5"]]
    assert {"98", "39", "77.5", "215", "Requirement 281"} <= set(words(spec))
    assert "214.5" not in words(spec)
    assert [row["value"] for row in rows(spec, "rule") if "value" in row] == ["281"]


def test_parts_of_a_bar_follow_each_other_without_a_gap():
    parts = sorted(bars(spec_of(funding(FUNDING[2]))), key=lambda row: row["px"])
    assert all(left["px2"] == pytest.approx(right["px"]) for left, right in pairwise(parts))
    lengths = [row["px2"] - row["px"] for row in parts]
    assert lengths[0] / lengths[2] == pytest.approx(98 / 77.5)


def test_posts_stand_under_the_name_of_their_category():
    texts = words(spec_of(posts_bars(POSTS, label="Posts")))
    assert [texts.count(name) for name in ("Professional and higher", "National staff")] == [1, 1]
    assert [row["value"] for row in bars(spec_of(posts_bars(POSTS, label="Posts")))] == ["0", "52", "404"]


amount = st.decimals(min_value=0, max_value=10**11, places=1, allow_nan=False).map(
    lambda value: Shown(value, format(value, "f"))
)


@given(st.lists(st.tuples(amount, amount), min_size=1, max_size=6))
def test_lengths_are_in_proportion_to_values(pairs: list[tuple[Shown, Shown]]):
    chart = budget(*(ComponentBars(f"Component {place}", *pair) for place, pair in enumerate(pairs)))
    drawn = bars(spec_of(chart))
    longest = max(drawn, key=lambda row: Decimal(row["value"]))
    whole = Decimal(longest["value"])
    for row in drawn:
        share = float(Decimal(row["value"]) / whole) if whole else 0
        assert row["px2"] - row["px"] == pytest.approx(share * (longest["px2"] - longest["px"]), abs=1e-6)
    assert sorted(Decimal(row["value"]) for row in drawn) == sorted(each.value for pair in pairs for each in pair)


# --- What is missing -------------------------------------------------------------------------------------------


def test_a_year_of_which_only_the_total_is_known_is_one_hatched_bar_and_no_zero_parts():
    spec = spec_of(funding(FUNDING[0]))
    [bar] = bars(spec)
    assert bar["value"] == "223"
    assert bars(spec, strokeDash=[4, 3]) == [bar]
    assert {"223", "Not broken down"} <= set(words(spec))
    assert "0" not in words(spec)
    assert rows(spec, "rule", color="#4b5864")  # the strokes of the hatching


def test_what_one_known_stream_leaves_of_the_total_is_hatched_and_bears_no_number():
    spec = spec_of(funding(FUNDING[1]))
    assert [row["value"] for row in bars(spec, color=SOLID)] == ["86"]
    assert [row["value"] for row in bars(spec, strokeDash=[4, 3])] == ["118"]
    assert "118" not in words(spec)
    assert "204" in words(spec)


def test_a_year_of_which_nothing_is_known_has_words_and_no_bar():
    nothing = year("2018", [NOT_AVAILABLE] * 3, NOT_AVAILABLE)
    spec, without = spec_of(funding(nothing, FUNDING[2])), spec_of(funding(FUNDING[2]))
    assert [row["value"] for row in bars(spec)] == [row["value"] for row in bars(without)]
    assert {"2018", "not available"} <= set(words(spec))


def test_a_year_without_a_requirement_has_no_line():
    spec = spec_of(funding(FUNDING[1]))
    assert [row for row in rows(spec, "rule") if "value" in row] == []


def test_a_missing_expenditure_is_words_where_its_bar_would_begin():
    spec = spec_of(budget(BUDGET[0], ComponentBars("C. Programme support", shown("11706.2"), NOT_AVAILABLE)))
    assert [row["value"] for row in bars(spec, color=SOLID)] == ["2752.4"]
    assert "not available" in words(spec)


def test_nil_is_written_and_is_no_bar_that_could_be_seen():
    [nil] = [row for row in bars(spec_of(posts_bars(POSTS, label="Posts"))) if row["value"] == "0"]
    assert nil["px2"] == nil["px"]
    assert "—" in words(spec_of(posts_bars(POSTS, label="Posts")))


def test_a_chart_of_nothing_is_refused():
    with pytest.raises(ValueError, match="without any value"):
        spec_of(funding(year("2019", [NOT_AVAILABLE] * 3, NOT_AVAILABLE)))
    with pytest.raises(ValueError, match="without any value"):
        spec_of(posts_bars([], label="Posts"))


def test_more_streams_than_can_be_told_apart_are_refused():
    with pytest.raises(ValueError, match="4 streams"):
        funding_bars(
            FUNDING, label="Funding", unit="Millions", streams=[*STREAMS, "Another"], not_broken_down="Not broken down"
        )


def test_a_negative_amount_lies_on_the_other_side_of_zero():
    spec = spec_of(budget(ComponentBars("A", shown("10"), shown("-4"))))
    given, spent = bars(spec, color=OPEN)[0], bars(spec, color=SOLID)[0]
    assert spent["px2"] == pytest.approx(given["px"])
    assert spent["px"] < given["px"]


# --- The picture -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.label)
def test_a_chart_passes_the_strictest_policy_and_keeps_its_words_inside(chart: BarChart, width: int):
    spec = spec_of(chart, width, heading="A long heading that has to be broken into lines " * 3, source="E/2022/54")
    drawn = render_svg(spec, title="A title", description="What it shows")
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href=|url\(", drawn)
    root = ET.fromstring(drawn)
    assert (root.get("width"), root.get("height")) == (str(width), str(spec["height"]))
    for row in rows(spec, "text"):
        assert 0 <= row["px"] < width - 8
        assert 0 < row["py"] < spec["height"]


@pytest.mark.parametrize("chart", CHARTS, ids=lambda chart: chart.label)
def test_every_word_of_the_specification_is_in_the_picture(chart: BarChart):
    spec = spec_of(chart)
    drawn = ET.fromstring(render_svg(spec, title="A title", description="What it shows"))
    assert {text.text for text in drawn.iter(f"{SVG}text")} == {row["text"] for row in rows(spec, "text")}


def test_the_same_chart_is_the_same_bytes():
    spec, again = spec_of(CHARTS[1]), spec_of(funding(*FUNDING))
    assert render_svg(spec, title="t", description="d") == render_svg(again, title="t", description="d")
    assert render_png(spec) == render_png(again)


def test_fills_are_told_apart_without_colour():
    """On paper, in black and white: filled, half-toned, open, hatched; each is named in the key."""
    spec = spec_of(funding(*FUNDING))
    swatches = [row for row in rows(spec, "rect") if "value" not in row]
    assert len(swatches) == 4
    looks = [(layer["mark"]["color"], layer["mark"].get("strokeDash")) for layer in spec["layer"][:4]]
    assert len({str(look) for look in looks}) == 4
    assert {*STREAMS, "Not broken down"} <= set(words(spec))


def test_names_stand_beside_the_bars_where_there_is_room_and_above_them_where_there_is_none():
    wide, narrow = spec_of(CHARTS[0], WIDE), spec_of(CHARTS[0], NARROW)
    assert min(row["px"] for row in bars(wide)) > 200
    assert min(row["px"] for row in bars(narrow)) < 10
    assert min(row["px"] for row in bars(spec_of(funding(*FUNDING), NARROW))) > 30  # years are short
