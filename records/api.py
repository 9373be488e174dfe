"""The API of standing records: `entry/records/`, over `Authorization: Token ...`.

Refusals come in one order: 401, 404 (also for what one may not see), 403, 400, 428, 412, 409. So a view finds the row
among those visible, asks for the permission, and only then reads parameters and body; the action does the rest.
"""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from accounts.models import User
from common.api import JSON, InvalidParameters, check_parameters, private_response, version_seen
from common.api_schema import IF_MATCH, component, documented
from common.api_views import ApiView
from common.days import read_day
from common.refusals import Invalid
from countries.models import CountryTeam
from records.actions import (
    add_record,
    appoint_coordinator,
    change_record,
    confirm_records,
    end_record,
    withdraw_record,
)
from records.kinds import Kind, kind_named
from records.models import TeamRecord
from records.overview import found_record, found_team, kinds_of
from records.permissions import require
from records.serializers import (
    ENTERED,
    LAST_DAY,
    OF_YEAR,
    REASON,
    read_form,
    read_text,
    read_year,
    shown,
    shown_confirmation,
    shown_state,
)

DATE = OpenApiParameter("date", OpenApiTypes.DATE, description="The day; today, unless it is given.")


class RecordsView(ApiView):
    """A view of a team's records, seen by those who may, and kept by no cache."""

    def represent(self, row: Any) -> dict[str, Any]:
        return shown(row)

    def person(self, request: Request) -> User:
        """Who asks; nobody else than people with a token gets this far."""
        return cast("User", request.user)

    def found(self, request: Request, codes: dict[str, Any]) -> tuple[CountryTeam, Kind]:
        """The team and the kind that the address names. Raises Missing."""
        return found_team(request.user, codes["team"]), kind_named(codes["kind"])

    def kept(self, request: Request, codes: dict[str, Any]) -> tuple[CountryTeam, Kind]:
        """The same, for a person who keeps these records. Raises Missing, NotAllowed, then InvalidParameters."""
        team, kind = self.found(request, codes)
        require("records.keep_records", request.user, team)
        check_parameters(request)
        return team, kind

    def found_row(self, request: Request, codes: dict[str, Any]) -> TeamRecord:
        """The record that the address names. Raises Missing."""
        team, kind = self.found(request, codes)
        return found_record(request.user, team, kind, codes["id"])

    def kept_row(self, request: Request, codes: dict[str, Any]) -> TeamRecord:
        """The same, for a person who keeps it."""
        row = self.found_row(request, codes)
        require("records.keep_records", request.user, row.team)
        check_parameters(request)
        return row

    def answer(self, row: TeamRecord) -> HttpResponse:
        return private_response(shown(row), version=row.version)


def asked_day(request: Request) -> date:
    """The day that the parameter `date` names; today without one. Raises InvalidParameters."""
    check_parameters(request, ("date",))
    text = request.query_params.get("date")
    if text is None:
        return timezone.localdate()
    day = read_day(text)
    if day is None:
        raise InvalidParameters({"date": [_("A day, such as 2024-06-30.")]})
    return day


def read_last_day(text: str) -> date:
    """The last day that a body says. Raises Invalid."""
    day = read_day(text)
    if day is None:
        raise Invalid({"valid_to": [_("A day, such as 2024-06-30.")]})
    return day


def _reading(name: str, summary: str, answer: str, parameters: Any = ()) -> Callable[[Any], Any]:
    return documented(
        "get",
        name,
        summary,
        component(answer),
        parameters=parameters,
        problems=(400, 401, 404, 406),
        tag="records",
    )


def _writing(method: str, name: str, summary: str, body: Any, answer: str = "Record", **more: Any) -> Any:
    seen = more.pop("seen", True)
    return documented(
        method,
        name,
        summary,
        component(answer),
        request={JSON: body},
        parameters=[IF_MATCH] if seen else [],
        problems=(400, 401, 403, 404, 406, 409, 412, 413, 415, 428)
        if seen
        else (400, 401, 403, 404, 406, 409, 413, 415),
        tag="records",
    )


@_reading("records_of_team", "The kinds of a team's records, with counts on a day", "RecordKinds", [DATE])
class RecordKinds(RecordsView):
    """What a team has of each kind, and what is confirmed for the year of the day."""

    def get(self, request: Request, team: str) -> HttpResponse:
        found = found_team(request.user, team)
        day = asked_day(request)
        states = [shown_state(state) for state in kinds_of(found, day)]
        return private_response({"team": found.code, "date": day, "results": states})


@_reading("records_list", "A team's records of a kind on a day", "Records", [DATE])
@_writing("post", "add_record", "Add a record", ENTERED, seen=False)
class Records(RecordsView):
    """The team's own records, and those of frameworks that it shares."""

    def get(self, request: Request, **codes: Any) -> HttpResponse:
        team, kind = self.found(request, codes)
        day = asked_day(request)
        rows = kind.model.objects.visible_to(request.user).of([team.pk]).standing().current(day)
        rows = rows.select_related("team", *kind.pointed_to).order_by("valid_from", "pk")
        return private_response({"results": [shown(row) for row in rows]})

    def post(self, request: Request, **codes: Any) -> HttpResponse:
        team, kind = self.kept(request, codes)
        form = read_form(kind, team, request.data)
        person, by = form.person(), self.person(request)
        if person:
            return self.answer(appoint_coordinator(team, kind, person, form.values(), by=by))
        return self.answer(add_record(kind, team, form.values(), by=by))


@_reading("record", "A record", "Record")
@_writing("put", "change_record", "Correct or complete a record", ENTERED)
class Record(RecordsView):
    """A record; its ETag is its version."""

    def get(self, request: Request, **codes: Any) -> HttpResponse:
        row = self.found_row(request, codes)
        check_parameters(request)
        return self.answer(row)

    def put(self, request: Request, **codes: Any) -> HttpResponse:
        row = self.kept_row(request, codes)
        form = read_form(kind_named(codes["kind"]), row.team, request.data, row)
        return self.answer(change_record(row, form.values(), by=self.person(request), seen=version_seen(request)))


@_writing("post", "end_record", "Let a record hold until a day", LAST_DAY)
class EndedRecord(RecordsView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        row = self.kept_row(request, codes)
        day = read_last_day(read_text(request.data, "valid_to"))
        return self.answer(end_record(row, day, by=self.person(request), seen=version_seen(request)))


@_writing("post", "withdraw_record", "Say that a record was an error, and why", REASON)
class WithdrawnRecord(RecordsView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        row = self.kept_row(request, codes)
        reason = read_text(request.data, "reason")
        return self.answer(withdraw_record(row, reason, by=self.person(request), seen=version_seen(request)))


@_writing(
    "post", "confirm_records", "Records of a kind are complete for a year", OF_YEAR, "RecordConfirmation", seen=False
)
class ConfirmedRecords(RecordsView):
    def post(self, request: Request, **codes: Any) -> HttpResponse:
        team, kind = self.kept(request, codes)
        year = read_year(request.data)
        return private_response(shown_confirmation(confirm_records(team, kind, year, by=self.person(request)), team))
