"""Long lists in pages that each cost the same: `{next, previous, results}`, found by key and never by offset.

A cursor holds the edition that the list is of (a release's number), the key of the row that it stands at and the
direction, signed together with the address and its filters. So whoever began to read release 1 reads on in release 1,
and a cursor that was altered, or taken to another list, is refused.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from django.core.signing import BadSignature, Signer
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from rest_framework.request import Request

from common.api import InvalidParameters

DEFAULT_LIMIT, MAX_LIMIT = 100, 1000
PAGE_PARAMETERS = ("limit", "cursor", "count")
_POSITION = re.compile(r"([0-9]{1,9})-(after|before)-([0-9]{1,18})")
_LIMIT = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A place in a list: after the row with this key, or before it, in this edition of the list."""

    edition: int
    key: int
    backwards: bool = False

    @classmethod
    def of(cls, request: Request) -> Self | None:
        """The cursor that the request names, None without one. Raises InvalidParameters for one not of this list."""
        text = request.query_params.get("cursor")
        if text is None:
            return None
        try:
            place = _POSITION.fullmatch(_signer(request).unsign(text))
        except BadSignature:
            place = None
        if place is None:
            raise InvalidParameters({"cursor": [_("It is not a cursor of this list. Follow next and previous.")]})
        return cls(edition=int(place[1]), key=int(place[3]), backwards=place[2] == "before")

    def text(self, request: Request) -> str:
        """The signed text of this cursor, for the list that the request is for."""
        direction = "before" if self.backwards else "after"
        return _signer(request).sign(f"{self.edition}-{direction}-{self.key}")


def _signer(request: Request) -> Signer:
    left_out = {*PAGE_PARAMETERS, "release"}  # the cursor itself says which edition
    filters = sorted((name, value) for name, value in request.query_params.items() if name not in left_out)
    return Signer(sep=".", salt=repr((request.path, filters)))


def limit_of(request: Request) -> int:
    """How many rows a page is to have: 1 to 1000, 100 where nothing is said. Raises InvalidParameters."""
    text = request.query_params.get("limit", str(DEFAULT_LIMIT))
    if not _LIMIT.fullmatch(text) or int(text) > MAX_LIMIT:
        raise InvalidParameters({"limit": [_("A whole number from 1 to %(most)s.") % {"most": MAX_LIMIT}]})
    return int(text)


def wants_count(request: Request) -> bool:
    """Whether the reader asked how many rows there are in all. Raises InvalidParameters."""
    text = request.query_params.get("count", "false")
    if text not in ("true", "false"):
        raise InvalidParameters({"count": [_("Either true or false.")]})
    return text == "true"


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page in the list's order, and what stands around them."""

    rows: list[Any]
    next: str | None
    previous: str | None
    count: int | None

    def content(self, results: list[Any]) -> dict[str, Any]:
        """The answer, `results` being the rows as they are shown."""
        counted = {} if self.count is None else {"count": self.count}
        return {"next": self.next, "previous": self.previous, **counted, "results": results}


def page_of(
    rows: QuerySet, request: Request, *, key: str, cursor: Cursor | None, edition: int = 0, descending: bool = False
) -> Page:
    """One page of `rows` by their integer column `key`; in one query, and one more if they are to be counted.

    `rows` are model instances or, after `values(...)` with `key` among them, dicts.
    """
    limit, counting = limit_of(request), wants_count(request)
    count = rows.count() if counting else None
    backwards = cursor is not None and cursor.backwards
    rising = descending == backwards
    ordered = rows.order_by(key if rising else f"-{key}")
    if cursor is not None:
        ordered = ordered.filter(**{f"{key}__{'gt' if rising else 'lt'}": cursor.key})
    found = list(ordered[: limit + 1])
    more, found = len(found) > limit, found[:limit]
    if backwards:
        found.reverse()
    has_next, has_previous = (True, more) if backwards else (more, cursor is not None)
    keys = [_key(row, key) for row in found]
    return _page(request, found, keys, edition, count, has_next=has_next, has_previous=has_previous)


def page_of_list(rows: Sequence[Any], request: Request, *, cursor: Cursor | None, edition: int) -> Page:
    """One page of a list that never changes, such as one of a release, by the places of its rows from 1."""
    limit = limit_of(request)
    count = len(rows) if wants_count(request) else None
    if cursor is None:
        start, end = 0, limit
    elif cursor.backwards:
        start, end = max(cursor.key - 1 - limit, 0), max(cursor.key - 1, 0)
    else:
        start, end = cursor.key, cursor.key + limit
    found = list(rows[start:end])
    keys = list(range(start + 1, start + 1 + len(found)))
    return _page(request, found, keys, edition, count, has_next=end < len(rows), has_previous=start > 0)


def _page(
    request: Request,
    found: list[Any],
    keys: Sequence[int],
    edition: int,
    count: int | None,
    *,
    has_next: bool,
    has_previous: bool,
) -> Page:
    return Page(
        rows=found,
        next=_link(request, Cursor(edition, keys[-1])) if keys and has_next else None,
        previous=_link(request, Cursor(edition, keys[0], backwards=True)) if keys and has_previous else None,
        count=count,
    )


def _key(row: Any, name: str) -> int:
    return int(row[name] if isinstance(row, dict) else getattr(row, name))


def _link(request: Request, cursor: Cursor) -> str:
    parameters = request.query_params.copy()
    parameters["cursor"] = cursor.text(request)
    return request.build_absolute_uri(f"{request.path}?{parameters.urlencode()}")
