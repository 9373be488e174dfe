"""How far each question opens in public: as far as its questionnaire, itself and every question that it hangs on do.

Whether a question applies says what was answered to the one in its condition. So a question never opens further than
that one: a "not applicable" by country team would tell what the team answered in confidence.
"""

from collections.abc import Iterable

from indicators.disclosure import Level, strictest
from indicators.rules import disclosure_of
from surveys.choices import Respondent
from surveys.models import Item

# What they think is never released by respondent, whatever somebody declared.
_IN_CONFIDENCE = (Respondent.GOVERNMENT, Respondent.COORDINATOR)
_AT_MOST: Level = "groups"


def all_items() -> list[Item]:
    """Every question of every questionnaire, in the questionnaires' own order; one query."""
    rows = Item.objects.select_related("question", "wording", "section__questionnaire")
    order = ("section__questionnaire__year", "section__questionnaire__respondent", "section__position", "position")
    return list(rows.order_by(*order, "pk"))


def levels_of(items: Iterable[Item]) -> dict[int, Level]:
    """How far each of `items` opens, by its key; a questionnaire's come all, in their order."""
    found: dict[int, Level] = {}
    in_questionnaire: dict[tuple[int, str], Level] = {}
    for item in items:
        questionnaire = item.section.questionnaire
        level = disclosure_of(item)
        if questionnaire.respondent in _IN_CONFIDENCE:
            level = strictest(level, _AT_MOST)
        above = in_questionnaire.get((questionnaire.pk, hangs_on(item)))
        if above is not None:
            level = strictest(level, above)
        found[item.pk] = in_questionnaire[questionnaire.pk, item.question.code] = level
    return found


def hangs_on(item: Item) -> str:
    """The code of the question in its condition; "" where it is put to everybody, or by what the records say."""
    return str((item.wording.applies_if or {}).get("question", ""))
