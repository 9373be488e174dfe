"""The pages of standing records in a browser: on a phone and on a desk, with and without scripts."""

from datetime import date

import pytest

from records.models import OfficePost
from tests.browser import accessibility_faults
from tests.record_rows import add, coordinator, without_records


@pytest.mark.assure
@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_fit_the_screen_and_can_be_used_by_everybody(live_site, visit, width):
    without_records()
    framework = add("frameworks", "KEN", code="CF-BROWSER")
    serving = coordinator()
    add("appointments", "KEN", coordinator=serving, valid_to=date(2023, 12, 31))
    person = visit(live_site.url, width=width)
    person.enter(live_site.accounts["office_editor"])
    addresses = (
        "/records/",
        "/records/KEN/?date=2023-06-30",
        "/records/KEN/frameworks/?date=2023-06-30",
        f"/records/KEN/frameworks/{framework.pk}/",
        "/records/KEN/appointments/",
        f"/records/coordinators/{serving.code}/",
    )
    for address, page in person.pages(addresses):
        assert accessibility_faults(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address


@pytest.mark.assure
def test_a_post_is_added_corrected_and_withdrawn_without_scripts(live_site, visit):
    person = visit(live_site.url, javascript=False)
    person.enter(live_site.accounts["office_editor"])
    page = person.page("/records/KEN/posts/")
    page.get_by_label("Function").select_option("economics")
    page.get_by_label("Category").select_option("national_officer")
    page.get_by_label("Held by").select_option("vacant")
    page.get_by_label("From").fill("2023-01-15")
    page.get_by_role("button", name="Add").click()
    page.get_by_label("Held by").select_option("woman")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("Why it was an error").fill("There is no such post.")
    page.get_by_role("button", name="Withdraw it").click()
    row = OfficePost.objects.order_by("-pk")[0]
    assert (row.held_by, row.withdrawn, row.version) == ("woman", "There is no such post.", 3)
    assert page.get_by_text("There is no such post.").count() == 1
