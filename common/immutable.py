"""Tables whose rows, once written, the database itself refuses to change or delete.

One list, installed after every migration on both databases (`common.apps`). Verification commands find what was
changed by somebody who dropped the triggers.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = (
    "activity_entry",
    "indicators_figure",
    "publications_release",
    "publications_document",
    "publications_releasedobservation",
)
MESSAGE = "is append-only: its rows are never changed or deleted"

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% {message}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def _statements(vendor: str, table: str) -> list[str]:
    if vendor == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {table}_refuse_change ON {table}",
            f"DROP TRIGGER IF EXISTS {table}_refuse_truncate ON {table}",
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
    return [
        statement
        for event in ("UPDATE", "DELETE")
        for statement in (
            f"DROP TRIGGER IF EXISTS {table}_refuse_{event.lower()}",
            f"CREATE TRIGGER {table}_refuse_{event.lower()} BEFORE {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} {MESSAGE}'); END",
        )
    ]


def _drop_statements(vendor: str, table: str) -> list[str]:
    return [statement for statement in _statements(vendor, table) if statement.startswith("DROP")]


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def install_triggers(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers on every listed table that exists; doing it again changes nothing."""
    if connection.vendor == "postgresql":
        _run(connection, [_POSTGRESQL_FUNCTION.format(message=MESSAGE)])
    for table in sorted(set(TABLES) & set(connection.introspection.table_names())):
        _run(connection, _statements(connection.vendor, table))


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off, as an intruder with the owner's rights could; only tests of verification call this."""
    for table in sorted(set(TABLES) & set(connection.introspection.table_names())):
        _run(connection, _drop_statements(connection.vendor, table))
