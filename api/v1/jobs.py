"""Background jobs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.documents import described
from api.v1.http import Api, answer
from cycle_engine.errors import Missing
from workflows.jobs import queries
from workflows.jobs.models import Job


@dataclass(frozen=True)
class JobShape:
    """A background job: `done` of `total`; `errors` holds an object for each record it could not deal with."""

    id: str
    kind: str
    state: str
    state_label: str
    version: int
    done: int
    total: int
    result: dict[str, Any]
    errors: list[dict[str, Any]]


class JobView(Api):
    """One job."""

    def get(self, request: Request, id: int) -> Response:  # noqa: A002
        """A job that you asked for."""
        job = queries.visible(self.reader).filter(pk=id).first()
        if job is None:
            raise Missing
        return answer(job_shape(job))


def job_shape(job: Job) -> JobShape:
    return JobShape(
        id=str(job.pk),
        kind=job.kind,
        state=job.state,
        state_label=str(job.get_state_display()),
        version=job.version,
        done=job.done,
        total=job.total,
        result=job.result,
        errors=job.errors,
    )


described(JobView, "get", "jobs_read", answers=JobShape)
