"""The product's settings, made quick; they can be read without any server, as mypy does."""

import os

os.environ.setdefault("DATABASE_URL", "postgres://cycle_app:none@localhost/none")
os.environ.setdefault("REDIS_URL", "redis://localhost/0")
os.environ.setdefault("SECRET_KEY", "no secret: only for tests, and long enough for the settings")

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
