"""What is kept of public pages answers for its own address alone, and leaves room for everything else."""

import gzip
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory

from common import published
from common.kept import BoundedMemory, kept, pages
from common.published import published_response

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


def memory_of(name: str, most: int = 1_000_000) -> BoundedMemory:
    memory = BoundedMemory(name, {"OPTIONS": {"MAX_BYTES": most}})
    memory.clear()
    return memory


def test_what_many_ask_for_at_once_is_made_once_and_what_others_ask_for_does_not_wait_for_it():
    memory, begun, let_go, made = memory_of("test-of-many"), Event(), Event(), []

    def slowly():
        made.append("slow")
        begun.set()
        assert let_go.wait(20)
        return "slow", kept(["part"], lambda: "part", within=memory)

    with ThreadPoolExecutor(8) as people:
        first = people.submit(kept, ["slow"], slowly, within=memory)
        assert begun.wait(20)
        others = [people.submit(kept, ["slow"], slowly, within=memory) for _ in range(6)]
        assert kept(["quick"], lambda: "quick", within=memory) == "quick"
        assert not any(asked.done() for asked in (first, *others))
        let_go.set()
        assert {asked.result(20) for asked in (first, *others)} == {("slow", "part")}
    assert made == ["slow"]


def test_what_could_not_be_made_or_is_not_worth_it_is_made_again():
    memory, made = memory_of("test-of-worth"), []

    def once_more():
        made.append(len(made))
        if len(made) == 1:
            raise ValueError("not yet")
        return len(made)

    with pytest.raises(ValueError, match="not yet"):
        kept(["number"], once_more, within=memory)
    for number in (2, 3):
        assert kept(["number"], once_more, worth=lambda _made: False, within=memory) == number
    assert [kept(["number"], once_more, within=memory) for _ in range(2)] == [4, 4]


def test_another_build_makes_everything_anew(settings):
    memory = memory_of("test-of-builds")
    assert kept(["page"], lambda: "old", within=memory) == "old"
    settings.BUILD = f"{settings.BUILD}-next"
    assert kept(["page"], lambda: "new", within=memory) == "new"


def test_bodies_are_compressed_once_and_kept_within_a_bound_of_bytes(monkeypatch):
    memory, compressed = memory_of("test-of-bodies", 3_000), []
    monkeypatch.setattr(published, "_compressed_bodies", memory)
    monkeypatch.setattr(published, "_by_gzip", lambda body: compressed.append(body) or gzip.compress(body, 0))
    asked = RequestFactory(headers={"Accept-Encoding": "gzip"})
    long, other = b"a" * 2_000, b"b" * 2_000
    for body in (long, long, other, long):
        assert gzip.decompress(published_response(asked.get("/"), body).content) == body
    assert compressed == [long, other, long]
