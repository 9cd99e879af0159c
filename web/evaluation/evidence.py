"""Files of evidence, given out again."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest

from cycle_engine.errors import Missing
from web.pages import PersonPage
from web.records import PLANS
from workflows.monitoring import store
from workflows.monitoring.models import Evidence

# No browser runs what somebody else has sent.
HARMLESS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}


class EvidencePage(PersonPage):
    """The content of a file of evidence; a link lies with others."""

    def get(self, request: HttpRequest, key: int) -> FileResponse:
        """The file as an attachment, after its hash was checked."""
        found = Evidence.objects.filter(pk=key, url="").first()
        if found is None:
            raise Missing
        PLANS.find(found.plan_id, self)
        return FileResponse(
            store.opened(found.sha256),
            as_attachment=True,
            filename=found.name,
            content_type=found.media_type,
            headers=HARMLESS,
        )
