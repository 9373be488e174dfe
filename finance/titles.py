"""What the tables, their columns, objects, grades and streams are called, in the languages that the report gives.

Released documents hold these words, so they stand here and not in the interface's catalogues: what was published must
not depend on which catalogues were compiled on the day.
"""

from collections.abc import Mapping

from finance.choices import GRADES, Category, Grade, ObjectOfExpenditure, Stream
from finance.tables import BY_OBJECT, SUBTOTAL, TOTAL, Column

Texts = dict[str, str]

_TABLES: dict[int, Texts] = {
    1: {"en": "Financial resources by component", "zh": "按构成部分开列的财政资源"},
    2: {"en": "Financial resources by object of expenditure", "zh": "按支出用途开列的财政资源"},
    3: {"en": "Post resources by component, {after}", "zh": "{after}年按构成部分开列的员额资源"},
    4: {"en": "{before} results by component", "zh": "{before}年按构成部分开列的结果"},
    5: {"en": "{before} results by object of expenditure", "zh": "{before}年按支出用途开列的结果"},
}
_AMOUNTS: dict[str, Texts] = {
    "expenditure": {"en": "{year} expenditure", "zh": "{year}年支出"},
    "estimate": {"en": "{year} estimate", "zh": "{year}年估计数"},
    "budget": {"en": "{year} budget", "zh": "{year}年预算"},
}
_CHANGE: Texts = {"en": "Change", "zh": "变动"}
_COMPUTED: dict[str, Texts] = {
    "change_amount": {"en": "Amount", "zh": "数额"},
    "change_percent": {"en": "Percentage", "zh": "百分比"},
    "variance": {"en": "Variance", "zh": "差异"},
    SUBTOTAL: {"en": "Subtotal", "zh": "小计"},
    TOTAL: {"en": "Total", "zh": "共计"},
}
CATEGORIES: dict[Category, Texts] = {
    Category.PROFESSIONAL: {"en": "Professional and higher categories", "zh": "专业及以上职类"},
    Category.GENERAL_SERVICE: {"en": "General Service and related categories", "zh": "一般事务及有关职类"},
    Category.NATIONAL: {"en": "National staff", "zh": "本国工作人员"},
}
_GRADES: dict[Grade, Texts] = {
    Grade.USG: {"en": "Under-Secretary-General", "zh": "副秘书长"},
    Grade.ASG: {"en": "Assistant Secretary-General", "zh": "助理秘书长"},
    Grade.GS_PL: {"en": "General Service (Principal level)", "zh": "一般事务(特等)"},
    Grade.GS_OL: {"en": "General Service (Other level)", "zh": "一般事务(其他职等)"},
    Grade.NPO: {"en": "National Professional Officer", "zh": "本国专业干事"},
    Grade.LL: {"en": "Local level", "zh": "当地雇员"},
}
OBJECTS: dict[str, Texts] = {
    ObjectOfExpenditure.POSTS: {"en": "Posts", "zh": "员额"},
    ObjectOfExpenditure.NON_POSTS: {"en": "Non-posts", "zh": "非员额"},
}
STREAMS: dict[Stream, Texts] = {
    Stream.VOLUNTARY: {"en": "Voluntary contributions", "zh": "自愿捐款"},
    Stream.LEVY: {"en": "1 per cent coordination levy", "zh": "征收1%的协调费"},
    Stream.COST_SHARING: {"en": "UNSDG cost-sharing", "zh": "联合国可持续发展集团费用分摊"},
    Stream.ALL: {"en": "All streams together", "zh": "所有资金来源合计"},
}


def of_table(number: int, report: int) -> Texts:
    """The title of a table."""
    return _filled(_TABLES[number], before=report - 1, after=report + 1)


def of_column(column: Column) -> Texts:
    """The title of a column, such as `2022 estimate`."""
    if column.sort == "amount":
        return _filled(_AMOUNTS[column.kind], year=column.year)
    return of_grade(Grade(column.grade)) if column.sort == "grade" else _COMPUTED[column.key]


def spanner_of(column: Column) -> Texts | None:
    """What a column stands under together with its neighbours; None where it stands alone."""
    if column.sort in ("change", "percent"):
        return _CHANGE
    if column.key == SUBTOTAL:
        return CATEGORIES[Category.PROFESSIONAL]
    return next((CATEGORIES[category] for category, grades in GRADES.items() if column.grade in grades), None)


def of_grade(grade: Grade) -> Texts:
    """A grade in words; those that are but letters are so in English, and in every language."""
    return _GRADES.get(grade, {"en": grade.value})


def of_lines(number: int, components: Mapping[str, Texts]) -> dict[str, Texts]:
    """The titles of the lines of a table, by code; `components` are those of the components."""
    lines = OBJECTS if number in BY_OBJECT else components
    return {**lines, TOTAL: _COMPUTED[TOTAL]}


def _filled(texts: Texts, **years: int) -> Texts:
    return {language: words.format(**years) for language, words in texts.items()}
