"""Work in the background, as far as it has come: for who asked for it, and was told that it is done."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Missing, type_sentence
from web.pages import PersonPage
from workflows.jobs import queries
from workflows.jobs.models import Job

# What the work is, and the page of what it was done for.
KINDS: dict[str, tuple[type_sentence, Callable[[Job], str]]] = {
    "open_cycle": (
        _("Opening a cycle"),
        lambda job: reverse("web:office_opening", args=[job.arguments["cycle"]]),
    ),
    "remind": (
        _("Reminding who is late"),
        lambda job: reverse("web:office_reminded", args=[job.arguments["cycle"], job.pk]),
    ),
    "preview_import": (
        _("Looking what an import would change"),
        lambda job: reverse("web:office_import", args=[job.arguments["import"]]),
    ),
    "apply_import": (
        _("Applying an import"),
        lambda job: reverse("web:office_import", args=[job.arguments["import"]]),
    ),
    "redate": (_("Working out deadlines anew"), lambda job: reverse("web:office")),
}


class JobPage(PersonPage):
    """One of the jobs that I asked for."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """How it stands, and where to see what came of it."""
        job = queries.visible(self.reader).filter(pk=key).first()
        if job is None:
            raise Missing
        label, address = KINDS[job.kind]
        return self.show("web/notices/job.html", job=job, label=label, address=address(job))
