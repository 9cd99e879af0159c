"""The product's settings, with the models of the baselines beside its own."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as PRODUCT_APPS

INSTALLED_APPS = [
    *PRODUCT_APPS,
    "django_fsm_log",
    "benchmarks.baselines.orm_app",
    "benchmarks.baselines.fsm_app",
]
