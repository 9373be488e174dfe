"""Recompute every release; exits 1 and names each document or row that was changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from publications.models import Release
from publications.verification import release_faults


class Command(BaseCommand):
    help = "Recompute the hashes of all releases and name everything that is not what was published."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(release_faults())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults in the releases")
        self.stdout.write(f"{Release.objects.count()} releases, every one as it was written.")
