"""Everything that has to be there before the server starts; run again, it changes nothing, in seconds."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand

from accounts.installation import is_demonstration, refuse_wrong_database
from accounts.models import User
from frameworks.models import Framework
from workplace.demonstration import create_demonstration

FRAMEWORK_FILE = settings.BASE_DIR / "frameworks" / "data" / "e-2022-54" / "framework.yaml"
ACCOUNTS_FILE = settings.VAR_DIR / "demo-accounts.txt"


class Command(BaseCommand):
    help = "Migrate, load the shipped countries and framework, and in a demonstration make its accounts."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", interactive=False, verbosity=0)
        refuse_wrong_database()
        call_command("load_countries", stdout=self.stdout)
        if not Framework.objects.exists():
            call_command("load_framework", str(FRAMEWORK_FILE), stdout=self.stdout)
        if settings.DEMONSTRATION:
            self._prepare_demonstration(ACCOUNTS_FILE)

    def _prepare_demonstration(self, accounts_file: Path) -> None:
        if not is_demonstration() and not User.objects.exists():
            create_demonstration(accounts_file)
        self.stdout.write(f"\nDemonstration accounts ({accounts_file}):")
        self.stdout.write(accounts_file.read_text() if accounts_file.exists() else "the file is gone")
