"""The shipped questionnaires, prepared for a reporting year and opened."""

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from common.days import read_day
from common.refusals import Refusal
from common.yaml_files import FileRefused
from surveys.loading import prepare_questionnaire, read_questionnaires
from surveys.opening import open_questionnaire


def _day(text: str) -> date:
    day = read_day(text)
    if day is None:
        raise ArgumentTypeError(f"{text} is not a day such as 2025-11-30")
    return day


class Command(BaseCommand):
    help = "Prepare the shipped questionnaires for a reporting year, and open them: every respondent gets a submission."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("year", type=int)
        parser.add_argument("--deadline", type=_day, help="the last day, instead of 30 November of that year")

    def handle(self, *args: Any, year: int, deadline: date | None, **options: Any) -> None:
        try:
            with transaction.atomic():
                for respondent, content in read_questionnaires().items():
                    prepared = prepare_questionnaire(content, year, by=None, deadline=deadline)
                    opened = open_questionnaire(prepared, by=None, seen=prepared.version)
                    self.stdout.write(f"{respondent.label}: {opened.submissions.count()} are to answer")
        except Refusal as refusal:
            raise CommandError(" ".join(map(str, refusal.sentences))) from refusal
        except FileRefused as refused:
            raise CommandError(str(refused)) from refused
