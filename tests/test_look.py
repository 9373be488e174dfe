"""The look: contrast in both colour schemes, charts that follow it, and files that the pages may load."""

import re
from decimal import Decimal
from itertools import product
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from common.charts import progress_row

ROOT = Path(__file__).resolve().parent.parent
CSS = (ROOT / "static/css/site.css").read_text()
LIGHT = dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", CSS[: CSS.index("@media (prefers-color-scheme: dark)")]))
DARK_BLOCK = CSS[CSS.index("@media (prefers-color-scheme: dark)") : CSS.index("/* 2 -- page")]
DARK = {**LIGHT, **dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6});", DARK_BLOCK))}
RATINGS = ("best", "good", "between", "poor", "worst", "unrated", "notice", "error")

TEXT_ON_GROUND = [
    *product(("--ink", "--ink-soft", "--link", "--accent"), ("--paper", "--surface")),
    ("--on-accent", "--accent"),
    ("--on-accent", "--link"),
    *((f"--{name}", f"--{name}-ground") for name in RATINGS),
    *((f"--chart-{name}", "--chart-paper") for name in ("ink", "soft", "value", "pace")),
]
EDGE_ON_GROUND = [*product(("--edge", "--focus"), ("--paper", "--surface"))]


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_measured_as_the_guidelines_do() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), TEXT_ON_GROUND)
def test_text_stands_out_from_its_ground(scheme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(scheme[text], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGE_ON_GROUND)
def test_edges_of_controls_and_focus_stand_out(scheme: dict[str, str], edge: str, ground: str) -> None:
    assert contrast(scheme[edge], scheme[ground]) >= 3


def test_every_colour_has_its_dark_one() -> None:
    assert set(LIGHT) == set(re.findall(r"(--[\w-]+): #", DARK_BLOCK))


def test_every_colour_of_a_chart_follows_the_scheme() -> None:
    """Charts carry light colours as attributes; the style sheet has to know each of them."""
    source = "".join(path.read_text() for path in sorted((ROOT / "common/charts").glob("*.py")))
    tokens = {colour for name, colour in LIGHT.items() if name.startswith("--chart-")}
    assert set(re.findall(r"#[0-9a-f]{6}", source)) == tokens
    for colour in tokens:
        assert f'.chart [fill="{colour}"]' in CSS or f'.chart [stroke="{colour}"]' in CSS


RATING_CODES = (
    "achieved",
    "on_track",
    "behind",
    "no_progress",
    "regressed",
    "maintained",
    "not_maintained",
    "partly_achieved",
    "not_achieved",
    "not_rated",
)


def test_each_rating_has_a_word_and_a_shape_of_its_own() -> None:
    badges = {code: render_to_string("common/rating.html", {"code": code}) for code in RATING_CODES}
    for code, badge in badges.items():
        assert f"<span>{code.replace('_', ' ')}</span>" in badge
    shapes = {badge[badge.index("<svg") : badge.index("</svg>")] for badge in badges.values()}
    assert len(shapes) == len(RATING_CODES)


def test_each_rating_but_not_rated_has_a_colour() -> None:
    assert set(re.findall(r"\.rating-([a-z_]+)", CSS)) - {"reason"} == set(RATING_CODES)


def test_a_rating_bears_its_year() -> None:
    assert "<span>regressed, 2021</span>" in render_to_string("common/rating.html", {"code": "regressed", "year": 2021})


def test_a_progress_row_says_in_words_what_it_draws() -> None:
    row = progress_row(Decimal("-1.25"), Decimal("0.5"))
    drawn = render_to_string("common/progress_row.html", {"row": row, "covered": "-125%", "due": "50%"})
    assert 'aria-label="-125% of the way from the baseline to the target covered, 50% was due"' in drawn
    empty = render_to_string("common/progress_row.html", {"row": progress_row(None)})
    assert 'aria-label="No value on the way from the baseline to the target"' in empty
    assert "<circle" in drawn
    assert "<circle" not in empty


def test_sides_are_logical_so_that_right_to_left_languages_are_served() -> None:
    sided = r"^\s*(margin|padding|border|inset)-(left|right)|^\s*(left|right|float):|text-align:\s*(left|right)"
    assert not re.search(sided, CSS, re.MULTILINE)


def test_pages_load_nothing_from_elsewhere_and_carry_no_inline_style_or_script() -> None:
    for template in sorted((ROOT / "templates").rglob("*.html")):
        text = template.read_text()
        assert not re.search(r"(src|href)=\"(https?:)?//", text), template
        assert not re.search(r"<style|\sstyle=|<script(?![^>]*\bsrc=)|\son[a-z]+=\"", text), template


def test_each_template_opens_with_what_it_needs() -> None:
    for template in sorted((ROOT / "templates").rglob("*.html")):
        opening = template.read_text()[:200]
        assert "{% comment %}" in opening, template


def test_vendored_files_name_their_version_and_licence() -> None:
    listed = (ROOT / "static/vendor/README.md").read_text()
    for part in sorted(path for path in (ROOT / "static/vendor").iterdir() if path.is_dir()):
        assert (part / "LICENSE").is_file()
        assert f"`{part.name}/LICENSE`" in listed
    style = (ROOT / "static/vendor/bootstrap/bootstrap.min.css").read_text()
    version = re.search(r"Bootstrap\s+v([\d.]+)", style)
    assert version is not None
    assert f"| Bootstrap | {version[1]} |" in listed
