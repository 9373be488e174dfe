"""The trust fund in public: every printed figure of annex I, how it is read, and what is missing or differs."""

import html
import re
from collections.abc import Iterator
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.utils import timezone

from finance.choices import Given, Stream
from public.funding.budget import chart_of, finding, quotient
from public.funding.contributions import read_ledger
from public.funding.tables import table_view
from publications.models import Release
from tests import fund
from tests.annex_one import PERCENTAGES, TABLES
from tests.public_pages import body, content_of, words
from tests.work import publish

pytestmark = pytest.mark.django_db

TABLE_PAGES = [f"/funding/tables/{number}/" for number in TABLES]


class Cells(HTMLParser):
    """The rows of the first table of a page: their heads and cells as a reader sees them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self.cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in ("th", "td"):
            self.cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in ("th", "td") and self.cell is not None:
            self.rows[-1].append(re.sub(r"\s+", " ", "".join(self.cell).replace("\u202f", " ")).strip())
            self.cell = None

    def handle_data(self, data: str) -> None:
        if self.cell is not None:
            self.cell.append(data)


def rows_of(page: str, table: str = "") -> list[list[str]]:
    """The rows of a table of the page: of the first, or of the one that the element `table` names."""
    found = re.search(rf'<table[^>]*aria-labelledby="{table}.*?</table>', page, re.DOTALL)
    assert found, table
    parser = Cells()
    parser.feed(found[0])
    return parser.rows


def figures(number: int, rows: list[list[str]]) -> Iterator[list[str]]:
    """The cells of the lines that have figures, in the order of the page."""
    across = len(TABLES[number][0]) + (number in PERCENTAGES)
    return (row[1:] for row in rows if len(row) == across + 1 and re.fullmatch(r"[\d().\s—]+", row[1]))


def expected(number: int) -> list[list[str]]:
    """The cells of a table as the page has them: computed percentages, with the printed ones after them."""
    columns, lines = TABLES[number]
    made = []
    for code, line in lines.items():
        cells = dict(zip(columns, line, strict=True))
        row = []
        for key, cell in cells.items():
            row += [PERCENTAGES[number][code], cell] if key == "change_percent" else [cell]
        made.append(row)
    return made


# --- Tables 1 to 5 -----------------------------------------------------------------------------------------------


def test_the_printed_figures_are_all_there():
    counted = [sum(map(len, lines.values())) for _columns, lines in TABLES.values()]
    assert counted == [35, 15, 98, 21, 9]


@pytest.mark.parametrize("number", TABLES)
def test_every_figure_of_annex_one_stands_on_its_page_as_it_is_printed(number):
    assert list(figures(number, rows_of(body(f"/funding/tables/{number}/")))) == expected(number)


@pytest.mark.parametrize("number", TABLES)
def test_the_page_of_all_tables_shows_the_same(number):
    page = body("/funding/?report=2022")
    assert rows_of(page, f"table-{number} ") == rows_of(body(f"/funding/tables/{number}/"))


@pytest.mark.parametrize("number", TABLES)
def test_figures_are_the_same_in_chinese(number):
    rows = rows_of(body(f"/zh/funding/tables/{number}/"))
    assert list(figures(number, rows)) == expected(number)


def test_no_figure_can_break_over_two_lines():
    assert "281\u202f826.4" in body("/funding/tables/1/")
    assert "281 826.4" not in body("/funding/tables/1/")


def test_columns_have_spanners_and_lines_are_laid_out_as_a_document_does():
    rows = rows_of(body("/funding/tables/1/"))
    assert rows[0] == ["Component", "2021 expenditure", "2022 estimate", "Change", "2023 estimate"]
    assert rows[1] == ["Amount", "Percentage", "Percentage as printed"]
    assert [row[0] for row in rows[2:]] == [
        "A. Executive direction and management",
        "B. Programme of work",
        "1. Global coordination",
        "2. Regional coordination",
        "3. Country coordinationa",
        "Subtotal, B",
        "C. Programme support",
        "Totala",
    ]
    assert rows[3] == ["B. Programme of work"]  # a heading has no figures of its own
    posts = rows_of(body("/funding/tables/3/"))
    assert posts[0][1:4] == [
        "Professional and higher categories",
        "General Service and related categories",
        "National staff",
    ]
    assert posts[1] == [
        "USG",
        "ASG",
        "D-2",
        "D-1",
        "P-5",
        "P-4",
        "P-3",
        "P-2/1",
        "Subtotal",
        "GS-PL",
        "GS-OL",
        "NPO",
        "LL",
    ]


@pytest.mark.parametrize(("number", "unit"), [(1, "(Thousands of United States dollars)"), (3, "(Number of posts)")])
def test_the_unit_stands_under_the_title(number, unit):
    assert f'<caption id="unit-{number}">{unit}</caption>' in body(f"/funding/tables/{number}/")


def test_footnotes_lead_to_their_lines_and_back():
    page = body("/funding/")
    for code in ("B3", "total"):
        assert f'<a id="table-1-{code}-a" href="#table-1-note-a"' in page
        assert f'href="#table-1-{code}-a"' in page
    assert page.count('id="table-1-note-a"') == 1
    assert 'aria-label="Back to the line “3. Country coordination” of footnote a"' in page
    assert "Includes locally mobilized resources." in words("/funding/")
    assert len(re.findall(r'id="([^"]+)"', page)) == len(set(re.findall(r'id="([^"]+)"', page)))


def test_signs_are_explained_in_words():
    change, variance = words("/funding/tables/2/"), words("/funding/tables/4/")
    assert "Change is the later estimate less the earlier; parentheses mean a decrease." in change
    assert "Variance is budget less expenditure: parentheses mean that more was spent than budgeted." in variance
    assert "A dash (—) means nil." in words("/funding/tables/3/")
    assert "Change is" not in variance


def test_printed_percentages_stand_beside_the_computed_ones_and_the_page_says_why_they_differ():
    first = words("/funding/tables/1/").replace("\u202f", " ")
    assert "Table 1 of the report prints whole per cents, 12.0 where 11.6 is computed; both are shown." in first
    assert "is the printed one on every line" in words("/funding/tables/2/")


def test_differences_by_rounding_are_listed_and_nothing_else_differs():
    page = words("/funding/")
    assert "None differs by more than rounding explains." in page
    assert "Table 1, Executive direction and management, Percentage: 12.0 is printed, 11.6 is computed." in page
    assert "2021, received in all, millions of dollars: 215.0 is printed, 214.5 is computed." in page


def test_expenditure_over_budget_is_worked_and_is_not_called_the_utilization_rate():
    for path in ("/funding/", "/funding/budget-and-expenditure/"):
        page = words(path).replace("\u202f", " ")
        assert "Expenditure over budget, 2021: 206,670.0 / 281,826.4 = 73.3 per cent." in page
        assert "The source gives a utilization rate without defining it." in page
        assert "78 per cent for 2019 cannot be reproduced" in page
    assert Decimal("206670.0") / Decimal("281826.4") * 100 == pytest.approx(Decimal("73.3"), abs=Decimal("0.05"))


@pytest.mark.parametrize(
    "path",
    [
        *("/funding/?report=2021", "/funding/?report=20221", "/funding/?report=", "/funding/tables/6/"),
        *("/funding/tables/0/", "/funding/tables/1/?report=2031", "/funding/?release=99", "/funding/posts/?report=x"),
        *("/funding/contributions/?sort=name", "/funding/contributions/?stream=gold", "/funding/contributors/KEN/"),
    ],
)
def test_what_is_not_there_is_not_found(path):
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/funding/", *TABLE_PAGES, "/funding/streams/", "/funding/contributions/"])
def test_every_page_says_which_release_it_shows_and_of_which_day(path):
    assert re.search(r"As at \d+ \w+ \d{4}, release 1\.", words(path))
    assert "As published in release 1 on" in words(path)


def test_links_keep_the_release_and_the_report_that_were_asked_for():
    page = html.unescape(body("/funding/?report=2022&release=1"))
    for address in ("tables/1/", "tables/1.csv", "budget-and-expenditure/", "posts/"):
        assert f'href="/funding/{address}?report=2022&release=1"' in page
    assert 'href="/funding/streams/?release=1"' in page


def test_the_way_to_the_trust_fund_is_in_the_navigation_and_on_the_overview():
    for path in ("/", "/framework/"):
        assert 'href="/funding/"' in body(path)
    assert re.search(r'href="/funding/" aria-current="page"', body("/funding/"))
    assert re.search(r'href="/funding/" aria-current="true"', body("/funding/streams/"))


@pytest.mark.parametrize("path", [*TABLE_PAGES, "/funding/posts/", "/funding/streams/", "/funding/contributions/"])
def test_the_address_for_programs_answers_with_the_release_that_the_page_shows(path):
    found = re.search(r"curl -s 'http://testserver([^']*)'", html.unescape(body(path)))
    assert found, path
    address = found[1]
    assert "release=1" in address
    assert Client().get(address).status_code == 200


# --- Charts and their pages ---------------------------------------------------------------------------------------


def in_picture(path: str) -> set[str]:
    """The words of the pictures of a page."""
    drawn = re.findall(r"<svg xmlns.*?</svg>", body(path), re.DOTALL)
    assert len(drawn) == 2, "one for wide screens, one for narrow ones"
    one, other = (set(re.findall(r"<text[^>]*>([^<]*)</text>", html.unescape(svg))) for svg in drawn)
    assert {text for text in one if text[:1].isdigit()} == {text for text in other if text[:1].isdigit()}
    return {text.replace("\u202f", " ") for text in one}


def test_budget_and_expenditure_are_drawn_with_the_numbers_of_table_4():
    texts = in_picture("/funding/budget-and-expenditure/")
    lines = {code: line for code, line in TABLES[4][1].items() if code not in ("B", "total")}
    assert {text for text in texts if text[0].isdigit()} == {cell for line in lines.values() for cell in line[:2]}
    page = words("/funding/budget-and-expenditure/").replace("\u202f", " ")
    assert "Of 281,826.4 thousand dollars budgeted for 2021, 206,670.0 thousand were spent: 73.3 per cent." in page
    assert (
        "More than budgeted was spent on: Global coordination (1,115.4 more), Programme support (1,358.0 more)." in page
    )


def test_posts_are_drawn_by_grade_and_stand_in_a_table_by_component():
    texts = in_picture("/funding/posts/")
    totals = dict(zip(TABLES[3][0], TABLES[3][1]["total"], strict=True))
    assert {"413", "404", "172", "Professional and higher categories", "National staff"} <= texts
    rows = {row[0]: row[1:] for row in rows_of(body("/funding/posts/"), "by-grade")}
    assert rows["P-4"] == ["4", "18", "13", "129", "8", totals["P-4"]]
    assert rows["National Professional Officer"] == ["—", "—", "—", "413", "—", "413"]
    assert rows["Total"] == ["15", "46", "41", "1 149", "22", "1 273"]
    assert "1,273 posts are proposed for 2023: Professional and higher categories 443, " in words(
        "/funding/posts/"
    ).replace("\u202f", " ")


# --- Streams -------------------------------------------------------------------------------------------------------


def test_streams_of_2021_add_up_to_something_else_than_the_printed_total_and_the_page_says_why():
    rows = rows_of(body("/funding/streams/"), "streams")
    start = next(place for place, row in enumerate(rows) if row[0].startswith("2021"))
    received = [row[-1] for row in rows[start + 1 : start + 6]]
    assert received == ["98", "39", "77.5", "214.5", "215"]
    page = words("/funding/streams/")
    assert "2021: The streams add up to 214.5, and the report prints 215: each was rounded by itself" in page
    assert "paragraph 85" in page


def test_both_gaps_are_named_and_the_printed_one_stands_beside_the_computed_one():
    rows = rows_of(body("/funding/streams/"), "gap")
    assert rows[0] == [
        "Year",
        "Requirement",
        "Requirement less total received",
        "Gap as printed",
        "Voluntary target less voluntary contributions",
    ]
    assert rows[1] == ["2021 E/2022/54", "281", "66", "66", "not available"]


def test_a_year_of_which_one_stream_is_known_has_two_that_are_not_available_and_no_zero():
    rows = rows_of(body("/funding/streams/"), "streams")
    start = next(place for place, row in enumerate(rows) if row[0].startswith("2020"))
    received = [row[-1] for row in rows[start + 1 : start + 6]]
    assert received == ["86", "not available", "not available", "not available", "204"]
    assert "0" not in received
    assert {"86", "204", "223", "Not broken down", "Requirement 281"} <= in_picture("/funding/streams/")
    assert "0" not in in_picture("/funding/streams/")


def test_other_figures_of_the_report_stand_with_their_year_and_paragraph():
    rows = rows_of(body("/funding/streams/"), "facts")
    assert [
        "Services bought from the United Nations Development Programme",
        "2021",
        "$60\u00a0million".replace("\u00a0", " "),
        "E/2022/54, paragraph 81",
    ] in rows
    assert any(row[1:3] == ["2021", "about $11 million"] for row in rows)


# --- Contributions -------------------------------------------------------------------------------------------------


def test_a_release_without_contributions_says_so_plainly():
    page = words("/funding/contributions/")
    assert "Release 1 holds no contributions: none had been entered and validated." in page
    assert "not the same as nothing received" in page


@pytest.fixture
def gifts(people) -> Release:
    """A release of two years: payments in two currencies, a pledge, an agreement, a payment without a rate, a levy."""
    rate = {"currency": "CHF", "rate": Decimal("0.9"), "rate_on": fund.DAY}
    fund.validated_contributions(
        [
            fund.gift("test-1", "1000000"),
            fund.gift("test-1", "250000", kind=Given.PLEDGE),
            fund.gift("test-1", "500000", year=2023),
            fund.gift("test-2", "900000", **rate),
            fund.gift("test-2", None, kind=Given.AGREEMENT, last_year=2026),
            fund.gift("test-3", "70", currency="NOK"),
            fund.gift("test-4", None, stream=Stream.LEVY, levy_applied=False),
        ],
        people,
    )
    return publish(people)


def contributions(query: str = "?year=all") -> list[list[str]]:
    return rows_of(body(f"/funding/contributions/{query}"), "contributions")[1:]


def test_contributors_are_listed_with_what_they_paid_by_year_and_their_agreements(gifts):
    rows = {
        row[0].removesuffix(" invented"): row[1:] for row in rows_of(body("/funding/contributions/"), "contributors")
    }
    assert rows["Contributor"] == ["2023", "2024", "Agreements over several years"]
    assert rows["Demonstration test-1"] == ["500 000", "1 000 000", "none"]  # the pledge is not added
    assert rows["Demonstration test-2"] == ["no payment", "1 000 000", "2024–2026"]
    assert rows["Demonstration test-3"] == ["no payment", "no sum: a rate is missing", "none"]


def test_contributions_are_those_of_the_latest_year_unless_another_is_asked_for(gifts):
    assert {row[1] for row in contributions("")} == {"2024", "2024–2026"}
    assert {row[1] for row in contributions("?year=2023")} == {"2023"}
    assert {row[1] for row in contributions("?year=2026")} == {"2024–2026"}
    assert len(contributions()) == 6
    assert len(contributions("?stream=voluntary&year=all")) == 6
    assert Client().get("/funding/contributions/?year=2031").status_code == 404


def test_contributions_are_sorted_both_ways_and_what_has_no_sum_comes_last(gifts):
    def sums(query: str) -> list[str]:
        return [row[6] for row in contributions(f"?year=all&sort={query}")]

    rising = ["250 000", "500 000", "1 000 000", "1 000 000", "not available", "not available"]
    assert sums("sum") == rising
    assert sums("-sum") == [*reversed(rising[:4]), *rising[4:]]
    assert next(row[1] for row in contributions("?year=all&sort=-year")) == "2024–2026"
    page = body("/funding/contributions/?year=all&sort=sum")
    assert 'aria-sort="ascending"><a href="/funding/contributions/?sort=-sum&amp;year=all#contributions"' in page


def test_a_sum_in_another_currency_stands_with_its_rate_and_the_day_of_it(gifts):
    swiss = next(row for row in contributions("?sort=-sum&year=all") if "CHF" in row[4])
    assert swiss[4:7] == ["CHF 900 000", "CHF 0.9 for $1, 30 June 2024", "1 000 000"]
    norwegian = next(row for row in contributions() if "NOK" in row[4])
    assert norwegian[4:7] == ["NOK 70", "no dated rate: it is added to nothing", "not available"]


def test_levies_that_were_not_applied_are_counted_and_never_named(gifts):
    for path in (
        "/funding/contributions/?year=all",
        "/funding/contributions.csv?year=all",
        "/funding/contributions.json",
    ):
        assert "test-4" not in body(path)
    assert Client().get("/funding/contributors/test-4/").status_code == 404
    page = body("/funding/contributions/")
    assert ["2024", "Levies not applied count only", "1"] in rows_of(page, "ledger")


def test_the_page_of_a_contributor_says_that_money_is_pooled_and_shows_all_that_it_gave(gifts):
    page = words("/funding/contributors/test-1/").replace("\u202f", " ")
    assert "Contributions are pooled. No contribution is tied to a result, and none bought one." in page
    assert "This contributor was invented for a demonstration" in page
    assert "Group of 77 no membership on record" in page
    assert rows_of(body("/funding/contributors/test-1/"), "paid") == [
        ["Year", "United States dollars"],
        ["2024", "1 000 000"],
        ["2023", "500 000"],
    ]
    assert len(rows_of(body("/funding/contributors/test-1/"), "contributions")) == 4


def test_a_release_goes_on_showing_what_it_showed(gifts):
    assert "holds no contributions" in words("/funding/contributions/?release=1")
    assert Client().get("/funding/contributors/test-1/?release=1").status_code == 404
    assert "test-1" in body("/funding/contributions/?release=2")


def test_funds_that_do_not_add_up_to_both_together_are_told_in_the_unit_of_the_tables(db, people):
    """281.8 million of the trust fund and 13 mobilized locally are 294.8, against 291.0437 of the tables."""
    fund.validated_item("2022.estimate.2023.locally_mobilized.total", "13000000", people)
    publish(people)
    said = words("/funding/").replace("\u202f", " ")
    assert (
        "Both funds together, estimate 2023, thousands of dollars: 291 043.7 is printed, 294 800.0 is computed." in said
    )


# --- What no shipped release holds ---------------------------------------------------------------------------------


def test_a_missing_figure_is_two_dots_with_the_reason_and_leaves_its_sums_without_figures():
    content = content_of("finance", "tables/2022/4")
    for row in content["rows"]:
        if row["code"] in ("B2", "B", "total"):
            row["cells"] |= {"expenditure_2021": None, "variance": None}
            row["status"] = {"expenditure_2021": "not_reported" if row["code"] == "B2" else "not_available"}
    view = table_view(content)
    cells = {line.code: [(cell.text, cell.missing) for cell in line.cells] for line in view.lines if line.cells}
    assert cells["B2"] == [("9\u202f504.1", ""), ("..", "not reported"), ("..", "not available")]
    assert cells["total"][1] == ("..", "not available")
    assert any("Two dots (..) stand where a figure is missing" in remark for remark in view.remarks)
    assert quotient(content) is None
    assert finding(content) == "The budget or the expenditure of this year is not known in all its parts."
    assert "not reported" in [bar.end for row in chart_of(content).rows for bar in row.bars]


def test_components_within_components_each_have_a_heading_above_their_parts():
    content = content_of("finance", "tables/2022/4")
    [first, *rest] = content["rows"]
    deep = [first | {"code": code, "level": level} for code, level in (("A11", 2), ("A12", 2), ("A1", 1), ("A", 0))]
    view = table_view(content | {"rows": [*deep, *rest]})
    assert [(line.code, line.sort) for line in view.lines][:6] == [
        *(("A", "heading"), ("A1", "heading"), ("A11", "line"), ("A12", "line")),
        *(("A1", "subtotal"), ("A", "subtotal")),
    ]


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (None, None, "member, as far as our records go back"),
        ("2010-05-01", None, "member since 1 May 2010"),
        (None, "2010-05-01", "member until 1 May 2010"),
        ("2010-05-01", "2020-05-01", "member from 1 May 2010 to 1 May 2020"),
    ],
)
def test_membership_of_the_group_of_77_is_dated(start, end, expected):
    member = {"code": "AAA", "name": {"en": "A State"}, "kind": "member_state", "demonstration": False}
    row = dict.fromkeys(("amount", "dated", "rate", "rate_on", "dollars")) | {
        **{"reference": "2024-0001", "contributor": "AAA", "stream": "levy", "kind": "pledge", "currency": "USD"},
        **{"first_year": 2024, "last_year": 2024},
    }
    [one] = read_ledger({"contributors": [member | {"group_of_77": [{"from": start, "to": end}]}], "rows": [row]})
    assert one.contributor.memberships == [expected]


def test_a_release_of_before_the_trust_fund_says_so(people):
    number = Release.objects.create(
        number=2, title="Old", reason="Old", published_at=timezone.now(), due_year=2021, sha256="0" * 64
    ).number
    assert "Release 2 of" in words("/funding/")
    assert "holds no figures of the trust fund" in words("/funding/")
    for address in ("tables/1/", "streams/", "contributions/", "posts.csv", "streams.svg"):
        assert Client().get(f"/funding/{address}?release={number}").status_code == 404
    assert Client().get("/funding/?report=2022").status_code == 404
