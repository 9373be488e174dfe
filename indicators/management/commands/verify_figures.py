"""Recompute the hash of every figure, the trust fund's too; exits 1 and names each that was changed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from finance import figures as fund_figures
from finance.models import ContributionFigure, FundFigure
from indicators.figures import figure_faults
from indicators.models import Figure


class Command(BaseCommand):
    help = (
        "Recompute the hashes of all figures, of the trust fund's items and contributions too, and name every one "
        "that is not what was validated."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [*figure_faults(), *fund_figures.figure_faults()]
        for fault in faults:
            self.stderr.write(fault)
        if faults:
            raise CommandError(f"{len(faults)} faults in the figures")
        count = sum(model._default_manager.count() for model in (Figure, FundFigure, ContributionFigure))
        self.stdout.write(f"{count} figures, every one as it was written.")
