"""A report's own facts and look-alikes, loaded from their file; what a later file says otherwise is recorded.

Loading is repeated whenever an installation is prepared. What is new in the file is added, what it corrects is changed
with both readings in the activity, so that the next release says it and the earlier ones go on saying what they said.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils import translation

from activity.actions import lock_head, record
from activity.changes import insert_row, write_row
from common.refusals import Invalid
from common.versions import Versioned
from common.yaml_files import FileRefused, read_yaml
from indicators.file_schemas import FACTS
from indicators.models import FactSource, FactValue, Indicator, LookAlike, ReportedFact
from indicators.translations import text_columns

Content = dict[str, Any]
Key = tuple[Any, ...]


@dataclass
class _Loaded:
    """What a file did: which rows it added, by what they are called, and what it changed in others."""

    path: Path
    added: list[str] = field(default_factory=list)
    changed: dict[str, Any] = field(default_factory=dict)


def load_facts(path: Path) -> int:
    """Bring the facts and look-alikes of a file into the database; how many rows it added or corrected.

    Look-alikes of a framework that is not loaded are left for when it is. Raises FileRefused: for a file of another
    shape, with two rows of one code, a month without a value, a look-alike of an indicator that there is not, or
    without a row that is loaded: what was reported once is corrected, not taken away.
    """
    content = read_yaml(path, FACTS)
    loaded = _Loaded(path)
    # The unmarked column of a translated text repeats its English, whatever language the person works in.
    with transaction.atomic(), translation.override("en"):
        lock_head()
        document = content["document"]
        sources = _put(loaded, FactSource, "code", _sources(content), FactSource.objects.all(), may_lack=True)
        facts = _put(
            loaded, ReportedFact, "code", _facts(content, sources, path), ReportedFact.objects.filter(document=document)
        )
        present = FactValue.objects.filter(fact__document=document).select_related("fact")
        _put(loaded, FactValue, "fact year", _values(content, facts, path), present)
        _put(loaded, LookAlike, "code", _look_alikes(content, path), LookAlike.objects.filter(document=document))
        if loaded.added or loaded.changed:
            said = {"added": loaded.added, "changed": loaded.changed}
            record("indicators.facts.loaded", f"facts of {document}", by=None, data=said)
    return len(loaded.added) + len(loaded.changed)


def _put(
    loaded: _Loaded, model: type[Versioned], key: str, rows: Iterable[Content], present: Any, *, may_lack: bool = False
) -> dict[str, Any]:
    """Add and correct the rows of a model, told apart by the columns of `key`; all that there are, by their name.

    Raises FileRefused where the file says one of them twice, or not any more.
    """
    names = key.split()
    before = {tuple(getattr(row, name) for name in names): row for row in present}
    found: dict[Key, Any] = {}
    for values in rows:
        place = tuple(values[name] for name in names)
        if place in found:
            raise FileRefused(f"{loaded.path}: {_called(model, found[place])} stands there twice.")
        found[place] = _written(loaded, model, before.get(place), values)
    if not may_lack and (gone := before.keys() - found.keys()):
        lost = ", ".join(sorted(_called(model, before[place]) for place in gone))
        raise FileRefused(
            f"{loaded.path}: {lost}: loaded before, and not in the file; it is corrected, not taken away."
        )
    return {str(row): row for row in found.values()}


def _written(loaded: _Loaded, model: type[Versioned], row: Any, values: Content) -> Any:
    try:
        if row is None:
            written = insert_row(model(), values)
            loaded.added.append(_called(model, written.row))
            return written.row
        if all(getattr(row, name) == value for name, value in values.items()):
            return row
        written = write_row(row, values, seen=row.version)
    except Invalid as error:
        raise FileRefused(
            f"{loaded.path}: {model._meta.verbose_name}: {' '.join(map(str, error.sentences))}"
        ) from error
    if written.said:
        loaded.changed[_called(model, written.row)] = written.said
    return written.row


def _called(model: type[Versioned], row: Any) -> str:
    return f"{model._meta.verbose_name} {row}"


def _sources(content: Content) -> Iterator[Content]:
    for position, row in enumerate(content["sources"], 1):
        yield {"code": row["code"], "position": position, **text_columns("title", row["title"])}


def _facts(content: Content, sources: Mapping[str, FactSource], path: Path) -> Iterator[Content]:
    for position, row in enumerate(content["facts"], 1):
        if row["source"] not in sources:
            raise FileRefused(f"{path}: {row['code']}: there is no source {row['source']}.")
        yield {
            "document": content["document"],
            "source": sources[row["source"]],
            "position": position,
            **{name: row[name] for name in ("code", "unit", "paragraph")},
            **text_columns("title", row["title"]),
        }


def _values(content: Content, facts: Mapping[str, ReportedFact], path: Path) -> Iterator[Content]:
    for row in content["facts"]:
        fact, months = facts[f"{content['document']} {row['code']}"], row.get("as_at", {})
        if alone := sorted(months.keys() - row["values"].keys()):
            years = ", ".join(map(str, alone))
            raise FileRefused(f"{path}: {row['code']}: as_at says a month of {years}, where there is no value.")
        for year, value in row["values"].items():
            yield {"fact": fact, "year": year, "value": Decimal(value), "as_at": months.get(year, "")}


def _look_alikes(content: Content, path: Path) -> Iterator[Content]:
    indicators = {row.key: row for row in Indicator.objects.select_related("framework")}
    frameworks = {row.framework.code for row in indicators.values()}
    for position, row in enumerate(content["look_alikes"], 1):
        key = f"{row['framework']}/{row['indicator']}"
        if row["framework"] not in frameworks:
            continue
        if key not in indicators:
            raise FileRefused(f"{path}: {row['code']}: there is no indicator {key}.")
        yield {
            "document": content["document"],
            "indicator": indicators[key],
            "value": Decimal(row["value"]),
            "is_about": row.get("about", False),
            "position": position,
            **{name: row[name] for name in ("code", "unit", "year", "paragraph")},
            **text_columns("title", row["title"]),
            **text_columns("difference", row["difference"]),
        }
