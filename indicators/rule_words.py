"""How a figure is computed, in sentences: from what rules of answers and of the ledger say, live or in a release."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.translated import listed, text_of
from finance.choices import Measure
from indicators.choices import LEDGER_MEASURES, Counted, Method, Unanswered
from indicators.from_finance import SOURCE
from indicators.rollup import YES_METHODS
from surveys.choices import Respondent

SIDE_WORDS: dict[str, Promise] = {
    "numerator": gettext_lazy("In the numerator"),
    "denominator": gettext_lazy("In the rest of the denominator"),
    "not_applicable": gettext_lazy("Not applicable"),
    "no_response": gettext_lazy("No response"),
}
_METHODS: dict[str, Promise] = {
    Method.SHARE: gettext_lazy("The share, in per cent, of those whose answer counts among all in the denominator."),
    Method.MEAN: gettext_lazy("The mean: the sum of the numbers answered, over how many answered."),
    Method.SUM: gettext_lazy("The sum of the numbers answered."),
    Method.COUNT: gettext_lazy("The number of those whose answer counts."),
}
_NO_RESPONSE: dict[str, Promise] = {
    Unanswered.LEAVE_OUT: gettext_lazy("Those that did not respond are left out, and how many they are is shown."),
    Unanswered.COUNT_AS_NO: gettext_lazy("Those that did not respond stay in the denominator: they count as no."),
}
_NOT_APPLICABLE: dict[str, Promise] = {
    Unanswered.LEAVE_OUT: gettext_lazy("Those to whom the question does not apply are left out."),
    Unanswered.COUNT_AS_NO: gettext_lazy(
        "Those to whom the question does not apply stay in the denominator: they count as no."
    ),
}

_LEDGER: dict[str, Promise] = {
    Measure.TOTAL_FUNDS_RAISED: gettext_lazy(
        "The sum in United States dollars of all payments of the year: voluntary contributions, the 1 per cent levy "
        "and cost-sharing by entities. A stream without a payment leaves the year without a sum."
    ),
    Measure.CONTRIBUTING_MEMBER_STATES: gettext_lazy(
        "The number of Member States that pledged or paid a voluntary contribution for the year, each counted once."
    ),
    Measure.MULTI_YEAR_COMMITMENTS: gettext_lazy(
        "The number of Member States with an agreement over several years that covers the year, each counted once."
    ),
    Measure.FIRST_TIME_CONTRIBUTORS: gettext_lazy(
        "The number of Member States that pledged or paid a voluntary contribution for the year and for none before."
    ),
}


def sentences_of(described: Mapping[str, Any]) -> list[str]:
    """The rule in the reader's language, a sentence each: `indicators.rules.describe`, or `describe_measure`."""
    return _of_ledger(described) if described.get("source") == SOURCE else _of_answers(described)


def _of_ledger(described: Mapping[str, Any]) -> list[str]:
    return [
        str(_LEDGER[described["measure"]]),
        _("Only contributions that are validated count, and none that was entered by mistake."),
        _("An amount in another currency counts by a dated rate; without one there is no sum, and it is named."),
        _("Contributions are pooled: none of them buys a particular result."),
    ]


def _of_answers(described: Mapping[str, Any]) -> list[str]:
    """Method, whom it counts, question, what counts, the rest."""
    found = [str(_METHODS[described["method"]])]
    if described["of"]:
        found.append(_("It counts %(whom)s.") % {"whom": Counted(described["of"]).label})
    if whom := text_of(described["applies_to"]):
        found.append(_("It applies to: %(whom)s.") % {"whom": whom.plain})
    words = {"whom": Respondent(described["respondent"]).label, "question": text_of(described["text"]).plain}
    found.append(_("The question, put to each %(whom)s: “%(question)s”") % words)
    if described["rests_on"]:
        title = text_of(described["rests_on"]["title"]).plain
        found.append(_("The answer is copied from the standing records: %(fact)s.") % {"fact": title})
    if described["method"] in YES_METHODS:
        answers = listed(f"“{text_of(choice['text']).plain}”" for choice in described["counts"])
        found.append(_("These answers count: %(answers)s.") % {"answers": answers})
    return [*found, str(_NOT_APPLICABLE[described["not_applicable"]]), str(_NO_RESPONSE[described["no_response"]])]


def answer_in_words(choice: str, texts: Mapping[str, Mapping[str, str]]) -> str:
    """The codes that an answer chose, joined by a space, as the reader's words for them; `texts` by code."""
    return listed(text_of(texts[code]).plain if code in texts else code for code in choice.split())


assert set(_LEDGER) == set(LEDGER_MEASURES)
