"""The engine's tables: the ledger, deadlines, the outbox, and what a record has in common with every other."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cycle_engine.fields import CounterField, HeadField, WrittenByEngine

M = TypeVar("M", bound=models.Model)


class EngineQuerySet(models.QuerySet[M]):
    """Refuses aloud what the database would silently ignore or refuse."""

    def update(self, **kwargs: Any) -> int:
        self._refuse(kwargs)
        return super().update(**kwargs)

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_update(self, objs: Iterable[M], fields: Iterable[str], batch_size: int | None = None) -> int:
        fields = list(fields)
        self._refuse(fields)
        return super().bulk_update(objs, fields, batch_size)

    bulk_update.alters_data = True  # type: ignore[attr-defined]

    def _refuse(self, names: Iterable[str]) -> None:
        for name in names:
            if isinstance(self.model._meta.get_field(name), WrittenByEngine):
                raise AttributeError(f"{self.model.__name__}.{name} changes only by a step through perform")


class Chained(models.Model):
    """A row that keeps a chain of ledger entries: its length and the hash of its newest entry.

    `dated` names the acts that `cycle_engine.record` may enter on the chain without a state.
    """

    dated: ClassVar[tuple[str, ...]] = ()

    seq = CounterField()
    head = HeadField()

    objects = EngineQuerySet.as_manager()

    class Meta:
        abstract = True


class Record(models.Model):
    """A row with states. Its machine adds `state`; `version` moves by steps alone.

    `chain_link` names the foreign key to the record whose chain and lock it shares; none: its own
    (then it is `Chained` too).
    """

    chain_link: ClassVar[str | None] = None

    version = CounterField()

    objects = EngineQuerySet.as_manager()

    class Meta:
        abstract = True


class Entry(models.Model):
    """One line of the ledger. Written by the write function, never changed, never deleted.

    `at` is engine time, `recorded_at` true time; `actor` and `on_behalf_of` are ids of persons.
    The format of `hash` stands in docs/ledger.md.
    """

    chain = models.CharField(max_length=30)
    chain_id = models.BigIntegerField()
    seq = models.IntegerField()
    record = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    step = models.CharField(max_length=40)
    from_state = models.CharField(max_length=30)
    to_state = models.CharField(max_length=30)
    capacity = models.CharField(max_length=12)
    actor = models.BigIntegerField(null=True)
    on_behalf_of = models.BigIntegerField(null=True)
    letter = models.BigIntegerField(null=True)
    unit = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    request_id = models.CharField(max_length=64)
    rule_set = models.CharField(max_length=64)
    version_before = models.IntegerField(null=True)
    version_after = models.IntegerField(null=True)
    commitment = models.BinaryField()
    previous_hash = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        db_table = "engine_entry"
        constraints = [
            models.UniqueConstraint(fields=["chain", "chain_id", "seq"], name="engine_entry_place"),
            models.UniqueConstraint(
                fields=["record", "record_id", "version_after"],
                condition=models.Q(version_after__isnull=False),
                name="engine_entry_version",
            ),
        ]
        indexes = [
            models.Index(
                fields=["actor", "at"], condition=models.Q(actor__isnull=False), name="engine_entry_actor"
            )
        ]


class Payload(models.Model):
    """What an entry commits to: canonical JSON text and its salt. The owner may empty both lawfully."""

    # No constraint: both rows are written by one statement and neither is ever deleted.
    entry = models.OneToOneField(Entry, models.PROTECT, primary_key=True, db_constraint=False)
    salt = models.BinaryField()
    text = models.TextField(null=True)  # noqa: DJ001 - empty text is text; none was emptied

    class Meta:
        db_table = "engine_payload"


class Edge(models.Model):
    """A declared edge of a machine, from which the write function knows what may happen."""

    record = models.CharField(max_length=30)
    step = models.CharField(max_length=40)
    from_state = models.CharField(max_length=30)
    to_state = models.CharField(max_length=30)

    class Meta:
        db_table = "engine_edge"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "step", "from_state", "to_state"], name="engine_edge_declared"
            )
        ]


# SQL's arrays begin at one. As text, so that the index below serves plans that know no parameter.
SECOND_MOVE = models.Func("moves_at", template="(%(expressions)s)[2]", output_field=models.DateTimeField())


class Deadline(models.Model):
    """Somebody has until `due_at` (half-open) to act on a record; open until `closed_at`.

    `agenda` holds the instants at which somebody is told, ascending, of which `next_at` is the next; `told`
    counts how often it was done. `moves_at`: the instants at which the duty moves one post up.
    """

    chain = models.CharField(max_length=30)
    chain_id = models.BigIntegerField()
    record = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    kind = models.CharField(max_length=40)
    waits_for = models.CharField(max_length=12)
    opened_at = models.DateTimeField()
    last_day = models.DateField()
    due_at = models.DateTimeField()
    agenda = ArrayField(models.DateTimeField())
    told = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    moves_at = ArrayField(models.DateTimeField())
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=40, default="")

    class Meta:
        db_table = "engine_deadline"
        constraints = [
            models.UniqueConstraint(
                fields=["record", "record_id", "kind"],
                condition=models.Q(closed_at__isnull=True),
                name="engine_deadline_open",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=models.Q(closed_at__isnull=True, next_at__isnull=False),
                name="engine_deadline_next",
            ),
            models.Index(
                fields=["chain_id"],
                condition=models.Q(closed_at__isnull=True),
                name="engine_deadline_chain",
            ),
            models.Index(
                SECOND_MOVE,
                condition=models.Q(closed_at__isnull=True),
                name="engine_deadline_second_move",
            ),
        ]


class Event(models.Model):
    """What happened, for those it concerns: ids, codes and recipients, never text. One per act.

    `recipients` is a list of `{"person": id, "capacity": code}`; `about` holds the ids a notice needs.
    """

    kind = models.CharField(max_length=80)
    record = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    at = models.DateTimeField()
    recipients = models.JSONField()
    about = models.JSONField()
    relayed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "engine_outbox"
        indexes = [
            models.Index(
                fields=["id"], condition=models.Q(relayed_at__isnull=True), name="engine_outbox_waiting"
            )
        ]


class EngineClock(models.Model):
    """How far engine time runs ahead of true time: one row, which only the owner role may write."""

    ahead = models.DurationField()

    class Meta:
        db_table = "engine_clock"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="engine_clock_one_row")]


class Epoch(models.Model):
    """The hash of the newest entry about what is dated (directory, policies, calendars, achievements): one row.

    Whatever was worked out from these alone, for a day, stays true as long as the hash stays the same.
    """

    hash = models.BinaryField()

    class Meta:
        db_table = "engine_epoch"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="engine_epoch_one_row")]


class Answer(models.Model):
    """An idempotency key that was answered, and by which record: the answer is rendered anew each time."""

    user = models.BigIntegerField()
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    record = models.CharField(max_length=30)
    record_id = models.BigIntegerField()
    answered_at = models.DateTimeField()

    class Meta:
        db_table = "engine_answer"
        constraints = [models.UniqueConstraint(fields=["user", "route", "key"], name="engine_answer_once")]
        indexes = [models.Index(fields=["answered_at"], name="engine_answer_age")]
