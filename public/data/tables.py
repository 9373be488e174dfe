"""Every table of a release, by name; whoever makes a new one adds it to its module's list."""

from django.http import Http404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from public.data.behind_tables import BEHIND_TABLES
from public.data.columns import Table
from public.data.country_tables import COUNTRY_TABLES
from public.data.fact_tables import FACT_TABLES
from public.data.framework_tables import FRAMEWORK_TABLES
from public.data.fund_tables import FUND_TABLES
from public.data.release_tables import RELEASE_TABLES
from public.data.survey_tables import SURVEY_TABLES

# (heading, tables) in the order in which pages list them
SECTIONS: tuple[tuple[Promise, tuple[Table, ...]], ...] = (
    (_("Results"), FRAMEWORK_TABLES),
    (_("Behind the figures"), BEHIND_TABLES),
    (_("Countries, teams and who answered"), COUNTRY_TABLES),
    (_("Questionnaires"), SURVEY_TABLES),
    (_("Trust fund"), FUND_TABLES),
    (_("Further figures of the report"), FACT_TABLES),
    (_("Releases"), RELEASE_TABLES),
)
TABLES: dict[str, Table] = {table.name: table for _heading, tables in SECTIONS for table in tables}


def table_named(name: str) -> Table:
    """Raises Http404 where there is no such table."""
    table = TABLES.get(name)
    if table is None:
        raise Http404
    return table
