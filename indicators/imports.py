"""Definitions in spreadsheets: the columns of each noun, how a row is found, and the actions that write it."""

from typing import Any

from django.utils.translation import gettext as _
from import_export import widgets
from import_export.fields import Field

from common.exchange import (
    ActionResource,
    TextWidget,
    WholeNumberWidget,
    number_field,
    text_field,
    translated_fields,
    whole_number_field,
)
from frameworks.models import Framework, Goal, Outcome, Output
from indicators.definitions import change_definition, create_definition
from indicators.models import Indicator, Milestone, Series


class CodeWidget(widgets.Widget):
    """A row that is pointed to, by its code; `within` says by which columns of the sheet it is found besides."""

    def __init__(self, model: type[Any], **within: str) -> None:
        super().__init__()
        self.model, self.within = model, within

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = TextWidget()
        code = text.clean(value)
        places = {lookup: text.clean(row.get(column)) for lookup, column in self.within.items()}
        found = list(self.model._base_manager.filter(code=code, **places)[:2])
        if len(found) != 1:
            raise ValueError(
                _("There is no %(noun)s with the code “%(code)s” there.")
                % {"noun": self.model._meta.verbose_name, "code": code}
            )
        return found[0]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.code if value is not None else ""


def _pointing(name: str, model: type[Any], **within: str) -> Field:
    return Field(attribute=name, column_name=name, widget=CodeWidget(model, **within))


def _placing(name: str, attribute: str) -> Field:
    """A column that says where the row belongs, and is read only to find it."""
    return Field(attribute=attribute, column_name=name, widget=TextWidget(), readonly=True)


class DefinitionResource(ActionResource):
    """Rows of definitions."""

    def create(self, values: dict[str, Any], by: Any) -> Any:
        return create_definition(self._meta.model, values, by=by)

    def change(self, row: Any, values: dict[str, Any], by: Any, seen: int | None) -> Any:
        return change_definition(row, values, by=by, seen=seen)

    def read_key(self, column: str, row: dict[str, Any]) -> Any:
        # The code itself, of whatever the column points to: rows are looked up by the codes along their path.
        return (WholeNumberWidget() if column == "year" else TextWidget()).clean(row.get(column))


class FrameworkResource(DefinitionResource):
    """Frameworks."""

    keys = {"code": "code"}
    columns = [
        text_field("code"),
        text_field("document"),
        text_field("mandate"),
        *translated_fields("title"),
        *translated_fields("note"),
        whole_number_field("first_year"),
        whole_number_field("last_year"),
    ]

    class Meta(ActionResource.Meta):
        model = Framework


class GoalResource(DefinitionResource):
    """Goals."""

    keys = {"framework": "framework__code", "code": "code"}
    columns = [
        _pointing("framework", Framework),
        text_field("code"),
        *translated_fields("title"),
        whole_number_field("position"),
    ]

    class Meta(ActionResource.Meta):
        model = Goal


class OutcomeResource(DefinitionResource):
    """Outcomes."""

    keys = {"framework": "goal__framework__code", "code": "code"}
    columns = [
        _placing("framework", "goal__framework__code"),
        _pointing("goal", Goal, framework__code="framework"),
        text_field("code"),
        *translated_fields("title"),
        whole_number_field("position"),
    ]

    class Meta(ActionResource.Meta):
        model = Outcome


class OutputResource(DefinitionResource):
    """Outputs."""

    keys = {"framework": "outcome__goal__framework__code", "code": "code"}
    columns = [
        _placing("framework", "outcome__goal__framework__code"),
        _pointing("outcome", Outcome, goal__framework__code="framework"),
        text_field("code"),
        *translated_fields("title"),
        whole_number_field("position"),
    ]

    class Meta(ActionResource.Meta):
        model = Output


class IndicatorResource(DefinitionResource):
    """Indicators."""

    keys = {"framework": "framework__code", "code": "code"}
    columns = [
        _pointing("framework", Framework),
        _pointing("output", Output, outcome__goal__framework__code="framework"),
        text_field("code"),
        *translated_fields("title"),
        *translated_fields("note"),
        text_field("unit"),
        whole_number_field("decimals"),
        text_field("direction", optional=True),
        text_field("method"),
        text_field("counted"),
        *translated_fields("applies_to"),
        *translated_fields("collected_from"),
        whole_number_field("position"),
    ]

    class Meta(ActionResource.Meta):
        model = Indicator


class SeriesResource(DefinitionResource):
    """Series with their baselines and targets."""

    keys = {"framework": "indicator__framework__code", "indicator": "indicator__code", "code": "code"}
    columns = [
        _placing("framework", "indicator__framework__code"),
        _pointing("indicator", Indicator, framework__code="framework"),
        text_field("code"),
        *translated_fields("title"),
        number_field("baseline_value"),
        whole_number_field("baseline_year"),
        *translated_fields("baseline_note"),
        number_field("target_value"),
        whole_number_field("target_year"),
        *translated_fields("target_note"),
        whole_number_field("position"),
    ]

    class Meta(ActionResource.Meta):
        model = Series


class MilestoneResource(DefinitionResource):
    """Targets by year before the target year."""

    keys = {
        "framework": "series__indicator__framework__code",
        "indicator": "series__indicator__code",
        "series": "series__code",
        "year": "year",
    }
    columns = [
        _placing("framework", "series__indicator__framework__code"),
        _placing("indicator", "series__indicator__code"),
        _pointing("series", Series, indicator__framework__code="framework", indicator__code="indicator"),
        whole_number_field("year"),
        number_field("value"),
        *translated_fields("note"),
    ]

    class Meta(ActionResource.Meta):
        model = Milestone
