"""What the tables, their columns, objects, grades and streams are called, in the six languages.

Released documents hold these words, so they stand here and not in the interface's catalogues: what was published must
not depend on which catalogues were compiled on the day.
"""

from collections.abc import Mapping

from finance.choices import GRADES, Category, Grade, ObjectOfExpenditure, Stream
from finance.tables import BY_OBJECT, SUBTOTAL, TOTAL, Column

Texts = dict[str, str]

_TABLES: dict[int, Texts] = {
    1: {
        "en": "Financial resources by component",
        "fr": "Ressources financières par composante",
        "es": "Recursos financieros por componente",
        "ru": "Финансовые ресурсы по компонентам",
        "zh": "按构成部分开列的财政资源",
        "ar": "الموارد المالية حسب العنصر",
    },
    2: {
        "en": "Financial resources by object of expenditure",
        "fr": "Ressources financières par objet de dépense",
        "es": "Recursos financieros por objeto de gastos",
        "ru": "Финансовые ресурсы по статьям расходов",
        "zh": "按支出用途开列的财政资源",
        "ar": "الموارد المالية حسب وجه الإنفاق",
    },
    3: {
        "en": "Post resources by component, {after}",
        "fr": "Postes par composante, {after}",
        "es": "Recursos relacionados con puestos por componente, {after}",
        "ru": "Должности по компонентам, {after} год",
        "zh": "{after}年按构成部分开列的员额资源",
        "ar": "الموارد المتعلقة بالوظائف حسب العنصر، {after}",
    },
    4: {
        "en": "{before} results by component",
        "fr": "Exécution du budget de {before}, par composante",
        "es": "Resultados de {before} por componente",
        "ru": "Исполнение бюджета за {before} год по компонентам",
        "zh": "{before}年按构成部分开列的结果",
        "ar": "نتائج عام {before} حسب العنصر",
    },
    5: {
        "en": "{before} results by object of expenditure",
        "fr": "Exécution du budget de {before}, par objet de dépense",
        "es": "Resultados de {before} por objeto de gastos",
        "ru": "Исполнение бюджета за {before} год по статьям расходов",
        "zh": "{before}年按支出用途开列的结果",
        "ar": "نتائج عام {before} حسب وجه الإنفاق",
    },
}
_AMOUNTS: dict[str, Texts] = {
    "expenditure": {
        "en": "{year} expenditure",
        "fr": "Dépenses de {year}",
        "es": "Gastos de {year}",
        "ru": "Расходы, {year} год",
        "zh": "{year}年支出",
        "ar": "نفقات عام {year}",
    },
    "estimate": {
        "en": "{year} estimate",
        "fr": "Prévisions pour {year}",
        "es": "Estimaciones para {year}",
        "ru": "Смета, {year} год",
        "zh": "{year}年估计数",
        "ar": "تقديرات عام {year}",
    },
    "budget": {
        "en": "{year} budget",
        "fr": "Budget de {year}",
        "es": "Presupuesto de {year}",
        "ru": "Бюджет, {year} год",
        "zh": "{year}年预算",
        "ar": "ميزانية عام {year}",
    },
}
_CHANGE: Texts = {
    "en": "Change",
    "fr": "Variation",
    "es": "Variación",
    "ru": "Изменение",
    "zh": "变动",
    "ar": "التغيير",
}
_COMPUTED: dict[str, Texts] = {
    "change_amount": {
        "en": "Amount",
        "fr": "Montant",
        "es": "Monto",
        "ru": "Сумма",
        "zh": "数额",
        "ar": "المبلغ",
    },
    "change_percent": {
        "en": "Percentage",
        "fr": "Pourcentage",
        "es": "Porcentaje",
        "ru": "Процентная доля",
        "zh": "百分比",
        "ar": "النسبة المئوية",
    },
    "variance": {
        "en": "Variance",
        "fr": "Écart",
        "es": "Diferencia",
        "ru": "Разница",
        "zh": "差异",
        "ar": "الفرق",
    },
    SUBTOTAL: {
        "en": "Subtotal",
        "fr": "Total partiel",
        "es": "Subtotal",
        "ru": "Итого",
        "zh": "小计",
        "ar": "المجموع الفرعي",
    },
    TOTAL: {
        "en": "Total",
        "fr": "Total",
        "es": "Total",
        "ru": "Всего",
        "zh": "共计",
        "ar": "المجموع",
    },
}
CATEGORIES: dict[Category, Texts] = {
    Category.PROFESSIONAL: {
        "en": "Professional and higher categories",
        "fr": "Administrateurs et fonctionnaires de rang supérieur",
        "es": "Cuadro Orgánico y categorías superiores",
        "ru": "Категория специалистов и выше",
        "zh": "专业及以上职类",
        "ar": "الفئة الفنية والفئات العليا",
    },
    Category.GENERAL_SERVICE: {
        "en": "General Service and related categories",
        "fr": "Services généraux et catégories apparentées",
        "es": "Cuadro de Servicios Generales y cuadros conexos",
        "ru": "Категория общего обслуживания и смежные категории",
        "zh": "一般事务及有关职类",
        "ar": "فئة الخدمات العامة والفئات المتصلة بها",
    },
    Category.NATIONAL: {
        "en": "National staff",
        "fr": "Personnel recruté sur le plan national",
        "es": "Personal nacional",
        "ru": "Национальный персонал",
        "zh": "本国工作人员",
        "ar": "الموظفون الوطنيون",
    },
}
_GRADES: dict[Grade, Texts] = {
    Grade.USG: {
        "en": "Under-Secretary-General",
        "fr": "Secrétaire général adjoint",
        "es": "Secretario General Adjunto",
        "ru": "Заместитель Генерального секретаря",
        "zh": "副秘书长",
        "ar": "وكيل الأمين العام",
    },
    Grade.ASG: {
        "en": "Assistant Secretary-General",
        "fr": "Sous-Secrétaire général",
        "es": "Subsecretario General",
        "ru": "Помощник Генерального секретаря",
        "zh": "助理秘书长",
        "ar": "الأمين العام المساعد",
    },
    Grade.GS_PL: {
        "en": "General Service (Principal level)",
        "fr": "Services généraux (1re classe)",
        "es": "Servicios Generales (categoría principal)",
        "ru": "Общее обслуживание (высший разряд)",
        "zh": "一般事务(特等)",
        "ar": "الخدمات العامة (الرتبة الرئيسية)",
    },
    Grade.GS_OL: {
        "en": "General Service (Other level)",
        "fr": "Services généraux (autres classes)",
        "es": "Servicios Generales (otras categorías)",
        "ru": "Общее обслуживание (прочие разряды)",
        "zh": "一般事务(其他职等)",
        "ar": "الخدمات العامة (الرتب الأخرى)",
    },
    Grade.NPO: {
        "en": "National Professional Officer",
        "fr": "Administrateur recruté sur le plan national",
        "es": "Oficial Nacional del Cuadro Orgánico",
        "ru": "Национальный сотрудник-специалист",
        "zh": "本国专业干事",
        "ar": "موظف وطني من الفئة الفنية",
    },
    Grade.LL: {
        "en": "Local level",
        "fr": "Agent local",
        "es": "Contratación local",
        "ru": "Местный разряд",
        "zh": "当地雇员",
        "ar": "الرتبة المحلية",
    },
}
OBJECTS: dict[str, Texts] = {
    ObjectOfExpenditure.POSTS: {
        "en": "Posts",
        "fr": "Postes",
        "es": "Puestos",
        "ru": "Должности",
        "zh": "员额",
        "ar": "الوظائف",
    },
    ObjectOfExpenditure.NON_POSTS: {
        "en": "Non-posts",
        "fr": "Autres objets de dépense",
        "es": "No relacionados con puestos",
        "ru": "Расходы, не связанные с должностями",
        "zh": "非员额",
        "ar": "الموارد غير المتعلقة بالوظائف",
    },
}
STREAMS: dict[Stream, Texts] = {
    Stream.VOLUNTARY: {
        "en": "Voluntary contributions",
        "fr": "Contributions volontaires",
        "es": "Contribuciones voluntarias",
        "ru": "Добровольные взносы",
        "zh": "自愿捐款",
        "ar": "التبرعات",
    },
    Stream.LEVY: {
        "en": "1 per cent coordination levy",
        "fr": "Prélèvement de 1 % au titre de la coordination",
        "es": "Gravamen de coordinación del 1 %",
        "ru": "Сбор на координацию в размере 1 процента",
        "zh": "征收1%的协调费",
        "ar": "رسم التنسيق بنسبة 1 في المائة",
    },
    Stream.COST_SHARING: {
        "en": "UNSDG cost-sharing",
        "fr": "Partage des coûts au sein du GNUDD",
        "es": "Participación en los gastos del GNUDS",
        "ru": "Совместное несение расходов ГООНУР",
        "zh": "联合国可持续发展集团费用分摊",
        "ar": "تقاسم التكاليف في إطار مجموعة الأمم المتحدة للتنمية المستدامة",
    },
    Stream.ALL: {
        "en": "All streams together",
        "fr": "Toutes sources confondues",
        "es": "Todas las fuentes juntas",
        "ru": "Все источники вместе",
        "zh": "所有资金来源合计",
        "ar": "جميع مصادر التمويل معا",
    },
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
