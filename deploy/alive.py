"""Ask whether the worker or scheduler in this container goes on; exit status 0 when it does. Needs only Python."""

import os
import sys
import time
from pathlib import Path

LONGEST = 120  # seconds between two signs of life


def main() -> int:
    try:
        age = time.time() - Path(os.environ.get("RCS_LIFE_FILE", "")).stat().st_mtime
    except OSError as problem:
        sys.stderr.write(f"no sign of life: {problem}\n")
        return 1
    if age > LONGEST:
        sys.stderr.write(f"no sign of life for {age:.0f} seconds\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
