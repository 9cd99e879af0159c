"""Django's PostgreSQL, which counts how often it rolls back."""

from typing import Any

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """The driver may forget all that is prepared on a connection when it rolls back, and cannot tell the door."""

    rollbacks = 0
    wire: Any = None  # what the door has of it

    def rollback(self) -> None:
        self.rollbacks += 1
        super().rollback()

    def savepoint_rollback(self, sid: str) -> None:
        self.rollbacks += 1
        super().savepoint_rollback(sid)
