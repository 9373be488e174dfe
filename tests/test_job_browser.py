"""Long work in a browser: the page that asked for it shows how far it is and what became of it."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from common.spreadsheets import write_csv
from jobs.checked_files import ask_to_check
from jobs.models import Job
from jobs.working import work_off
from surveys.tasks import CHECK, page_of
from tests.browser import accessibility_faults
from tests.test_job_pages import becomes, runs
from tests.work import opened, question, questionnaire

YEAR = 2032
FILE = write_csv(["Country", "Trust"], [["KEN", "Agree"], ["FJI", "Agree"]])
READING = {"columns": {"Country": "respondent", "Trust": "trust"}, "words": {"trust": {"Agree": "agree"}}}


@pytest.fixture
def job(live_site: Any) -> Job:
    """The check of a file of answers, which runs."""
    asked = [question("trust", "scale", choices=["agree", "disagree"])]
    opened(questionnaire(YEAR, asked, respondent="government", disclosure="none"))
    custodian = User.objects.get(email=live_site.accounts["custodian"].email)
    row = ask_to_check(CHECK, {"year": YEAR, "respondent": "government", **READING}, FILE, by=custodian)
    runs(row)
    return row


def shown(page: Page) -> Any:
    return page.get_by_role("progressbar", name="How far it is")


def finish(job: Job) -> None:
    """What its worker would do, done."""
    becomes(job, state="queued", lease_until=None)
    assert work_off() == 1


def has_ended_well(page: Page) -> None:
    expect(page.get_by_role("button", name="Take all over")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("Done")
    expect(page.get_by_text("Would change: 2.")).to_be_visible()
    expect(shown(page)).to_have_count(0)


def test_the_page_that_asked_shows_it_moving_and_ending_without_being_loaded_again(live_site, visit, job):
    person = visit(live_site.url)
    person.enter(live_site.accounts["custodian"])
    page = person.page(page_of(job))
    expect(shown(page)).to_have_attribute("value", "40")
    assert accessibility_faults(page) == []
    page.evaluate("window.loadedOnce = true")
    becomes(job, done=120)
    expect(shown(page)).to_have_attribute("value", "120")
    finish(job)
    has_ended_well(page)
    assert page.evaluate("window.loadedOnce") is True


@pytest.mark.assure
def test_without_scripts_one_looks_again(live_site, visit, job):
    person = visit(live_site.url, javascript=False)
    person.enter(live_site.accounts["custodian"])
    page = person.page(page_of(job))
    expect(shown(page)).to_have_attribute("value", "40")
    becomes(job, done=120)
    page.get_by_role("link", name="Look again").click()
    expect(shown(page)).to_have_attribute("value", "120")
    finish(job)
    page.get_by_role("link", name="Look again").click()
    has_ended_well(page)
    assert page.get_by_role("link", name="Look again").count() == 0
