"""Requests for the trust fund's reports, their items and control totals as pages make them, complete and valid."""

from typing import Any

from accounts.models import User
from common.exchange import CarriedFile
from common.spreadsheets import write_csv
from finance.item_imports import import_items, read_file
from finance.models import ControlTotal, FundItem, Report
from tests.permission_matrix import Line

YEARS = {"own": 2022, "missing": 2031}
NAMES = ("home", "entry", "workbook_xlsx", "workbook_csv", "import", "controls")
DRAFT = "2022.pledged.2021.levy"  # nothing was ever entered for it
CONTROL = ("1", "total", "change_percent")


def is_of_reports(line: Line) -> bool:
    """Whether the line's address is one of the reports."""
    space, _colon, name = line.address.partition(":")
    return space == "finance" and name in NAMES


def parts_of(line: Line) -> dict[str, Any]:
    """What varies in the address."""
    return {} if line.address == "finance:home" else {"report": YEARS[line.object]}


def posted(line: Line, officer: User) -> dict[str, Any]:
    """What the page's form sends."""
    item = FundItem.objects.get(code=DRAFT)
    match line.address:
        case "finance:home":
            return {"do": "open", "year": "2023", "document": "E/2023/62"}
        case "finance:entry":
            return {f"{item.pk}-version": item.version, f"{item.pk}-value": "40", "do": f"save:{item.pk}"}
        case "finance:controls":
            control = ControlTotal.objects.get(report=2022, table=CONTROL[0], line=CONTROL[1], column=CONTROL[2])
            key = ":".join(CONTROL)
            return {f"{key}-version": control.version, f"{key}-printed": "4", f"{key}-decimals": "0"}
        case "finance:import":
            return _confirmation(write_csv(["code", "version", "value"], [[DRAFT, item.version, "40"]]), officer)
    return {}


def _confirmation(content: bytes, officer: User) -> dict[str, Any]:
    """What the preview's form sends."""
    carried = CarriedFile()
    carried.save(content)
    preview = import_items(Report.objects.get(year=2022), read_file(content), by=officer)
    return {"carried": carried.name, "seen": preview.fingerprint}
