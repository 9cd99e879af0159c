"""All settings, from the environment: see README for the names."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import environ
from django.utils.translation import gettext_lazy as _

from config.environment import completed, flag, matching, read, words

BASE_DIR = Path(__file__).resolve().parent.parent

POSTGRES_URL = (r"postgres(ql)?://[^:@/]+(:[^@]*)?@.*/.+", "postgres://user:password@host:port/name")
EMAIL_URL = (
    r"(smtp|smtps|submission|consolemail|dummymail|filemail|memorymail)(\+\w+)?://.*",
    "smtp://user:password@host:port",
)

# What the environment says

DEMO = read("DEMO", flag, "1 or 0", "0")
DEBUG = read("DEBUG", flag, "1 or 0", "0")
SECRET_KEY = read("SECRET_KEY", matching(r".{50,}"), "at least 50 random characters")
BIND = read("BIND", matching(r"[^:]+:\d+"), "host:port", "127.0.0.1:8000")
PUBLIC_URL = read("PUBLIC_URL", matching(r"https?://[^/]+/?"), "https://host", f"http://{BIND}").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
# Through how many proxies a request comes, each of which adds to X-Forwarded-For from whom it has it.
PROXIES = read(
    "PROXIES",
    lambda text: int(matching(r"[1-9]" if HTTPS else r"[0-9]")(text)),
    "1 to 9, as https needs a proxy" if HTTPS else "0 to 9",
    "1" if HTTPS else "0",
)
ALLOWED_HOSTS = read(
    "ALLOWED_HOSTS",
    words,
    "host names, separated by commas",
    f"{urlsplit(PUBLIC_URL).hostname},localhost,127.0.0.1",
)
DATABASE_URL = read("DATABASE_URL", matching(POSTGRES_URL[0]), POSTGRES_URL[1])
DATABASE_OWNER_URL = read("DATABASE_OWNER_URL", matching(POSTGRES_URL[0] + "|"), POSTGRES_URL[1], "")
REDIS_URL = read("REDIS_URL", matching(r"(rediss?|unix)://.+"), "redis://host:port/0 or unix:///path?db=0")
EMAIL = read("EMAIL_URL", matching(EMAIL_URL[0]), EMAIL_URL[1], "consolemail://")
DEFAULT_FROM_EMAIL = read(
    "DEFAULT_FROM_EMAIL", matching(r".+@.+"), "an e-mail address", "cycle-engine@localhost"
)
# Where the operator is alerted of what is broken, as URLs of apprise; they hold secrets.
NOTIFY_CHANNELS = words(
    read("NOTIFY_CHANNELS", matching(r"(\w+://[^,\s]+(,\s*)?)*"), "URLs of apprise, separated by commas", "")
)
# What a person may choose as a channel of his own, by name: URLs of apprise that his address in it completes.
NOTIFY_OWN_CHANNELS = read(
    "NOTIFY_OWN_CHANNELS",
    completed,
    "name=URL of apprise with {address} after its host, separated by commas",
    "",
)
# Hosts to which webhooks may be sent although their addresses are private, by HTTP too, on any port.
WEBHOOK_ALLOW = read("WEBHOOK_ALLOW", words, "host names, separated by commas", "")
EVIDENCE_DIR = read(
    "EVIDENCE_DIR", lambda text: Path(text).resolve(), "a folder", str(BASE_DIR / ".data" / "evidence")
)
EVIDENCE_LIMIT = read(
    "EVIDENCE_LIMIT", lambda text: int(matching(r"[1-9]\d{0,3}")(text)) * 2**20, "1 to 9999 MiB", "10"
)
# Hosts to which links of evidence may lead although their addresses are private.
EVIDENCE_ALLOW = read("EVIDENCE_ALLOW", words, "host names, separated by commas", "")

# Applications

INSTALLED_APPS = [
    "config",
    "cycle_engine",
    "directory",
    "workflows.jobs",
    "workflows.goals",
    "workflows.cycles",
    "workflows.voice",
    "workflows.planning",
    "workflows.monitoring",
    "workflows.guidance",
    "workflows.evaluation",
    "workflows.appeals",
    "workflows.development",
    "workflows.audit",
    "workflows.staffing",
    "notifications",
    "api",
    "web",
    "archive",
    "demo",
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    "django_linear_migrations",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "rest_framework",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Database: statements are prepared on the server, which needs parameters bound there

DATABASES = {"default": dict(environ.Env.db_url_config(DATABASE_URL))}
DATABASES["default"] |= {
    "ENGINE": "cycle_engine.postgresql",
    "CONN_MAX_AGE": None,
    "CONN_HEALTH_CHECKS": True,
    "OPTIONS": {
        "connect_timeout": 5,
        **DATABASES["default"].get("OPTIONS", {}),
        "server_side_binding": True,
        "prepare_threshold": 2,
        # Every statement of a step finds its rows by key: planned once, not anew for each array of keys.
        "options": "-c plan_cache_mode=force_generic_plan",
    },
}

# Broker and cache only wake workers and save time: losing them must never break or delay a request


def _for_celery(url: str) -> str:
    """The same place in Celery's words for a Unix socket and the number of a database."""
    parts = urlsplit(url)
    if parts.scheme != "unix":
        return url
    options = {("virtual_host" if name == "db" else name): value for name, value in parse_qsl(parts.query)}
    return f"redis+socket://{parts.path}?{urlencode(options)}"


CACHES = {
    "default": {
        "BACKEND": "config.cache.ForgivingRedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cycle",
        "OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.3},
    }
}
CELERY_BROKER_URL = _for_celery(REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 1.0, "max_retries": 0}
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_DEFAULT_QUEUE = "cycle"
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"

# People and their sessions

AUTH_USER_MODEL = "directory.User"
PASSWORD_RESET_TIMEOUT = 7 * 24 * 60 * 60
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "django.contrib.auth.backends.ModelBackend"]
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "api.v1.throttles.address"

CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
CSRF_FAILURE_VIEW = "web.refusals.forged"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = ["^api/v1/health/"]
LOGIN_URL = "web:sign_in"
SESSION_COOKIE_AGE = 12 * 60 * 60
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"

# Words and times

LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "config.formats"
USE_TZ = True
TIME_ZONE = "UTC"

# Mail, files, logs

vars().update(environ.Env.email_url_config(EMAIL))
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
FILE_UPLOAD_HANDLERS = ["api.v1.uploads.LimitedUpload"]
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"discreet": {"()": "config.logs.Discreet"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["discreet"]}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # A line each second for a sweep that found nothing tells nobody anything.
        "celery.app.trace": {"level": "WARNING"},
        "celery.beat": {"level": "WARNING"},
        "axes": {"level": "WARNING"},  # and every sign-in tells of nothing but itself
        "celery.worker.strategy": {"level": "WARNING"},
    },
}

# The HTTP API

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "api.v1.entrance.BearerAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["api.v1.entrance.BodyParser"],
    "DEFAULT_THROTTLE_CLASSES": ["api.v1.throttles.ByPerson"],
    "DEFAULT_THROTTLE_RATES": {"person": "100/second", "tokens": "60/minute"},
    "NUM_PROXIES": PROXIES,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_VERSIONING_CLASS": None,
    "EXCEPTION_HANDLER": "api.v1.errors.handle",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "TOKEN_TTL": timedelta(hours=12)}
AXES_LOCKOUT_CALLABLE = "api.v1.errors.locked_out"
SPECTACULAR_SETTINGS = {
    "TITLE": "Cycle Engine",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "MeasureKindEnum": [
            (each, each.upper()) for each in ("number", "percentage", "duration", "index", "milestone")
        ],
        "MailEnum": ["at_once", "digest", "off"],
        "MarkEnum": ["above", "as_expected", "below"],
        "SkillEnum": [("technical", "TECHNICAL"), ("soft", "SOFT")],
    },
}
