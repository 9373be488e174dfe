"""Which texts of this app have a column for each of the six UN languages."""

from modeltranslation.translator import TranslationOptions, register

from finance.models import Component, Contributor, Fact, Footnote


@register(Component)
class ComponentTranslation(TranslationOptions):
    fields = ("title",)


@register(Footnote)
class FootnoteTranslation(TranslationOptions):
    fields = ("text",)


@register(Fact)
class FactTranslation(TranslationOptions):
    fields = ("title",)


@register(Contributor)
class ContributorTranslation(TranslationOptions):
    fields = ("name",)
