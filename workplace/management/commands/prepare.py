"""Everything that has to be there before the server starts; run again, it changes nothing, in seconds."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from accounts.actions import declare_production
from accounts.installation import is_demonstration, refuse_wrong_database
from frameworks.models import Framework
from indicators.facts import load_facts
from indicators.finance_rules import load_finance_rules
from indicators.loading import add_later_translations
from workplace.demonstration import create_demonstration, invent_records_and_answers

FRAMEWORK_FILE = settings.BASE_DIR / "frameworks" / "data" / "e-2022-54" / "framework.yaml"


class Command(BaseCommand):
    help = (
        "Migrate, load the shipped countries, trust-fund tables and framework, in a demonstration make its accounts "
        "and fill it; compile catalogues, collect static files."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--database-only", action="store_true", help="leave catalogues and static files alone")
        parser.add_argument(
            "--without-invented-data", action="store_true", help="make a demonstration without records and answers"
        )

    def handle(self, *args: Any, database_only: bool, without_invented_data: bool, **options: Any) -> None:
        refuse_wrong_database()  # before anything is changed in it
        call_command("migrate", interactive=False, verbosity=0)
        call_command("load_countries", stdout=self.stdout)
        call_command("load_finance", stdout=self.stdout)  # before the first release, which holds its tables
        if not Framework.objects.exists():
            call_command("load_framework", str(FRAMEWORK_FILE), stdout=self.stdout)
        else:
            add_later_translations(FRAMEWORK_FILE)  # of a framework that was loaded before there were any
        load_finance_rules()  # also into a database that was filled before there were any
        load_facts(FRAMEWORK_FILE.with_name("facts.yaml"))  # the same
        if not database_only:
            call_command("messages", "--compile")
            call_command("collectstatic", interactive=False, verbosity=0)
        if settings.DEMONSTRATION:
            self._prepare_demonstration(settings.VAR_DIR / "demo-accounts.txt", invent=not without_invented_data)
        else:
            declare_production(by=None)

    def _prepare_demonstration(self, accounts_file: Path, *, invent: bool) -> None:
        if not is_demonstration():
            with transaction.atomic():  # filled at once, or not a demonstration yet
                create_demonstration(accounts_file)
                if invent:
                    invent_records_and_answers()
        self.stdout.write(f"\nDemonstration accounts ({accounts_file}):")
        self.stdout.write(accounts_file.read_text() if accounts_file.exists() else "The file is gone.")
