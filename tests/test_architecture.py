"""The shape of the house: rooms and their layers, the files of a room, and habits that can be read off the source.

docs/architecture.md declares which files there are and what each is for; a file that it does not name fails here.
"""

import ast
import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import rules
from django.apps import apps
from django.conf import settings
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from importlinter.api import read_configuration
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import indicators.actions
import indicators.workflow
from common.workflow import Transition

ROOT = Path(settings.BASE_DIR)
ROOMS = tuple(path.parent.name for path in sorted(ROOT.glob("*/apps.py")))
CODE = (*ROOMS, "rcsystem")
DOCUMENTATION = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
MOST_LINES, MOST_LINES_OF_TESTS = 450, 600  # a file of tests is a list, of which one is read at a time

SIGNAL_USERS = {"common/apps.py"}  # Django's own post_migrate: triggers return after a migration rebuilt a table
FLOATS = "common/charts/"  # places on a drawing; a number that people read there is a text made from its decimal
ROWS_OF_PEOPLE = {"Observation", "Entry"}
STARTS = {"visible_to", "entered_by"}  # the second is a part of the first
NAMED_ROWS = {  # of a row that the person has in hand
    ("indicators/views/review.py", "Entry", "about"),
    ("finance/views/review.py", "Entry", "about"),
}
SYNONYMS = {
    "metric": "indicator",
    "metrics": "indicators",
    "kpi": "indicator",
    "pillar": "goal",
    "datapoint": "observation",
    "achievement": "figure",
    "aggregate": "rule, method",
    "aggregation": "rule, method",
    "period": "reporting year",
    "reportyear": "reporting year",
    "snapshot": "release",
    "approve": "validate",
    "approved": "validated",
    "approver": "validator",
    "reject": "return",
    "rejected": "returned",
    "audit": "activity",
    "owner": "custodian",
    "focal": "custodian",
    "disaggregation": "series",
    "unct": "country team",
}


# --- Reading the source ------------------------------------------------------------------------------------------


@cache
def sources(*folders: str) -> tuple[Path, ...]:
    """The Python files of these folders, migrations left out."""
    found = (path for folder in folders for path in sorted((ROOT / folder).rglob("*.py")))
    return tuple(path for path in found if "migrations" not in path.parts)


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def imported(path: Path) -> Iterator[str]:
    """The dotted names that a file imports: "indicators.models.Observation"."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def functions(path: Path) -> list[ast.FunctionDef]:
    return [node for node in tree(path).body if isinstance(node, ast.FunctionDef)]


def views(path: Path) -> list[ast.FunctionDef]:
    """The functions of a file that answer requests."""
    return [
        node
        for node in functions(path)
        if node.name[0] != "_" and [arg.arg for arg in node.args.args][:1] == ["request"]
    ]


def decorators(function: ast.FunctionDef) -> set[str]:
    return {ast.unparse(decorator).partition("(")[0] for decorator in function.decorator_list}


def documented_files(column: str, heading: str) -> list[str]:
    """The back-quoted names in the first column of the tables under a heading of docs/architecture.md."""
    section = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", DOCUMENTATION, re.MULTILINE | re.DOTALL)
    assert section, heading
    rows = [line.split("|")[1] for line in section[1].splitlines() if line.startswith("| `")]
    return [text for row in rows for text in re.findall(r"`([^`]+)`", row) if bool("/" in text) == (column == "paths")]


# --- Rooms and layers --------------------------------------------------------------------------------------------


def test_arrows_point_down():
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml")) == EXIT_STATUS_SUCCESS


def test_the_documentation_draws_the_layers_that_are_held():
    drawing = re.search(r"```\n(.*?)```", DOCUMENTATION, re.DOTALL)[1]
    drawn = [re.match(r"\S+( \| \S+)*", line)[0] for line in drawing.splitlines()]
    [contract] = read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]
    built = [re.findall(r"(?<!\()\b[a-z]+\b(?!\))", layer) for layer in contract["layers"]]
    assert drawn == [" | ".join(rooms) for rooms in built if rooms]


def test_every_room_stands_in_the_layers():
    assert set(read_configuration(str(ROOT / "pyproject.toml"))["session_options"]["root_packages"]) == set(CODE)


def test_public_pages_and_their_api_read_releases_and_no_working_rows():
    for path in sources("public"):
        of_rows = [
            row for row in imported(path) if re.match(r"(activity|accounts|indicators|frameworks)\.models\b", row)
        ]
        assert of_rows == [], name(path)
        assert not re.search(r"request\.(user|session)\b", path.read_text()), name(path)


# --- Files -------------------------------------------------------------------------------------------------------


def test_every_file_of_a_room_is_one_that_the_documentation_names():
    shared = set(documented_files("names", "The files of a room"))
    own = {*documented_files("paths", "The files of a room"), *documented_files("paths", "Rooms and arrows")}
    unknown = []
    for room in ROOMS:
        for path in sorted((ROOT / room).iterdir()):
            is_code = (path.suffix == ".py" and path.name != "__init__.py") or (path / "__init__.py").exists()
            listed = path.stem in {*shared, "migrations"} or {name(path), f"{name(path)}/"} & own
            if is_code and not listed:
                unknown.append(name(path))
    assert unknown == []


def test_no_file_is_called_utils_or_helpers():
    vague = {"utils", "util", "helpers", "helper", "misc", "core", "base", "manager", "managers", "services", "signals"}
    assert [name(path) for path in sources(*CODE, "tests") if path.stem in vague] == []


@pytest.mark.parametrize(
    ("file", "needs"),
    [
        ("views", ("urls",)),
        ("urls", ("views",)),
        ("workflow", ("actions", "permissions")),
        ("actions", ("models", "sentences")),
        ("models", ("apps",)),
        ("verification", ("management",)),
    ],
)
def test_files_come_together(file, needs):
    for room in set(ROOMS) - {"common"}:  # common's are ideas, of which rooms make their own
        present = {path.stem for path in (ROOT / room).iterdir()}
        assert file not in present or present.issuperset(needs), room


def test_no_file_is_longer_than_a_reader_bears():
    files = [*sources(*CODE, "tests", "bench", "deploy"), *(ROOT / "templates").rglob("*.html")]
    lengths = {name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in files}
    most = {path: MOST_LINES_OF_TESTS if path.startswith("tests/test_") else MOST_LINES for path in lengths}
    assert {path: lines for path, lines in lengths.items() if lines > most[path]} == {}


# --- Habits ------------------------------------------------------------------------------------------------------


def test_imports_stand_at_the_top():
    inner = [
        f"{name(path)}:{node.lineno}"
        for path in sources(*CODE)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Import | ast.ImportFrom) and node not in tree(path).body
    ]
    assert inner == []


def test_there_are_no_signals_for_our_own_logic():
    users = {
        name(path) for path in sources(*CODE) if any("signals" in row or "dispatch" in row for row in imported(path))
    }
    assert users == SIGNAL_USERS


def test_saving_saves_and_nothing_else():
    for model in apps.get_models():
        if model._meta.app_label in ROOMS:
            own = [base for base in model.__mro__ if base.__module__.partition(".")[0] in ROOMS]
            assert [base for base in own for verb in ("save", "delete", "save_base") if verb in vars(base)] == []


def test_numbers_are_never_floats():
    for path in sources(*CODE):
        if not name(path).startswith(FLOATS):
            called = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Call)]
            assert "float" not in {ast.unparse(node.func) for node in called}, name(path)
            literals = [node for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)]
            assert not [node for node in literals if isinstance(node.value, float)], name(path)
    kinds = {type(field).__name__ for model in apps.get_models() for field in model._meta.fields}
    assert "FloatField" not in kinds


def test_every_module_and_every_public_function_says_what_it_is_for():
    silent = []
    for path in sources(*CODE):
        module = tree(path)
        if path.stem not in {"__init__", "apps"} and not ast.get_docstring(module):
            silent.append(name(path))
        for function in functions(path):
            says_it_in_one_line = len(function.body) == 1  # its name and types are all there is to say
            if function.name[0] != "_" and not ast.get_docstring(function) and not says_it_in_one_line:
                silent.append(f"{name(path)}: {function.name}")
    assert silent == []


def test_every_migration_is_made():
    loader = MigrationLoader(None)
    wanted = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(graph=loader.graph)
    assert {label: changes for label, changes in wanted.items() if label in ROOMS} == {}
    assert loader.detect_conflicts() == {}


# --- Views -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path", [path for path in sources(*CODE) if "views" in path.parts or path.stem in {"views", "files"}], ids=name
)
def test_every_page_says_who_may_open_it_and_how(path):
    for view in views(path):
        said = decorators(view)
        # `released` and `unreleased` of public.answers let reading through and nothing else.
        assert said & {"require_safe", "require_http_methods", "released", "unreleased"}, view.name
        if "public" not in path.relative_to(ROOT).parts:
            assert {"login_required", "never_cache"} <= said, view.name


def test_every_page_and_every_address_of_the_api_starts_from_what_the_person_may_see():
    faces = [
        path
        for path in sources(*CODE)
        if path.stem in {"views", "api", "tasks", "grid", "comparison"} or "views" in path.parts
    ]
    assert len(faces) > 8
    for path in faces:
        for node in ast.walk(tree(path)):
            match node:
                case ast.Attribute(attr=verb, value=ast.Attribute(attr="objects", value=ast.Name(id=model))):
                    allowed = verb in STARTS or (name(path), model, verb) in NAMED_ROWS
                    assert model not in ROWS_OF_PEOPLE or allowed, f"{name(path)}: {model}.objects.{verb}"


def test_every_transition_has_its_action_and_its_permission():
    transitions = [value for value in vars(indicators.workflow).values() if isinstance(value, Transition)]
    assert {transition.verb for transition in transitions} == {"submit", "return", "validate", "reopen"}
    for transition in transitions:
        assert callable(getattr(indicators.actions, f"{transition.verb}_observation"))
        assert rules.perm_exists(f"indicators.{transition.verb}_observation")


def test_every_action_takes_who_does_it_by_name():
    actions = [
        path for path in sources(*ROOMS) if path.stem in {"actions", "definitions"} and path.parts[-2] != "activity"
    ]
    assert len(actions) >= 5
    for path in actions:
        for function in functions(path):
            atomic = "transaction.atomic" in decorators(function)
            if atomic and function.name[0] != "_":
                assert "by" in [arg.arg for arg in function.args.kwonlyargs], f"{name(path)}: {function.name}"
                assert "_" in function.name, f"{name(path)}: {function.name} names no noun"


# --- Words -------------------------------------------------------------------------------------------------------


def words_in_use() -> Iterator[tuple[str, str]]:
    """Every name of a model, field, function, class and address, and where it stands."""
    for model in apps.get_models():
        if model._meta.app_label in ROOMS:
            yield model.__name__, model._meta.label
            yield from ((field.name, f"{model._meta.label}.{field.name}") for field in model._meta.get_fields())
    for path in sources(*CODE):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                yield node.name, f"{name(path)}: {node.name}"
            elif path.stem in {"urls", "api"} and isinstance(node, ast.Call) and ast.unparse(node.func) == "path":
                yield ast.unparse(node), f"{name(path)}: {ast.unparse(node)}"


def test_one_word_for_one_idea():
    wrong = {}
    for text, place in words_in_use():
        parts = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", text)
        found = [part.lower() for part in parts if part.lower() in SYNONYMS]
        pairs = [(one + two).lower() for one, two in pairwise(parts)]
        found += [pair for pair in pairs if pair in SYNONYMS]
        if found:
            wrong[place] = [SYNONYMS[word] for word in found]
    assert wrong == {}


def test_the_forbidden_words_are_found_where_they_stand():
    assert not set(SYNONYMS) & {"indicator", "observation", "figure", "release", "series"}
    named = {place for text, place in words_in_use() if "Observation" in text}
    assert {"indicators.Observation", "indicators/models/values.py: Observation"} <= named


# --- Pictures in pages -------------------------------------------------------------------------------------------


def test_every_picture_says_in_words_what_it_shows_or_that_it_shows_nothing():
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for tag in re.findall(
            r"<(?:img|svg)\b(?:[^>{]|\{\{.*?\}\}|\{%.*?%\})*>", path.read_text(encoding="utf-8"), re.DOTALL
        ):
            assert re.search(r'\balt="|aria-hidden="true"|aria-label="|aria-labelledby="', tag), f"{name(path)}: {tag}"
