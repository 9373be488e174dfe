"""Work off jobs, as a Celery worker does, without a broker."""

import signal
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.installation import refuse_wrong_database
from jobs.hosting import Host
from jobs.working import work_off


class Command(BaseCommand):
    help = "Work off jobs until Ctrl-C or SIGTERM; with --once, those that wait now."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when none waits any more")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_wrong_database()
        if options["once"]:
            self.stdout.write(f"{work_off()} jobs taken up.")
            return
        host = Host(expendable=True)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: host.end())
        host.run()
