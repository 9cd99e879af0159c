"""The regulation's forms as PDF, printed when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request

from api.v1.documents import described
from api.v1.errors import Refused
from api.v1.http import Api
from api.v1.kinds import PLANS
from forms.documents import plan_forms
from forms.render import NotPrinted, render
from workflows.planning.documents import plan_document

PDF = "application/pdf"
PLAN_FORMS = ("A.1.1", "A.1.2", "A.1.6", "A.1.7", "A.1.8")


class FormView(Api):
    """A form of something."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:  # noqa: FBT001, FBT002
        """A form is a PDF, whatever is accepted; only a refusal is negotiated."""
        return super().perform_content_negotiation(request, force=True)


def sheet(form: str, printed: Mapping[str, Any], there_are: Sequence[str], name: str) -> HttpResponse:
    """This form as an attachment called after `name`. Refuses a form that is none of those that there are."""
    if form not in there_are:
        sentence = _("There is no such form here. There are: %(forms)s.") % {"forms": ", ".join(there_are)}
        raise Refused("no_such_form", sentence, forms=list(there_are))
    try:
        content = render(form, printed)
    except NotPrinted as error:
        raise Refused("not_printed") from error
    disposition = f'attachment; filename="{form}-{name}.pdf"'
    return HttpResponse(content, content_type=PDF, headers={"Content-Disposition": disposition})


class PlanFormView(FormView):
    """A form of a plan."""

    def get(self, request: Request, id: int, form: str) -> HttpResponse:  # noqa: A002
        """The plan on the regulation's form, of the revision in force; else of the newest, or the draft.

        Which forms there are is a matter of its approach and of whether it is a leader's; A.1.8 is its annex.
        """
        plan = PLANS.find(id, self)
        printed = plan_document(plan, self.moment)
        there_are = plan_forms(printed["document"]["approach"], leader=plan.leader)
        return sheet(form, printed, there_are, f"plan-{plan.pk}")


described(
    PlanFormView,
    "get",
    "plans_forms",
    answers=OpenApiTypes.BINARY,
    status=(200, PDF),
    parameters=[OpenApiParameter("form", str, OpenApiParameter.PATH, enum=PLAN_FORMS)],
)
