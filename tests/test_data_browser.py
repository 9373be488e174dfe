"""The data in use: lines to copy that run, linked data that no policy stops, and pages without JavaScript."""

import html
import json
import re
import subprocess
import sys

import pytest
from django.test import Client
from playwright.sync_api import expect


def lines_of(path: str, identity: str) -> str:
    page = Client().get(path).content.decode()
    [lines] = re.findall(rf'<code id="{identity}">(.*?)</code>', page, re.DOTALL)
    return html.unescape(lines)


def test_the_lines_for_python_run_as_they_stand(live_site):
    lines = lines_of("/data/connect/", "python-lines")
    here = lines.replace("http://testserver", live_site.url)
    assert here != lines
    ran = subprocess.run([sys.executable, "-c", here], capture_output=True, text=True, timeout=60, check=False)
    assert ran.returncode == 0, ran.stderr
    rows = json.loads(Client().get("/data/observations.json").content)
    assert ran.stdout == f"{len(rows)} rows, {sum(row['value'] is not None for row in rows)} values\n"


def test_lines_stay_with_the_release_that_the_reader_asked_for(live_site):
    assert "/data/observations.csv?release=1" in lines_of("/data/connect/?release=1", "python-lines")
    assert '/data/observations.csv"' in lines_of("/data/connect/", "python-lines")


def test_linked_data_in_pages_meets_no_violation_of_the_policy(live_site, visit):
    opened = visit(live_site.url)
    for path, page in opened.pages(["/data/", "/data/series/", "/search/?q=women"]):
        blocks = page.locator('script[type="application/ld+json"]')
        assert blocks.count() == (0 if path.startswith("/search/") else 1)
    assert opened.errors == []
    page.evaluate("document.head.append(Object.assign(document.createElement('script'), {text: 'window.ran = 1'}))")
    assert "Content Security Policy" in opened.errors.pop(), "nothing was watched"
    assert page.evaluate("window.ran") is None


def test_a_reader_searches_with_the_keyboard_alone_and_without_javascript(live_site, visit):
    page = visit(live_site.url, width=360, javascript=False).page("/search/")
    page.get_by_role("main").get_by_role("searchbox").focus()
    page.keyboard.type("kenya")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("1 result")
    page.get_by_role("link", name="KEN Kenya").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Kenya")


@pytest.mark.assure
def test_a_reader_downloads_a_table_without_javascript(live_site, visit):
    page = visit(live_site.url, width=360, javascript=False).page("/data/")
    page.get_by_role("link", name="Observations", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="XLSX").click()
    assert download.value.suggested_filename == "observations.xlsx"
