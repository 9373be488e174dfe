"""Load the shipped regions, country teams and countries into a database that has none."""

from typing import Any

from django.core.management.base import BaseCommand

from countries.loading import load_countries
from countries.models import Country, CountryTeam


class Command(BaseCommand):
    help = "Load the shipped regions, country teams, countries and groups into a database without countries."

    def handle(self, *args: Any, **options: Any) -> None:
        loaded = load_countries()
        self.stdout.write(
            f"{Country.objects.count()} countries and territories, {CountryTeam.objects.count()} country teams"
            + ("." if loaded else ": there already; nothing changed.")
        )
