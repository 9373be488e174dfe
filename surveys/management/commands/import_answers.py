"""Answers of a survey that was not held here, out of a CSV or XLSX file."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from common.spreadsheets import MAX_BYTES
from surveys.choices import Respondent
from surveys.imports import COLUMNS, AnswersRefused, import_answers


class Command(BaseCommand):
    help = f"Import answers from a file with the columns {', '.join(COLUMNS)}: all of its rows, or none."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="CSV in UTF-8, or XLSX")
        parser.add_argument("--year", type=int, required=True)
        parser.add_argument("--respondent", choices=Respondent.values, required=True)
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the custodian who enters them")
        parser.add_argument("--dry-run", action="store_true", help="try everything, keep nothing")

    def handle(
        self, *args: Any, file: Path, year: int, respondent: str, by: str, dry_run: bool, **options: Any
    ) -> None:
        person = User.objects.filter(email=by, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active account {by}.")
        try:
            with file.open("rb") as opened:
                content = opened.read(MAX_BYTES + 1)
            imported = import_answers(
                content,
                year=year,
                respondent=respondent,
                by=person,
                is_workbook=file.suffix.lower() == ".xlsx",
                dry_run=dry_run,
            )
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}") from error
        except AnswersRefused as refused:
            raise CommandError(f"Nothing was imported.\n{refused}") from refused
        kept = "would change" if dry_run else "changed"
        self.stdout.write(f"{imported.rows} rows: {imported.changed} {kept}, the others say what is there already.")
