"""Computed figures counted again: which no longer say what the answers say."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from indicators.recomputing import changed_figures


class Command(BaseCommand):
    help = "List every computed figure whose source has changed since it was validated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="fail if there is one")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        changed = changed_figures()
        for row in changed:
            was, now = (value or "not available" for value in row.values)
            explained = f"; explained: {row.explanation.sentence}" if row.explanation else ""
            self.stdout.write(f"{row.figure.observation.key}: validated {was}, now {now}{explained}")
        self.stdout.write(f"{len(changed)} of the computed figures have another source now.")
        if check and changed:
            raise CommandError("Validate these figures again, or explain each difference.")
