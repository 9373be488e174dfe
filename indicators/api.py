"""The entry API: observations as their custodians and validators work on them, over `Authorization: Token ...`.

Refusals come in one order: 401, 404 (also for what one may not see), 403, 400, 428, 412, 409. So a view finds the row
among those visible, asks for the permission, and only then reads parameters and body; the action does the rest.
"""

from collections.abc import Callable
from typing import Any, cast

import django_filters
from django.core.validators import RegexValidator
from django.db.models import Prefetch
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.models import User
from common.api import InvalidParameters, check_parameters, private_response, version_seen
from common.api_schema import IF_MATCH, component, documented, page
from common.api_schema import PAGE_PARAMETERS as PAGE_PARAMETERS_DESCRIBED
from common.api_views import ApiView
from common.paging import PAGE_PARAMETERS, Cursor, page_of
from common.refusals import Missing
from common.serializers import NothingSerializer, read_nothing
from indicators.actions import (
    reopen_observation,
    return_observation,
    save_observation,
    submit_observation,
    use_computed,
    validate_observation,
)
from indicators.choices import State
from indicators.live import behind_now
from indicators.models import Figure, Observation
from indicators.permissions import require
from indicators.serializers import (
    CommentSerializer,
    EntrySerializer,
    read_comment,
    read_entry,
    shown,
)


class EntryView(ApiView):
    """A view of working rows: seen by those who may, and kept by no cache."""

    def represent(self, row: Any) -> dict[str, Any]:
        return shown(row)

    def person(self, request: Request) -> User:
        """Who asks; nobody else than people with a token gets this far."""
        return cast("User", request.user)

    def found(self, request: Request, codes: dict[str, Any]) -> Observation:
        """The row that the address names, among those that the person may see. Raises Missing."""
        observation: Observation | None = (
            Observation.objects.visible_to(request.user)
            .select_related("series__indicator__framework")
            .filter(
                series__indicator__framework__code=codes["framework"],
                series__indicator__code=codes["indicator"],
                series__code=codes["series"],
                year=codes["year"],
            )
            .first()
        )
        if observation is None:
            raise Missing
        return observation

    def permitted(self, request: Request, codes: dict[str, Any], permission: str) -> Observation:
        """The same, for a person who may do this with it. Raises Missing, NotAllowed, then InvalidParameters."""
        observation = self.found(request, codes)
        require(permission, request.user, observation)
        check_parameters(request)
        return observation

    def answer(self, observation: Observation) -> HttpResponse:
        return private_response(shown(observation), version=observation.version)


def _writing(method: str, name: str, summary: str, body: Any) -> Callable[[Any], Any]:
    return documented(
        method,
        name,
        summary,
        component("Observation"),
        request=body,
        parameters=[IF_MATCH],
        problems=(400, 401, 403, 404, 406, 409, 412, 413, 415, 428),
        tag="entry",
        description="If-Match names the version seen. Refused in this order: 401, 404, 403, 400, 428, 412, 409.",
    )


@documented(
    "get", "entry_observation", "An observation", component("Observation"), problems=(400, 401, 404, 406), tag="entry"
)
@_writing("put", "save_observation", "Keep what is entered, as a draft", EntrySerializer)
class EnteredObservation(EntryView):
    """The working row of a series in a reporting year. Its ETag is its version."""

    def get(self, request: Request, **codes: Any) -> HttpResponse:
        observation = self.found(request, codes)
        check_parameters(request)
        return self.answer(observation)

    def put(self, request: Request, **codes: Any) -> HttpResponse:
        observation = self.permitted(request, codes, "indicators.save_observation")
        entry = read_entry(request.data)
        return self.answer(save_observation(observation, entry, by=self.person(request), seen=version_seen(request)))


@_writing("post", "submit_observation", "Hand an observation in for checking", NothingSerializer)
class SubmittedObservation(EntryView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        observation = self.permitted(request, codes, "indicators.submit_observation")
        read_nothing(request.data)
        return self.answer(submit_observation(observation, by=self.person(request), seen=version_seen(request)))


@_writing("post", "return_observation", "Give an observation back to its custodian", CommentSerializer)
class ReturnedObservation(EntryView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        observation = self.permitted(request, codes, "indicators.return_observation")
        comment = read_comment(request.data)
        return self.answer(
            return_observation(observation, comment, by=self.person(request), seen=version_seen(request))
        )


@_writing("post", "validate_observation", "Accept an observation: a figure is appended", NothingSerializer)
class ValidatedObservation(EntryView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        observation = self.permitted(request, codes, "indicators.validate_observation")
        read_nothing(request.data)
        figure = validate_observation(observation, by=self.person(request), seen=version_seen(request))
        return self.answer(figure.observation)


@_writing("post", "reopen_observation", "Open a validated observation for correction", CommentSerializer)
class ReopenedObservation(EntryView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        observation = self.permitted(request, codes, "indicators.reopen_observation")
        comment = read_comment(request.data)
        return self.answer(
            reopen_observation(observation, comment, by=self.person(request), seen=version_seen(request))
        )


@_writing("post", "use_computed", "Take the figure that the accepted answers give, as a draft", NothingSerializer)
class ComputedObservation(EntryView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        observation = self.permitted(request, codes, "indicators.save_observation")
        read_nothing(request.data)
        return self.answer(use_computed(observation, by=self.person(request), seen=version_seen(request)))


@documented(
    "get",
    "entry_behind",
    "What is behind the computed figure now",
    component("Behind"),
    problems=(400, 401, 404, 406),
    tag="entry",
    description="404 also where no opened questionnaire of the year asks for it, so that nothing is computed.",
)
class BehindObservation(EntryView):
    """Its counts, and its respondents as far as they may be named; `preliminary` counts what is on its way, too."""

    def get(self, request: Request, **codes: Any) -> HttpResponse:
        observation = self.found(request, codes)
        check_parameters(request)
        found = behind_now([observation])
        if not found:
            raise Missing
        return private_response(found[0].shape())


class EntryFilterSet(django_filters.FilterSet):
    """All of the given conditions have to be met. `queryset`: observations that the person may see."""

    year = django_filters.CharFilter(
        "year",
        label=_("Reporting year."),
        validators=[RegexValidator(r"\A[12][0-9]{3}\Z", _("A year in four digits."))],
    )
    framework = django_filters.CharFilter("series__indicator__framework__code", label=_("Code of the framework."))
    state = django_filters.ChoiceFilter("state", choices=State.choices, label=_("State."))


@documented(
    "get",
    "entry_observations_list",
    "The observations that one works on",
    page("Observation"),
    parameters=[
        *PAGE_PARAMETERS_DESCRIBED,
        *(
            OpenApiParameter(name, OpenApiTypes.STR, description=str(condition.label))
            for name, condition in EntryFilterSet.base_filters.items()
        ),
    ],
    problems=(400, 401, 406),
    tag="entry",
)
class EnteredObservations(EntryView):
    """Those that the person may see, in the order in which they were made."""

    def get(self, request: Request) -> HttpResponse:
        check_parameters(request, (*PAGE_PARAMETERS, *EntryFilterSet.base_filters))
        chosen = EntryFilterSet(request.query_params, Observation.objects.visible_to(request.user))
        if not chosen.is_valid():
            raise InvalidParameters(chosen.errors)
        rows = chosen.qs.select_related("series__indicator__framework").prefetch_related(
            Prefetch("figures", Figure.objects.only("number", "observation"))
        )
        found = page_of(rows, request, key="pk", cursor=Cursor.of(request))
        return private_response(found.content([shown(row) for row in found.rows]))
