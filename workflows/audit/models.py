"""Who has read whose records as an inspector."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Access(models.Model):
    """An inspector (`reader`) has read of a person's plan, or of what belongs to it. Never changed.

    `what` is the address that was asked, with names in place of ids ("plans/{id}/contents/"); `at` engine time.
    What one request has read has one `request_id`.
    """

    application_may_update: ClassVar[tuple[str, ...]] = ()

    # No constraints: none of these is ever deleted, and a read shall not lock what others write.
    reader = models.ForeignKey(
        "directory.Person", models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    person = models.ForeignKey(
        "directory.Person", models.PROTECT, db_constraint=False, db_index=False, related_name="accesses"
    )
    plan = models.ForeignKey(
        "planning.Plan", models.PROTECT, db_constraint=False, db_index=False, related_name="+"
    )
    what = models.CharField(max_length=200)
    at = models.DateTimeField()
    request_id = models.CharField(max_length=32)

    class Meta:
        indexes = [models.Index(fields=["person", "id"], name="audit_access_person")]
