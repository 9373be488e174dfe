"""Every address x person x object x method of tests/permission_matrix.py, and no address that is not there.

People are signed in at pages and have a token at the API. Each request is made for real and rolled back: what is
allowed has to succeed and to change something, what is refused may change nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.urls.resolvers import RegexPattern
from django.utils import translation

from accounts.actions import create_token, create_user
from accounts.models import User
from accounts.roles import Role
from indicators.actions import submit_observation, validate_observation
from indicators.definitions import create_definition
from indicators.models import Milestone, Observation, Series, Slippage
from publications.actions import preview_release
from tests import (
    amendment_requests,
    answer_requests,
    finance_requests,
    fund,
    import_requests,
    job_requests,
    ledger_requests,
    lineage_requests,
    office_requests,
    report_requests,
    round_requests,
    series_requests,
    submission_requests,
)
from tests.api import body_of
from tests.databases import copy_in_use, rolled_back
from tests.permission_matrix import NOWHERE, PEOPLE, TRIED_OUT, Line, administration, lines, own_account
from tests.permission_matrix_public import NOTHING_TO_DRAW, PUBLIC
from tests.record_requests import is_of_records, make_records, parts_of, posted, sent
from tests.review_requests import address_of, is_of_review, make_remarks, posted_to
from tests.sweeps import one_in
from tests.work import People, another, custodian_of, entry, explain_slipped, observation, open_shipped, publish, save

FRAMEWORK = "RCS-2022-2025"
BACKEND = "django.contrib.auth.backends.ModelBackend"
# Whoever else is refused, or let in, is so for the same reason as one of these.
ONE_OF_EACH_KIND = ("anonymous", "no_role", "custodian", "administrator")
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WITH_BODY = ("PUT", "POST")
OWN, OF_FINANCE, OTHERS, MISSING = "2.1.1-d/total", "3.1.1-a/total", "1.1.1-c/total", "9.9.9-z/total"
DRAFT, SUBMITTED, VALIDATED = 2022, 2023, 2024
YEAR_OF_ROW = {"return_observation": SUBMITTED, "validate_observation": SUBMITTED, "reopen_observation": VALIDATED}
MISSING_YEAR, MISSING_ID = "2031", 999_999_999
LINES = lines()
STATE = """
    SELECT sequence, hash, (SELECT SUM(version) FROM indicators_observation), (SELECT COUNT(*) FROM indicators_figure),
        (SELECT COUNT(*) FROM publications_release), (SELECT SUM(version) FROM accounts_user)
    FROM activity_head
"""


def patterns() -> Iterator[str]:
    """Every pattern of the URL configuration by its name; by its route where it has none."""

    def walk(found: Any, route: str, space: str) -> Iterator[str]:
        for pattern in found:
            here = route + str(pattern.pattern)
            if not isinstance(pattern, URLPattern):
                yield from walk(pattern.url_patterns, here, f"{pattern.namespace}:" if pattern.namespace else space)
            elif pattern.name:
                yield space + pattern.name
            else:
                yield f"{here}..." if isinstance(pattern.pattern, RegexPattern) else here

    return walk(get_resolver().url_patterns, "", "")


def path_of(address: str, parts: dict[str, str] | None = None) -> str:
    with translation.override("en"):  # and not in the language of the request before
        return reverse(address, kwargs=parts) if ":" in address or "/" not in address else f"/{address}"


# --- The people, and the rows that they meet -----------------------------------------------------------------------


@dataclass
class Person:
    """One of PEOPLE, at a browser (`page`) and as a program (`program`). `own` is the key of what they work on."""

    user: User | None
    own: str = OWN
    page: Client = field(default_factory=Client)
    program: Client = field(default_factory=Client)

    def __post_init__(self) -> None:
        if self.user is not None:
            self.page.force_login(self.user, backend=BACKEND)
            self.program = Client(headers={"Authorization": f"Token {create_token(self.user, by=self.user)}"})


@dataclass
class Tried:
    """What one person got at one line; of a 404 also all that could tell what is hidden from what does not exist."""

    cell: str
    has_changed: bool
    hidden: tuple[bytes, set[str]] | None  # the body without what is of the request alone, the names of headers


@dataclass
class Stage:
    """Everybody, and what would be published: `seen` is its fingerprint, `before` the state that every request meets.

    `tried` keeps what a person's request at a line gave: one test compares it with the table, another with missing
    objects.
    """

    persons: dict[str, Person]
    seen: str
    before: tuple[Any, ...]
    tried: dict[tuple[str, str, str, str], Tried] = field(default_factory=dict)


def everybody(people: People) -> dict[str, Person]:
    persons = {role: Person(getattr(people, role)) for role in Role.values}
    persons["custodian"] = Person(custodian_of("2.1.1-d", "of-one@example.org"))
    persons["finance_officer"].own = OF_FINANCE
    persons["anonymous"] = Person(None)
    persons["no_role"] = Person(create_user("no-role@example.org", by=None))
    persons["inactive"] = Person(another(Role.PUBLISHER, "inactive@example.org"))
    # As `change_user` does it, but the token stays: it has to be refused all the same.
    User.objects.filter(email="inactive@example.org").update(is_active=False)
    return {name: persons[name] for name in PEOPLE}


def make_rows(key: str, owner: User, validator: User) -> None:
    """A draft, a submitted and a validated observation of the series."""
    for year in (DRAFT, SUBMITTED, VALIDATED):
        row = save(f"{key}/{year}", entry("50"), by=owner)
        if year != DRAFT:
            row = submit_observation(row, by=owner, seen=row.version)
        if year == VALIDATED:
            validate_observation(row, by=validator, seen=row.version)


def set_stage(people: People) -> Stage:
    """Everybody, and for every address something to work on; commits, so ask for a database of your own."""
    persons = everybody(people)
    owners = {OWN: persons["custodian"].user, OF_FINANCE: people.finance_officer, OTHERS: people.custodian}
    open_shipped(DRAFT, "team", "government")  # so that there is something behind figures
    fund.validated_contributions([fund.gift()], people)
    publish(people)  # so that a release tells who answered, and who gave
    for key, owner in owners.items():
        make_rows(key, owner, people.validator)
    open_series = Series.objects.exclude(baseline_value=None).exclude(observations__figures__isnull=False)
    milestone = {"series": open_series[0], "year": 2023, "value": Decimal(1)}
    create_definition(Milestone, milestone, by=people.administrator)
    make_records()
    make_remarks()
    amendment_requests.make_amendment()
    lineage_requests.make_framework()
    job_requests.make_jobs(persons)
    import_requests.make_imports(persons)
    answer_requests.make_answers()
    round_requests.make_rounds()
    office_requests.make_offices()
    finance_requests.make_contributions()
    explain_slipped(people.publisher)
    seen = preview_release(by=people.publisher).fingerprint
    return Stage(persons, seen, state_of_the_database())


@pytest.fixture(scope="module")
def everything(databases, django_db_setup, django_db_blocker, accounts):
    """The stage in a database of this module's own: made once, because nothing that is tried here stays."""
    with django_db_blocker.unblock(), copy_in_use(databases, "seeded"):
        yield set_stage(People(accounts))


@pytest.fixture
def stage(everything):
    with rolled_back():
        yield everything


# --- Requests ------------------------------------------------------------------------------------------------------


def key_of(line: Line, person: Person) -> str:
    return {"own": person.own, "other's": OTHERS, "missing": MISSING}[line.object]


def found(key: str, year: int) -> tuple[int, int]:
    """The id and the version of a row; of a missing one, those that none has."""
    if key == MISSING:
        return MISSING_ID, 1
    row = observation(f"{key}/{year}")
    return row.pk, row.version


def explanation_of(key: str) -> dict[str, Any]:
    """What the page of slippage posts for a series: another sentence than the one that stands there."""
    row = Slippage.objects.filter(series=observation(f"{key}/{VALIDATED}").series).first() if key != MISSING else None
    series, version = (row.series_id, row.version) if row else (MISSING_ID, 1)
    texts = {"version": version, "year": VALIDATED, "seen": "", "sentence": "Another reason.", "language": "en"}
    return {f"{series}-{name}": value for name, value in texts.items()}


def ask(stage: Stage, line: Line, person: Person, method: str) -> Any:
    """Make the request of this line as a person would, complete and valid."""
    space, name = line.address.split(":")
    return to_api(line, person, method, name) if space == "api" else to_page(stage, line, person, method, name)


def to_api(line: Line, person: Person, method: str, name: str) -> Any:
    if submission_requests.is_of_submissions(line):
        body, headers = submission_requests.sent(line)
        path = path_of(line.address, submission_requests.parts_of(line))
        content = body if method in WITH_BODY else b""
        return person.program.generic(method, path, content, "application/json", headers=headers)
    if finance_requests.is_of_finance(line):
        officer = User.objects.get(email="finance.officer@demonstration.example")
        body, headers = finance_requests.sent(line, person.user, officer)
        path, content = path_of(line.address, finance_requests.parts_of(line)), body if method in WITH_BODY else b""
        return person.program.generic(method, path, content, "application/json", headers=headers)
    if is_of_records(line):
        body, headers = sent(line)
        path, content = path_of(line.address, parts_of(line)), body if method in WITH_BODY else b""
        return person.program.generic(method, path, content, "application/json", headers=headers)
    if name == "entry_observations":
        return person.program.generic(method, path_of(line.address))
    key, year = key_of(line, person), YEAR_OF_ROW.get(name, DRAFT)
    indicator, series = key.split("/")
    path = path_of(line.address, {"framework": FRAMEWORK, "indicator": indicator, "series": series, "year": str(year)})
    bodies = {
        "entry_observation": b'{"status": "reported", "value": "52"}',
        "return_observation": b'{"comment": "Is this final?"}',
        "reopen_observation": b'{"comment": "A slip of the pen."}',
    }
    version = found(key, year)[1]
    body = bodies.get(name, b"{}") if method in WITH_BODY else b""
    return person.program.generic(method, path, body, "application/json", headers={"If-Match": f'"{version}"'})


def to_page(stage: Stage, line: Line, person: Person, method: str, name: str, language: str = "") -> Any:
    space = line.address.partition(":")[0]
    parts, query, data = {}, "", {}
    if import_requests.is_of_imports(line):
        parts, data = import_requests.parts_of(line, person.user), import_requests.posted(line, person.user)
    elif is_of_records(line):
        parts, data = parts_of(line), posted(line)
    elif is_of_review(line):
        parts, query = address_of(line, method)
        data = posted_to(line) if method == "POST" else {}
    elif office_requests.is_of_offices(line):
        parts, data = office_requests.parts_of(line), office_requests.posted(line, person.user)
    elif round_requests.is_of_rounds(line):
        parts, data = round_requests.parts_of(line), round_requests.posted(line) if method == "POST" else {}
    elif answer_requests.is_of_answers(line):
        parts, data = answer_requests.parts_of(line), answer_requests.posted(line)
    elif report_requests.is_of_reports(line):
        officer = stage.persons["finance_officer"].user
        assert officer is not None
        parts, data = report_requests.parts_of(line), report_requests.posted(line, officer) if method == "POST" else {}
    elif ledger_requests.is_of_ledger(line):
        officer = stage.persons["finance_officer"].user
        assert officer is not None
        parts, query = ledger_requests.address_of(line)
        data = ledger_requests.posted(line, person.user, officer) if method == "POST" else {}
    elif amendment_requests.is_of_amendments(line):
        parts, query = amendment_requests.address_of(line)
        data = amendment_requests.posted(line) if method == "POST" else {}
    elif lineage_requests.is_of_lineage(line):
        parts, data = lineage_requests.parts_of(line), lineage_requests.posted(line) if method == "POST" else {}
    elif series_requests.is_of_series(line):
        parts = series_requests.parts_of(line, method)
        data = series_requests.posted(line, key_of(line, person), person.user) if method == "POST" else {}
    elif space == "jobs":
        parts = job_requests.parts_of(line, person.user)
    elif name == "entry":
        parts = {"year": MISSING_YEAR if (line.object, method) == ("missing", "GET") else str(DRAFT)}
        row, version = found(key_of(line, person), DRAFT)
        data = {f"{row}-version": version, f"{row}-value": "52", "do": f"save:{row}"}
    elif name in ("behind", "behind_csv", "behind_json"):
        indicator = key_of(line, person).partition("/")[0]
        parts = {"year": str(DRAFT), "framework": FRAMEWORK, "indicator": indicator}
    elif name == "review":
        query = f"?year={MISSING_YEAR}" if (line.object, method) == ("missing", "GET") else ""
        row, version = found(key_of(line, person), SUBMITTED)
        data = {"do": "validate", "row": row, "version": version}
    elif name == "call_off":
        data = {"why": "It was too early.", "release": "1"}  # which is published, and never taken back
    elif name == "slippage":
        data = explanation_of(key_of(line, person))
    elif name == "publish":
        data = {"reason": "Results of the survey.", "seen": stage.seen}
    path = language + path_of(line.address, parts) + query
    if method == "POST":
        return person.page.post(path, data)
    return person.page.generic(method, path)


def make_own(person: Person) -> None:
    """The person's own row bears their name as its submitter: nobody validates what they submitted."""
    if person.user is not None:
        indicator, series = person.own.split("/")
        own = Observation.objects.filter(series__indicator__code=indicator, series__code=series)
        own.filter(submitted_by__isnull=False).update(submitted_by=person.user)


def cell(response: Any) -> str:
    """What the response is in the words of the table."""
    to_sign_in = response.status_code == 302 and re.match(r"(/zh)?/accounts/login/\?next=", response["Location"])
    return "in" if to_sign_in else str(response.status_code)


def plain(response: Any) -> bytes:
    """The answer without what is of this request alone: its tokens, its address, and the id that was asked for."""
    body = re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", body_of(response))
    path = response.request["PATH_INFO"]
    for text in (path, quote(path), quote(path, safe=""), response.request.get("QUERY_STRING", "") or "?"):
        body = body.replace(text.encode(), b"")
    return body


def state_of_the_database() -> tuple[Any, ...]:
    """A few numbers that every write changes: the end of the log, versions of rows, figures, releases, people."""
    with connection.cursor() as cursor:  # asked thousands of times
        cursor.execute(STATE)
        return cursor.fetchone()


# --- The addresses -------------------------------------------------------------------------------------------------


def test_every_pattern_is_declared_and_every_declared_one_is_there():
    declared = [*PUBLIC, *NOWHERE, *own_account(), *administration(), *dict.fromkeys(line.address for line in LINES)]
    assert len(declared) == len(set(declared))
    assert sorted({*patterns()} ^ {*declared}) == []


def test_every_address_with_objects_says_what_becomes_of_others_and_of_missing_ones():
    objects = {(line.address, line.method): set() for line in LINES}
    for line in LINES:
        objects[line.address, line.method].add(line.object)
    for (address, method), which in objects.items():
        assert which == {"own"} or "missing" in which, f"{method} {address}"


# --- What is signed in ---------------------------------------------------------------------------------------------


def name_of(line: Line) -> str:
    return f"{line.method} {line.object} {line.address}"


def tried(stage: Stage, line: Line, name: str) -> Tried:
    """What somebody gets at this line, asked for once; every request is rolled back and meets the same rows."""
    key = (line.address, line.method, line.object, name)
    if key not in stage.tried:
        stage.tried[key] = tried_by(stage, line, stage.persons[name])
    return stage.tried[key]


def of_each_answer(line: Line) -> list[str]:
    """Of those who get the same here one if they are let in, and two if they are refused; at each line others."""
    chosen = []
    for answer in dict.fromkeys(line.cells.values()):
        alike = [name for name in PEOPLE if line.cells[name] == answer]
        turn = LINES.index(line) % len(alike)
        chosen += [*alike[turn:], *alike[:turn]][: 1 if answer[0] in "23" else 2]
    return chosen


def tried_by(stage: Stage, line: Line, person: Person) -> Tried:
    with rolled_back():
        if line.method == "POST":
            make_own(person)
        response = ask(stage, line, person, line.method)
        has_changed = state_of_the_database() != stage.before
    hidden = (plain(response), set(response.headers)) if response.status_code == 404 else None
    return Tried(cell(response), has_changed, hidden)


everybody_or_some = pytest.mark.parametrize("everybody_tries", [False, pytest.param(True, marks=pytest.mark.assure)])


@everybody_or_some
@pytest.mark.parametrize("line", LINES, ids=name_of)
def test_each_person_gets_what_the_table_says_and_what_is_refused_changes_nothing(stage, line, everybody_tries):
    wrong = []
    for name in PEOPLE if everybody_tries else of_each_answer(line):
        got = tried(stage, line, name)
        should_change = line.method != "GET" and line.cells[name][0] in "23" and line.address not in TRIED_OUT
        if (got.cell, got.has_changed) != (line.cells[name], should_change):
            wrong.append(f"{name}: {got.cell} for {line.cells[name]}, {'changed' if got.has_changed else 'unchanged'}")
    assert wrong == []


@everybody_or_some
@pytest.mark.parametrize(
    "line", [line for line in LINES if line.object != "missing" and "404" in line.cells.values()], ids=name_of
)
def test_what_a_person_may_not_see_answers_exactly_as_what_does_not_exist(stage, line, everybody_tries):
    key = (line.address, line.method, "missing")
    same = next((each for each in LINES if (each.address, each.method, each.object) == key), None)
    wrong = []
    for name in PEOPLE if everybody_tries else of_each_answer(line):
        person = stage.persons[name]
        if line.cells[name] == "404":
            hidden = tried(stage, line, name).hidden
            if same:
                alike = hidden == tried(stage, same, name).hidden
            else:
                missing = nowhere(line, person)
                alike = missing.status_code == 404 and hidden is not None and hidden[0] == plain(missing)
            if hidden is None or not alike:
                wrong.append(name)
    assert wrong == []


def nowhere(line: Line, person: Person) -> Any:
    """A page, or an address of the API, that does not exist."""
    if line.address.startswith("api:"):
        return person.program.generic(line.method, "/api/v1/nowhere/")
    return person.page.generic(line.method, "/nowhere/")


@pytest.mark.parametrize(
    "roles", [("auditor",), pytest.param(("anonymous", "no_role", "custodian"), marks=pytest.mark.assure)], ids=" ".join
)
@pytest.mark.parametrize("line", one_in(2, [line for line in LINES if line.method == "GET"]), ids=name_of)
def test_head_answers_as_get_does_and_chinese_addresses_as_english_ones(stage, line, roles):
    space, name = line.address.split(":")
    for role in roles:
        person, expected = stage.persons[role], line.cells[role]
        head = ask(stage, line, person, "HEAD") if line.object != "missing" else None
        assert head is None or (cell(head), head.content) == (expected, b"")
        if space != "api":
            assert cell(to_page(stage, line, person, "GET", name, "/zh")) == expected


@pytest.mark.parametrize("names", [ONE_OF_EACH_KIND, pytest.param(PEOPLE, marks=pytest.mark.assure)], ids=len)
@pytest.mark.parametrize("address", dict.fromkeys(line.address for line in LINES))
def test_every_other_method_is_refused_to_everybody(stage, address, names):
    declared = {line.method for line in LINES if line.address == address} | {"HEAD"}
    line = next(line for line in LINES if (line.address, line.object) == (address, "own"))
    way_in = "401" if address.startswith("api:") else "in"
    before = state_of_the_database()
    wrong = []
    for name in names:
        person = stage.persons[name]
        expected = way_in if name in ("anonymous", "inactive") else "405"
        answer = None
        for method in (method for method in METHODS if method not in declared):
            if answer is None or method in WITH_BODY:
                answer = ask(stage, line, person, method)
            else:  # no body: the same address again
                answer = answer.client.generic(method, answer.wsgi_request.get_full_path())
            if cell(answer) != expected:
                wrong.append(f"{name}: {method} {cell(answer)}")
    assert wrong == []
    assert state_of_the_database() == before


# --- What is public ------------------------------------------------------------------------------------------------


def answer(client: Client, path: str) -> tuple[Any, ...]:
    response = client.get(path)
    return (
        response.status_code,
        response.get("ETag"),
        response.get("Location"),
        body_of(response),
        len(response.cookies),
    )


@pytest.mark.parametrize(
    "names", [("custodian", "administrator"), pytest.param(PEOPLE, marks=pytest.mark.assure)], ids=len
)
@pytest.mark.parametrize("address", one_in(2, PUBLIC))
def test_what_is_public_is_the_same_bytes_for_everybody(stage, address, names):
    there, missing = PUBLIC[address]
    before = state_of_the_database()
    found = {404} if address in NOTHING_TO_DRAW else {200, 302}
    for parts, statuses in ((there, found), (missing, {404})):
        if parts is None:
            continue
        path = path_of(address, parts)
        nobody = answer(Client(), path)
        assert nobody[0] in statuses, path
        assert nobody[-1] == 0, "a cookie"
        for name in names:
            person = stage.persons[name]
            assert answer(person.page, path) == nobody, f"{name} at {path}"
            if address.startswith("api:"):
                assert answer(person.program, path) == nobody, f"{name} with a token at {path}"
    assert state_of_the_database() == before


@pytest.mark.parametrize("address", one_in(2, PUBLIC))
def test_what_is_public_is_only_read(stage, address):
    path = path_of(address, PUBLIC[address][0])
    before = state_of_the_database()
    administrator = stage.persons["administrator"]
    assert Client().head(path).status_code == administrator.page.get(path).status_code
    for client in (Client(), administrator.page, administrator.program):
        refused = {method: client.generic(method, path).status_code for method in METHODS[2:]}
        assert set(refused.values()) == {405}, refused
    assert state_of_the_database() == before


@pytest.mark.parametrize("method", METHODS)
def test_what_is_nowhere_is_nowhere_for_everybody(stage, method):
    for path in ("/api/v1/nowhere/", "/api/v1/entry/", "/nowhere/"):
        for person in stage.persons.values():
            assert person.page.generic(method, path).status_code == 404
            assert person.program.generic(method, path).status_code == 404


# --- A person's own account ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("address", "expected"), own_account().items(), ids=list(own_account()))
def test_the_pages_of_a_persons_own_account_open_for_that_person(stage, address, expected):
    parts = {"pk": "1", "key": "no-such-key", "uidb36": "1", "provider_id": "nobody"}
    wanted = (
        re.findall(r"%\((\w+)\)", get_resolver().reverse_dict.getlist(address)[0][0][0][0])
        if "/" not in address
        else []
    )
    path = path_of(address, {name: parts[name] for name in wanted})
    before = state_of_the_database()
    with rolled_back():
        got = tuple(cell(client.get(path)) for client in (Client(), Person(stage.persons["publisher"].user).page))
    assert got == expected
    assert state_of_the_database() == before


def test_nobody_signs_up_by_themselves(stage):
    before = state_of_the_database()
    data = {
        "email": "new@example.org",
        "password1": "a-long-pass-word-of-mine",
        "password2": "a-long-pass-word-of-mine",
    }
    assert "csrfmiddlewaretoken" not in Client().get("/accounts/signup/").content.decode()
    Client().post("/accounts/signup/", data)
    assert not User.objects.filter(email="new@example.org").exists()
    assert state_of_the_database() == before


# --- The administration --------------------------------------------------------------------------------------------


def administered(address: str) -> str:
    """The path of a page of the administration; of a row that exists, where the page is of one."""
    if address.startswith("admin/(?P"):
        return "/admin/nowhere/"
    if legacy := re.fullmatch(r"admin/(\w+)/(\w+)/<path:object_id>/", address):
        model, page = apps.get_model(legacy[1], legacy[2]), ""
    elif of_model := re.fullmatch(r"admin:([a-z]+)_([a-z0-9]+)_(change|history|delete)", address):
        model, page = apps.get_model(of_model[1], of_model[2]), f"{of_model[3]}/"
    else:
        parts = {"app_list": {"app_label": "indicators"}, "view_on_site": {"content_type_id": "1", "object_id": "1"}}
        return path_of(address, parts.get(address.removeprefix("admin:")))
    row = model._base_manager.order_by("pk").first()
    return f"/admin/{model._meta.app_label}/{model._meta.model_name}/{row.pk}/{page}"


@pytest.mark.parametrize(("address", "expected"), administration().items(), ids=list(administration()))
@everybody_or_some
def test_the_administration_opens_for_administrators_and_auditors_alone(stage, address, expected, everybody_tries):
    path, before = administered(address), state_of_the_database()
    cells = dict(zip(("administrator", "auditor"), expected, strict=True)) | {"anonymous": "in", "inactive": "in"}
    if address == "admin:login":
        cells = dict.fromkeys(PEOPLE, "in")
    # One model's pages are tried by everybody; those of the others, which are guarded alike, by two who are refused and
    # every third by one who is let in (test_admin_tables.py opens them for both).
    everybody = everybody_tries or "_" not in address or "series" in address
    place = list(administration()).index(address)
    let_in = ("administrator", "auditor")[place % 2 : place % 2 + (place % 3 == 0)]
    trying = PEOPLE if everybody else ("anonymous", "custodian", *let_in)
    got = {name: cell(stage.persons[name].page.get(path)) for name in trying}
    assert got == {name: cells.get(name, "404") for name in trying}
    if re.search(r"_(add|change|delete|import)$", address) and "password" not in address:
        refused = {"anonymous": "in", "custodian": "404", "auditor": "403"}
        assert {name: cell(stage.persons[name].page.post(path, {"title_en": "Another"})) for name in refused} == refused
    assert state_of_the_database() == before
