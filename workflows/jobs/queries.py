"""What may be read about jobs."""

from __future__ import annotations

from django.db.models import QuerySet

from workflows.jobs.models import Job


def visible(person: int) -> QuerySet[Job]:
    """The jobs that this person asked for."""
    return Job.objects.filter(requested_by=person)
