"""What is kept of public pages answers for its own address alone, and leaves room for everything else."""

import pytest
from django.core.cache import cache
from django.test import Client

from common.kept import BoundedMemory, pages

FRAMED = "/charts/series/RCS-2022-2025/2.1.1-d/total"


@pytest.mark.django_db
@pytest.mark.parametrize("kept", ["/releases/", "/", f"{FRAMED}/"])
def test_what_is_kept_is_not_given_for_an_address_that_only_leads_there(kept):
    assert Client().get(kept).status_code == 200
    around = Client().get(f"/charts/series/x/../../..{kept}")
    assert around.status_code == 404
    assert "frame-ancestors 'none'" in around["Content-Security-Policy"]


@pytest.mark.django_db
def test_words_are_not_taken_for_their_bytes_read_as_other_words():
    """A server may hand on what was not percent-encoded: é as two bytes, which are also two letters."""
    asked = [Client().get(f"{FRAMED}/", QUERY_STRING=query).content for query in ("a=\xc3\xa9", "a=%C3%83%C2%A9")]
    assert asked[0] != asked[1]


@pytest.mark.django_db
def test_a_flood_of_addresses_pushes_out_no_count_of_failed_sign_ins():
    cache.set("failures", 5)
    Client().get("/releases.csv", {"flood": "1"})
    assert pages.get("failures") is None
    pages.clear()
    assert cache.get("failures") == 5


def test_what_is_kept_in_memory_is_bounded_by_bytes_and_what_was_used_longest_ago_goes_first():
    memory = BoundedMemory("test-of-the-bound", {"OPTIONS": {"MAX_BYTES": 1_000}})
    memory.set("used", "a" * 300)
    memory.set("old", "b" * 300)
    memory.get("used")
    memory.set("new", "c" * 300)
    memory.set("newer", "d" * 300)
    assert [name for name in ("used", "old", "new", "newer") if memory.get(name)] == ["used", "new", "newer"]
    memory.set("newer", "e" * 2_000)
    assert memory.get("newer") is None
    memory.set("again", "f" * 300)
    assert memory.get("again") == "f" * 300
