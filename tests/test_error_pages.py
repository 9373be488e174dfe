"""The page for a request that cannot be read at all, which is made when next to nothing is known."""

import pytest
from django.template.loader import render_to_string
from django.test import override_settings


@pytest.mark.parametrize(
    ("path", "language", "sentence"),
    [
        ("/contact/", "en", "This request could not be read"),
        ("/zh/contact/", "zh", "无法读取该请求"),
    ],
)
def test_an_unknown_host_gets_a_page_in_the_language_of_the_address(client, path, language, sentence):
    answer = client.get(path, headers={"host": "elsewhere.example"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert f'lang="{language}"' in page
    assert f"<h1>{sentence}</h1>" in page
    assert f'href="{path.removesuffix("contact/")}"' in page
    assert "elsewhere.example" not in page


@override_settings(DATA_UPLOAD_MAX_NUMBER_FIELDS=3)
def test_a_form_of_too_many_fields_gets_the_same_page(client):
    answer = client.post("/accounts/login/", {f"field-{number}": "" for number in range(5)})
    assert answer.status_code == 400
    assert "<h1>This request could not be read</h1>" in answer.content.decode()


def test_it_needs_no_context():
    assert "/static/css/site.css" in render_to_string("400.html")
