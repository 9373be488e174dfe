"""What people do between two releases reaches no reader: after many edits every public byte is what it was.

The usual run makes 100 edits and reads a choice of addresses; `make assure` makes 1 000 and reads them all.
"""

import json
import random
import re
from collections import Counter
from collections.abc import Callable, Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.test import Client

from accounts.models import User
from accounts.roles import Role
from activity.models import Entry as Activity
from activity.verification import chain_faults
from common.refusals import Refusal
from indicators.actions import (
    assign_indicators,
    reopen_observation,
    return_observation,
    save_observation,
    submit_observation,
    validate_observation,
)
from indicators.definitions import change_definition
from indicators.figures import figure_faults
from indicators.models import Indicator, Observation
from indicators.validation import Entry
from publications.models import Document, Release, ReleasedObservation
from publications.verification import release_faults
from tests.work import People, another, bring_to_figure, entry, publish

pytestmark = pytest.mark.django_db

READ_BY_SIGNED_IN = re.compile(r"^(/[a-z]{2})?/(accounts|admin|tasks|entry|review|publish|activity|static)/")
# What the usual run leaves to the thorough one: pictures, the many pages that are made alike, and all languages but
# English and one that is written from right to left.
MANY_ALIKE = re.compile(
    r"\.(png|svg)|\?|^/(es|fr|ru|zh)/|^/ar/.*(indicators|countries|data|\.)"
    r"|^/ar/facts/|/(indicators|series|indicator)/RCS-2022-2025/(?!2\.1\.1-d|1\.1\.1-c)|/countries/(?!KEN)[A-Z]{3}|/data/(?!observations).+\."
)


# --- What readers see -----------------------------------------------------------------------------------------------


def released_rows() -> list[tuple]:
    """Every row of every release, to the byte."""
    models = (Release, Document, ReleasedObservation)
    return [row for model in models for row in model.objects.order_by("pk").values_list()]


def api_addresses() -> Iterator[str]:
    yield "/api/v1/"
    for noun in ("frameworks", "indicators", "observations", "countries", "regions", "teams", "reporting", "releases"):
        yield f"/api/v1/{noun}/?limit=1000"
    yield "/api/v1/observations/?format=csv"
    for noun in ("resources", "posts", "funding", "contributions", "reconciliation"):
        yield f"/api/v1/finance/{noun}/"
    for number in range(1, 6):
        yield f"/api/v1/finance/tables/{number}/?report=2022"
    plural = {"country": "countries", "reporting": "reporting"}
    for kind, key in (
        Document.objects.exclude(kind__in=["behind", "finance"]).values_list("kind", "key").order_by("kind", "key")
    ):
        yield f"/api/v1/{plural.get(kind, f'{kind}s')}/{key}/"
    for row in ReleasedObservation.objects.filter(release=1):
        yield f"/api/v1/observations/{row.framework}/{row.indicator}/{row.series}/{row.year}/behind/"


def links_of(address: str, text: str) -> Iterator[str]:
    for link in re.findall(r'(?:href|src)="([^"]+)"', text):
        parts = urlsplit(urljoin(f"http://testserver{address}", link.replace("&amp;", "&")))
        if parts.netloc == "testserver" and not READ_BY_SIGNED_IN.match(parts.path):
            yield f"{parts.path}?{parts.query}" if parts.query else parts.path


def everything_public(leave_out: re.Pattern[str] | None) -> dict[str, tuple[int, str, bytes]]:
    """Status, ETag and body of every address that a reader can reach by following links, or over the API."""
    reader, answers = Client(), {}
    every_how_many = 20 if leave_out else 1
    waiting = ["/", "/ar/", "/robots.txt", *list(api_addresses())[::every_how_many]]
    while waiting:
        address = waiting.pop()
        if address in answers or (leave_out and leave_out.search(address) and "/api/" not in address):
            continue
        answer = reader.get(address)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answers[address] = (answer.status_code, answer.headers.get("ETag", ""), body)
        if answer["Content-Type"].startswith("text/html"):
            waiting += links_of(address, body.decode())
    return answers


# --- What people do -------------------------------------------------------------------------------------------------


class Office:
    """Several custodians and validators, and an administrator, who work without a plan."""

    def __init__(self, people: People, seed: int) -> None:
        self.chance = random.Random(seed)
        self.custodians = [people.custodian, self._second_custodian()]
        self.validators = [people.validator, another(Role.VALIDATOR, "second.validator@un.example")]
        self.administrator = people.administrator
        years = (2021, 2022, 2023, 2024)
        rows = Observation.objects.filter(year__in=years, series__indicator__code__in=["2.1.1-d", "1.1.1-c", "3.1.1-b"])
        self.cells = list(rows.values_list("pk", flat=True))
        self.done: Counter[str] = Counter()

    def _second_custodian(self) -> User:
        user = another(Role.CUSTODIAN, "second.custodian@un.example")
        first_day = user.memberships.get().valid_from
        assign_indicators(user, Indicator.objects.all(), by=None, first_day=first_day)
        return user

    def works(self, edits: int) -> None:
        """Make so many edits that are kept; what is refused on the way does not count."""
        every_step = [self.saves, self.hands_in, self.returns, self.accepts, self.reopens, self.rewords]
        sensible = {
            "draft": [self.saves, self.hands_in],
            "returned": [self.saves, self.hands_in],
            "submitted": [self.returns, self.accepts],
            "validated": [self.reopens],
        }
        while sum(self.done.values()) < edits:
            row = Observation.objects.in_order().get(pk=self.chance.choice(self.cells))
            step = self.chance.choice(every_step if self.chance.random() < 0.2 else sensible[row.state])
            try:
                step(row)
            except Refusal:
                continue
            self.done[step.__name__] += 1

    def saves(self, row: Observation) -> None:
        entered: Callable[[], Entry] = self.chance.choice(
            [
                lambda: entry(str(self.chance.randint(0, 100)), note=f"Draft {self.chance.random()}"),
                lambda: entry(status="withheld", reason=f"Secret {self.chance.random()}"),
            ]
        )
        save_observation(row, entered(), by=self.chance.choice(self.custodians), seen=row.version)

    def hands_in(self, row: Observation) -> None:
        submit_observation(row, by=self.chance.choice(self.custodians), seen=row.version)

    def returns(self, row: Observation) -> None:
        return_observation(row, "Not yet.", by=self.chance.choice(self.validators), seen=row.version)

    def accepts(self, row: Observation) -> None:
        validate_observation(row, by=self.chance.choice(self.validators), seen=row.version)

    def reopens(self, row: Observation) -> None:
        reopen_observation(row, "Again.", by=self.chance.choice(self.validators), seen=row.version)

    def rewords(self, row: Observation) -> None:
        """An indicator's note is not fixed by its figures."""
        words = {"note_en": f"A note not yet published, {self.chance.random()}."}
        indicator = row.series.indicator
        change_definition(indicator, words, by=self.administrator, seen=indicator.version)


def check_that_no_edit_reaches_readers(people: People, edits: int, leave_out: re.Pattern[str] | None) -> None:
    bring_to_figure("1.1.1-c/total/2022", entry("82"), people)
    publish(people)
    rows, answers = released_rows(), everything_public(leave_out)
    assert all(status == 200 and etag for status, etag, _ in answers.values())

    office = Office(people, seed=edits)
    began = Activity.objects.count()
    office.works(edits)

    assert Activity.objects.count() - began >= edits * 0.9  # a save of what is there already leaves no entry
    assert min(office.done[step] for step in ("saves", "hands_in", "returns", "accepts", "reopens", "rewords")) > 0
    assert released_rows() == rows
    now = everything_public(leave_out)
    assert now.keys() == answers.keys()
    changed = [address for address, answer in now.items() if answer != answers[address]]
    assert changed == []
    assert not [*chain_faults(), *figure_faults(), *release_faults()]

    publish(people)  # the control: now they do reach them
    assert Client().get("/framework/").content != answers["/framework/"][2]


def test_many_edits_without_a_release_change_no_public_byte(people):
    check_that_no_edit_reaches_readers(people, 50, MANY_ALIKE)


@pytest.mark.assure
def test_a_thousand_edits_without_a_release_change_no_public_byte_at_any_address(people):
    check_that_no_edit_reaches_readers(people, 1000, None)


def test_readers_who_asked_before_an_edit_are_told_that_nothing_changed(people):
    reader = Client()
    addresses = ["/", "/framework/", "/indicators/RCS-2022-2025/1.1.1-c/", "/api/v1/frameworks/RCS-2022-2025/"]
    etags = {address: reader.get(address)["ETag"] for address in addresses}
    bring_to_figure("1.1.1-c/total/2024", entry("70"), people)
    for address, etag in etags.items():
        assert reader.get(address, headers={"If-None-Match": etag}).status_code == 304
    publish(people)
    for address, etag in etags.items():
        answer = reader.get(address, headers={"If-None-Match": etag})
        assert answer.status_code == 200
        assert answer["ETag"] != etag


def test_an_older_release_is_read_as_it_was_after_the_next_one(people):
    addresses = [
        "/framework/?release=1",
        "/indicators/RCS-2022-2025/1.1.1-c/?release=1",
        "/api/v1/frameworks/RCS-2022-2025/?release=1",
        "/api/v1/observations/?release=1",
        "/api/v1/releases/1/",
    ]
    reader = Client()
    read = {address: json.loads(reader.get(address).content) for address in addresses if "/api/" in address}
    bring_to_figure("1.1.1-c/total/2024", entry("70"), people)
    publish(people)
    for address, content in read.items():
        assert json.loads(reader.get(address).content) == content
    for address in addresses[:2]:
        assert reader.get(address).status_code == 200
