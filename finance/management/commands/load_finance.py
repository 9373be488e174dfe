"""The shipped trust-fund data, into an empty database."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from common.yaml_files import FileRefused
from finance.loading import load_finance
from finance.models import Contributor


class Command(BaseCommand):
    help = "Load the tables of annex I to E/2022/54 and the Member States; loaded again, nothing changes."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            report = load_finance()
        except FileRefused as error:
            raise CommandError(str(error)) from error
        if report is None:
            self.stdout.write("Trust fund: loaded already; nothing changed.")
            return
        states = Contributor.objects.count()
        self.stdout.write(f"Trust fund: {report.items.count()} items of {report}, {states} Member States.")
