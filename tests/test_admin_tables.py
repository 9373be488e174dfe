"""Every table of the administration: who opens its pages, that nothing is deleted there, and what its lists cost."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.databases import copy_in_use, rolled_back
from tests.sweeps import one_in
from tests.test_admin import OURS, READING, make_framework, make_series, page
from tests.work import People, opened, question, questionnaire


@pytest.fixture(scope="module")
def everything(databases, django_db_setup, django_db_blocker, accounts):
    """Something in every table, in a database of this module's own: made once, because nothing that is tried stays."""
    with django_db_blocker.unblock(), copy_in_use(databases, "seeded"):
        people = People(accounts)
        make_series(make_framework(people), people)
        for year in (2031, 2032):
            opened(questionnaire(year, [question("plan"), question("staff", "number")], [question("themes")]))
        yield


@pytest.fixture
def world(everything):
    with rolled_back():
        yield


def first_of(model):
    return model._base_manager.first()


@pytest.mark.parametrize("label", sorted(OURS))
def test_an_administrator_opens_every_page_and_an_auditor_reads_it(label, world, signed_in):
    model = next(model for model in admin.site._registry if model._meta.label_lower == label)
    administrator, auditor = signed_in("administrator"), signed_in("auditor")
    row = first_of(model)
    for client in (administrator, auditor):
        assert client.get(page(model)).status_code == 200
    writes = label not in READING
    assert administrator.get(page(model, "add")).status_code == (200 if writes else 403)
    assert auditor.get(page(model, "add")).status_code == 403
    assert auditor.post(page(model, "add"), {}).status_code == 403
    if row is not None:
        assert administrator.get(page(model, "change", row.pk)).status_code == 200
        assert auditor.post(page(model, "change", row.pk), {}).status_code == 403
        read = auditor.get(page(model, "change", row.pk))
        assert (read.status_code, b'name="_save"' in read.content) == (200, False)


@pytest.mark.parametrize("label", sorted(OURS))
def test_nothing_is_deleted(label, world, signed_in):
    model = next(model for model in admin.site._registry if model._meta.label_lower == label)
    row = first_of(model)
    client = signed_in("administrator")
    if row is not None:
        assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
        action = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        client.post(page(model), action)
        assert model._base_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("label", one_in(2, sorted(OURS)))
def test_lists_cost_the_same_queries_for_few_and_many_rows(label, world, signed_in):
    model = next(model for model in admin.site._registry if model._meta.label_lower == label)
    client = signed_in("administrator")
    few = ",".join(str(pk) for pk in model._base_manager.values_list("pk", flat=True)[:2])

    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    narrowed = f"{page(model)}?{model._meta.pk.name}__in={few}"
    queries(narrowed)
    assert queries(narrowed) == queries(page(model))
