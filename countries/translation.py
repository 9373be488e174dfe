"""Which texts of this app have a column for each of the six UN languages."""

from modeltranslation.translator import TranslationOptions, register

from countries.models import Country, Region


@register(Region)
class RegionTranslation(TranslationOptions):
    fields = ("name",)


@register(Country)
class CountryTranslation(TranslationOptions):
    fields = ("name", "note")
