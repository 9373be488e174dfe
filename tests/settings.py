"""Settings of the test run: a demonstration's, closed off from the machine it runs on.

Without DATABASE_URL the tests run on SQLite, with it on PostgreSQL; `python -m tests.postgres` sets it.
"""

import os
from pathlib import Path

for given in [name for name in os.environ if name.startswith(("RCS_", "SECRET_KEY", "ALLOWED_HOSTS", "OIDC_"))]:
    del os.environ[given]
os.environ["RCS_DEMONSTRATION"] = "1"
os.environ["RCS_VAR_DIR"] = str(Path(__file__).resolve().parent.parent / "var" / "tests")
os.environ["RCS_BUILD"] = "test"
os.environ["SECRET_KEY"] = "a-key-for-tests-alone-which-is-long-enough-0123456789"
os.environ["CONN_MAX_AGE"] = "0"

from rcsystem.settings import *  # noqa: E402, F403 (the variables above have to stand before the settings are read)
from rcsystem.settings import DATABASES, STATIC_ROOT  # noqa: E402 (as above)

# Tests reach copies of a template database (tests/databases.py), never the one that a person works in.
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["NAME"] = ":memory:"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast, and the passwords protect nothing
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where there is none, and a warning fails a test
