"""The look: contrast in both colour schemes, charts that follow it, and files that the pages may load."""

import re
from decimal import Decimal
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import FileSystemStorage
from django.template.loader import render_to_string
from django.test import Client

from common.charts import progress_row
from common.static_files import HashedStaticFiles, joined

ROOT = Path(__file__).resolve().parent.parent
SHEETS = ROOT / "static/css"
CSS = joined("css/site.css")
COLOURS = re.findall(r"(--[\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", CSS)
LIGHT = {name: light for name, light, _dark in COLOURS}
DARK = {name: dark for name, _light, dark in COLOURS}
MOST_LINES = 350  # of one style sheet
MOST_SHEETS = 4  # that a first view asks for, Bootstrap and the joined one among them
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


def test_a_colour_stands_in_the_tokens_or_the_theme_and_once_for_each_scheme() -> None:
    assert len(LIGHT) == len(COLOURS)
    for sheet in sorted(SHEETS.glob("*.css")):
        if sheet.name not in ("tokens.css", "theme.css", "print.css", "charts.css", "embed.css"):
            assert not re.search(r"#[0-9a-f]{3,8}\b|\brgba?\(", sheet.read_text()), sheet.name


def test_the_theme_holds_what_an_installation_changes() -> None:
    theme = (SHEETS / "theme.css").read_text()
    names = set(re.findall(r"(--[\w-]+):", theme))
    assert names == set(re.findall(r"`(--[\w-]+)`", (ROOT / "docs/look.md").read_text()))
    assert not names & set(re.findall(r"(--[\w-]+): light-dark", (SHEETS / "tokens.css").read_text()))


def test_every_colour_of_a_chart_follows_the_scheme() -> None:
    """Charts carry light colours as attributes; the style sheet has to know each of them."""
    source = "".join(path.read_text() for path in sorted((ROOT / "common/charts").glob("*.py")))
    tokens = {colour for name, colour in LIGHT.items() if name.startswith("--chart-")}
    assert set(re.findall(r"#[0-9a-f]{6}", source)) == tokens
    for colour in tokens:
        assert f'.chart [fill="{colour}"]' in CSS or f'.chart [stroke="{colour}"]' in CSS


def test_style_sheets_are_short_and_every_part_is_sent() -> None:
    for sheet in sorted(SHEETS.glob("*.css")):
        assert len(sheet.read_text().splitlines()) <= MOST_LINES, sheet.name
    assert "@import" not in CSS
    for part in re.findall(r'url\("(.+?)"\)', (SHEETS / "site.css").read_text()):
        assert (SHEETS / part).read_text().rstrip() in CSS


def test_collected_style_sheets_are_one(tmp_path: Path) -> None:
    """As production sends them, also when an older collection lies there."""
    (tmp_path / "css").mkdir()
    (tmp_path / "css/site.css").write_text("of last year")
    storage = HashedStaticFiles(location=tmp_path, manifest_storage=FileSystemStorage(tmp_path))
    paths = {"css/site.css": (storage, "css/site.css")}
    done = [(name, hashed) for name, hashed, _processed in storage.post_process(paths)]
    (hashed,) = {hashed for name, hashed in done if name == "css/site.css"}
    assert (tmp_path / hashed).read_text() == CSS
    assert (tmp_path / f"{hashed}.br").is_file()


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
    assert set(re.findall(r"\.rating-([a-z_]+)", CSS)) - {"reason", "counts"} == set(RATING_CODES)


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
    sided = (
        r"^\s*(margin|padding|border|inset)-(left|right)|^\s*(left|right):|float: (?!none)|text-align:\s*(left|right)"
    )
    for sheet in sorted(SHEETS.glob("*.css")):
        assert not re.search(sided, sheet.read_text(), re.MULTILINE), sheet.name


def test_no_style_sheet_turns_the_page_on_a_phone() -> None:
    for sheet in sorted(SHEETS.glob("*.css")):
        assert "orientation:" not in sheet.read_text(), sheet.name


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


def test_components_are_shown_in_a_demonstration_alone(client: Client, settings: Any) -> None:
    page = client.get("/styleguide/")
    assert page.status_code == 200
    text = page.content.decode()
    for code in RATING_CODES:
        assert text.count(f"rating-{code}") >= 2, code  # light and dark
    settings.DEMONSTRATION = False
    assert client.get("/styleguide/").status_code == 404
