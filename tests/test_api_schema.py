"""What describes the API: its root, its list of problems, its OpenAPI schema and the page that shows it."""

import json

import pytest
from drf_spectacular.validation import validate_schema
from jsonschema import Draft202012Validator

from publications.models import Document, Kind
from tests.api import Api, problem
from tests.counted import count_teams
from tests.fund import gift, validated_contributions
from tests.work import bring_to_figure, entry, publish, take

HOST = "http://testserver/api/v1/"
OF_LEDGER = "3.1.1-b/total/2024"
LISTS = [
    *("frameworks/", "indicators/", "observations/", "countries/", "regions/", "teams/"),
    *("reporting/", "facts/", "surveys/", "releases/"),
]
SCHEMAS = {
    Kind.FRAMEWORK: "FrameworkTree",
    Kind.INDICATOR: "Indicator",
    Kind.COUNTRY: "Country",
    Kind.REGION: "Region",
    Kind.TEAM: "CountryTeam",
    Kind.RELEASE: "ReleaseManifest",
    Kind.BEHIND: "FiguresBehind",
    Kind.REPORTING: "Reporting",
    Kind.SURVEY: "SurveyResults",
    Kind.FACTS: "Facts",
}
# Those of the trust fund differ by key: tests/test_finance_public_api.py.
assert {*SCHEMAS, Kind.FINANCE} == set(Kind)


@pytest.fixture
def api():
    return Api()


@pytest.fixture
def openapi(db, api):
    return json.loads(api.get("schema/").content)


def faults(openapi, schema, content):
    """What `content` does not fit its schema in, a line each."""
    validator = Draft202012Validator(schema | {"components": openapi["components"]})
    return [f"{fault.json_path}: {fault.message}" for fault in validator.iter_errors(content)]


def test_the_root_names_addresses_that_answer(db, api):
    addresses = json.loads(api.get("").content)
    assert {"frameworks", "framework", "observations", "schema", "docs", "entry_observation"} <= set(addresses)
    fixed = [address for address in addresses.values() if "{" not in address and "/entry/" not in address]
    assert len(fixed) == 18
    for address in fixed:
        assert api.get(address.removeprefix(HOST)).status_code == 200


def test_every_kind_of_problem_is_listed(db, api):
    listed = {row["code"]: row["status"] for row in json.loads(api.get("problems/").content)["results"]}
    assert listed.items() >= {"not_found": 404, "invalid": 400, "version_conflict": 412, "wrong_state": 409}.items()


def test_the_schema_is_valid_openapi_and_describes_every_address(openapi, api):
    assert openapi["openapi"].startswith("3.1")
    validate_schema(openapi)
    served = {address.removeprefix(HOST) for address in json.loads(api.get("").content).values()}
    described = {path.removeprefix("/api/v1/") for path in openapi["paths"]}
    assert described == (served - {"schema/", "docs/"}) | {""}


def test_the_schema_can_be_had_as_yaml(db, api):
    answer = api.get("schema/?format=yaml")
    assert answer["Content-Type"].startswith("application/yaml")
    assert answer.content.startswith(b"openapi: 3.1")


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.assure)])
def test_released_documents_fit_their_schema(openapi, people, every):
    """One in eight of each kind, the first among them; in `make assure` each."""
    bring_to_figure("3.1.1-a/total/2023", entry("65", numerator="65", denominator="100"), people)
    count_teams(people)
    publish(people)
    for kind, name in SCHEMAS.items():
        texts = Document.objects.filter(kind=kind).values_list("text", flat=True)
        assert texts, kind
        schema = openapi["components"]["schemas"][name]
        for text in list(texts)[::every]:
            content = json.loads(text)
            assert not faults(openapi, schema, content), kind
            assert set(content) == set(schema["properties"]), kind


@pytest.mark.parametrize("figure", ["2.1.1-a/total/2024", "2.1.1-d/total/2021", OF_LEDGER])
def test_what_is_behind_a_figure_fits_its_schema(openapi, api, people, figure):
    count_teams(people)
    validated_contributions([gift()], people)
    take(OF_LEDGER, people)
    publish(people)
    content = json.loads(api.get(f"observations/RCS-2022-2025/{figure}/behind/").content)
    schema = openapi["components"]["schemas"]["Behind"]
    assert not faults(openapi, schema, content)
    assert set(content) == set(schema["properties" if figure == OF_LEDGER else "required"])


@pytest.mark.parametrize("path", LISTS)
def test_every_list_fits_its_schema(openapi, api, path):
    answer = openapi["paths"][f"/api/v1/{path}"]["get"]["responses"]["200"]["content"]["application/json"]
    assert not faults(openapi, answer["schema"], json.loads(api.get(f"{path}?count=true&limit=20").content))


def test_a_problem_fits_its_schema(openapi, api):
    content = problem(api.get("observations/?limit=0"), 400)
    assert not faults(openapi, openapi["components"]["schemas"]["Problem"], content)


def test_an_observation_of_the_entry_api_fits_its_schema(openapi, people):
    content = json.loads(Api(people.validator).get("entry/observations/?limit=1").content)
    answer = openapi["paths"]["/api/v1/entry/observations/"]["get"]["responses"]["200"]["content"]["application/json"]
    assert not faults(openapi, answer["schema"], content)
    assert set(content["results"][0]) == set(openapi["components"]["schemas"]["Observation"]["properties"])


def test_the_documentation_page_shows_every_operation_and_asks_nobody_else(live_site, visit):
    page = visit(live_site.url).page("/api/v1/docs/")
    page.locator(".opblock").first.wait_for()
    operations = json.loads(Api().get("schema/").content)["paths"].values()
    assert page.locator(".opblock").count() == sum(len(methods) for methods in operations)
    page.locator("#operations-public-indicator button").first.click()
    page.locator("#operations-public-indicator .parameters").first.wait_for()
