"""Settings: one file, read from environment variables, closed by default.

Without any variable nothing starts. `RCS_DEMONSTRATION=1` gives a demonstration (SQLite under `./var`, a secret key
made once and kept there); everything else is production and refuses to start when something is missing or weak.
`docs/deployment.md` lists every variable.
"""

import re
import secrets
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import environ
import structlog
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()

# --- What kind of installation this is -------------------------------------------------------------------------
DEMONSTRATION = env.bool("RCS_DEMONSTRATION", default=False)
VAR_DIR = Path(env("RCS_VAR_DIR", default=str(BASE_DIR / "var")))
DEBUG = env.bool("DEBUG", default=False)


def _kept_secret(path: Path) -> str:
    """The demonstration's own secret key: made once, kept so that sessions outlive a restart."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text().strip()


def _production_faults(secret_key: str, hosts: list[str]) -> list[str]:
    """Why production settings may not start; empty when they may."""
    faults = []
    if not secret_key:
        faults.append("SECRET_KEY (or SECRET_KEY_FILE) is missing")
    elif len(secret_key) < 50 or len(set(secret_key)) < 10 or secret_key.startswith("django-insecure"):
        faults.append("SECRET_KEY is weak: it needs at least 50 characters, 10 of them different")
    if DEBUG:
        faults.append("DEBUG is on")
    if not hosts or "*" in hosts:
        faults.append("ALLOWED_HOSTS is missing, or lets in every host")
    return faults


if DEMONSTRATION:
    SECRET_KEY = env("SECRET_KEY", default="") or _kept_secret(VAR_DIR / "secret-key")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]", "testserver"])
else:
    SECRET_KEY = env("SECRET_KEY", default="")
    ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])
    if faults := _production_faults(SECRET_KEY, ALLOWED_HOSTS):
        raise ImproperlyConfigured("Production settings refuse to start: " + "; ".join(faults) + ".")


def _build() -> str:
    """The build that every ETag includes: from the environment, else the version and the checked-out commit."""
    if given := env("RCS_BUILD", default=""):
        return given
    version = re.search(r'^version = "(.+)"$', (BASE_DIR / "pyproject.toml").read_text(), re.MULTILINE)
    try:
        commit = subprocess.run(
            ["git", "-C", str(BASE_DIR), "rev-parse", "--short=12", "HEAD"],
            capture_output=True,
            text=True,
            check=False,
        ).stdout.strip()
    except OSError:  # a machine without git
        commit = ""
    return "-".join(part for part in (version.group(1) if version else "0", commit) if part)


BUILD = _build()

# --- Applications (lowest room first; see docs/architecture.md) --------------------------------------------------
INSTALLED_APPS = [
    "modeltranslation",
    "common",
    "activity",
    "countries",
    "accounts",
    "jobs",
    "frameworks",
    "finance",
    "records",
    "surveys",
    "indicators",
    "publications",
    "public",
    "workplace",
    "rcsystem.administration.AdministrationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",  # the pages for passkeys ask for it
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "import_export",
    "knox",
    "rest_framework",
    "rules",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "common.private.PrivateMiddleware",
    "common.refusals.RefusalMiddleware",
]

ROOT_URLCONF = "rcsystem.urls"
WSGI_APPLICATION = "rcsystem.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "workplace.context.installation",
            ]
        },
    }
]

# --- Database: an action is the transaction, so there is no ATOMIC_REQUESTS ---------------------------------------
if env("DATABASE_URL", default=""):
    DATABASES = {"default": env.db("DATABASE_URL")}
    DATABASES["default"].setdefault("CONN_MAX_AGE", env.int("CONN_MAX_AGE", default=60))
    DATABASES["default"].setdefault("CONN_HEALTH_CHECKS", True)
else:
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES = {
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VAR_DIR / "rcsystem.sqlite3",
        }
    }
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        # IMMEDIATE: a transaction that will write waits its turn at its start, instead of failing in its middle.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA recursive_triggers=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People ------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "workplace:tasks"  # names, not addresses: so people stay in the language they came in
ACCOUNT_LOGOUT_REDIRECT_URL = "public:overview"
ACCOUNT_ADAPTER = "accounts.adapters.InvitedOnly"
SOCIALACCOUNT_ADAPTER = "accounts.adapters.KnownPeopleOnly"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # accounts are made by an administrator, who vouches for the address
ACCOUNT_MAX_EMAIL_ADDRESSES = 1  # so nobody adds another, and makes the account and the log bear that one
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # for the same reason: nobody but an administrator says whose address it is
if oidc_url := env("OIDC_SERVER_URL", default=""):
    SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "APPS": [
                {
                    "provider_id": "organization",
                    "name": env("OIDC_NAME", default="Single sign-on"),
                    "client_id": env("OIDC_CLIENT_ID"),
                    "secret": env("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": oidc_url},
                }
            ]
        }
    }
SOCIALACCOUNT_ONLY = False
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://" if DEMONSTRATION else "dummymail://")
vars().update(EMAIL_CONFIG)
EMAIL_TIMEOUT = 20  # seconds that a mail server has to answer

# --- Languages: the six of the United Nations, in the order in which it lists them ----------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [
    ("ar", _("Arabic")),
    ("zh", _("Chinese")),
    ("en", _("English")),
    ("fr", _("French")),
    ("ru", _("Russian")),
    ("es", _("Spanish")),
]
MODELTRANSLATION_LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
MODELTRANSLATION_DEFAULT_LANGUAGE = "en"
MODELTRANSLATION_FALLBACK_LANGUAGES = ("en",)
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "rcsystem.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "America/New_York"  # headquarters' clock: years open and close by it

CONTACT_ADDRESS = env("RCS_CONTACT_ADDRESS", default="")  # whom readers of the public pages may write to
# The short name and the address of the licence of what is published: "CC-BY-4.0 https://..."; empty: none is declared.
DATA_LICENCE = env("RCS_DATA_LICENCE", default="").split()
if len(DATA_LICENCE) not in (0, 2):
    raise ImproperlyConfigured("RCS_DATA_LICENCE: write its short name, a space, and the address of its words.")
DEFAULT_FROM_EMAIL = env("RCS_MAIL_FROM", default=CONTACT_ADDRESS or "webmaster@localhost")
# What links in mail begin with: mail is written where no request says how the site is called.
_PLACE = f"http://127.0.0.1:{env('PORT', default='8000')}" if DEMONSTRATION else f"https://{ALLOWED_HOSTS[0]}"
SITE_URL = env("RCS_SITE_URL", default=_PLACE).rstrip("/")

# --- Files ---------------------------------------------------------------------------------------------------------
EVIDENCE_DIR = env("RCS_EVIDENCE_DIR", default="")  # of files with answers; empty: a folder in VAR_DIR
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env("STATIC_ROOT", default=str(VAR_DIR / "static")))
TESTING = "pytest" in sys.modules
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING
        else "common.static_files.HashedStaticFiles"
    },
}
# "default" counts failed sign-ins; "pages" keeps published pages and pictures (common.kept).
CACHES = {name: env.cache_url("CACHE_URL", default="locmemcache://") for name in ("default", "pages")}
CACHES["pages"]["KEY_PREFIX"] = "pages"
if CACHES["pages"]["BACKEND"].endswith("LocMemCache"):
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 10_000}
    CACHES["pages"] |= {
        "BACKEND": "common.kept.BoundedMemory",
        "LOCATION": "pages",
        "OPTIONS": {"MAX_ENTRIES": 2_000, "MAX_BYTES": 128 * 1024 * 1024},  # in each process
    }
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # the entry grid: about 400 rows of ten fields
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# --- Long work: the broker only wakes workers, the database holds the work ------------------------------------------
CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="")  # redis:// or amqp://; empty: web processes work by themselves
CELERY_BROKER_CONNECTION_TIMEOUT = 2  # seconds; a thread of its own sends, so no page waits even for these
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a worker goes on looking for its broker, and works meanwhile
CELERY_BROKER_TRANSPORT_OPTIONS = (
    {"connect_timeout": 2, "read_timeout": 2, "write_timeout": 2, "max_retries": 0}
    if CELERY_BROKER_URL.startswith("amqp")
    else {"socket_connect_timeout": 2, "socket_timeout": 2, "max_retries": 0}
)
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE

LIFE_FILE = env("RCS_LIFE_FILE", default="")  # that a worker or the scheduler touches as it goes; deploy/alive.py looks

# --- API -----------------------------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["accounts.authentication.StrictTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["common.api.StrictJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "common.api.problem_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Resident coordinator system results",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": ["rcsystem.schema.add_components"],
}
REST_KNOX = {
    "TOKEN_TTL": timedelta(days=env.int("TOKEN_DAYS", default=90)),
    "AUTO_REFRESH": False,
}

# --- Transport and browser -------------------------------------------------------------------------------------------
SECURE = env.bool("RCS_HTTPS", default=not DEMONSTRATION)
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
BEHIND_PROXY = env.bool("RCS_BEHIND_PROXY", default=False)  # believe what the proxy says of the visitor
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if BEHIND_PROXY else 0  # so that failed sign-ins count by visitor, not by proxy
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 60 * 60
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- Logging --------------------------------------------------------------------------------------------------------
structlog.configure(logger_factory=structlog.stdlib.LoggerFactory())
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": [
                structlog.stdlib.add_log_level,
                structlog.stdlib.add_logger_name,
                structlog.processors.TimeStamper(fmt="iso"),
            ],
            "processors": [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
            + (
                [structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)]
                if DEMONSTRATION
                else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
            ),
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env("LOG_LEVEL", default="WARNING")},
}
