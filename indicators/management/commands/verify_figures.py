"""Recompute the hash of every figure; exits 1 and names each that was changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from indicators.figures import figure_faults
from indicators.models import Figure


class Command(BaseCommand):
    help = "Recompute the hashes of all figures and name every one that is not what was validated."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(figure_faults())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults in the figures")
        self.stdout.write(f"{Figure.objects.count()} figures, every one as it was written.")
