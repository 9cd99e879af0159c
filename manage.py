#!/usr/bin/env python
"""Every command, with a database and a broker around it."""

import os
import signal
import sys

import django
from django.core.management import execute_from_command_line
from django.db import ProgrammingError
from psycopg.errors import UndefinedTable

from config.servers import ServerError, running


def main() -> None:
    """Run the command of the command line; exit 1 with one sentence when its surroundings are wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that `running` can end well
    try:
        with running():
            from config.guard import refuse_wrong_start  # settings can be read only from here on

            django.setup()
            refuse_wrong_start()
            execute_from_command_line(sys.argv)
    except ServerError as error:
        sys.exit(str(error))
    except ProgrammingError as error:
        if not isinstance(error.__cause__, UndefinedTable):
            raise
        sys.exit(
            "This database has no tables yet: `make up` makes them. The demonstration's is reached with DEMO=1."
        )


if __name__ == "__main__":
    main()
