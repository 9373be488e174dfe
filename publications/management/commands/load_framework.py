"""Load a framework and the values that its document reports; the first one is published as release 1."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.yaml_files import FileRefused
from indicators.facts import load_facts
from indicators.finance_rules import load_finance_rules
from indicators.loading import load_framework
from indicators.rules import load_rules
from publications.actions import publish_release
from publications.models import Release
from surveys.loading import load_questions


class Command(BaseCommand):
    help = (
        "Load a framework file (YAML), and reporting_years.yaml, reported_values.yaml and facts.yaml beside it. In a "
        "database without releases what was loaded becomes release 1. Loading the same files twice changes nothing; "
        "facts that their file corrects are corrected, and the activity says so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            framework = load_framework(file)
            facts = file.with_name("facts.yaml")
            added = load_facts(facts) if facts.exists() else 0  # before the release, which copies them
        except FileRefused as error:
            raise CommandError(str(error)) from error
        if added:
            self.stdout.write(f"{facts}: {added} rows added or corrected.")
        if framework is None:
            self.stdout.write(f"{file}: loaded already; nothing changed.")
            return
        load_questions()
        load_rules()  # before the release, which says how each figure comes about
        load_finance_rules()
        self.stdout.write(f"Framework {framework.code}: {framework.indicators.count()} indicators loaded from {file}.")
        if not Release.objects.standing().exists():
            release = publish_release(
                f"The framework as adopted, with the values that {framework.document} itself reports.",
                by=None,
                title=framework.document,
                due_year=framework.first_year - 1,
                from_source=True,
            )
            self.stdout.write(f"Published as release {release.number}, “{release.title}”.")
