"""What nobody should send to the API, sent: every answer is a problem with 4xx, and nothing is kept."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.api import MAX_BODY
from indicators.models import Observation
from tests.api import Api, body_of, place, pointers, problem

pytestmark = pytest.mark.django_db

KEY = "2.1.1-d/total/2024"
MANY_TIMES = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@pytest.fixture
def custodian(people):
    return Api(people.custodian)


def stored():
    return Observation.objects.values("version", "value", "note").get(
        series__indicator__code="2.1.1-d", series__code="total", year=2024
    )


def put(api, body, **headers):
    return api.put(place(KEY), body, seen=1, **headers)


# --- Numbers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("literal", "kept"),
    [
        ('"40"', "40"),
        ('"40.0"', "40"),
        ('"40.5"', "40.5"),
        ('"0"', "0"),
        ('"-0"', "0"),
        ('"0.0"', "0"),
        ('"100.0000"', "100"),
    ],
)
def test_a_number_in_canonical_form_is_kept_exactly(custodian, literal, kept):
    answer = put(custodian, b'{"status": "reported", "value": %s}' % literal.encode())
    assert json.loads(answer.content)["value"] == kept


@pytest.mark.parametrize(
    "literal",
    [
        "40",
        "40.5",
        "0",
        "-0",
        "4e1",
        "1e400",
        "1" * 23,
        "1" * 5000,
        "0.1000000000000000055511151231257827",
        "true",
        "false",
        "[]",
        "{}",
        '["40"]',
        '{"v": "40"}',
        '""',
        '" 40"',
        '"40 "',
        '"+40"',
        '"--40"',
        '"−40"',
        '"040"',
        '".5"',
        '"5."',
        '"4e1"',
        '"4E1"',
        '"0x28"',
        '"1_000"',
        '"1,5"',
        '"1,234"',
        '"1.234,5"',
        '"1 234"',
        '"1\\u00a0234"',
        '"40%"',
        '"$40"',
        '"(40)"',
        '"٤٠"',
        '"４０"',
        '"四十"',
        '"²"',
        '"½"',
        '"NaN"',
        '"Infinity"',
        '"-inf"',
        '"null"',
        '"=40"',
        '"40\\n"',
        '"40\\t"',
        '"4\\u200b0"',
        '"40.12345"',
        '"123456789012"',
        '"' + "9" * 400 + '"',
        '"0.' + "0" * 400 + '1"',
    ],
)
def test_what_is_no_canonical_number_is_refused_where_it_stands(custodian, literal):
    before = stored()
    body = b'{"status": "reported", "value": %s, "note": "x"}' % literal.encode()
    assert pointers(put(custodian, body)) == ["/value"]
    assert stored() == before


# --- Bodies ---------------------------------------------------------------------------------------------------------


def nested(levels, opening, closing):
    return opening * levels + closing * levels


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"}",
        b"{]",
        b"nonsense",
        b"{'status': 'reported'}",
        b'{"status": "reported",}',
        b'{"status": "reported"} {}',
        b'{"status": "reported"} // why',
        b'\xef\xbb\xbf{"status": "reported"}',
        b'{"status": "\xff"}',
        b'{"status": "\xed\xa0\x80"}',
        '{"status": "reported"}'.encode("utf-16"),
        b"\x00",
        b'{"status": "re\x00ported"}',
        b'{"status": "re\nported"}',
        b'{"value": NaN}',
        b'{"value": Infinity}',
        b'{"value": -Infinity}',
        b'{"value": 01}',
        b'{"value": 1.}',
        b'{"value": 0x10}',
        b'{"status": "reported", "status": "estimated"}',
        b'{"evidence": [{"a": 1, "a": 1}]}',
        nested(100_000, b"[", b"]"),
        nested(900, b'{"a":', b"}").replace(b":}", b":1}"),
    ],
)
def test_what_is_not_read_as_json_is_refused(custodian, body):
    before = stored()
    assert problem(put(custodian, body), 400)["code"] == "malformed"
    assert stored() == before


@pytest.mark.parametrize(
    ("body", "where"),
    [
        (b'{"note": "a\\u0000b"}', "/note"),
        (b'{"note": "a\\ud800b"}', "/note"),
        (b'{"note": "\\udc00\\ud800"}', "/note"),
        (b'{"evidence": ["x", "\\ud800"]}', "/evidence/1"),
        (b'{"a~/": {"b": "\\u0000"}}', "/a~0~1/b"),
        (b'{"\\ud800": 1}', ""),
        (b'{"\\u0000": 1}', ""),
        (b'{"evidence": ' + nested(25, b"[", b"]") + b"}", "/evidence" + "/0" * 19),
    ],
)
def test_what_no_database_keeps_is_refused_where_it_stands(custodian, body, where):
    answer = put(custodian, body)
    assert problem(answer, 400)["code"] == "malformed"
    assert pointers(answer) == [where]


@pytest.mark.parametrize("body", [b"[]", b"null", b"true", b"5", b'"reported"', b'[{"status": "reported"}]'])
def test_a_body_that_is_no_object_is_refused(custodian, body):
    assert pointers(put(custodian, body)) == [""]


@pytest.mark.parametrize("name", ["note", "reason", "source", "evidence"])
@pytest.mark.parametrize("character", ["\x01", "\x7f", "\x85", "\u2066", "\u202e", "\ufffe", "\U0001ffff"])
def test_characters_that_hide_are_refused_in_every_text(custodian, name, character):
    text = f"https://example.org/a{character}b"
    body = {"status": "not_available", "reason": "None.", name: [text] if name == "evidence" else text}
    assert pointers(put(custodian, body)) == [f"/{name}"]


def test_a_text_is_kept_in_one_spelling(custodian):
    answer = put(custodian, {"status": "not_reported", "note": "  Cafe\u0301\r\n中文 \u200fعربي "})
    assert json.loads(answer.content)["note"] == "Café\n中文 \u200fعربي"


def test_a_body_that_is_too_large_is_refused(custodian):
    largest = b'{"note": "%s"}' % (b"x" * (MAX_BODY - 12))
    assert len(largest) == MAX_BODY
    assert problem(put(custodian, largest), 400)["code"] == "invalid"
    assert problem(put(custodian, largest + b" "), 413)["code"] == "too_large"


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "application/jsonp",
        "nonsense",
        "*/xml",
    ],
)
def test_only_json_is_read(custodian, content_type):
    refused = put(custodian, b'{"status": "not_reported"}', Content_Type=content_type)
    assert problem(refused, 415)["code"] == "unsupported_media_type"


def test_json_may_name_its_character_set(custodian):
    answer = put(custodian, b'{"status": "not_reported", "note": "x"}', Content_Type="application/json; charset=utf-8")
    assert answer.status_code == 200


def test_a_method_can_not_be_smuggled(custodian):
    headers = {"X_HTTP_Method_Override": "PUT"}
    problem(custodian.post(place(KEY), {"status": "not_reported", "_method": "PUT"}, seen=1, **headers), 405)


# --- Anything at all --------------------------------------------------------------------------------------------------

ANY_TEXT = st.text(st.characters(), max_size=30)
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(ANY_TEXT, inner, max_size=4),
    max_leaves=12,
)
FIELDS = ["status", "value", "numerator", "denominator", "reason", "source", "note", "evidence", "comment"]
NEARLY_AN_ENTRY = st.dictionaries(st.sampled_from(FIELDS), ANY_JSON | st.sampled_from(["reported", "withheld", "40"]))


@MANY_TIMES
@given(body=ANY_JSON | NEARLY_AN_ENTRY)
def test_any_json_is_answered_with_200_or_4xx(custodian, body):
    for path in (place(KEY), f"{place(KEY)}submit/"):
        answer = (custodian.post if path.endswith("submit/") else custodian.put)(path, body, seen=1)
        assert 200 <= answer.status_code < 500
        if answer.status_code != 200:
            problem(answer, answer.status_code)


@MANY_TIMES
@given(body=st.binary(max_size=60))
def test_any_bytes_are_answered_with_4xx(custodian, body):
    answer = put(custodian, body)
    problem(answer, answer.status_code)
    assert 400 <= answer.status_code < 500


@MANY_TIMES
@given(
    parameters=st.dictionaries(
        st.sampled_from(["release", "limit", "cursor", "count", "format", "year", "status", "series", "goal"])
        | ANY_TEXT,
        st.text(st.characters(exclude_categories=["Cs"]), max_size=30),
        max_size=3,
    )
)
def test_any_query_is_answered_with_200_or_4xx(parameters):
    encoded = {name.encode(errors="replace").decode(): value for name, value in parameters.items()}
    answer = Api().client.get("/api/v1/observations/", encoded)
    assert 200 <= answer.status_code < 500
    if answer.status_code != 200:
        problem(answer, answer.status_code)
    else:
        assert body_of(answer)


@MANY_TIMES
@given(seen=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=20))
def test_any_if_match_is_a_version_or_refused(custodian, seen):
    before = stored()
    answer = custodian.put(place(KEY), {"status": "not_reported"}, seen=seen)
    if seen.strip() == '"1"':
        assert answer.status_code == 200
    else:
        assert answer.status_code in (412, 428)
        assert stored() == before


@MANY_TIMES
@given(path=st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_address_is_answered_with_a_problem_or_a_document(path):
    answer = Api().client.get(f"/api/v1/{path.replace('?', '').replace('#', '')}")
    assert answer.status_code == 200 or 400 <= answer.status_code < 500
