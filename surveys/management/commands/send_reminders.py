"""manage.py send_reminders: write the mails of rounds that are due today, and send what waits."""

from typing import Any

from django.core.management.base import BaseCommand

from surveys.choices import MailState
from surveys.mailing import send_mails, sends_mail, write_mails


class Command(BaseCommand):
    """Run it as often as you like, and as many at once: nobody gets a mail twice."""

    help = "Write the mails of rounds that are due today, and send what waits."

    def handle(self, *args: Any, **options: Any) -> None:
        written = write_mails()
        counts = send_mails()
        self.stdout.write(f"{written} written")
        for state in MailState:
            if counts[state]:
                self.stdout.write(f"{counts[state]} {state.value}")
        if not sends_mail():
            self.stdout.write("This installation sends no mail: EMAIL_URL is not set.")
