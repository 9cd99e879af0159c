"""The regulation's forms as PDF, printed when a page is asked for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import Missing
from forms.documents import LEADING, MATRIX, evaluation_forms, feedback_form, plan_forms
from forms.render import NotPrinted, render
from web.pages import PersonPage
from web.records import EVALUATIONS, PLANS
from workflows.appeals.printing import appeal_document, decided_appeal
from workflows.evaluation.disclosure import readable
from workflows.evaluation.feedback_record import feedback_document
from workflows.evaluation.models import Document, Evaluation
from workflows.evaluation.printing import evaluation_document, is_by_superior
from workflows.monitoring.actions import actions_document
from workflows.planning.documents import plan_document
from workflows.planning.leading import has_roles, leading_document

DECIDED = "D.1.3"
ACTION_FORMS = ("B.1.1", "B.1.2")
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


class PlanFormPage(PersonPage):
    """A plan on the regulation's form."""

    def get(self, request: HttpRequest, key: int, form: str) -> HttpResponse:
        """The revision in force; else the newest, or the draft. A.1.5: the matrix of whoever leads. B.1.1
        and B.1.2: action plans, and what was done."""
        plan = PLANS.find(key, self)
        if form in ACTION_FORMS:
            printed = actions_document(plan, self.moment, documented=form == "B.1.2")
            return attachment(self, form, printed, ACTION_FORMS, f"plan-{key}")
        leads = leading_document(plan, self.reader, self.moment, self.note_read) if form in LEADING else None
        printed = leads or plan_document(plan, self.moment)
        there_are = plan_forms(printed["document"]["approach"], leader=plan.leader)
        if leads and has_roles(leads):
            there_are = (*there_are, MATRIX)
        return attachment(self, form, printed, there_are, f"plan-{plan.pk}")


class EvaluationFormPage(PersonPage):
    """An evaluation on the regulation's form."""

    def get(self, request: HttpRequest, key: int, form: str) -> HttpResponse:
        """The newest signed document that the reader may read, on the form of this name; "C" and "D" name the one of
        these that there is. D.1.3 is there once an appeal was decided, for who may read all of it; "B", the feedback
        of the period, always."""
        evaluation = EVALUATIONS.find(key, self)
        if form == "B":
            return self.feedback(evaluation)
        documents = list(Document.objects.filter(evaluation=evaluation).order_by("number"))
        read = readable(evaluation, documents, self.reader)
        if not read:
            raise Missing
        printed = evaluation_document(evaluation, read[-1], self.moment)
        approach, by_superior = printed["document"]["approach"], is_by_superior(printed)
        there_are = evaluation_forms(approach, leader=evaluation.plan.leader, by_superior=by_superior)
        appeal = decided_appeal(evaluation, self.reader, self.moment)
        if appeal is not None and form == DECIDED:
            printed, there_are = appeal_document(appeal, printed, self.moment), (DECIDED,)
        named = next((each for each in there_are if each[0] == form), form)
        return attachment(self, named, printed, there_are, f"evaluation-{evaluation.pk}")

    def feedback(self, evaluation: Evaluation) -> HttpResponse:
        """The record of the feedback of its period."""
        printed = feedback_document(evaluation, self.moment)
        fits = feedback_form(printed["document"]["approach"], leader=evaluation.plan.leader)
        return attachment(self, fits, printed, (fits,), f"evaluation-{evaluation.pk}")
