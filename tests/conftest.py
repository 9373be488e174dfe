"""What every test can ask for.

    db               the seeded database, in a transaction that is rolled back (usual; also as a mark)
    own_database     a copy of the seeded database to itself, for tests that commit or connect more than once
    module_database  a copy for a whole module: what its module-wide fixtures make there is met by each of its tests,
                     which ask for `db` all the same; people_of_module are the people for such fixtures
    empty_database   the same with tables alone, for tests of loading
    invented_database      the same with what a demonstration invents; made once for a run, when first asked for (10 s)
    one_invented_database  one for all tests of a module (that is named in TOGETHER), which only read
    accounts         the demonstration's people: accounts["custodian"] -> (email, password)
    signed_in        signed_in("custodian") -> a Django test client
    live_site        a served site on a database of its own: .url, .accounts; the test may look at the rows
    visit            visit(live_site.url, width=360, scheme="dark") -> a browser (tests/browser.py)

Django's own transactional tests empty the database afterwards, which our immutable rows refuse: asking for
one (`transactional_db`, `live_server`, `django_db(transaction=True)`) is an error that names own_database.
"""

import gc
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import call_command
from django.db import connections
from django.test import Client
from django.utils import translation
from playwright.sync_api import Browser
from pytest_django import DjangoDbBlocker
from xdist.scheduler.loadgroup import LoadGroupScheduling

from common.kept import pages
from tests.browser import Visit, find_chromium, running_chromium, visiting
from tests.databases import (
    Databases,
    PostgresDatabases,
    connected_to,
    copy_in_use,
    databases_of_run,
    make_invented,
    make_templates,
)
from tests.live import Account, LiveSite, serving
from tests.long_work.brokers import find_rabbitmq, find_redis
from tests.work import People

REFUSED_FIXTURES = {
    "transactional_db",
    "live_server",
    "django_db_reset_sequences",
    "django_db_serialized_rollback",
}
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "single")
OWN_DATABASE_FIXTURES = {"own_database", "empty_database", "invented_database", "live_site"}
# Run on both databases: what a database promises or decides (constraints, triggers, locks, sums, order, what it takes
# for a text or a number), loading, releases, the API that everybody reads, and the machines and the story, which go
# through every action in every state. What pages say, who may do what, how files are read and documents are shaped is
# the same on both: on PostgreSQL these modules, all tests that bear the mark same_on_both or use a browser, and all
# that ask for no database are left to `make assure`; on SQLite they are in the usual suite.
SAME_ON_BOTH = {
    "test_activity_page",
    "test_admin",
    "test_admin_tables",
    "test_amended_releases",
    "test_amendment_pages",
    "test_annex_one_api",
    "test_answer_actions",
    "test_answer_imports",
    "test_answer_pages",
    "test_answer_review",
    "test_api_entry",
    "test_api_finance_entry",
    "test_api_schema",
    "test_api_submissions",
    "test_architecture",
    "test_behind_entry",
    "test_behind_public",
    "test_catalogues",
    "test_charts",
    "test_charts_of_money",
    "test_comments",
    "test_compare",
    "test_contribution_imports",
    "test_contribution_pages",
    "test_country_pages",
    "test_country_tiles",
    "test_country_team_story",
    "test_custodianships",
    "test_data_browser",
    "test_data_tables",
    "test_definitions",
    "test_delegation",
    "test_demonstration_data",
    "test_disclosure",
    "test_disclosure_public",
    "test_docs",
    "test_embargo",
    "test_entry_page",
    "test_error_pages",
    "test_evidence",
    "test_facts",
    "test_feeds",
    "test_figures_from_finance",
    "test_finance_admin",
    "test_finance_entry",
    "test_finance_home",
    "test_finance_items",
    "test_finance_public_api",
    "test_finance_review",
    "test_finance_tables",
    "test_finance_workbook",
    "test_frozen_releases",
    "test_funding_exports",
    "test_funding_pages",
    "test_glossary",
    "test_indicator_page",
    "test_isolation",
    "test_job_browser",
    "test_job_pages",
    "test_jobs_broker",
    "test_lineage_pages",
    "test_lineage_public",
    "test_look",
    "test_mapped_answers",
    "test_mapped_records",
    "test_navigation",
    "test_observations",
    "test_paste",
    "test_people_of_the_office",
    "test_permission_matrix",
    "test_pictures",
    "test_private_pages",
    "test_public_addresses",
    "test_public_exports",
    "test_public_pages",
    "test_public_releases",
    "test_publish_page",
    "test_query_counts",
    "test_query_counts_of_answers",
    "test_questionnaires",
    "test_record_api",
    "test_record_boards",
    "test_record_pages",
    "test_reminders",
    "test_reopening",
    "test_reporting_pages",
    "test_review_page",
    "test_round_changes",
    "test_round_matrix",
    "test_rounds",
    "test_series_workbook",
    "test_settings",
    "test_slippage",
    "test_survey_documents",
    "test_survey_pages",
    "test_tasks_of_the_fund",
    "test_tasks_page",
    "test_translations",
    "test_trust_fund_story",
    "test_veiled_answers",
    "test_what_if",
    "test_workbook_of_answers",
    "test_workbook_of_answers_refused",
    "test_year_story",
}
# Modules whose tests share what takes long to make, or the whole machine: one worker runs all of each.
TOGETHER = {
    "test_admin_tables",
    "test_demonstration_data",
    "test_deployment_commands",
    "test_every_page",
    "test_isolation",
    "test_permission_matrix",
    "test_pictures",
    "test_query_counts",
}


# --- The run ---------------------------------------------------------------------------------------


def programs() -> dict[str, tuple[str, str | None]]:
    """What some tests need besides Python, by their mark: its name, and where it is on this machine if it is."""
    return {
        "browser": ("Chromium", find_chromium()),
        "proxy": ("nginx", shutil.which("nginx")),
        "rabbitmq": ("RabbitMQ", find_rabbitmq()),
        "redis": ("Redis", find_redis()),
    }


@pytest.hookimpl(trylast=True)
def pytest_configure() -> None:
    call_command("messages", "--compile")
    os.environ.setdefault("TEST_RUN", uuid4().hex[:12])  # set before the workers start, so that they share it


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if _on_sqlite():
        elsewhere = [item for item in items if item.get_closest_marker("production")]
        config.hook.pytest_deselected(items=elsewhere)
        items[:] = [item for item in items if item not in elsewhere]
    missing = {name for name, (_, program) in programs().items() if program is None}
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        mark = item.get_closest_marker("django_db")
        if fixtures & REFUSED_FIXTURES or (mark and mark.kwargs.get("transaction")):
            raise pytest.UsageError(f"{item.nodeid}: rows here refuse to be emptied; use own_database or live_site")
        if fixtures & OWN_DATABASE_FIXTURES and (mark or "db" in fixtures):
            raise pytest.UsageError(f"{item.nodeid}: asks for a transaction and for a database of its own; choose one")
        if "visit" in fixtures:
            item.add_marker(pytest.mark.browser)
        asks_for_none = not (mark or fixtures & {"db", "databases"} or item.get_closest_marker("production"))
        same = item.get_closest_marker("browser") or item.get_closest_marker("same_on_both")
        if (same or asks_for_none or item.path.stem in SAME_ON_BOTH) and not _on_sqlite():
            item.add_marker(pytest.mark.assure)
        for name in missing & {mark.name for mark in item.iter_markers()}:
            item.add_marker(pytest.mark.skip(reason=f"no {programs()[name][0]} was found"))


def pytest_collection_finish() -> None:
    """What is imported by now stays; looking through it for garbage again and again took an eighth of all time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    is_worker = hasattr(session.config, "workerinput")
    databases = databases_of_run(connections.settings["default"], Path(), os.environ["TEST_RUN"])
    if not is_worker and isinstance(databases, PostgresDatabases):
        databases.drop_all()


class KeptTogether(LoadGroupScheduling):
    """Hands out test by test, but the tests of TOGETHER module by module.

    In the place of the mark `xdist_group`, which pytest 9.2 passes over without a word.
    """

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return module if Path(module).stem in TOGETHER else nodeid

    def _pending_of(self, workload: dict[str, dict[str, bool]]) -> int:
        """Forgets what is done; it would be counted again after each of thousands of tests."""
        for scope in [scope for scope, tests in workload.items() if all(tests.values())]:
            del workload[scope]
        return super()._pending_of(workload)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadGroupScheduling | None:
    return KeptTogether(config, log) if config.getvalue("dist") == "loadgroup" else None


def _on_sqlite() -> bool:
    return bool(connections.settings["default"]["ENGINE"].endswith("sqlite3"))


def _database_in_words() -> str:
    return f"SQLite {sqlite3.sqlite_version}" if _on_sqlite() else "PostgreSQL"


def pytest_report_header() -> str:
    found = ", ".join(f"{name}: {program or 'none'}" for name, program in programs().values())
    return f"database: {_database_in_words()}, {found}"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    passed = len(terminalreporter.stats.get("passed", []))
    terminalreporter.write_line(f"{passed} tests passed on {_database_in_words()}.")
    skipped = {str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])}
    for mark, (name, program) in programs().items():
        if program is None and any(f"no {name} was found" in reason for reason in skipped):
            line = f"The {mark} tests did NOT run: no {name} was found."
            terminalreporter.write_line(line, yellow=True, bold=True)


@pytest.fixture(autouse=True)
def fresh_process() -> None:
    """No test meets the cache or the language that another one left behind."""
    cache.clear()
    pages.clear()
    translation.activate("en")


# --- Databases -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of this run share."""
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if "PYTEST_XDIST_WORKER" in os.environ else folder


@pytest.fixture(scope="session")
def databases(run_folder: Path) -> Databases:
    return databases_of_run(connections.settings["default"], run_folder, os.environ["TEST_RUN"])


@pytest.fixture(scope="session")
def django_db_setup(
    databases: Databases,
    run_folder: Path,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[None]:
    """Replaces pytest-django's: this worker's database is a copy of the seeded template."""
    with django_db_blocker.unblock():
        settings.VAR_DIR = run_folder
        make_templates(databases, run_folder)
        databases.copy("seeded", WORKER)
        with connected_to(databases.name(WORKER)):
            yield
        databases.drop(WORKER)


@pytest.fixture
def own_database(databases: Databases, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), copy_in_use(databases, "seeded"):
        yield


@pytest.fixture(scope="module")
def module_database(databases: Databases, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    cache.clear()
    pages.clear()
    translation.activate("en")
    with django_db_blocker.unblock(), copy_in_use(databases, "seeded"):
        yield


@pytest.fixture
def empty_database(databases: Databases, django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    with django_db_blocker.unblock(), copy_in_use(databases, "migrated"):
        yield


@contextmanager
def _invented_copy(databases: Databases, folder: Path, blocker: DjangoDbBlocker) -> Iterator[None]:
    with blocker.unblock():
        make_invented(databases, folder)
        with copy_in_use(databases, "invented"):
            yield


@pytest.fixture
def invented_database(
    databases: Databases, run_folder: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    with _invented_copy(databases, run_folder, django_db_blocker):
        yield


@pytest.fixture(scope="module")
def one_invented_database(
    databases: Databases, run_folder: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[None]:
    with _invented_copy(databases, run_folder, django_db_blocker):
        yield


# --- People ----------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def accounts(django_db_setup: None, run_folder: Path) -> Mapping[str, Account]:
    """The demonstration's accounts by role, as the file says that `make run` leaves for people."""
    lines = (run_folder / "demo-accounts.txt").read_text().splitlines()
    rows = (line.split() for line in lines if line.strip() and not line.startswith("#"))
    return {role: Account(email, password) for email, password, role in rows}


@pytest.fixture
def people(accounts: Mapping[str, Account]) -> People:
    """The same people as rows: people.custodian; ask for `db` or `own_database` too."""
    return People(accounts)


@pytest.fixture(scope="module")
def people_of_module(module_database: None, accounts: Mapping[str, Account]) -> People:
    return People(accounts)


@pytest.fixture
def signed_in(accounts: Mapping[str, Account]) -> Callable[[str], Client]:
    """A client signed in as the demonstration's holder of a role; ask for `db` or `own_database` too."""

    def sign_in(role: str) -> Client:
        client = Client()
        user = get_user_model().objects.get(email=accounts[role].email)
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


# --- Servers and browsers --------------------------------------------------------------------------


@pytest.fixture
def live_site(own_database: None, accounts: Mapping[str, Account]) -> Iterator[LiveSite]:
    with serving() as url:
        yield LiveSite(url, accounts)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    executable = find_chromium()
    assert executable, "tests that use a browser are skipped where there is none"
    # Playwright keeps an event loop in this thread; Django would take our queries for a coroutine's.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with running_chromium(executable) as browser:
        yield browser


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """visit(url, width=1280, language="en", javascript=True): see `visiting`; checked after the test."""
    with ExitStack() as stack:
        yield lambda url, **wishes: stack.enter_context(visiting(chromium, url, **wishes))
