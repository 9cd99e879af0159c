"""What all baselines share: the endless walk of a record between two states, and how it is counted."""

from django.db import connection

from benchmarks.harness import Written

ACTOR = 1
REASON = "Because the benchmark says so."

# state → the step that leaves it and the state where that step leads
NEXT_STEP = {"draft": ("submit", "submitted"), "submitted": ("send_back", "draft")}


def count_written(record: str, audit: str, outbox: str) -> Written:
    """Count changes, audit rows and outbox rows in these tables.

    A record's version counts its changes; it is believed only when the state agrees with it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select (select sum(version) filter (where (state = 'submitted') = (mod(version, 2) = 1))::int"
            f" from {record}), (select count(*) from {audit}), (select count(*) from {outbox})"
        )
        return Written(*cursor.fetchone())
