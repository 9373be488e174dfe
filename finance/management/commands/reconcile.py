"""What is printed against what the parts give."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from common.numbers import canonical
from finance.reading import BASES
from finance.reconciling import differences_of
from finance.tables import Difference


class Command(BaseCommand):
    help = (
        "Compare every printed subtotal, total, change and gap with the parts, as entered and as validated. Exits "
        "with 1 where a difference is more than rounding explains. Tables are in thousands of dollars or in posts, "
        "funding in millions of dollars."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        found: dict[Difference, list[str]] = {}
        for basis, read in BASES.items():
            for said in read().values():
                for difference in differences_of(said):
                    found.setdefault(difference, []).append(basis)
        for difference, bases in found.items():
            self.stdout.write(f"{_sentence(difference)} ({', '.join(bases)})")
        self.stdout.write(f"{len(found)} difference(s).")
        if found:
            sys.exit(1)


def _sentence(row: Difference) -> str:
    computed = "missing" if row.computed is None else canonical(row.computed)
    place = f"report {row.report}, table {row.table}, line {row.line}, {row.column}"
    return f"{place}: printed {canonical(row.printed)}, computed {computed}"
