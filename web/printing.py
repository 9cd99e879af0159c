"""The regulation's forms as PDF, printed when a page is asked for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Missing
from forms.documents import plan_forms
from forms.render import NotPrinted, render
from web.pages import PersonPage
from web.records import PLANS
from workflows.planning.documents import plan_document
from workflows.planning.models import Plan

NOT_PRINTED = _("The form could not be printed now. Try again later.")


def attachment(
    page: PersonPage, form: str, printed: Mapping[str, Any], there_are: Sequence[str], name: str
) -> HttpResponse:
    """This form as an attachment that is called after `name`; Missing when it is none of those that there are."""
    if form not in there_are:
        raise Missing
    try:
        content = render(form, printed)
    except NotPrinted:
        return page.show("web/refused.html", HTTPStatus.SERVICE_UNAVAILABLE, sentence=NOT_PRINTED)
    disposition = f'attachment; filename="{form}-{name}.pdf"'
    return HttpResponse(content, content_type="application/pdf", headers={"Content-Disposition": disposition})


def forms_of_plan(plan: Plan, approach: str) -> tuple[str, ...]:
    """The forms that there are for a plan with contents of this approach: its own, and the annex A.1.8."""
    return plan_forms(approach, leader=plan.leader)


class PlanFormPage(PersonPage):
    """A plan on the regulation's form."""

    def get(self, request: HttpRequest, key: int, form: str) -> HttpResponse:
        """The revision in force; else the newest, or the draft."""
        plan = PLANS.find(key, self)
        printed = plan_document(plan, self.moment)
        there_are = forms_of_plan(plan, printed["document"]["approach"])
        return attachment(self, form, printed, there_are, f"plan-{plan.pk}")
