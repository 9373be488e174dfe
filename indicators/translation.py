"""Which texts of this app have a column for each of the six UN languages."""

from modeltranslation.translator import TranslationOptions, register

from indicators.models import FactSource, Indicator, LookAlike, Milestone, ReportedFact, Series


@register(Indicator)
class IndicatorTranslation(TranslationOptions):
    fields = ("title", "note", "applies_to", "collected_from")


@register(Series)
class SeriesTranslation(TranslationOptions):
    fields = ("title", "baseline_note", "target_note")


@register(Milestone)
class MilestoneTranslation(TranslationOptions):
    fields = ("note",)


@register(FactSource)
class FactSourceTranslation(TranslationOptions):
    fields = ("title",)


@register(ReportedFact)
class ReportedFactTranslation(TranslationOptions):
    fields = ("title",)


@register(LookAlike)
class LookAlikeTranslation(TranslationOptions):
    fields = ("title", "difference")
