"""Takes the pictures of the public pages (tests/public_pictures.py) on a day of January; `make screenshots` runs it.

Words after the command choose pages by the names of their addresses: `overview framework`.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "screenshots" / "public"
TAKEN_ON = datetime(2026, 1, 12, 15, tzinfo=UTC)  # so that the pictures are alike whenever they are taken


def main(wanted: list[str]) -> int:
    """Take the pictures of the pages wanted, or of all; what pytest answers."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    os.environ["PUBLIC_PICTURES"] = str(FOLDER)
    os.environ["PUBLIC_PAGES"] = " ".join(wanted)
    with time_machine.travel(TAKEN_ON, tick=True):
        # The clock is a plugin of pytest, too, and by now imported: that it is not rewritten is no matter here.
        plain = ["-W", "ignore:Module already imported so cannot be rewritten", "-p", "no:cacheprovider", "-n0"]
        return int(pytest.main([*plain, str(ROOT / "tests" / "public_pictures.py")]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
