"""Charts: exact numbers, the same bytes, words in every language, and nothing that a strict policy would block."""

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
    Break,
    Mark,
    Point,
    ProgressChart,
    multiples_chart,
    progress_chart,
    progress_row,
    render_png,
    render_svg,
)
from common.charts.labels import nice_ticks, wrap

SVG = "{http://www.w3.org/2000/svg}"


def chart(**given: Any) -> ProgressChart:
    """A falling percentage: 86 in 2019, 81 in 2021, 90 wanted in 2025."""
    usual: dict[str, Any] = {
        "label": "Total",
        "unit": "percent",
        "language": "en",
        "y_label": "Per cent of Governments",
        "points": [Point(2021, Decimal(81))],
        "baseline": Mark(2019, Decimal(86)),
        "target": Mark(2025, Decimal(90)),
        "decimals": 0,
    }
    return ProgressChart(**{**usual, **given})


def layers(spec: dict[str, Any], mark: str, **traits: Any) -> list[dict[str, Any]]:
    """The rows of all layers of this mark that have these traits."""
    return [
        row
        for layer in spec["layer"]
        if layer["mark"]["type"] == mark and traits.items() <= layer["mark"].items()
        for row in layer["data"]["values"]
    ]


def words(spec: dict[str, Any]) -> list[str]:
    return [row["text"] for row in layers(spec, "text")]


def svg(spec: dict[str, Any], title: str = "A title", description: str = "What it shows") -> str:
    return render_svg(spec, title=title, description=description)


value = st.decimals(min_value=-(10**10), max_value=10**11 - 1, places=4, allow_nan=False)


@given(value, value)
def test_positions_and_texts_are_the_values_given(first: Decimal, second: Decimal) -> None:
    points = [Point(2021, first), Point(2022, second)]
    spec = progress_chart(chart(unit="number", points=points, baseline=None, target=None, decimals=None))
    rows = layers(spec, "point", shape="circle")
    assert [Decimal(row["value"]) for row in rows] == [first, second]
    assert [Decimal(repr(row["at"])) for row in rows] == [first, second]


@given(value, value)
def test_ticks_are_even_and_reach_both_ends(one: Decimal, other: Decimal) -> None:
    low, high = min(one, other), max(one, other)
    ticks = nice_ticks(low, high)
    steps = {after - before for before, after in pairwise(ticks)}
    assert len(steps) == 1
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert 2 <= len(ticks) <= 8
    assert ticks[0] >= 0 or low < 0


def test_the_same_chart_is_the_same_bytes() -> None:
    assert svg(progress_chart(chart())) == svg(progress_chart(chart()))
    assert render_png(progress_chart(chart())) == render_png(progress_chart(chart()))


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_chart_passes_the_strictest_policy(width: int) -> None:
    spec = progress_chart(
        chart(milestones=[Mark(2023, Decimal(88))], breaks=[Break(2021, "Definition changed")]), width=width
    )
    drawn = svg(spec)
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|href=|url\(", drawn)
    assert set(re.findall(r"https?://[^\"' ]+", drawn)) <= {
        "http://www.w3.org/2000/svg",
        "http://www.w3.org/1999/xlink",
    }


def test_a_chart_is_named_and_described() -> None:
    root = ET.fromstring(svg(progress_chart(chart()), "Governments <& others>", "From 86% to 81%; 90% wanted"))
    title, description = root[0], root[1]
    assert (root.get("role"), title.tag, description.tag) == ("img", f"{SVG}title", f"{SVG}desc")
    assert title.text == "Governments <& others>"
    assert description.text == "From 86% to 81%; 90% wanted"
    assert root.get("aria-labelledby") == title.get("id")
    assert root.get("aria-describedby") == description.get("id")


def test_two_charts_of_a_page_share_no_id() -> None:
    spec, other = progress_chart(chart()), progress_chart(chart(), width=NARROW)
    first, second = re.findall(r'id="([^"]+)"', svg(spec)), re.findall(r'id="([^"]+)"', svg(other))
    assert len(set(first + second)) == 4


def test_a_text_that_looks_like_markup_stays_text() -> None:
    drawn = svg(progress_chart(chart(y_label="<script>alert(1)</script> & more")))
    assert "<script" not in drawn
    assert "<script>alert(1)</script> & more" in [text.text for text in ET.fromstring(drawn).iter(f"{SVG}text")]


@pytest.mark.parametrize("status", ["not_reported", "not_available", "not_applicable", "withheld"])
def test_a_missing_value_draws_nothing(status: str) -> None:
    with_it = chart(points=[Point(2021, Decimal(81)), Point(2022, None, status)])
    assert svg(progress_chart(with_it)) == svg(progress_chart(chart()))


def test_a_zero_is_drawn_at_zero() -> None:
    spec = progress_chart(chart(points=[Point(2021, Decimal(0))]))
    assert [row["value"] for row in layers(spec, "point", shape="circle")] == ["0"]
    assert "0%" in words(spec)


def test_a_year_without_a_value_still_has_its_place() -> None:
    spec = progress_chart(chart(points=[Point(2018, None, "not_available"), Point(2021, Decimal(81))]))
    assert "2018" in words(spec)


@pytest.mark.parametrize(("status", "paper"), [("reported", False), ("provisional", True), ("estimated", True)])
def test_only_a_reported_point_is_filled(status: str, paper: bool) -> None:
    spec = progress_chart(chart(points=[Point(2021, Decimal(81), status)]))
    assert bool(layers(spec, "point", shape="circle", fill="#ffffff")) is paper
    assert ("81%" if status == "reported" else f"81%, {status}") in words(spec)


def test_lines_join_neighbouring_years_firmly_and_others_thinly() -> None:
    points = [Point(2020, Decimal(84)), Point(2021, Decimal(81)), Point(2023, Decimal(85))]
    spec = progress_chart(chart(points=points))
    firm = [(row["year"], row["to_year"]) for row in layers(spec, "rule", strokeWidth=3)]
    thin = [(row["year"], row["to_year"]) for row in layers(spec, "rule", color="#8fb4d2")]
    assert firm == [(2019, 2020), (2020, 2021)]
    assert thin == [(2021, 2023)]


def test_nothing_joins_values_across_a_change_of_definition() -> None:
    spec = progress_chart(chart(breaks=[Break(2021, "Definition changed")]))
    assert not layers(spec, "rule", strokeWidth=3)
    assert not layers(spec, "rule", color="#8fb4d2")
    assert "Definition changed" in words(spec)


def test_the_pace_leads_through_milestones_to_the_target() -> None:
    spec = progress_chart(chart(milestones=[Mark(2023, Decimal(88))]))
    pace = [(row["year"], row["at"], row["to_year"], row["to"]) for row in layers(spec, "rule", strokeDash=[5, 4])]
    assert pace == [(2019, 86, 2023, 88), (2023, 88, 2025, 90)]


def test_a_value_to_keep_has_a_level_pace() -> None:
    spec = progress_chart(chart(keep=True))
    pace = [(row["year"], row["at"], row["to_year"], row["to"]) for row in layers(spec, "rule", strokeDash=[5, 4])]
    assert pace == [(2019, 90, 2025, 90)]
    assert "Pace needed" not in words(spec)


def test_without_a_target_there_is_no_pace() -> None:
    spec = progress_chart(chart(target=None))
    assert not layers(spec, "rule", strokeDash=[5, 4])
    assert not [text for text in words(spec) if text.startswith("Target")]


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_baseline_target_and_latest_value_are_named_in_words(width: int) -> None:
    texts = words(progress_chart(chart(), width=width))
    assert {"Baseline 86%", "Target 90%", "Pace needed", "81%", "Per cent of Governments"} <= set(texts)
    assert {"2019", "2025"} <= set(texts)


def test_sums_are_written_as_pages_write_them() -> None:
    sums = chart(unit="usd", points=[Point(2021, Decimal(215_000_000))], baseline=None, target=None, decimals=None)
    assert "$215\N{NO-BREAK SPACE}million" in words(progress_chart(sums))
    assert "2.15亿美元" in [text.replace("\N{NO-BREAK SPACE}", "") for text in words(progress_chart(in_chinese(sums)))]


def in_chinese(of: ProgressChart) -> ProgressChart:
    return ProgressChart(**{**of.__dict__, "language": "zh"})


def test_a_chart_without_any_value_is_refused() -> None:
    with pytest.raises(ValueError, match="without any value"):
        progress_chart(chart(points=[Point(2021, None, "not_available")], baseline=None, target=None))


def test_series_beside_each_other_share_one_scale() -> None:
    spec = multiples_chart([chart(label="Women"), chart(label="All", points=[Point(2021, Decimal(12))])])
    views = next(row for row in spec["vconcat"] if "concat" in row)["concat"]
    domains = {
        tuple(layer["encoding"]["y"]["scale"]["domain"])
        for view in views
        for layer in view["layer"]
        if layer["mark"]["type"] == "point"
    }
    assert len(views) == 2
    assert len(domains) == 1
    assert ET.fromstring(svg(spec)).get("role") == "img"


def test_a_series_without_any_value_is_left_out_of_the_multiples() -> None:
    empty = chart(label="Empty", points=[], baseline=None, target=None)
    spec = multiples_chart([chart(label="Women"), empty])
    assert len(next(row for row in spec["vconcat"] if "concat" in row)["concat"]) == 1


def test_a_picture_that_leaves_its_page_says_what_and_whence() -> None:
    source = "Source: E/2022/54, release 1."
    spec = progress_chart(chart(), heading="Percentage of Governments that find it tailored", source=source)
    assert {"Percentage of Governments that find it tailored", source} <= set(words(spec))


def test_long_headings_are_broken_into_lines() -> None:
    english = wrap("Percentage of United Nations country teams with joint programmes", 14, 200)
    assert " ".join(english) == "Percentage of United Nations country teams with joint programmes"
    assert len(english) > 1
    chinese = wrap("联合国国家工作队中有专门侧重于下列部门或主题的联合方案的百分比", 14, 200)
    assert "".join(chinese) == "联合国国家工作队中有专门侧重于下列部门或主题的联合方案的百分比"
    assert len(chinese) > 1


def test_chinese_in_a_picture_is_not_drawn_as_boxes() -> None:
    """A missing character is drawn as the same box as any other missing one."""
    pictures = {render_png(progress_chart(chart(y_label=character * 4))) for character in "驻协调员"}
    assert len(pictures) == 4
    missing = {render_png(progress_chart(chart(y_label=character * 4))) for character in "\ue000\ue001"}
    assert len(missing) == 1


def test_a_png_has_two_pixels_for_each_of_the_svg() -> None:
    spec = progress_chart(chart())
    png = render_png(spec)
    width, height = int.from_bytes(png[16:20], "big"), int.from_bytes(png[20:24], "big")
    assert (width, height) == (2 * spec["width"], 2 * spec["height"])


# --- the small picture in a table's row --------------------------------------------------------------------


def test_a_row_starts_at_the_baseline_and_ends_at_the_target() -> None:
    row = progress_row(Decimal("0.5"), Decimal("0.25"))
    assert (row.start, row.due, row.latest, row.end) == ("8.0", "54.0", "100.0", "192.0")
    assert not row.backwards


def test_a_row_that_went_backwards_lies_before_its_start() -> None:
    row = progress_row(Decimal("-1.25"), Decimal(1) / 3)
    assert row.backwards
    assert row.latest == "8.0"
    assert Decimal(row.start) > Decimal("8.0")
    assert row.end == "192.0"


def test_a_row_past_its_target_is_not_clamped() -> None:
    row = progress_row(Decimal(2))
    assert (row.start, row.end, row.latest) == ("8.0", "100.0", "192.0")


def test_a_row_without_a_value_has_no_mark_and_is_not_zero() -> None:
    assert progress_row(None).latest is None
    assert progress_row(Decimal(0)).latest == "8.0"


@given(st.decimals(min_value=-50, max_value=50, places=4), st.decimals(min_value=0, max_value=1, places=4))
def test_a_row_keeps_everything_in_the_picture_and_in_order(covered: Decimal, due: Decimal) -> None:
    row = progress_row(covered, due)
    assert row.latest is not None
    assert row.due is not None
    shares = {"start": Decimal(0), "end": Decimal(1), "latest": covered, "due": due}
    places = [Decimal(getattr(row, name)) for name in sorted(shares, key=lambda name: shares[name])]
    assert places == sorted(places)
    assert 0 <= places[0] <= places[-1] <= Decimal(row.width)
