"""Ratings, and why a series is not rated, in words: as whole phrases and sentences for translators."""

from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from common.numbers import format_number
from common.translated import reader_language
from indicators.progress import CODES, REASONS


def parts_in_words(method: str, numerator: Decimal, denominator: Decimal) -> str:
    """What a value is made of: 14 of 20; the sum over the number for a mean; who answered for a sum."""
    language = reader_language()
    parts = {
        "numerator": format_number(numerator, language),
        "denominator": format_number(denominator, language),
    }
    match method:
        case "mean":
            return gettext("%(numerator)s over %(denominator)s") % parts
        case "sum":
            return gettext("from %(denominator)s that answered") % parts
    return gettext("%(numerator)s of %(denominator)s") % parts


RATINGS: dict[str, Promise] = {
    "achieved": _("achieved"),
    "on_track": _("on track"),
    "behind": _("behind"),
    "no_progress": _("no progress"),
    "regressed": _("regressed"),
    "maintained": _("maintained"),
    "not_maintained": _("not maintained"),
    "partly_achieved": _("partly achieved"),
    "not_achieved": _("not achieved"),
    "not_rated": _("not rated"),
}
COUNTED_RATINGS: dict[str, Promise] = {
    "achieved": _("%(count)s achieved"),
    "on_track": _("%(count)s on track"),
    "behind": _("%(count)s behind"),
    "no_progress": _("%(count)s without progress"),
    "regressed": _("%(count)s regressed"),
    "maintained": _("%(count)s maintained"),
    "not_maintained": _("%(count)s not maintained"),
    "partly_achieved": _("%(count)s partly achieved"),
    "not_achieved": _("%(count)s not achieved"),
    "not_rated": _("%(count)s not rated"),
}
RATING_SENTENCES: dict[str, Promise] = {
    "achieved": _("Achieved: the target has been reached."),
    "on_track": _("On track."),
    "behind": _("Behind."),
    "no_progress": _("No progress: it stands where it started."),
    "regressed": _("Regressed: it has moved away from the target."),
    "maintained": _("Maintained at or above the target."),
    "not_maintained": _("Not maintained: it is below the target."),
    "partly_achieved": _("Partly achieved: at least half of the way was covered by the target year."),
    "not_achieved": _("Not achieved: less than half of the way was covered by the target year."),
}
# Why a series is not rated; each stands alone as a sentence.
REASONS_NOT_RATED: dict[str, Promise] = {
    "no_value": _("Not rated: no value has been published."),
    "no_target": _("Not rated: there is no target on record."),
    "no_direction": _("Not rated: it is not known which way is better."),
    "not_after_baseline_year": _("Not rated: the latest value is not from after the baseline year."),
    "no_baseline": _("Not rated: there is no baseline to measure from."),
    "target_equals_baseline": _("Not rated: the target equals the baseline, so there is no way to cover."),
    "target_against_direction": _("Not rated: the target lies on the wrong side of the baseline."),
}
SHORT_REASONS: dict[str, Promise] = {
    "no_value": _("no value"),
    "no_target": _("no target"),
    "no_direction": _("no direction"),
    "not_after_baseline_year": _("value not after the baseline year"),
    "no_baseline": _("no baseline"),
    "target_equals_baseline": _("target equals baseline"),
    "target_against_direction": _("target on the wrong side of the baseline"),
}
# With the count as a number under "count", which chooses the plural form.
COUNTED_REASONS: dict[str, Promise] = {
    "no_value": ngettext_lazy("%(count)s has no value yet", "%(count)s have no value yet", "count"),
    "no_target": ngettext_lazy("%(count)s has no target on record", "%(count)s have no target on record", "count"),
    "no_direction": ngettext_lazy("%(count)s has no known direction", "%(count)s have no known direction", "count"),
    "not_after_baseline_year": ngettext_lazy(
        "%(count)s has no value from after its baseline year",
        "%(count)s have no value from after their baseline year",
        "count",
    ),
    "no_baseline": ngettext_lazy("%(count)s has no baseline", "%(count)s have no baseline", "count"),
    "target_equals_baseline": ngettext_lazy(
        "%(count)s has a target that equals its baseline",
        "%(count)s have a target that equals their baseline",
        "count",
    ),
    "target_against_direction": ngettext_lazy(
        "%(count)s has a target on the wrong side of its baseline",
        "%(count)s have a target on the wrong side of their baseline",
        "count",
    ),
}

RATED = tuple(code for code in CODES if code != "not_rated")
# What moved away from its target comes first, what reached it last: the order in which a reader wants to be told.
BY_CONCERN = (
    "regressed",
    "not_achieved",
    "not_maintained",
    "no_progress",
    "behind",
    "partly_achieved",
    "on_track",
    "maintained",
    "achieved",
)

assert set(RATINGS) == set(COUNTED_RATINGS) == set(CODES)
assert set(RATING_SENTENCES) == set(RATED) == set(BY_CONCERN)
assert set(REASONS_NOT_RATED) == set(SHORT_REASONS) == set(COUNTED_REASONS) == set(REASONS)
