"""The scheduler: write the jobs that are due by now. Run several times at once, or days late, it writes each once."""

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import DatabaseError, close_old_connections, connection

from accounts.installation import refuse_wrong_database
from jobs.life import show_life
from jobs.schedules import tick


class Command(BaseCommand):
    help = "Write the jobs that are due, put back abandoned ones, and delete files whose days are over."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=int, metavar="SECONDS", help="do so again and again, until SIGTERM")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_wrong_database()
        if options["every"] is None:
            self._tick()
            return
        ended = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda _number, _frame: ended.set())
        while not ended.is_set():
            close_old_connections()
            show_life()
            try:
                self._tick()
            except DatabaseError as error:  # it may be starting anew; so does this, at the next turn
                self.stderr.write(f"The database was not reached: {error}")
                connection.close()
            ended.wait(options["every"])

    def _tick(self) -> None:
        done = tick()
        self.stdout.write(f"{done.asked} jobs asked for, {done.recovered} put back, {done.expired} files deleted.")
