"""Make an administrator's account: the first one, who then gives everybody else theirs at /admin/."""

import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from accounts.actions import create_user, grant_membership
from accounts.models import User
from accounts.roles import Role
from common.refusals import Invalid


class Command(BaseCommand):
    help = "Make an account with the role administrator. Asks for its password, or reads it from standard input."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="the person's name")

    def handle(self, *args: Any, email: str, name: str, **options: Any) -> None:
        password = getpass.getpass("Password: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
        try:
            validate_password(password, User(email=email, name=name))
            with transaction.atomic():
                user = create_user(email, name=name, password=password, by=None)
                grant_membership(user, Role.ADMINISTRATOR, by=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        except Invalid as error:
            raise CommandError(" ".join(map(str, error.sentences))) from error
        self.stdout.write(f"{user.email} can sign in, and make other people's accounts at /admin/.")
