"""Times, with the real framework: `make bench`, or `python -m bench` for SQLite alone.

A new database is made for it, in a temporary folder or, with DATABASE_URL, on that server. Requests go through the
whole application (middleware, database, templates) but over no network. Each line gives the median and the slowest of
its runs in milliseconds, and the answer's size as a browser gets it; the numbers are this machine's, for comparing
two states of the code.
"""

import io
import os
import platform
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

RUNS, FIRST_RUNS = 15, 3
BROWSER = {"host": "127.0.0.1", "accept-encoding": "gzip, br"}
PUBLIC = (
    "/",
    "/framework/",
    "/zh/framework/",
    "/indicators/RCS-2022-2025/2.1.1-d/",
    "/indicators/RCS-2022-2025/2.1.1-d.svg",
    "/releases/",
    "/methodology/",
    "/countries/",
    "/ar/countries/?show=post",
    "/countries/coordinators/",
    "/countries/KEN/",
    "/indicators/RCS-2022-2025/2.1.1-a/2023/behind/",
    "/indicators/RCS-2022-2025/2.4.2-a/2023/behind/",
    "/indicators/RCS-2022-2025/3.1.1-b/2023/behind/",
    "/compare/",
    "/charts/compare/RCS-2022-2025/2.1.1-a/total/2023/region.png",
    "/reporting/?year=2023",
    "/surveys/",
    "/facts/",
    "/search/?q=youth",
    "/data/",
    "/data/observations.parquet",
    "/data/datapackage.zip",
    "/changes.atom",
    "/funding/",
    "/funding.xlsx",
    "/funding/tables/3/",
    "/funding/budget-and-expenditure/",
    "/funding/posts.svg",
    "/funding/streams/",
    "/funding/contributions/",
    "/funding/contributions/?year=2023",
    "/funding/contributors/demonstration-1/",
    "/api/v1/frameworks/RCS-2022-2025/",
    "/api/v1/indicators/",
    "/api/v1/observations/?limit=1000",
    "/api/v1/observations/?format=csv",
    *(f"/api/v1/finance/tables/{number}/?report=2022" for number in range(1, 6)),
    "/api/v1/finance/resources/",
    "/api/v1/finance/posts/",
    "/api/v1/finance/funding/",
    "/api/v1/finance/contributions/?limit=1000",
    "/api/v1/finance/reconciliation/",
)
SIGNED_IN = (
    ("office_editor", "/tasks/"),
    ("office_editor", "/tasks/2024/KEN/"),
    ("office_editor", "/tasks/2024/KEN/sections/analysis/"),
    ("office_editor", "/records/KEN/"),
    ("regional_team", "/review/answers/"),
    ("custodian", "/entry/2022/"),
    ("custodian", "/entry/2024/"),
    ("custodian", "/entry/2024/RCS-2022-2025/2.4.2-a/behind/"),
    ("validator", "/review/observations/"),
    ("finance_officer", "/finance/"),
    ("finance_officer", "/finance/entry/2022/"),
    ("finance_officer", "/finance/entry/2022/controls/"),
    ("finance_officer", "/finance/entry/2022.xlsx"),
    ("finance_officer", "/finance/contributions/"),
    ("finance_officer", "/finance/contributions.xlsx"),
    ("finance_officer", "/entry/2023/"),
    ("finance_officer", "/entry/2023/RCS-2022-2025/3.1.1-b/behind/"),
    ("validator", "/review/finance/"),
    ("validator", "/review/finance/?of=2022"),
    ("publisher", "/publish/"),
)
# Computed figures, taken and validated for 2023.
TAKEN = ("2.1.1-a/total", "2.4.2-a/civil-society", "2.1.1-d/total", "3.1.1-b/total")


def milliseconds(action: Callable[[], object]) -> float:
    start = time.perf_counter()
    action()
    return (time.perf_counter() - start) * 1000


def line(what: str, times: list[float], size: str = "") -> None:
    print(f"{what:<58} {statistics.median(times):>8.1f} {max(times):>8.1f} {size}".rstrip())


def measure(accounts_file: Path) -> None:
    # Imported here: Django has to be set up on the new database first.
    from django.contrib.auth import get_user_model
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from indicators.counting import compute
    from indicators.recomputing import changed_figures
    from tests.fund import gift, report_2023, validated_contributions
    from tests.live import Account
    from tests.work import People, bring_to_figure, entry, publish, take

    print(f"\n{connection.vendor}, Python {platform.python_version()}, {os.cpu_count()} cores")
    print(f"{'':<58} {'median':>8} {'slowest':>8} {'bytes':>9}")
    prepare = partial(call_command, "prepare", stdout=io.StringIO())
    line("migrate an empty database", [milliseconds(partial(call_command, "migrate", verbosity=0))])
    line("prepare: framework, accounts, invented answers, files", [milliseconds(prepare)])
    line("prepare again", [milliseconds(prepare)])

    rows = (text.split() for text in accounts_file.read_text().splitlines())
    people = People({role: Account(email, password) for email, password, role in rows})
    keys = [f"{indicator}/2022" for indicator in ("2.1.1-d/total", "3.1.1-a/total", "3.1.1-b/total")]
    entered = entry("70", note="Entered for measuring.")
    to_figure = [milliseconds(partial(bring_to_figure, key, entered, people)) for key in keys]
    line("enter, submit and validate one value", to_figure)
    gifts = [gift("demonstration-1", amount) for amount in ("1000", "2000", "3000")]
    line(
        "enter, submit and validate one contribution",
        [milliseconds(partial(validated_contributions, [one], people)) for one in gifts],
    )
    line("open a report of the trust fund", [milliseconds(partial(report_2023, people))])
    line("hold all reports against what they print", [milliseconds(reconcile) for _ in range(RUNS)])
    line("compute all figures of a year", [milliseconds(partial(compute, [2023])) for _ in range(RUNS)])
    line("take and validate a computed figure", [milliseconds(partial(take, f"{key}/2023", people)) for key in TAKEN])
    line("count all figures again", [milliseconds(changed_figures) for _ in range(RUNS)])
    line("publish a release", [milliseconds(partial(publish, people))])

    visitor = Client(headers=BROWSER)
    for path in PUBLIC:
        report(visitor, path, is_kept=not path.startswith("/api/"))
    for role, path in SIGNED_IN:
        client = Client(headers=BROWSER)
        user = get_user_model().objects.get(email=getattr(people, role).email)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        report(client, path)


def reconcile() -> None:
    """What `manage.py reconcile` does: every report, as entered and as validated."""
    from finance.reading import BASES
    from finance.reconciling import differences_of

    for read in BASES.values():
        for said in read().values():
            list(differences_of(said))


def report(client: Any, path: str, *, is_kept: bool = False) -> None:
    """A line for an address; where its answer is kept for the next reader, one more for the first who asks."""
    from common.kept import pages

    def ask() -> bytes:
        answer = client.get(path)
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}")
        return b"".join(answer)

    size = len(ask())
    if is_kept:
        first = []
        for _ in range(FIRST_RUNS):
            pages.clear()
            first.append(milliseconds(ask))
        line(f"{path} (first)", first)
    line(path, [milliseconds(ask) for _ in range(RUNS)], f"{size:>9}")


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="rcs-bench-") as folder:
        os.environ.update(RCS_DEMONSTRATION="1", RCS_VAR_DIR=folder, RCS_BUILD="bench", LOG_LEVEL="ERROR")
        os.environ["DJANGO_SETTINGS_MODULE"] = "rcsystem.settings"
        print(f"start: {milliseconds(set_up):.0f} ms to import the application")
        measure(Path(folder) / "demo-accounts.txt")


def set_up() -> None:
    import django

    django.setup()


if __name__ == "__main__":
    main()
