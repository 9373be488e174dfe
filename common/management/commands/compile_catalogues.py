"""Compile the translation catalogues that have changed, without the gettext programs that Django's command needs."""

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.core.management.base import BaseCommand


def compile_catalogue(source: Path) -> bool:
    """Write the .mo beside the .po `source` where it is missing or older; whether it was written."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parent.parent.name)
    partial = target.with_suffix(f".{id(catalogue)}.partial")
    with partial.open("wb") as file:
        write_mo(file, catalogue)
    partial.replace(target)  # at once, so that nobody reads half a file
    return True


class Command(BaseCommand):
    help = "Compile the translation catalogues (locale/*/LC_MESSAGES/*.po) that have changed."

    def handle(self, *args: Any, **options: Any) -> None:
        sources = [source for folder in settings.LOCALE_PATHS for source in Path(folder).glob("*/LC_MESSAGES/*.po")]
        written = [source for source in sorted(sources) if compile_catalogue(source)]
        for source in written:
            self.stdout.write(f"Compiled {source}.")
