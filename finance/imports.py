"""What stands around the items, in spreadsheets: the columns of each noun, how a row is found, and its actions."""

from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from import_export import widgets
from import_export.fields import Field

from common.days import read_day
from common.exchange import (
    ActionResource,
    TextWidget,
    WholeNumberWidget,
    number_field,
    text_field,
    translated_fields,
    whole_number_field,
)
from finance.definitions import change_definition, create_definition
from finance.models import Component, Contributor, ControlTotal, Fact, Footnote, GroupOf77Membership, Report

YES, NO = "yes", "no"


class RowWidget(widgets.Widget):
    """A row that is pointed to, by its code (a report by its year); empty is none."""

    def __init__(self, model: type[models.Model], column: str = "code") -> None:
        super().__init__()
        self.model, self.column = model, column
        self.read = WholeNumberWidget() if column == "year" else TextWidget()

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        code = self.read.clean(value)
        if code in (None, ""):
            return None
        found = self.model._base_manager.filter(**{self.column: code}).first()
        if found is None:
            named = {"noun": self.model._meta.verbose_name, "code": code}
            raise ValueError(_("There is no %(noun)s with the code “%(code)s” there.") % named)
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> Any:
        return "" if value is None else getattr(value, self.column)


class DayWidget(widgets.Widget):
    """A day, such as 2024-06-30; empty is none."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = TextWidget().clean(value)
        day = read_day(text)
        if text and day is None:
            raise ValueError(_("Give a day, such as 2024-06-30."))
        return day

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "" if value is None else value.isoformat()


class YesNoWidget(widgets.Widget):
    """yes or no; empty is no."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> bool:
        text = TextWidget().clean(value).lower()
        if text not in (YES, NO, ""):
            raise ValueError(_("Write yes or no."))
        return text == YES

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return YES if value else NO


def _field(name: str, widget: widgets.Widget) -> Field:
    return Field(attribute=name, column_name=name, widget=widget)


class StructureResource(ActionResource):
    """Rows around the items."""

    def create(self, values: dict[str, Any], by: Any) -> Any:
        return create_definition(self._meta.model, values, by=by)

    def change(self, row: Any, values: dict[str, Any], by: Any, seen: int | None) -> Any:
        return change_definition(row, values, by=by, seen=seen)


class ComponentResource(StructureResource):
    """Components of the programme budget."""

    keys = {"code": "code"}
    columns = [
        text_field("code"),
        _field("parent", RowWidget(Component)),
        *translated_fields("title"),
        whole_number_field("position"),
    ]

    class Meta(ActionResource.Meta):
        model = Component


class FootnoteResource(StructureResource):
    """Lettered notes to lines of tables."""

    keys = {"report": "report", "table": "table", "line": "line", "mark": "mark"}
    columns = [
        _field("report", RowWidget(Report, "year")),
        whole_number_field("table"),
        text_field("line"),
        text_field("mark"),
        *translated_fields("text"),
    ]

    class Meta(ActionResource.Meta):
        model = Footnote


class FactResource(StructureResource):
    """Other dated figures of reports."""

    keys = {"report": "report", "code": "code", "year": "year"}
    columns = [
        _field("report", RowWidget(Report, "year")),
        text_field("code"),
        whole_number_field("year"),
        *translated_fields("title"),
        number_field("value"),
        text_field("unit"),
        _field("is_about", YesNoWidget()),
        text_field("paragraph"),
    ]

    class Meta(ActionResource.Meta):
        model = Fact


class ControlTotalResource(StructureResource):
    """Printed subtotals, totals, changes, percentages, variances and gaps."""

    keys = {"report": "report", "table": "table", "line": "line", "column": "column"}
    columns = [
        _field("report", RowWidget(Report, "year")),
        text_field("table"),
        text_field("line"),
        text_field("column"),
        number_field("value"),
        whole_number_field("decimals"),
    ]

    class Meta(ActionResource.Meta):
        model = ControlTotal


class ContributorResource(StructureResource):
    """Who gives money."""

    keys = {"code": "code"}
    columns = [
        text_field("code"),
        text_field("kind"),
        *translated_fields("name"),
        _field("is_demonstration", YesNoWidget()),
    ]

    class Meta(ActionResource.Meta):
        model = Contributor


class GroupOf77Resource(StructureResource):
    """Who is in the Group of 77, from when to when."""

    keys = {"contributor": "contributor", "valid_from": "valid_from"}
    may_be_empty = ("valid_from",)
    columns = [
        _field("contributor", RowWidget(Contributor)),
        _field("valid_from", DayWidget()),
        _field("valid_to", DayWidget()),
    ]

    class Meta(ActionResource.Meta):
        model = GroupOf77Membership
