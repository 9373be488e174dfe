"""The worked rating: every step of the progress rule as a question, its sum and its answer."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from common.numbers import MAX_DECIMALS, canonical, format_number, quantize
from common.translated import reader_language
from indicators import progress
from indicators.measures import Measure, share_shown


@dataclass(frozen=True, slots=True)
class WorkedStep:
    """A question of the rule, the sum that answers it (in figures alone), and the answer in a sentence."""

    question: str
    sum: str
    answer: str

    @property
    def unbroken(self) -> str:
        """The sum, which lines break only before an equals sign and before what it is divided by."""
        whole = self.sum.replace(" ", "\u00a0")
        for sign in ("=", "≈", "÷"):
            whole = whole.replace(f"\u00a0{sign}", f" {sign}")
        return whole


@dataclass(frozen=True, slots=True)
class Working:
    """The steps that led to a rating, in their order, and the rating that they lead to."""

    steps: list[WorkedStep]
    rating: progress.Rating

    @property
    def covered(self) -> str:
        """The share of the way that was covered: 29%; "" where there is no way to measure."""
        return share_shown(progress.share_text(self.rating.p))

    @property
    def due(self) -> str:
        """The share of the way that was due: 20%; "" where there is no way to measure."""
        return share_shown(progress.share_text(self.rating.e))


def explain(rating: progress.Rating, measure: Measure) -> Working:
    """The steps of a rating in figures and sentences."""
    return Working([_EXPLAINED[step.kind](step, rating, measure) for step in rating.steps], rating)


def _reaches_target(step: progress.Step, rating: progress.Rating, measure: Measure) -> WorkedStep:
    value, target = _given(step, "value"), _given(step, "target")
    sign = "=" if value == target else "<" if value < target else ">"
    words = {"value": measure.prose(value), "target": measure.prose(target)}
    if step.result:
        answer = _("Yes: %(value)s is at the target of %(target)s or past it.") % words
    else:
        answer = _("No: %(value)s has not reached the target of %(target)s.") % words
    return WorkedStep(
        _("Has the target been reached?"), f"{_number(value, measure)} {sign} {_number(target, measure)}", answer
    )


def _distance_covered(step: progress.Step, rating: progress.Rating, measure: Measure) -> WorkedStep:
    value, baseline, target = (_given(step, name) for name in ("value", "baseline", "target"))
    share = {"share": share_shown(progress.share_text(Fraction(step.result)))}
    if step.result < 0:
        answer = _("It has moved away from the target: %(share)s of the way from the baseline.") % share
    elif step.result == 0:
        answer = _("None of it: the value stands at its baseline.")
    else:
        answer = _("%(share)s of the way from the baseline to the target.") % share
    question = _("How much of the way from the baseline to the target has been covered?")
    return WorkedStep(question, _quotient(value, baseline, target, step.result, measure), answer)


def _share_due_by_years(step: progress.Step, rating: progress.Rating, measure: Measure) -> WorkedStep:
    year, start, end = (int(step.numbers[name]) for name in ("year", "baseline_year", "target_year"))
    question = _("How much of it was due by %(year)s, at an even pace?") % {"year": year}
    if end <= start:
        return WorkedStep(question, "1", _("All of it: the target was for the baseline year or before."))
    top, bottom, share = _figure(Decimal(year - start)), _figure(Decimal(end - start)), _share(Fraction(step.result))
    sum_ = f"({year} − {start}) ÷ ({end} − {start}) = {top} ÷ {bottom} {share}"
    return WorkedStep(question, sum_, _due_answer(step, rating, measure))


def _share_due_by_milestone(step: progress.Step, rating: progress.Rating, measure: Measure) -> WorkedStep:
    milestone, baseline, target = (_given(step, name) for name in ("milestone", "baseline", "target"))
    question = _("How much of it was due by %(year)s, by the milestone of %(milestone)s?") % {
        "year": rating.year,
        "milestone": measure.prose(milestone),
    }
    return WorkedStep(
        question, _quotient(milestone, baseline, target, step.result, measure), _due_answer(step, rating, measure)
    )


def _due_answer(step: progress.Step, rating: progress.Rating, measure: Measure) -> str:
    """The share that was due, and the value that would have been at it."""
    words = {"share": share_shown(progress.share_text(Fraction(step.result)))}
    if rating.expected is None:
        return _("%(share)s of the way was due.") % words
    words["expected"] = measure.prose(quantize(rating.expected, measure.decimals))
    return _("%(share)s of the way was due, which is a value of %(expected)s.") % words


def _on_track_from(step: progress.Step, rating: progress.Rating, measure: Measure) -> WorkedStep:
    share, due, enough = (Fraction(number) for number in (*step.numbers.values(), step.result))
    covered = Fraction(rating.p or 0)
    words = {"covered": _share(covered).lstrip("=≈ "), "needed": _share(enough).lstrip("=≈ ")}
    if covered >= enough:
        answer = _("%(covered)s is at least %(needed)s: it is on track.") % words
    else:
        answer = _("%(covered)s is less than %(needed)s: it is behind.") % words
    question = _("From which share is it on track?")
    left, right = (_share(number).lstrip("=≈ ") for number in (share, due))
    return WorkedStep(question, f"{left} × {right} {_share(enough)}", answer)


def _partly_achieved_from(step: progress.Step, rating: progress.Rating, measure: Measure) -> WorkedStep:
    half, covered = Fraction(step.result), Fraction(rating.p or 0)
    sign = "≥" if covered >= half else "<"
    if covered >= half:
        answer = _("Yes: at least half of the way was covered by the target year.")
    else:
        answer = _("No: less than half of the way was covered by the target year.")
    figures = [_share(number).lstrip("=≈ ") for number in (covered, half)]
    return WorkedStep(_("Was at least half of the way covered?"), f"{figures[0]} {sign} {figures[1]}", answer)


_EXPLAINED: dict[str, Callable[[progress.Step, progress.Rating, Measure], WorkedStep]] = {
    "reaches_target": _reaches_target,
    "distance_covered": _distance_covered,
    "share_due_by_years": _share_due_by_years,
    "share_due_by_milestone": _share_due_by_milestone,
    "on_track_from": _on_track_from,
    "partly_achieved_from": _partly_achieved_from,
}


# --- Figures of a sum -----------------------------------------------------------------------------------------


def _given(step: progress.Step, name: str) -> Decimal:
    """A value of the step; the progress rule gives values as decimals, shares as fractions, years as integers."""
    return Decimal(canonical(quantize(Fraction(step.numbers[name]), MAX_DECIMALS)))


def _figure(value: Decimal) -> str:
    """A number of a sum, with a true minus sign: −1.25."""
    return format_number(value, reader_language()).replace("-", "−")


def _share(share: Fraction) -> str:
    """An equals sign and the share; about equal where four decimals do not give it exactly."""
    shown = quantize(share, 4)
    return f"{'=' if Fraction(shown) == share else '≈'} {_figure(Decimal(canonical(shown)))}"


def _number(value: Decimal, measure: Measure) -> str:
    """A value of a sum: bare, but sums of money in their words, which are shorter and as exact."""
    return measure.shown(value).replace("-", "−") if measure.unit == "usd" else _figure(value)


def _operand(value: Decimal, measure: Measure) -> str:
    """A number after a sign of its own: a negative one stands in brackets."""
    return f"({_number(value, measure)})" if value < 0 else _number(value, measure)


def _quotient(point: Decimal, start: Decimal, end: Decimal, result: Fraction | bool, measure: Measure) -> str:
    """(81 − 86) ÷ (90 − 86) = (−5) ÷ 4 = −1.25"""
    a, b, c = (_operand(number, measure) for number in (point, start, end))
    top, bottom = _operand(point - start, measure), _operand(end - start, measure)
    return f"({a} − {b}) ÷ ({c} − {b}) = {top} ÷ {bottom} {_share(Fraction(result))}"
