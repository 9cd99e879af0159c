"""The product's settings, made quick; they can be read without any server, as mypy does."""

import os

os.environ.setdefault("DATABASE_URL", "postgres://cycle_app:none@localhost/none")
os.environ.setdefault("REDIS_URL", "redis://localhost/0")
os.environ.setdefault("SECRET_KEY", "no secret: only for tests, and long enough for the settings")

from config.settings import *  # noqa: F403
from config.settings import CACHES as PRODUCT_CACHES
from config.settings import INSTALLED_APPS as PRODUCT_APPS

INSTALLED_APPS = [*PRODUCT_APPS, "tests.engine_room"]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}

WHITENOISE_AUTOREFRESH = True  # static files need not have been collected

# Runs and workers share one broker: each has its own keys and its own queue.
OWN = "-".join(["test", os.environ.get("CYCLE_TEST_RUN", ""), os.environ.get("PYTEST_XDIST_WORKER", "")])
CACHES = {"default": PRODUCT_CACHES["default"] | {"KEY_PREFIX": OWN}}
CELERY_TASK_DEFAULT_QUEUE = OWN
