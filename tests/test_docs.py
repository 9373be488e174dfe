"""What README and docs point to is there: files, anchors of links, names of the code, commands and make targets."""

import importlib
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands

ROOT = Path(settings.BASE_DIR)
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
ROOMS = {folder.parent.name for folder in ROOT.glob("*/__init__.py")}
# Made when the application runs, or beside it by whoever deploys it.
MADE_LATER = re.compile(r"(\./)?(var|secrets)(/.*)?")


def by_page(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def outside_code_blocks(page: Path) -> str:
    return re.sub(r"(?ms)^```.*?^```$", "", page.read_text(encoding="utf-8"))


def quoted(page: Path) -> set[str]:
    """What stands between single backticks, on one line or broken over two."""
    return {" ".join(text.split()) for text in re.findall(r"`([^`]+)`", outside_code_blocks(page))}


def is_path(text: str) -> bool:
    return bool(re.fullmatch(r"\.?[\w.\-]+(/[\w.\-]+)*/?", text)) and (
        text.split("/")[0] in {entry.name for entry in ROOT.iterdir()}
        or bool(re.search(r"\.(py|md|ya?ml|toml|html|css|js|csv|txt)$", text))
    )


def exists_in_code(name: str) -> bool:
    """Whether a dotted name is a module, or an attribute that can be reached from one."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            thing = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            fields = {field.name for field in thing._meta.get_fields()} if hasattr(thing, "_meta") else set()
            if part in fields:
                return True
            if not hasattr(thing, part):
                return False
            thing = getattr(thing, part)
        return True
    return False


@pytest.mark.parametrize("page", PAGES, ids=by_page)
def test_every_path_that_a_page_quotes_exists(page):
    paths = {text for text in quoted(page) if is_path(text) and not MADE_LATER.fullmatch(text)}
    assert {path for path in paths if not (ROOT / path).exists() and not (page.parent / path).exists()} == set()


@pytest.mark.parametrize("page", PAGES, ids=by_page)
def test_every_dotted_name_that_a_page_quotes_exists_in_the_code(page):
    names = {text for text in quoted(page) if re.fullmatch(r"[a-z_]+(\.\w+)+", text) and text.split(".")[0] in ROOMS}
    assert {name for name in names if not exists_in_code(name)} == set()


@pytest.mark.parametrize("page", PAGES, ids=by_page)
def test_every_link_of_a_page_leads_somewhere(page):
    links = re.findall(r"\]\(([^)\s]+)\)", outside_code_blocks(page))
    targets = {link.partition("#")[0] for link in links if not re.match(r"[a-z]+:", link)} - {""}
    assert {target for target in targets if not (page.parent / target).exists()} == set()


@pytest.mark.parametrize("page", PAGES, ids=by_page)
def test_every_command_and_make_target_that_a_page_names_exists(page):
    text = page.read_text(encoding="utf-8")
    commands = set(re.findall(r"manage\.py (\w+)", text))
    assert commands <= set(get_commands())
    targets = set(re.findall(r"(?:`|^)make (\w+)", text, re.MULTILINE))
    assert targets <= set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


def test_every_decision_is_listed():
    listed = re.findall(r"\(([\w-]+\.md)\)", (ROOT / "docs" / "decisions" / "README.md").read_text())
    present = sorted(path.name for path in (ROOT / "docs" / "decisions").glob("*.md") if path.name != "README.md")
    assert listed == present


def test_names_that_are_not_there_are_found_out():
    assert exists_in_code("indicators.actions.save_observation")
    assert exists_in_code("publications.models.Release.due_year")
    assert not exists_in_code("indicators.actions.save_everything")
    assert not exists_in_code("indicators.nothing.save_observation")
    assert is_path("tests/test_never_written.py")
    assert not is_path("81,5")
