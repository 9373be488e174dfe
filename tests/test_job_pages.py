"""Long work as people follow it: how far it is, what became of it, with JavaScript and without."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from jobs.actions import ask_for_job
from jobs.files import Content, keep_file
from jobs.models import Job, Purpose
from tests.long_work.tasks import IMPORT

pytestmark = [pytest.mark.django_db, pytest.mark.same_on_both]


@pytest.fixture
def job(people) -> Job:
    return ask_for_job(IMPORT.code, {}, by=people.finance_officer)


@pytest.fixture
def officer(signed_in):
    return signed_in("finance_officer")


def address(job: Job, name: str = "job") -> str:
    return reverse(f"jobs:{name}", args=[job.key])


def becomes(job: Job, **changes) -> None:
    Job.objects.filter(pk=job.pk).update(**changes)


def runs(job: Job) -> None:
    until = timezone.now() + timedelta(seconds=15)
    becomes(job, state="running", lease_until=until, step="keeping", done=40, total=200)


def ends(job: Job, state: str, **said) -> None:
    becomes(job, state=state, lease_until=None, finished_at=timezone.now(), **said)


def text(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_while_it_runs_the_page_asks_again_by_itself_with_and_without_javascript(officer, job):
    runs(job)
    page = text(officer.get(address(job)))
    assert '<noscript><meta http-equiv="refresh"' in page
    assert 'max="200" value="40"' in page
    assert "Keeping its rows" in page
    asked = re.search(r'hx-get="([^"]+)"', page)[1]
    polled = text(officer.get(asked, headers={"HX-Request": "true"}))
    assert "<html" not in polled
    assert "hx-get" in polled
    assert "hx-swap-oob" not in polled, "what has not changed is not said again"
    becomes(job, step="reading")
    assert "Reading the file" in text(officer.get(asked, headers={"HX-Request": "true"}))


def test_what_has_ended_is_asked_for_no_more(officer, job):
    ends(job, "done", report={"said": ["200 answers are kept."]})
    for headers in ({}, {"HX-Request": "true"}):
        page = text(officer.get(address(job), headers=headers))
        assert "200 answers are kept." in page
        assert "hx-get" not in page
        assert "http-equiv" not in page
        assert "<script" not in page.replace("kept.js", "")


def test_a_failure_says_why_and_where(officer, job):
    ends(job, "failed", error="A <b>cell</b> is wrong.", report={"refused": {"C12": ["A number is needed."]}})
    page = text(officer.get(address(job)))
    assert "A &lt;b&gt;cell&lt;/b&gt; is wrong." in page
    assert re.search(r"C12</th>\s*<td>A number is needed\.", page)
    assert officer.post(address(job, "retry")).status_code == 303
    assert Job.objects.get().state == "queued"
    assert officer.post(address(job, "retry")).status_code == 409


def test_a_job_is_stopped_from_its_page(officer, job):
    assert "Stop this job" in text(officer.get(address(job)))
    runs(job)
    assert officer.post(address(job, "cancel")).status_code == 303
    page = text(officer.get(address(job)))
    assert "Being stopped" in page
    assert "Stop this job" not in page
    assert officer.post(address(job, "cancel")).status_code == 409


def test_a_result_is_handed_out_as_a_file_and_to_nobody_else(officer, signed_in, job):
    ends(job, "done")
    keep_file(job, Purpose.RESULT, Content("<b>.html", "text/html", b"<script>"))
    response = officer.get(address(job, "result"))
    assert response.content == b"<script>"
    assert response["Content-Disposition"].startswith("attachment")
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    auditor = signed_in("auditor")
    assert "Download" in text(officer.get(address(job)))
    assert "Download" not in text(auditor.get(address(job)))
    assert auditor.get(address(job, "result")).status_code == 404


def test_people_see_their_own_and_auditors_all(officer, signed_in, job):
    assert address(job) in text(officer.get("/jobs/"))
    assert address(job) in text(signed_in("auditor").get("/jobs/"))
    assert address(job) not in text(signed_in("publisher").get("/jobs/"))
    assert officer.get("/jobs/?before=x").status_code == 404
