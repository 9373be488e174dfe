"""Recompute the chain of the activity log; exits 1 and names each entry that does not fit."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from activity.models import Entry, Head
from activity.verification import chain_faults


class Command(BaseCommand):
    help = "Recompute the hashes of the activity log and name every entry that was changed, removed or put in."

    def handle(self, *args: Any, **options: Any) -> None:
        faults = list(chain_faults())
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults in the activity log")
        self.stdout.write(f"{Entry.objects.count()} entries, every one as it was written. {_end()}")


def _end() -> str:
    """The end of the chain, to be noted elsewhere: whoever rewrote the whole log could not bring it back."""
    head = Head.objects.get(pk=1)
    return f"The chain ends with {head.sequence} {head.hash}."
