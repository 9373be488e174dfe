"""Which texts of this app have a column for each of the six UN languages."""

from modeltranslation.translator import TranslationOptions, register

from surveys.models import Questionnaire, QuestionVersion, Section


@register(QuestionVersion)
class QuestionVersionTranslation(TranslationOptions):
    fields = ("text", "help")


@register(Questionnaire)
class QuestionnaireTranslation(TranslationOptions):
    fields = ("title", "introduction")


@register(Section)
class SectionTranslation(TranslationOptions):
    fields = ("title",)
