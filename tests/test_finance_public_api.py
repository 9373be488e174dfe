"""The released trust fund over the public API: resources, posts, funding, contributions, and what stays as it was."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from jsonschema import Draft202012Validator

from common import immutable
from finance.choices import ContributorKind, Given, Stream
from finance.definitions import change_definition
from finance.models import ControlTotal
from publications.actions import preview_release
from publications.models import Document, Kind
from publications.reading import read_preview
from publications.verification import release_faults
from tests.api import Api, parameters, problem
from tests.fund import DAY, gift, report_2023, validated_contribution, validated_contributions, validated_item
from tests.test_publish_page import text_of
from tests.work import publish

pytestmark = pytest.mark.django_db

ADDRESSES = {
    "tables/1/": "FinanceTable",
    "resources/": "FinanceResources",
    "posts/": "FinancePosts",
    "funding/": "FinanceFunding",
    "reconciliation/": "FinanceReconciliation",
}
EVERY_ADDRESS = [*ADDRESSES, "contributions/"]
ESTIMATE = "2023.estimate.2023.all"


def read(path: str) -> dict:
    answer = Api().get(f"finance/{path}")
    assert answer.status_code == 200, answer.content
    return json.loads(answer.content)


def contribution_codes(path: str = "contributions/") -> list[str]:
    return [row["reference"] for row in read(path)["results"]]


def finance_texts(release: int) -> dict[str, str]:
    return dict(Document.objects.filter(release=release, kind=Kind.FINANCE).values_list("key", "text"))


@pytest.fixture
def ledger(people):
    """A payment and a pledge, one agreement, a levy that was applied and one that was not, and one that is void."""
    gifts = [
        gift("test-1", "1000000"),
        gift("test-1", "2000000", kind=Given.PLEDGE),
        gift("test-2", None, kind=Given.AGREEMENT, year=2023, last_year=2026),
        gift("test-3", "500000", stream=Stream.LEVY, levy_applied=True, contributor_kind=ContributorKind.OTHER),
        gift("test-4", None, stream=Stream.LEVY, levy_applied=False, contributor_kind=ContributorKind.OTHER),
        gift("test-5", "700000", void=True, note="Entered twice"),
        gift("test-6", "900000", currency="CHF", stream=Stream.COST_SHARING, contributor_kind=ContributorKind.ENTITY),
    ]
    return validated_contributions(gifts, people)


# --- Funding ---------------------------------------------------------------------------------------------------------


def funding_of(year: int) -> dict:
    return next(row for row in read("funding/")["years"] if row["year"] == year)


def test_2021_adds_up_to_214_5_million_against_the_printed_215_and_leaves_66():
    said = funding_of(2021)
    received = {stream: cells["received"]["value"] for stream, cells in said["cells"].items()}
    assert received == {"voluntary": "98000000", "levy": "39000000", "cost_sharing": "77500000", "all": "215000000"}
    assert said["total"] == {"reported": "215000000", "computed": "214500000", "differs_by_rounding": True}
    assert said["cells"]["all"]["requirement"]["value"] == "281000000"
    assert said["gap"]["printed"] == said["gap"]["requirement_less_total"] == "66000000"
    assert said["gap"]["voluntary_target_less_voluntary"] is None
    units = {stream: cells["received"]["rounded_to"] for stream, cells in said["cells"].items()}
    assert units == {"voluntary": "1000000", "levy": "1000000", "cost_sharing": "100000", "all": "1000000"}
    assert (said["document"], said["note"]) == ("E/2022/54", "paragraph 85")


def test_2020_has_one_stream_and_two_that_are_not_available():
    said = funding_of(2020)
    received = {
        stream: (cells["received"]["value"], cells["received"]["status"]) for stream, cells in said["cells"].items()
    }
    assert received == {
        "voluntary": ("86000000", "reported"),
        "levy": (None, "not_available"),
        "cost_sharing": (None, "not_available"),
        "all": ("204000000", "reported"),
    }
    assert said["cells"]["levy"]["received"]["reason"]
    assert said["total"] == {"reported": "204000000", "computed": None, "differs_by_rounding": False}
    assert set(said["gap"].values()) == {None}
    assert '"0"' not in json.dumps(read("funding/")["years"])


def test_other_sums_of_the_report_stand_with_their_paragraph():
    facts = {(row["code"], row["year"]): row for row in read("funding/")["facts"]}
    bought = facts["services-bought-from-undp", 2020]
    assert (bought["value"], bought["unit"], bought["paragraph"]) == ("131000000", "usd", "81")
    assert facts["savings-from-service-transfers", 2021]["about"] is True
    assert facts["contributing-group-of-77", 2021]["value"] == "5"


# --- Contributions ---------------------------------------------------------------------------------------------------


def test_contributions_stand_with_their_contributor(ledger, people):
    publish(people)
    rows = read("contributions/")["results"]
    assert [row["reference"] for row in rows] == ["2023-0001", *(f"2024-000{n}" for n in (1, 2, 3, 6))]
    paid = rows[1]
    assert paid == {
        "reference": "2024-0001",
        "contributor": {
            "code": "test-1",
            "name": {"en": "Demonstration test-1"},
            "kind": "member_state",
            "group_of_77": [],
            "demonstration": True,
        },
        "stream": "voluntary",
        "kind": "payment",
        "first_year": 2024,
        "last_year": 2024,
        "amount": "1000000",
        "currency": "USD",
        "dated": DAY.isoformat(),
        "rate": None,
        "rate_on": None,
        "dollars": "1000000",
        "release": 2,
    }
    agreed = rows[0]
    assert (agreed["amount"], agreed["first_year"], agreed["last_year"]) == (None, 2023, 2026)
    assert (rows[-1]["currency"], rows[-1]["amount"], rows[-1]["dollars"]) == ("CHF", "900000", None)


def test_a_levy_that_was_not_applied_and_a_void_contribution_are_told_by_nobodys_name(ledger, people):
    publish(people)
    everything = "".join(finance_texts(2).values())
    assert "test-1" in everything
    for code in ("test-4", "test-5", "Entered twice", "2024-0004", "2024-0005"):
        assert code not in everything
    measures = {(row["code"], row["year"]): row for row in read("funding/")["measures"]}
    assert measures["levies_not_applied", 2024]["value"] == "1"
    assert measures["contributing_member_states", 2024]["value"] == "1"
    assert measures["multi_year_commitments", 2024]["value"] == "1"


def test_contributors_that_stopped_are_counted_and_not_named(people):
    validated_contributions([gift("test-1", year=2023), gift("test-2", year=2023), gift("test-1", year=2024)], people)
    publish(people)
    [stopped] = [
        row for row in read("funding/")["measures"] if (row["code"], row["year"]) == ("contributors_that_stopped", 2024)
    ]
    assert stopped["value"] == "1"
    assert "test-2" not in json.dumps(stopped)
    assert "test-2" not in finance_texts(2)["funding"]


def test_francs_without_a_dated_rate_are_refused_in_a_sum_and_named_and_add_with_one(people):
    payments = {Stream.VOLUNTARY: "test-1", Stream.LEVY: "test-2"}
    for stream, code in payments.items():
        applied = True if stream == Stream.LEVY else None
        validated_contributions([gift(code, "1000000", stream=stream, levy_applied=applied)], people)
    francs = {"currency": "CHF", "stream": Stream.COST_SHARING, "contributor_kind": ContributorKind.ENTITY}
    validated_contributions([gift("test-3", "900000", **francs)], people)
    publish(people)

    def raised() -> dict:
        return next(row for row in read("funding/")["measures"] if row["code"] == "total_funds_raised")

    assert (raised()["value"], raised()["status"], raised()["lacking"]) == (None, "not_available", ["2024-0003"])
    rated = {"rate": Decimal("0.9"), "rate_on": date(2025, 6, 30)}
    validated_contributions(
        [
            gift("test-1", "1000000", year=2025),
            gift("test-2", "1000000", year=2025, stream=Stream.LEVY, levy_applied=True),
            gift("test-3", "900000", year=2025, **francs, **rated),
        ],
        people,
    )
    publish(people)
    values = {row["year"]: row["value"] for row in read("funding/")["measures"] if row["code"] == "total_funds_raised"}
    assert values == {2024: None, 2025: "3000000"}


def test_contributions_are_chosen_by_year_stream_and_contributor(ledger, people):
    publish(people)
    assert contribution_codes("contributions/?year=2025") == ["2023-0001"]
    assert contribution_codes("contributions/?stream=levy") == ["2024-0003"]
    assert contribution_codes("contributions/?contributor=test-1") == ["2024-0001", "2024-0002"]
    assert contribution_codes("contributions/?contributor=test-1&year=2023") == []
    assert contribution_codes("contributions/?contributor=test-9") == []
    assert contribution_codes("contributions/?release=1") == []


def test_contributions_come_in_pages_of_one_release(ledger, people):
    publish(people)
    whole = contribution_codes()
    first = read("contributions/?limit=2&count=true")
    validated_contributions([gift("test-7")], people)
    publish(people)
    pages, following = [first], first["next"]
    while following:
        pages.append(read(following.partition("/finance/")[2]))
        following = pages[-1]["next"]
    assert [row["reference"] for page in pages for row in page["results"]] == whole
    assert [len(page["results"]) for page in pages] == [2, 2, 1]
    assert (first["count"], first["previous"]) == (5, None)
    back = read(pages[-1]["previous"].partition("/finance/")[2])
    assert back["results"] == pages[1]["results"]
    assert read(back["previous"].partition("/finance/")[2])["results"] == first["results"]
    assert len(contribution_codes()) == 6


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("contributions/?stream=all", ["stream"]),
        ("tables/1/?report=22", ["report"]),
        ("contributions/?year=24", ["year"]),
        ("contributions/?year=0999", ["year"]),
        ("contributions/?kind=payment", ["kind"]),
        ("contributions/?limit=0", ["limit"]),
        ("contributions/?cursor=1-after-1.x", ["cursor"]),
        ("resources/?by=whole", ["by"]),
        ("resources/?fund=both", ["fund"]),
        ("resources/?kind=posts", ["kind"]),
        ("resources/?year=", ["year"]),
        ("resources/?year=2022&year=2023", ["year"]),
        ("posts/?year=%D9%A2%D9%A0%D9%A2%D9%A3", ["year"]),
        ("posts/?grade=P-5", ["grade"]),
        ("funding/?year=2021", ["year"]),
        ("reconciliation/?x=1", ["x"]),
        ("tables/1/?year=2022", ["year"]),
        ("tables/1/?format=csv", ["format"]),
    ],
)
def test_what_is_no_parameter_or_no_value_of_it_is_refused(path, wrong):
    assert parameters(Api().get(f"finance/{path}")) == wrong


@pytest.mark.parametrize("path", EVERY_ADDRESS)
@pytest.mark.parametrize("release", ["2", "x"])
def test_an_unknown_release_is_not_found(path, release):
    problem(Api().get(f"finance/{path}?release={release}"), 404)


# --- What a later report supersedes, and what stays ------------------------------------------------------------------


def test_resources_are_chosen_by_year_line_fund_and_kind():
    rows = read("resources/?year=2023&by=component")["rows"]
    assert [row["line"] for row in rows] == ["A", "B1", "B2", "B3", "B", "C", "total"]
    assert [row["value"] for row in rows if row["computed"]] == ["275796100", "291043700"]
    assert {(row["kind"], row["fund"], row["report"]) for row in rows} == {("estimate", "all", 2022)}
    [trust_fund, local] = [read(f"resources/?fund={fund}")["rows"] for fund in ("trust_fund", "locally_mobilized")]
    assert [(row["by"], row["value"], row["rounded_to"]) for row in trust_fund + local] == [
        ("whole", "281800000", "100000"),
        ("whole", "9200000", "100000"),
    ]
    assert {row["year"] for row in read("resources/?kind=budget")["rows"]} == {2021}


def test_a_later_report_supersedes_and_the_earlier_one_stays_readable(people):
    before = {number: read(f"tables/{number}/?report=2022") for number in range(1, 6)}
    report_2023(people)
    for line, value in {"A": "4000000", "B1": "16000000", "B2": "11000000", "B3": "250000000", "C": "11000000"}.items():
        validated_item(f"{ESTIMATE}.{line}", value, people)
    publish(people)
    for number, content in before.items():
        now = read(f"tables/{number}/?report=2022")
        assert {name: value for name, value in now.items() if name != "release"} == {
            name: value for name, value in content.items() if name != "release"
        }
        assert read(f"tables/{number}/?report=2022&release=1") == content
        problem(Api().get(f"finance/tables/{number}/?report=2023&release=1"), 404)
    later = read("tables/1/")
    assert (later["report"], later["document"]) == (2023, "E/2023/99")
    total = next(row for row in later["rows"] if row["code"] == "total")
    assert total["cells"]["estimate_2023"] == "292000"
    assert (total["cells"]["expenditure_2022"], total["status"]["expenditure_2022"]) == (None, "not_available")
    rows = {row["line"]: row for row in read("resources/?year=2023&by=component&kind=estimate")["rows"]}
    assert (rows["B3"]["value"], rows["B3"]["report"]) == ("250000000", 2023)
    assert rows["B3"]["superseded"] == [
        {"report": 2022, "document": "E/2022/54", "value": "247888400", "status": "reported"}
    ]
    assert (rows["total"]["value"], rows["total"]["superseded"][0]["value"]) == ("292000000", "291043700")
    # Nothing was said by object in the later report.
    assert {row["report"] for row in read("resources/?year=2023&by=object")["rows"]} == {2022}


def test_changing_items_changes_no_released_byte(people):
    released = finance_texts(1)
    answers = {path: Api().get(f"finance/{path}") for path in EVERY_ADDRESS}
    report_2023(people)
    validated_item("2022.estimate.2023.all.B3", "250000000", people)
    validated_item("2022.received.2021.levy", "40000000", people)
    validated_contribution(gift(), by=people.finance_officer, validator=people.validator)
    control = ControlTotal.objects.get(table="1", line="B", column="estimate_2023")
    change_definition(control, {"value": Decimal("1")}, by=people.finance_officer, seen=control.version)
    assert finance_texts(1) == released
    for path, before in answers.items():
        now = Api().get(f"finance/{path}")
        assert (now.content, now["ETag"]) == (before.content, before["ETag"])
    publish(people)
    assert finance_texts(1) == released
    for path, before in answers.items():
        assert Api().get(f"finance/{path}?release=1").content == before.content
        assert Api().get(f"finance/{path}").content != before.content
    assert not list(release_faults())


def test_what_does_not_add_up_is_listed_with_whether_rounding_explains_it(people):
    differences = read("reconciliation/")["differences"]
    assert {row["by_rounding"] for row in differences} == {True}
    assert {(row["table"], row["column"]) for row in differences} == {
        ("1", "change_percent"),
        ("funding", "received_total"),
    }
    validated_item("2022.estimate.2023.all.B3", "247888600", people)
    publish(people)
    said = read("reconciliation/")
    unexplained = {row["code"]: row for row in said["differences"] if not row["by_rounding"]}
    assert (unexplained["2022.1.B.estimate_2023"]["printed"], unexplained["2022.1.B.estimate_2023"]["computed"]) == (
        "275796.1",
        "275796.3",
    )
    assert unexplained["2022.1.B.estimate_2023"]["difference"] == "-0.2"
    assert said["compared"] == 84


# --- Words -----------------------------------------------------------------------------------------------------------


def lines_of(people) -> dict[str, list[tuple[str, str, str]]]:
    groups = read_preview(preview_release(by=people.publisher)).groups
    return {
        f"{group.code} {group.title}".strip(): [
            tuple(words.replace("\u00a0", " ") for words in (row.what, row.old, row.new)) for row in group.lines
        ]
        for group in groups
    }


def test_the_preview_names_table_line_and_column_with_both_figures(people):
    validated_item("2022.estimate.2023.all.B3", "250000000", people)
    validated_item("2022.posts.2023.B3.P-2-1", "3", people)
    validated_item("2022.expenditure.2021.all.non_posts", None, people)
    lines = lines_of(people)
    by_component = lines["E/2022/54 Table 1. Financial resources by component"]
    assert ("B3 Country coordination, 2023 estimate", "247,888.4", "250,000.0") in by_component
    assert ("B3 Country coordination, Change: Amount", "9,302.8", "11,414.4") in by_component
    assert ("Total, 2023 estimate", "291,043.7", "293,155.3") in by_component
    posts = lines["E/2022/54 Table 3. Post resources by component, 2023"]
    assert ("B3 Country coordination, Professional and higher categories: P-2/1", "0", "3") in posts
    by_object = lines["E/2022/54 Table 5. 2021 results by object of expenditure"]
    assert ("Non-posts, 2021 expenditure", "71,182.3", "not available") in by_object
    assert ("Total, 2021 expenditure", "206,670.0", "not available") in by_object
    assert lines["Posts by component and grade"] == [("lines", "", "3 changed")]
    assert any(
        row[0] == "E/2022/54, 1 B estimate_2023" and row[2] == "printed 275,796.1, computed 277,907.7"
        for row in lines["Printed figures against computed ones"]
    )


def test_the_preview_tells_what_changed_of_funding(people):
    validated_item("2022.received.2021.levy", "40000000", people)
    validated_item("2022.received.2020.levy", "40000000", people)
    lines = lines_of(people)["Funding of the trust fund"]
    levy = "1 per cent coordination levy, received"
    assert (f"2021 as reported in E/2022/54: {levy}", "$39 million", "$40 million") in lines
    assert (f"2020 as reported in E/2022/54: {levy}", "not available", "$40 million") in lines
    assert ("2021 as reported in E/2022/54: sum of the streams", "$214.5 million", "$215.5 million") in lines


def test_the_preview_counts_and_sums_contributions_and_names_no_contributor(ledger, people):
    lines = lines_of(people)
    assert lines["Contributions to the trust fund"][:3] == [
        ("agreement over several years: new", "", "1, without a sum in dollars"),
        ("pledge: new", "", "1, $2 million"),
        ("payment: new", "", "3, without a sum in dollars"),
    ]
    assert ("Contributing Member States, 2024", "", "1") in lines["Funding of the trust fund"]
    assert ("First-time contributors, 2023", "", "not available") in lines["Funding of the trust fund"]
    assert "test-" not in str(lines)
    publish(people)
    validated_contributions([gift("test-1", "3000000")], people)
    assert lines_of(people)["Contributions to the trust fund"] == [("payment: new", "", "1, $3 million")]


def test_the_page_of_a_release_tells_the_same(people, client):
    validated_item("2022.estimate.2023.all.B3", "250000000", people)
    publish(people)
    words = text_of(client.get("/releases/2/"))
    assert "Table 1. Financial resources by component" in words
    assert "B3 Country coordination, 2023 estimate: 247,888.4 before, now 250,000.0." in words
    report_2023(people)
    validated_item(f"{ESTIMATE}.B3", "251000000", people)
    publish(people)
    assert "E/2023/99, Table 1. Financial resources by component: new." in text_of(client.get("/releases/3/"))


# --- Older releases --------------------------------------------------------------------------------------------------


@pytest.fixture
def older_release(db):
    """Release 1 as it was made before releases held the trust fund."""
    immutable.drop_triggers(connection)  # brought back with the transaction
    Document.objects.filter(kind=Kind.FINANCE).delete()


@pytest.mark.parametrize("path", EVERY_ADDRESS)
def test_a_release_without_the_trust_fund_has_none_of_its_addresses(older_release, path):
    problem(Api().get(f"finance/{path}"), 404)
    problem(Api().get(f"finance/{path}?release=1"), 404)


def test_the_release_after_an_older_one_tells_that_the_trust_fund_is_new(older_release, people, client):
    lines = lines_of(people)
    assert lines["E/2022/54 Table 5. 2021 results by object of expenditure"] == [("trust fund", "", "new")]
    assert lines["Contributions to the trust fund"] == [("trust fund", "", "new")]
    assert client.get("/releases/1/").status_code == 200
    publish(people)
    assert read("tables/5/")["release"]["number"] == 2
    problem(Api().get("finance/tables/5/?release=1"), 404)
    assert "Funding of the trust fund: new." in text_of(client.get("/releases/2/"))
    assert client.get("/").status_code == 200


# --- Schemas ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EVERY_ADDRESS)
def test_every_answer_fits_its_schema(ledger, people, path):
    validated_item("2022.received.2021.levy", None, people)
    validated_item("2022.posts.2023.B3.P-2-1", None, people)
    publish(people)
    openapi = json.loads(Api().get("schema/").content)
    name = path.replace("tables/1/", "tables/{number}/")
    described = openapi["paths"][f"/api/v1/finance/{name}"]["get"]["responses"]["200"]["content"]["application/json"]
    validator = Draft202012Validator(described["schema"] | {"components": openapi["components"]})
    for address in [path, path.replace("tables/1/", "tables/3/")]:
        content = read(address)
        assert [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(content)] == []
        if path in ADDRESSES:
            assert set(content) == set(openapi["components"]["schemas"][ADDRESSES[path]]["properties"])
