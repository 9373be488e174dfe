"""Which texts of this app have a column for each of the six UN languages."""

from modeltranslation.translator import TranslationOptions, register

from frameworks.models import Framework, Goal, Outcome, Output


@register(Framework)
class FrameworkTranslation(TranslationOptions):
    fields = ("title", "note")


@register([Goal, Outcome, Output])
class LevelTranslation(TranslationOptions):
    fields = ("title",)
