"""Settings of a server that a browser visits: those of tests, with static files packed as the product packs them."""

import os
from pathlib import Path

from config.settings import STORAGES as PRODUCT_STORAGES
from tests.settings import *  # noqa: F403
from tests.settings import CACHES as TEST_CACHES
from tests.settings import DATABASES

STORAGES = PRODUCT_STORAGES
STATIC_ROOT = Path(os.environ["BROWSER_STATIC"])
WHITENOISE_AUTOREFRESH = False

CACHES = {"default": TEST_CACHES["default"] | {"KEY_PREFIX": str(DATABASES["default"]["NAME"])}}
