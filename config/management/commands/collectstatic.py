"""Django's collectstatic, one at a time."""

import fcntl
import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.management.commands.collectstatic import Command as CollectStatic


class Command(CollectStatic):
    """Collect when nobody else does: two in one folder would take each other's files away."""

    def handle(self, **options: Any) -> str | None:
        folder = Path(settings.STATIC_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        alone = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(alone, fcntl.LOCK_EX)
            return super().handle(**options)
        finally:
            os.close(alone)
