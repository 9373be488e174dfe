"""The usual way, for comparison: the message is taken off, and then the work is done; no row, no lease, no fence."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.models import User
from accounts.roles import Role
from tests.long_work.tasks import counted, import_all


class Command(BaseCommand):
    help = "Take the message in a file off, acknowledging it by that, and import what it holds."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("message", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        message: Path = options["message"]
        if not message.exists():
            return
        content = message.read_bytes()
        message.unlink()
        with counted() as statements:
            import_all(content, User.objects.get(memberships__role=Role.FINANCE_OFFICER), last=statements.pass_by)
            statements.pass_by()
