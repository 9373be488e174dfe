"""A submission's answers for reading, section by section; a confidential one shows only that it is given."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from surveys.asked import Asked
from surveys.models import Section
from surveys.permissions import is_confidential
from surveys.words import condition_words


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """A question for reading. `sentences` say why it keeps the submission back."""

    asked: Asked
    is_hidden: bool
    condition: list[Any]
    sentences: list[Any]


@dataclass(frozen=True, slots=True)
class ShownSection:
    section: Section
    rows: list[ShownAnswer]


def shown_sections(
    asked: Iterable[Asked], *, reads_all: bool, refused: Mapping[str, list[Any]] | None = None
) -> list[ShownSection]:
    """`reads_all`: confidential answers too. `refused` are sentences by question code."""
    rows = list(asked)
    items = [row.answer.item for row in rows]
    sections: dict[int, list[ShownAnswer]] = defaultdict(list)
    for row in rows:
        sections[row.answer.item.section_id].append(
            ShownAnswer(
                asked=row,
                is_hidden=not reads_all and is_confidential(row.answer.item),
                condition=[] if row.applies else condition_words(row.wording, items),
                sentences=list((refused or {}).get(row.code, [])),
            )
        )
    return [ShownSection(found[0].asked.answer.item.section, found) for found in sections.values()]
