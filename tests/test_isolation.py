"""Whoever works for one office gets of another office's work exactly what they get of what does not exist.

Every pattern of the URL configuration whose address names a respondent, a team, a record, a comment or a file is found
and tried, with every method, for each kind of object of another office: status, headers and body have to be the same
as for one that is nowhere, once the address itself is taken out of them. Filters and searches of lists too.
"""

import itertools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import translation

from accounts.actions import create_token
from accounts.models import User
from accounts.roles import Role
from records.models import Appointment, OfficePost
from surveys.models import Comment, EvidenceFile, Submission
from tests.api import body_of
from tests.databases import copy_in_use, rolled_back
from tests.record_rows import add, without_records
from tests.review_requests import make_remarks
from tests.sweeps import one_in
from tests.work import People, open_shipped

YEAR, OWN, OTHER = 2022, "KEN", "FJI"  # the demonstration's office, and one in another region
NAMING = {"respondent", "team", "record", "key", "number", "pk", "id", "code"}  # what names somebody's work
ROOMS = ("tasks/", "records/", "review/", "entry/", "reports/", "imports/")  # of what is signed in, below api/v1/ too
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
PERSONS = (Role.OFFICE_EDITOR, Role.TEAM_LEADER, Role.REGIONAL_TEAM)
# What else an address has to name, the same in both.
FIXED = {"year": YEAR, "kind": "posts", "question": "communications-strategy", "section": "leadership"}
OF_INDICATORS = {"framework", "indicator", "series"}  # tests/test_permission_matrix.py tries custodians against these
VALUES = {"function": "economics", "category": "national_officer", "held_by": "man", "valid_from": "2023-01-15"}


@dataclass(frozen=True)
class Pattern:
    name: str
    route: str
    parts: frozenset[str]

    @property
    def is_api(self) -> bool:
        return self.name.startswith("api:")


def patterns() -> Iterator[Pattern]:
    """Every pattern of the rooms in which people work, with the names of what varies in its address."""

    def walk(found: Any, route: str, space: str, parts: frozenset[str]) -> Iterator[Pattern]:
        for pattern in found:
            here, all_parts = route + str(pattern.pattern), parts | frozenset(pattern.pattern.converters)
            if not isinstance(pattern, URLPattern):
                below = f"{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, here, below, all_parts)
            elif here.removeprefix("api/v1/").removeprefix("^api/v1/").startswith(ROOMS):
                yield Pattern(space + (pattern.name or ""), here, all_parts)

    return walk(get_resolver().url_patterns, "", "", frozenset())


IN_ROOMS = list(patterns())
OF_ITS_ASKER = {"surveys:imported", "records:imported"}  # a job is one person's: tests/test_mapped_answers.py
OF_SOMEBODY = [
    pattern
    for pattern in IN_ROOMS
    if pattern.parts & NAMING and not pattern.parts & OF_INDICATORS and pattern.name not in OF_ITS_ASKER
]
LISTS = [pattern for pattern in IN_ROOMS if not pattern.parts - {"year"}]


@dataclass(frozen=True)
class Objects:
    """Of the parts of addresses: another office's, and those that nobody has, in the same form."""

    others: Mapping[str, list[Any]]
    missing: Mapping[str, Any]
    own: Mapping[str, Any]


@pytest.fixture(scope="module")
def world(databases, django_db_setup, django_db_blocker, accounts):
    """The people, and the objects of both offices, in a database of this module's own."""
    with django_db_blocker.unblock(), copy_in_use(databases, "seeded"):
        without_records()
        for code in (OWN, OTHER):
            add("posts", code)
            add("appointments", code, valid_from=date(YEAR - 1, 1, 1))
        open_shipped(YEAR)
        make_remarks()
        people = People(accounts)
        yield {role: getattr(people, role.value) for role in (*PERSONS, Role.AUDITOR)}, objects()


def objects() -> Objects:
    post = {code: OfficePost.objects.filter(team__code=code).latest("pk").pk for code in (OWN, OTHER)}
    coordinator = Appointment.objects.filter(team__code=OTHER).latest("pk").coordinator.code
    assert Submission.objects.filter(code=coordinator).exists()
    own, others = (Submission.objects.get(questionnaire__year=YEAR, code=code) for code in (OWN, OTHER))
    file, comment = EvidenceFile.objects.get(submission=others), Comment.objects.get(submission=others)
    return Objects(
        others={
            "respondent": [OTHER, coordinator, f"GOV-{OTHER}", f"GOV-{OWN}"],
            "team": [OTHER],
            "code": [coordinator],
            "key": [file.key],
            "number": [comment.pk],
            "pk": [post[OTHER]],
            "id": [post[OTHER]],
        },
        missing={
            "respondent": "XXX",
            "team": "XXX",
            "code": "RC-999999",
            "key": "0" * len(file.key),
            **dict.fromkeys(("number", "pk", "id"), 999_999_999),
        },
        own={"respondent": own.code, "team": OWN},
    )


def pairs(pattern: Pattern, world: Objects) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Addresses of another's object, each with that of a missing one: all of it another's, or a part of it."""
    named = sorted(pattern.parts & NAMING)
    fixed = {name: FIXED[name] for name in pattern.parts - NAMING}  # a new part has to say here what it stands for
    for values in itertools.product(*(world.others[name] for name in named)):
        others = dict(zip(named, values, strict=True))
        yield fixed | others, fixed | {name: world.missing[name] for name in named}
        for name in set(named) - world.own.keys():
            mine = {each: world.own[each] for each in named if each in world.own}
            if mine:  # a comment, a file or a record of another's, looked for below one's own
                yield fixed | mine | {name: others[name]}, fixed | mine | {name: world.missing[name]}


def client_of(user: User, pattern: Pattern) -> Client:
    if pattern.is_api:
        return Client(headers={"Authorization": f"Token {create_token(user, by=user)}", "If-Match": '"1"'})
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def path_of(pattern: Pattern, parts: Mapping[str, Any]) -> str:
    with translation.override("en"):
        return reverse(pattern.name, kwargs=parts)


def bodies(pattern: Pattern) -> list[Any]:
    """What could be sent there: nothing, and everything that some form or program sends."""
    issues = {"communications-strategy": "Is it new?"}
    full = VALUES | {
        "year": YEAR,
        "version": 1,
        "status": "reported",
        "answer": "yes",
        "reason": "A storm.",
        "until": "2099-12-31",
        "valid_to": "2024-01-31",
    }
    if pattern.is_api:
        return [{}, full | {"issues": issues}]
    return [{}, full | {"do": "save", "question": "communications-strategy", "text": "So?"}]


TOLD = ("Content-Length", "Date", "Expires")  # dates, and how long what is compared is


def requests(client: Client, pattern: Pattern, path: str) -> Iterator[tuple[str, Any]]:
    """What each method, with each body, answers; nothing of it stays."""
    for method in METHODS if not path.startswith("/zh") else ("GET",):
        for body in bodies(pattern) if method in ("POST", "PUT") else [{}]:
            with rolled_back():
                if pattern.is_api:
                    content = json.dumps(body) if method in ("POST", "PUT") else ""
                    response = client.generic(method, path, content, "application/json")
                elif method == "POST":
                    response = client.post(path, body)
                else:
                    response = client.generic(method, path)
                yield f"{method} {body}", comparable(response, path)


def comparable(response: Any, path: str, *values: Any) -> tuple[Any, ...]:
    """Status, headers and body, without the address itself and without the tokens of forms."""

    def without(text: str) -> str:
        for told in (path, quote(path), quote(path, safe=""), *map(str, values)):
            text = text.replace(told, "")
        return re.sub(r'(name="csrfmiddlewaretoken" value|nonce)="[^"]+"', "", text)

    headers = {name: without(value) for name, value in response.headers.items() if name not in TOLD}
    return response.status_code, headers, without(body_of(response).decode("latin-1"))


# --- The tests -----------------------------------------------------------------------------------------------------


def test_there_is_something_to_try():
    assert {"surveys:submission", "surveys:evidence_file", "surveys:comment", "surveys:reviewed"} <= {
        pattern.name for pattern in OF_SOMEBODY
    }
    assert {"records:record", "api:record", "api:answer", "api:submission"} <= {pattern.name for pattern in OF_SOMEBODY}


@pytest.mark.parametrize("pattern", OF_SOMEBODY, ids=lambda pattern: pattern.name)
def test_anothers_object_is_there_for_who_may_see_it(world, pattern):
    """Otherwise the next test would compare nothing with nothing."""
    persons, found = world
    client = client_of(persons[Role.AUDITOR], pattern)
    others, missing = next(pairs(pattern, found))
    method = "GET" if client.get(path_of(pattern, others)).status_code != 405 else "POST"
    there, nowhere = (client.generic(method, path_of(pattern, parts)).status_code for parts in (others, missing))
    assert (there != 404, nowhere) == (True, 404)


@pytest.mark.parametrize("pattern", OF_SOMEBODY, ids=lambda pattern: pattern.name)
@pytest.mark.parametrize("role", one_in(3, [Role.OFFICE_EDITOR, Role.REGIONAL_TEAM, Role.TEAM_LEADER]))
def test_another_offices_object_answers_as_one_that_does_not_exist(world, pattern, role):
    persons, found = world
    client, answered_nowhere = client_of(persons[role], pattern), {}
    for others, missing in pairs(pattern, found):
        for prefix in ("",) if pattern.is_api else ("", "/zh"):
            here, nowhere = (prefix + path_of(pattern, parts) for parts in (others, missing))
            if nowhere not in answered_nowhere:
                answered_nowhere[nowhere] = list(requests(client, pattern, nowhere))
            for there, not_there in zip(requests(client, pattern, here), answered_nowhere[nowhere], strict=True):
                assert there == not_there, here


@pytest.mark.parametrize("pattern", LISTS, ids=lambda pattern: pattern.name)
@pytest.mark.parametrize("role", one_in(2, [Role.OFFICE_EDITOR, Role.REGIONAL_TEAM]))
@pytest.mark.parametrize("everywhere", [False, pytest.param(True, marks=pytest.mark.assure)])
def test_filters_and_searches_find_nothing_of_another_office(world, pattern, role, everywhere):
    """Each filter is asked for what it filters by; in `make assure` for everything."""
    persons, found = world
    client = client_of(persons[role], pattern)
    path = path_of(pattern, {"year": YEAR} if "year" in pattern.parts else {})

    @cache
    def answer(name: str, asked: str) -> tuple[Any, ...]:
        return comparable(client.get(path, {name: asked, "year": YEAR}), path, asked)

    _office, coordinator, government, _own_government = respondents = found.others["respondent"]
    filters = {"team": [OTHER], "respondent": [OTHER, government], "code": [coordinator], "search": [OTHER, "Fiji"]}
    for name, values in filters.items():
        for value in (*respondents, "Fiji") if everywhere else values:
            assert answer(name, value) == answer(name, "X" * len(value)), f"{path}?{name}={value}"


@pytest.mark.parametrize("pattern", LISTS, ids=lambda pattern: pattern.name)
def test_no_list_or_file_of_an_office_tells_what_another_answered(world, pattern):
    """A word that stands in another office's answer, record and file alone is nowhere in what an office reads."""
    persons, _found = world
    secret = "Quetzalcoatlus"
    with rolled_back():
        row = Submission.objects.get(questionnaire__year=YEAR, code=OTHER)
        row.answers.update(status="not_available", reason=secret, explanation=secret)
        Submission.objects.filter(pk=row.pk).update(comment=secret)
        OfficePost.objects.filter(team__code=OTHER).update(note=secret)
        Comment.objects.filter(submission=row).update(text=secret)
        EvidenceFile.objects.filter(submission=row).update(name=secret)
        path = path_of(pattern, {"year": YEAR} if "year" in pattern.parts else {})
        for role in PERSONS:
            assert secret not in body_of(client_of(persons[role], pattern).get(path)).decode("latin-1")
