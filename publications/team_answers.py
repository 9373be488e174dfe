"""What country teams answered, as a release copies it: accepted answers to questions that are open by respondent.

Nothing else of an answer is copied: no reason, explanation, comment, link or file, and no words of one's own, for
nobody has read them for the names of persons. The status says that a question was answered in words.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from common.numbers import canonical
from common.statuses import WITH_VALUE
from indicators.disclosure import Level, opens_list
from surveys.choices import Respondent, Type
from surveys.models import AcceptedAnswer, Item

Content = dict[str, Any]


def answers_of_teams(items: Iterable[Item], levels: Mapping[int, Level]) -> dict[str, dict[str, dict[str, Content]]]:
    """By team and year, in digits: {question: {status, and choices, number or date where that is answered}}; a query.

    `items` are questions of questionnaires in their order, and `levels` says how far each opens.
    """
    opened = {item.pk: item for item in items if is_of_teams(item) and opens_list(levels[item.pk])}
    rows = AcceptedAnswer.objects.filter(submission__questionnaire__respondent=Respondent.TEAM).order_by(
        "submission__questionnaire__year", "item__section__position", "item__position"
    )
    found: dict[str, dict[str, dict[str, Content]]] = defaultdict(lambda: defaultdict(dict))
    for team, item_id, *said in rows.values_list("submission__code", "item", "status", "choice", "number", "day"):
        item = opened.get(item_id)
        if item is not None:
            year = str(item.section.questionnaire.year_id)
            found[team][year][item.question.code] = _answer(item, *said)
    return found


def is_of_teams(item: Item) -> bool:
    """Whether country teams are asked it."""
    return bool(item.section.questionnaire.respondent == Respondent.TEAM)


def _answer(item: Item, status: str, choice: str, number: Any, day: Any) -> Content:
    content: Content = {"status": status}
    if status not in WITH_VALUE:
        return content
    if item.wording.choice_codes:
        content["choices"] = choice.split()
    elif item.wording.type == Type.NUMBER:
        content["number"] = canonical(number)
    elif item.wording.type == Type.DATE:
        content["date"] = day.isoformat()
    return content
