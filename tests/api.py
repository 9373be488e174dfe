"""The API as its clients see it: requests with a token, answers as status, headers and JSON."""

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client

from accounts.actions import create_token
from accounts.models import User

ROOT = "/api/v1/"
FRAMEWORK = "RCS-2022-2025"
PROBLEM_MEMBERS = {"type", "title", "status", "detail", "instance", "code", "errors", "current"}


class Api:
    """A client of the API; `user` None has no token. `seen` is the version that a write names in If-Match."""

    def __init__(self, user: User | None = None) -> None:
        token = {} if user is None else {"Authorization": f"Token {create_token(user, by=user)}"}
        self.client = Client(headers=token)

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(ROOT + path, headers=_named(headers))

    def put(self, path: str, body: Any, *, seen: Any = None, **headers: str) -> Any:
        return self._send("PUT", path, body, seen, headers)

    def post(self, path: str, body: Any = None, *, seen: Any = None, **headers: str) -> Any:
        return self._send("POST", path, body, seen, headers)

    def _send(self, method: str, path: str, body: Any, seen: Any, headers: dict[str, str]) -> Any:
        content = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        if seen is not None:
            headers["If_Match"] = f'"{seen}"' if isinstance(seen, int) else seen
        content_type = headers.pop("Content_Type", "application/json")
        return self.client.generic(method, ROOT + path, content, content_type, headers=_named(headers))


def _named(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}


def place(key: str) -> str:
    """The address of an observation such as "2.1.1-d/total/2024"."""
    return f"entry/observations/{FRAMEWORK}/{key}/"


def body_of(response: Any) -> bytes:
    """The bytes of an answer, streamed or not."""
    return b"".join(response.streaming_content) if response.streaming else response.content


def problem(response: HttpResponse, status: int) -> dict[str, Any]:
    """The problem that the answer is; asserts that it is one, with this status."""
    assert response.status_code == status, body_of(response)
    assert response["Content-Type"] == "application/problem+json"
    content: dict[str, Any] = json.loads(response.content)
    assert set(content) <= PROBLEM_MEMBERS
    assert content["status"] == status
    assert content["type"] == f"/api/v1/problems/#{content['code']}"
    assert content["title"]
    assert content["detail"]
    return content


def pointers(response: HttpResponse) -> list[str]:
    """Where in the body the faults are that a 400 names."""
    return [fault["pointer"] for fault in problem(response, 400)["errors"]]


def parameters(response: HttpResponse) -> list[str]:
    """Which query parameters a 400 names."""
    return [fault["parameter"] for fault in problem(response, 400)["errors"]]
