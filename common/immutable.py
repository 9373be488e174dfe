"""Tables whose rows, once written, the database itself refuses to change or delete.

One list, installed after every migration on both databases (`common.apps`). Verification commands find what was
changed by somebody who dropped the triggers.
"""

from collections.abc import Collection

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = (
    "activity_entry",
    "finance_contributionfigure",
    "finance_fundfigure",
    "indicators_amendment",
    "indicators_amendmentdecision",
    "indicators_figure",
    "publications_calledoff",
    "publications_release",
    "publications_document",
    "publications_releasedobservation",
)
MESSAGE = "is append-only: its rows are never changed or deleted"

_POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '% {message}', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$
"""


def _statements(vendor: str, table: str, keys: list[list[str]]) -> list[str]:
    if vendor == "postgresql":
        return [
            f"DROP TRIGGER IF EXISTS {table}_refuse_change ON {table}",
            f"DROP TRIGGER IF EXISTS {table}_refuse_truncate ON {table}",
            f"CREATE TRIGGER {table}_refuse_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION refuse_change()",
            f"CREATE TRIGGER {table}_refuse_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
        ]
    refuse = f"BEGIN SELECT RAISE(ABORT, '{table} {MESSAGE}'); END"
    # REPLACE INTO deletes without a delete trigger, unless the connection asks for it; so it is met at its insert.
    same_keys = [" AND ".join(f"{name} = NEW.{name}" for name in key) for key in keys]
    present = " OR ".join(f"EXISTS (SELECT 1 FROM {table} WHERE {same})" for same in same_keys)  # noqa: S608 (own names)
    return [
        f"DROP TRIGGER IF EXISTS {table}_refuse_update",
        f"DROP TRIGGER IF EXISTS {table}_refuse_delete",
        f"DROP TRIGGER IF EXISTS {table}_refuse_replace",
        f"CREATE TRIGGER {table}_refuse_update BEFORE UPDATE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_refuse_delete BEFORE DELETE ON {table} {refuse}",
        f"CREATE TRIGGER {table}_refuse_replace BEFORE INSERT ON {table} WHEN {present} {refuse}",
    ]


def _keys(connection: BaseDatabaseWrapper, table: str) -> list[list[str]]:
    """The columns of the primary key and of each unique constraint: what REPLACE INTO would replace by."""
    with connection.cursor() as cursor:
        constraints = connection.introspection.get_constraints(cursor, table)
    return sorted(row["columns"] for row in constraints.values() if row["primary_key"] or row["unique"])


def _run(connection: BaseDatabaseWrapper, statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _present(connection: BaseDatabaseWrapper, tables: Collection[str]) -> list[str]:
    listed = set(TABLES).intersection(tables)
    return sorted(listed.intersection(connection.introspection.table_names())) if listed else []


def install_triggers(connection: BaseDatabaseWrapper, tables: Collection[str] = TABLES) -> None:
    """Put the triggers on those of `tables` that are listed and exist; doing it again changes nothing."""
    listed = _present(connection, tables)
    if listed and connection.vendor == "postgresql":
        _run(connection, [_POSTGRESQL_FUNCTION.format(message=MESSAGE)])
    for table in listed:
        _run(connection, _statements(connection.vendor, table, _keys(connection, table)))


def drop_triggers(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers off, as an intruder with the owner's rights could; only tests of verification call this."""
    for table in _present(connection, TABLES):
        statements = _statements(connection.vendor, table, _keys(connection, table))
        _run(connection, [statement for statement in statements if statement.startswith("DROP")])
