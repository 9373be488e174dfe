"""The entry API of the trust fund: `entry/finance/`, over `Authorization: Token ...`.

Refusals come in one order: 401, 404 (also for what one may not see), 403, 400, 428, 412, 409. So a view finds the row
among those visible, asks for the permission, and only then reads parameters and body; the action does the rest.
"""

from collections.abc import Callable
from typing import Any, ClassVar, cast

import django_filters
import rules
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.models import User
from common.api import JSON, InvalidParameters, check_parameters, private_response, version_seen
from common.api_schema import IF_MATCH, component, documented, page
from common.api_schema import PAGE_PARAMETERS as PAGE_PARAMETERS_DESCRIBED
from common.api_views import ApiView
from common.paging import PAGE_PARAMETERS, Cursor, page_of
from common.refusals import Missing
from common.serializers import NothingSerializer, read_nothing
from finance.actions import (
    add_contribution,
    reopen_row,
    return_row,
    save_contribution,
    save_item,
    submit_row,
    validate_row,
)
from finance.choices import STREAMS, Fund, Given, Kind, State
from finance.models import Contribution, FundItem
from finance.permissions import require
from finance.serializers import (
    GiftSerializer,
    ItemEntrySerializer,
    ReasonSerializer,
    read_gift,
    read_item,
    read_reason,
    shown,
)

_YEAR = RegexValidator(r"\A[12][0-9]{3}\Z", _("A year in four digits."))


class ItemFilterSet(django_filters.FilterSet):
    """All of the given conditions have to be met. `queryset`: items that the person may see."""

    report = django_filters.CharFilter("report", label=_("Year of the report."), validators=[_YEAR])
    kind = django_filters.ChoiceFilter("kind", choices=Kind.choices, label=_("Kind."))
    year = django_filters.CharFilter("year", label=_("Year that it is about."), validators=[_YEAR])
    fund = django_filters.ChoiceFilter("fund", choices=Fund.choices, label=_("Fund."))
    state = django_filters.ChoiceFilter("state", choices=State.choices, label=_("State."))


class ContributionFilterSet(django_filters.FilterSet):
    """All of the given conditions have to be met. `queryset`: contributions that the person may see."""

    year = django_filters.CharFilter(
        label=_("A year that it covers: an agreement covers several."), validators=[_YEAR], method="covering"
    )
    stream = django_filters.ChoiceFilter(
        "stream", choices=[(stream.value, stream.label) for stream in STREAMS], label=_("Stream.")
    )
    kind = django_filters.ChoiceFilter("kind", choices=Given.choices, label=_("Kind."))
    state = django_filters.ChoiceFilter("state", choices=State.choices, label=_("State."))
    contributor = django_filters.CharFilter("contributor__code", label=_("Code of the contributor."))

    def covering(self, contributions: QuerySet[Contribution], name: str, value: str) -> QuerySet[Contribution]:
        return contributions.filter(first_year__lte=int(value), last_year__gte=int(value))


# --- What every view has ---------------------------------------------------------------------------------------------


class FinanceView(ApiView):
    """A view of working rows, of one of the two nouns: seen by those who may, and kept by no cache."""

    model: ClassVar[type[FundItem] | type[Contribution]]
    named: ClassVar[str]  # what an address calls the row, and the column that it names it by
    column: ClassVar[str]
    beside: ClassVar[str]  # what is read together with it
    filters: ClassVar[type[django_filters.FilterSet]]

    def represent(self, row: Any) -> dict[str, Any]:
        return shown(row)

    def person(self) -> User:
        """Who asks; nobody else than people with a token gets this far."""
        return cast("User", self.request.user)

    def visible(self) -> None:
        """Whoever may not read the trust fund's records finds nothing here. Raises Missing."""
        if not rules.has_perm("finance.read_finance", self.request.user):
            raise Missing

    def rows(self) -> QuerySet[Any]:
        """Those that the person may see, with all that is shown of them; two queries."""
        found: QuerySet[Any] = self.model.objects.visible_to(self.request.user)
        return found.select_related(self.beside).prefetch_related("figures")

    def found(self, codes: dict[str, Any]) -> Any:
        """The row that the address names, among those that the person may see. Raises Missing."""
        row = self.rows().filter(**{self.column: codes[self.named]}).first()
        if row is None:
            raise Missing
        return row

    def permitted(self, codes: dict[str, Any], permission: str) -> Any:
        """The same, for a person who may do this with it. Raises Missing, NotAllowed, then InvalidParameters."""
        row = self.found(codes)
        require(permission, self.request.user, row)
        check_parameters(self.request)
        return row

    def answer(self, row: FundItem | Contribution) -> HttpResponse:
        return private_response(shown(row), version=row.version)

    def listed(self, request: Request) -> HttpResponse:
        """A page of the rows that meet the conditions of the address, in the order in which they were made."""
        self.visible()
        check_parameters(request, (*PAGE_PARAMETERS, *self.filters.base_filters))
        chosen = self.filters(request.query_params, self.rows())
        if not chosen.is_valid():
            raise InvalidParameters(chosen.errors)
        found = page_of(chosen.qs, request, key="pk", cursor=Cursor.of(request))
        return private_response(found.content([shown(row) for row in found.rows]))


class ItemView(FinanceView):
    """Of items."""

    model, named, column = FundItem, "item", "code"
    beside, filters = "component", ItemFilterSet


class ContributionView(FinanceView):
    """Of contributions."""

    model, named, column = Contribution, "reference", "reference"
    beside, filters = "contributor", ContributionFilterSet


class _Submitting(FinanceView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        row = self.permitted(codes, "finance.submit")
        read_nothing(request.data)
        return self.answer(submit_row(row, by=self.person(), seen=version_seen(request)))


class _Returning(FinanceView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        row = self.permitted(codes, "finance.return")
        comment = read_reason(request.data)
        return self.answer(return_row(row, comment, by=self.person(), seen=version_seen(request)))


class _Validating(FinanceView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        row = self.permitted(codes, "finance.validate")
        read_nothing(request.data)
        validate_row(row, by=self.person(), seen=version_seen(request))
        return self.answer(self.found(codes))


class _Reopening(FinanceView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        row = self.permitted(codes, "finance.reopen")
        comment = read_reason(request.data)
        return self.answer(reopen_row(row, comment, by=self.person(), seen=version_seen(request)))


# --- How they are described ------------------------------------------------------------------------------------------


def _listing(noun: str, name: str, summary: str, filters: type[django_filters.FilterSet]) -> Callable[[Any], Any]:
    conditions = [
        OpenApiParameter(name, OpenApiTypes.STR, description=str(condition.label))
        for name, condition in filters.base_filters.items()
    ]
    return documented(
        "get",
        name,
        summary,
        page(noun),
        parameters=[*PAGE_PARAMETERS_DESCRIBED, *conditions],
        problems=(400, 401, 404, 406),
        tag="finance entry",
    )


def _reading(noun: str, name: str, summary: str) -> Callable[[Any], Any]:
    return documented("get", name, summary, component(noun), problems=(400, 401, 404, 406), tag="finance entry")


def _writing(method: str, noun: str, name: str, summary: str, body: Any = NothingSerializer) -> Callable[[Any], Any]:
    return documented(
        method,
        name,
        summary,
        component(noun),
        request=body,
        parameters=[IF_MATCH],
        problems=(400, 401, 403, 404, 406, 409, 412, 413, 415, 428),
        tag="finance entry",
        description="If-Match names the version seen. Refused in this order: 401, 404, 403, 400, 428, 412, 409.",
    )


# --- Items -----------------------------------------------------------------------------------------------------------


@_listing("FundItem", "entry_items_list", "The items of the yearly reports", ItemFilterSet)
class Items(ItemView):
    """What each report says of each line and year; drafts among them."""

    def get(self, request: Request) -> HttpResponse:
        return self.listed(request)


@_reading("FundItem", "entry_item", "An item")
@_writing("put", "FundItem", "save_item", "Keep what is entered, as a draft", ItemEntrySerializer)
class Item(ItemView):
    """The working row of a line in a year, as one report says it. Its ETag is its version."""

    def get(self, request: Request, **codes: Any) -> HttpResponse:
        row = self.found(codes)
        check_parameters(request)
        return self.answer(row)

    def put(self, request: Request, **codes: Any) -> HttpResponse:
        row = self.permitted(codes, "finance.save")
        entry = read_item(request.data)
        return self.answer(save_item(row, entry, by=self.person(), seen=version_seen(request)))


@_writing("post", "FundItem", "submit_item", "Hand an item in for checking")
class SubmittedItem(ItemView, _Submitting):
    """Locked from then on."""


@_writing("post", "FundItem", "return_item", "Give an item back to the finance officer", ReasonSerializer)
class ReturnedItem(ItemView, _Returning):
    """With a comment that says what is at issue."""


@_writing("post", "FundItem", "validate_item", "Accept an item: a figure is appended")
class ValidatedItem(ItemView, _Validating):
    """Not by who submitted it."""


@_writing("post", "FundItem", "reopen_item", "Open a validated item for correction", ReasonSerializer)
class ReopenedItem(ItemView, _Reopening):
    """With a reason; its figure stands until the next one."""


# --- Contributions ---------------------------------------------------------------------------------------------------


@_listing("Contribution", "entry_contributions_list", "The contributions of the ledger", ContributionFilterSet)
@documented(
    "post",
    "add_contribution",
    "Enter a contribution, as a draft",
    {(201, JSON): component("Contribution")},
    request=GiftSerializer,
    problems=(400, 401, 403, 404, 406, 413, 415),
    tag="finance entry",
    description="It gets the next reference of its year; Location is its address. "
    "Refused in this order: 401, 404, 403, 400.",
)
class Contributions(ContributionView):
    """Agreements, pledges and payments; drafts among them."""

    def get(self, request: Request) -> HttpResponse:
        return self.listed(request)

    def post(self, request: Request) -> HttpResponse:
        self.visible()
        require("finance.save", request.user)
        check_parameters(request)
        row = add_contribution(read_gift(request.data), by=self.person())
        response = self.answer(row)
        response.status_code = 201
        address = reverse("api:entry_contribution", kwargs={"reference": row.reference})
        response["Location"] = request.build_absolute_uri(address)
        return response


@_reading("Contribution", "entry_contribution", "A contribution")
@_writing("put", "Contribution", "save_contribution", "Keep what is entered, as a draft", GiftSerializer)
class OneContribution(ContributionView):
    """The working row of an agreement, pledge or payment. Its ETag is its version."""

    def get(self, request: Request, **codes: Any) -> HttpResponse:
        row = self.found(codes)
        check_parameters(request)
        return self.answer(row)

    def put(self, request: Request, **codes: Any) -> HttpResponse:
        row = self.permitted(codes, "finance.save")
        gift = read_gift(request.data)
        return self.answer(save_contribution(row, gift, by=self.person(), seen=version_seen(request)))


@_writing("post", "Contribution", "submit_contribution", "Hand a contribution in for checking")
class SubmittedContribution(ContributionView, _Submitting):
    """Locked from then on."""


@_writing(
    "post", "Contribution", "return_contribution", "Give a contribution back to the finance officer", ReasonSerializer
)
class ReturnedContribution(ContributionView, _Returning):
    """With a comment that says what is at issue."""


@_writing("post", "Contribution", "validate_contribution", "Accept a contribution: a figure is appended")
class ValidatedContribution(ContributionView, _Validating):
    """Not by who submitted it."""


@_writing(
    "post", "Contribution", "reopen_contribution", "Open a validated contribution for correction", ReasonSerializer
)
class ReopenedContribution(ContributionView, _Reopening):
    """With a reason; its figure stands until the next one."""
