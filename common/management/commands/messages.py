"""The interface's words in other languages: update the catalogues, check them, or compile them for Django."""

from pathlib import Path
from typing import Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.catalogues import (
    compile_catalogue,
    faults,
    read_catalogue,
    updated,
    words_of_sources,
    write_catalogue,
)

# Where Django and the packages keep their own words for a language that we call by the United Nations' code.
PACKAGES_CODES = {"zh": "zh_Hans"}


def catalogue_path(language: str) -> Path:
    """Where the catalogue of a language is kept, for people to write in."""
    return settings.LOCALE_PATHS[0] / language / "LC_MESSAGES" / "django.po"


def package_catalogues(language: str) -> list[Path]:
    """The compiled catalogues that Django's own applications and the packages bring for a language."""
    roots = [Path(app.path) for app in apps.get_app_configs()] + [Path(django.__file__).parent / "conf"]
    paths = (root / "locale" / PACKAGES_CODES.get(language, language) / "LC_MESSAGES/django.mo" for root in roots)
    return [path for path in paths if path.exists()]


class Command(BaseCommand):
    help = "Put the sources' English words into the catalogues of the other languages, empty where they are new."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        instead = parser.add_mutually_exclusive_group()
        instead.add_argument("--check", action="store_true", help="change nothing; exit 1 and name what is not right")
        instead.add_argument("--compile", action="store_true", help="write the form that Django reads (django.mo)")

    def handle(self, *args: Any, check: bool, compile: bool, **options: Any) -> None:
        languages = [code for code, _name in settings.LANGUAGES if code != settings.LANGUAGE_CODE]
        if compile:
            for language in languages:
                compile_catalogue(catalogue_path(language), language, package_catalogues(language))
            return
        found = words_of_sources(settings.BASE_DIR)
        wrong = 0
        for language in languages:
            path = catalogue_path(language)
            catalogue = read_catalogue(path, language)
            if not check:
                catalogue = updated(catalogue, found)
                write_catalogue(catalogue, path)
            for fault in faults(catalogue, found):
                wrong += 1
                self.stdout.write(f"{language}: {fault}")
        if check and wrong:
            raise CommandError(f"{wrong} messages are not right; write them into {catalogue_path('*')}.")
