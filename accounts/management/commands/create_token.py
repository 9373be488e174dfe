"""Make an API token for a person and print it once."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.actions import create_token
from accounts.models import User


class Command(BaseCommand):
    help = "Print a new API token for the person with this e-mail address; it is kept only as a hash."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        try:
            user = User.objects.get(email=email.strip().lower(), is_active=True)
        except User.DoesNotExist as error:
            raise CommandError(f"Nobody with the address {email} can sign in.") from error
        self.stdout.write(create_token(user, by=user))
