"""What the application refuses, as exceptions that every door turns into its own answer.

Actions raise a refusal; the API answers it as problem+json (`common.api`), a page as a page with the same status
(`RefusalMiddleware`), a command as an error line. Each refusal says in words what was refused and why.
"""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _


class Refusal(Exception):
    """A request that breaks a rule. `detail` is a sentence for people; `code` is stable, for machines."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "refused"
    title: ClassVar[Any] = _("Refused")

    def __init__(self, detail: Any = "") -> None:
        super().__init__(detail)
        self.detail = detail or self.title

    @property
    def sentences(self) -> list[Any]:
        """All that was refused, a sentence each."""
        return [self.detail]

    @property
    def page_status(self) -> int:
        """The status of a page that shows it: forms have no preconditions, so another version or none is a conflict."""
        return 409 if self.status in (412, 428) else self.status


class Missing(Refusal):
    """What does not exist, or may not be seen: both answer alike."""

    status, code, title = 404, "not_found", _("Not found")


class NotAllowed(Refusal):
    """Seen, but not to be done by this person."""

    status, code, title = 403, "not_allowed", _("Not allowed")


class Invalid(Refusal):
    """Input that breaks a rule; `errors` maps each field to its sentences."""

    status, code, title = 400, "invalid", _("Not valid")

    def __init__(self, errors: Mapping[str, list[Any]], detail: Any = "") -> None:
        super().__init__(detail or _("Some of what was entered cannot be accepted."))
        self.errors = dict(errors)

    @property
    def sentences(self) -> list[Any]:
        return [sentence for sentences in self.errors.values() for sentence in sentences]


class VersionNeeded(Refusal):
    """A write that does not say which version it saw."""

    status, code, title = 428, "version_needed", _("A write names the version it saw")


class VersionConflict(Refusal):
    """A write that saw an older version; `current` is the row as it is now (412 in the API, 409 on a page)."""

    status, code, title = 412, "version_conflict", _("Somebody has changed this since you saw it")

    def __init__(self, current: Any, detail: Any = "") -> None:
        super().__init__(detail)
        self.current = current


class WrongState(Refusal):
    """An action that the row's present state does not allow."""

    status, code, title = 409, "wrong_state", _("Not possible in the present state")


class RefusalMiddleware:
    """Turns a refusal that reaches the top of a page into a page that says what was refused."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        status = exception.page_status
        template = "404.html" if status == 404 else "errors/refusal.html"
        return render(request, template, {"refusal": exception, "status": status}, status=status)
