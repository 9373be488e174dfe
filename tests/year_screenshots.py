"""Takes the pictures of docs/year.md: the story of the year, begun on a day of January. `make screenshots` runs it."""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots" / "year"
BEGINS = datetime(2026, 1, 12, 15, tzinfo=UTC)  # so that the pictures tell of the same days whenever they are taken


def main() -> int:
    """Run the story with a folder for its pictures; what pytest answers."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ["YEAR_PICTURES"] = str(FOLDER)
    with time_machine.travel(BEGINS, tick=True):
        # The clock is a plugin of pytest, too, and by now imported: that it is not rewritten is no matter here.
        plain = ["-W", "ignore:Module already imported so cannot be rewritten", "-p", "no:cacheprovider", "-n0"]
        return int(pytest.main([*plain, "-m", "assure", str(ROOT / "tests" / "test_year_story.py")]))


if __name__ == "__main__":
    sys.exit(main())
