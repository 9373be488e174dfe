"""No public byte tells what a Government, or an office that was promised so, answered; and none names a person."""

import json
from collections.abc import Iterator

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from indicators.actions import explain_difference
from indicators.recomputing import changed_figures
from publications.models import Document, Kind, ReleasedObservation
from records.models import Coordinator
from surveys.models import Questionnaire, Submission
from tests.counted import accept_by_office, asks, to_figure
from tests.many_answers import accept
from tests.public_pages import FRAMEWORK
from tests.record_rows import add
from tests.sweeps import one_in
from tests.work import (
    People,
    accept_answers,
    answered,
    give,
    opened,
    publish,
    question,
    questionnaire,
    submit_answers,
)

pytestmark = pytest.mark.django_db

FIGURE, OPINION = "2.1.1-d/total/2024", "test-opinion"
OF_EACH_REGION = 8  # enough that regions may be shown
PROMISES = [("government", "groups"), ("government", "none"), ("team", "groups"), ("team", "none")]


def asked(respondent: str, disclosure: str) -> Questionnaire:
    scale = question(OPINION, "scale", choices=("agree", "disagree"), counts_as_yes=["agree"])
    return opened(questionnaire(2024, [scale], respondent=respondent, disclosure=disclosure))


def some_of_each_region() -> Iterator[Submission]:
    """The first respondents of every region, all of them in no group, so that any two of a region are exchangeable."""
    regions: dict[str, int] = {}
    for row in Submission.objects.with_respondents().order_by("code"):
        count = regions.setdefault(row.region.code, 0)
        if row.groups == "" and count < OF_EACH_REGION:
            regions[row.region.code] += 1
            yield row


def says(row: Submission, choice: str, people: People) -> None:
    """An answer on its whole way to acceptance."""
    if row.questionnaire.respondent == "team":
        accept_by_office(row.code, OPINION, choice, people)
        return
    give(f"2024/{row.code}/{OPINION}", answered(choice), by=people.custodian)
    submit_answers(f"2024/{row.code}", by=people.custodian)
    accept_answers(f"2024/{row.code}", by=people.validator)


def addresses(respondents: list[Submission]) -> list[str]:
    behind = f"/indicators/{FRAMEWORK}/2.1.1-d/2024/behind"
    places = [row.team.code if row.team else row.country.iso3 for row in respondents]
    kind = respondents[0].questionnaire.respondent
    return [
        *(f"{behind}{form}" for form in ("/", ".csv", ".json")),
        *(f"/indicators/{FRAMEWORK}/2.1.1-d{form}" for form in ("/", ".csv", ".json", ".svg")),
        *("/", "/framework/", "/framework.csv", "/methodology/", "/releases/2/", "/releases/2.json", "/countries/"),
        *(f"/countries/{code}/" for code in places),
        f"/api/v1/observations/{FRAMEWORK}/2.1.1-d/total/2024/behind/",
        *("/api/v1/observations/?format=csv", "/api/v1/reporting/2024/", "/api/v1/teams/?limit=1000"),
        *(f"/reporting{form}" for form in ("/", ".csv", ".json")),
        *(f"/surveys{form}" for form in ("/", ".csv", f"/{kind}/2024/", f"/{kind}/2024.csv", f"/{kind}/2024.json")),
        *(f"/charts/surveys/{kind}/2024/{OPINION}{form}" for form in ("/", ".svg", ".csv", ".json")),
        f"/api/v1/surveys/{kind}/2024/",
    ]


def everything_published(people: People, exchanged: list[Submission], choices: tuple[str, str]) -> dict[str, object]:
    """Every public byte of a release in which these two answer so; afterwards it is as if it had never been."""
    savepoint = transaction.savepoint()
    for row, choice in zip(exchanged, choices, strict=True):
        says(row, choice, people)
    to_figure(people, FIGURE)
    publish(people)
    reader = Client()
    found: dict[str, object] = {}
    for address in addresses(exchanged):
        response = reader.get(address)
        assert response.status_code == 200, address
        body = b"".join(response.streaming_content) if response.streaming else response.content
        found[address] = (body, response["ETag"])
    for row in Document.objects.filter(release=2):
        found[f"{row.kind} {row.key}"] = (row.text, row.sha256)
    columns = [field.name for field in ReleasedObservation._meta.fields if field.name != "id"]
    found["rows"] = list(ReleasedObservation.objects.filter(release=2).order_by("position").values_list(*columns))
    transaction.savepoint_rollback(savepoint)
    return found


@pytest.mark.parametrize(("respondent", "disclosure"), one_in(3, PROMISES))
def test_who_of_two_said_yes_is_told_by_no_public_byte(people, respondent, disclosure):
    with time_machine.travel(timezone.now(), tick=False):
        asked(respondent, disclosure)
        asks(people, OPINION, FIGURE)
        rows = list(some_of_each_region())
        exchanged = [row for row in rows if row.region.code == "AFR"][:2]
        said = {
            row.code: "agree" if place % 3 else "disagree" for place, row in enumerate(rows) if row not in exchanged
        }
        accept(OPINION, said)
        one = everything_published(people, exchanged, ("agree", "disagree"))
        other = everything_published(people, exchanged, ("disagree", "agree"))
        both = everything_published(people, exchanged, ("agree", "agree"))
    assert one.keys() == other.keys()
    assert [address for address in one if one[address] != other[address]] == []
    assert one["rows"] != both["rows"], "the control: what is counted does reach readers"


@pytest.mark.parametrize(("respondent", "disclosure"), PROMISES)
def test_what_may_not_be_named_is_named_nowhere_behind_the_figure(people, respondent, disclosure):
    asked(respondent, disclosure)
    asks(people, OPINION, FIGURE)
    rows = list(some_of_each_region())
    accept(OPINION, {row.code: "agree" if place % 3 else "disagree" for place, row in enumerate(rows)})
    to_figure(people, FIGURE)
    publish(people)
    document = Document.objects.get(release=2, kind=Kind.BEHIND)
    [series] = json.loads(document.text)["series"]
    assert (series["disclosure"], series["respondents"]) == (disclosure, [])
    assert series["answered"] == len(rows)
    assert series["expected"] == Submission.objects.count()
    cells = series["places"]["regions"].values()
    assert all(cell is None for cell in cells) is (disclosure == "none")
    page = Client().get(f"/indicators/{FRAMEWORK}/2.1.1-d/2024/behind/").content.decode()
    assert "Nobody is named here" in page
    assert ("withheld so that no single answer can be told" in page) is (None in [*cells, *_groups(series)])
    for row in rows:
        assert f"/countries/{row.code.removeprefix('GOV-')}/" not in page


def _groups(series: dict) -> list[dict | None]:
    return list(series["places"]["groups"].values())


def test_a_level_that_has_become_stricter_holds_for_figures_made_before(people):
    """By respondent when the figure was validated; not at all when it is released."""
    made = asked("team", "respondent")
    asks(people, OPINION, FIGURE)
    for row in [row for row in some_of_each_region() if row.region.code == "AFR"]:
        says(row, "agree", people)
    to_figure(people, FIGURE)
    Questionnaire.objects.filter(pk=made.pk).update(disclosure="none")
    [changed] = changed_figures()
    explain_difference(changed.figure, "The promise is stricter now.", by=people.validator, seen=changed.sha256)
    publish(people)
    [series] = json.loads(Document.objects.get(release=2, kind=Kind.BEHIND).text)["series"]
    assert (series["disclosure"], series["respondents"]) == ("none", [])


def test_who_of_the_governments_answered_is_counted_and_not_named(people):
    asked("government", "groups")
    silent, *others = [row for row in some_of_each_region() if row.region.code == "AFR"]
    for row in others:
        says(row, "agree", people)
    publish(people)
    [governments] = json.loads(Document.objects.get(release=2, kind=Kind.REPORTING).text)["respondents"]
    assert governments["accepted"] == len(others)
    assert set(governments) == {"code", "expected", "accepted", "under_way", "missing", "regions"}
    assert silent.code not in Document.objects.get(release=2, kind=Kind.REPORTING).text


def test_no_document_names_a_person(people):
    for code in ("KEN", "UGA"):
        add("appointments", code)
        add("posts", code)
    asked("coordinator", "respondent")  # even where somebody declares this by mistake
    asks(people, OPINION, FIGURE)
    for row in Submission.objects.filter(questionnaire__respondent="coordinator").with_respondents():
        if row.team.code == "KEN":
            accept_by_office("KEN", OPINION, "agree", people, submission=row.code)
    to_figure(people, FIGURE)
    publish(people)
    names = [*Coordinator.objects.values_list("name", flat=True), *User.objects.values_list("email", flat=True)]
    names += [name for name in User.objects.values_list("name", flat=True) if name]
    assert Coordinator.objects.exists()
    for document in Document.objects.filter(release=2):
        assert [name for name in names if name in document.text] == [], document.key
