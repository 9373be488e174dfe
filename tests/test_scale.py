"""A thousand indicators and ten years of releases cost no page a query more, and a page asked for before costs one."""

import copy
import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from common.canonical import sha256, to_text
from common.kept import pages
from publications.models import Document, Kind, Release, ReleasedObservation
from tests.permission_matrix_public import PUBLIC

pytestmark = [pytest.mark.usefixtures("own_database"), pytest.mark.same_on_both]

FRAMEWORK = "RCS-2022-2025"
# What shows no release asks nothing of the database.
WITHOUT_RELEASE = {"styleguide", "terms", "contact", "accessibility", "robots", "methodology_csv", "methodology_json"}
# What a release holds only once something was entered; the query counts of their own pages are in other modules.
ENTERED = {"public:survey", "public:contributor"}
# A redirection, which is not kept: it costs the framework, too.
ELSEWHERE = {"public:indicator_short"}
# The pages that people open; files and API are counted elsewhere.
PAGES = {
    name: reverse(name, kwargs=parts)
    for name, (parts, _absent) in PUBLIC.items()
    if name.startswith("public:") and name not in ENTERED | ELSEWHERE and reverse(name, kwargs=parts).endswith("/")
}


def queries(path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        response = Client().get(path)
    assert response.status_code in (200, 302), path
    return len(asked)


def cold(path: str) -> int:
    pages.clear()
    return queries(path)


def grow(indicators: int, releases: int) -> None:
    """Release 1 again until there are as many, in each as many indicators, all of them copies of its first."""
    first = Release.objects.get(number=1)
    documents = {
        (row.kind, row.key): (row.position, json.loads(row.text)) for row in Document.objects.filter(release=first)
    }
    _position, framework = documents[Kind.FRAMEWORK, FRAMEWORK]
    _position, indicator = documents[Kind.INDICATOR, f"{FRAMEWORK}/2.1.1-d"]
    output = framework["goals"][0]["outcomes"][0]["outputs"][0]
    added = [f"9.9.9-{number}" for number in range(indicators - 38)]
    output["indicators"] += [
        copy.deepcopy(output["indicators"][-1]) | {"code": code, "shown_code": f"RCS {code}"} for code in added
    ]
    for place, code in enumerate(added, 39):
        documents[Kind.INDICATOR, f"{FRAMEWORK}/{code}"] = (place, indicator | {"code": code})
    for number in range(2, releases + 1):
        release = Release.objects.create(
            number=number,
            title=f"Release {number}",
            reason="Another year.",
            published_at=datetime(2026, 1, 1, tzinfo=ZoneInfo("UTC")) + timedelta(days=number),
            due_year=2025,
            sha256=sha256(str(number)),
        )
        texts = {key: to_text(content) for key, (_position, content) in documents.items()}
        own = (Kind.RELEASE, str(number))
        texts[own] = texts.pop((Kind.RELEASE, "1"))
        Document.objects.bulk_create(
            Document(
                release=release,
                kind=kind,
                key=key,
                position=documents.get((kind, key), (1,))[0],
                text=text,
                sha256=sha256(text),
            )
            for (kind, key), text in texts.items()
        )
        rows = ReleasedObservation.objects.filter(release=1)
        for row in rows:
            row.pk, row.release = None, release
        ReleasedObservation.objects.bulk_create(rows)


@pytest.mark.parametrize(
    ("indicators", "releases", "every"),
    [(80, 4, 2), pytest.param(1_000, 10, 1, marks=pytest.mark.assure)],
    ids=["some", "many"],
)
def test_pages_cost_the_same_whatever_is_in_a_release_and_one_query_once_they_were_asked_for(
    indicators, releases, every
):
    pages_tried = dict(list(PAGES.items())[::every])
    few = {name: cold(path) for name, path in pages_tried.items()}
    grow(indicators, releases)
    many, warm = {}, {}
    for name, path in pages_tried.items():
        many[name] = cold(path)
        warm[name] = queries(path)
    # The first release has none before it to be held against: what changed is one look more from the second on.
    dearer = {name: (few[name], many[name]) for name in pages_tried if many[name] > few[name] + 3}
    assert dearer == {}
    assert {name: count for name, count in warm.items() if count != (0 if name[7:] in WITHOUT_RELEASE else 1)} == {}
