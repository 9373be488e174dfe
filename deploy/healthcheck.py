"""Ask the server in this container whether it can serve; exit status 0 when it can. Needs nothing but Python."""

import http.client
import os
import sys


def main() -> int:
    host = os.environ.get("ALLOWED_HOSTS", "127.0.0.1").split(",")[0].strip().lstrip(".")
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ.get("PORT", "8000")), timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        status = connection.getresponse().status
    except OSError as problem:
        sys.stderr.write(f"no answer: {problem}\n")
        return 1
    if status != 200:
        sys.stderr.write(f"/healthz answers {status}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
