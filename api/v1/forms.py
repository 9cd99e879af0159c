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
from api.v1.kinds import COUNSELLING, EVALUATIONS, GUIDANCE, PLANS
from cycle_engine.errors import Missing
from forms.documents import LEADING, MATRIX, evaluation_forms, feedback_form, plan_forms
from forms.render import NotPrinted, render
from workflows.appeals.printing import appeal_document, decided_appeal
from workflows.evaluation.disclosure import readable
from workflows.evaluation.feedback_record import feedback_document
from workflows.evaluation.models import Document
from workflows.evaluation.printing import evaluation_document, is_by_superior
from workflows.guidance import printing as of_guidance
from workflows.guidance.disclosure import papers
from workflows.guidance.facts import CounsellingFacts, GuidanceFacts
from workflows.monitoring.actions import actions_document
from workflows.planning.documents import plan_document
from workflows.planning.leading import has_roles, leading_document

PDF = "application/pdf"
DECIDED = "D.1.3"
ACTION_FORMS = ("B.1.1", "B.1.2")
FEEDBACK_FORMS = ("B.1.3", "B.1.4", "B.1.5")
EVALUATION_FORMS = (*FEEDBACK_FORMS, "C.1.1", "C.1.2", "C.1.3", "D.1.1", "D.1.2", DECIDED)
PLAN_FORMS = ("A.1.1", "A.1.2", *LEADING, "A.1.6", "A.1.7", "A.1.8", *ACTION_FORMS)


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

        Which forms there are is a matter of its approach and of whether it is a leader's; A.1.8 is its annex, A.1.5
        the matrix of whoever leads. B.1.1 and B.1.2 are its action plans, and what was done.
        """
        plan = PLANS.find(id, self)
        leads = leading_document(plan, self.reader, self.moment, self.note_read) if form in LEADING else None
        printed = leads or plan_document(plan, self.moment)
        there_are = (*plan_forms(printed["document"]["approach"], leader=plan.leader), *ACTION_FORMS)
        if leads and has_roles(leads):
            there_are = (*there_are, MATRIX)
        if form in ACTION_FORMS:
            printed = actions_document(plan, self.moment, documented=form == "B.1.2")
        return sheet(form, printed, there_are, f"plan-{plan.pk}")


class EvaluationFormView(FormView):
    """A form of an evaluation."""

    def get(self, request: Request, id: int, form: str) -> HttpResponse:  # noqa: A002
        """The evaluation on the regulation's form, of the newest signed document that you may read.

        D.1.3 is there once an appeal was decided, for its parties, who decides, managers and inspectors. Of B.1.3 to
        B.1.5, the feedback of the period, there is always one.
        """
        evaluation = EVALUATIONS.find(id, self)
        if form in FEEDBACK_FORMS:
            record = feedback_document(evaluation, self.moment)
            fits = feedback_form(record["document"]["approach"], leader=evaluation.plan.leader)
            return sheet(form, record, [fits], f"evaluation-{evaluation.pk}")
        documents = list(Document.objects.filter(evaluation=evaluation).order_by("number"))
        read = readable(evaluation, documents, self.reader)
        if not read:
            raise Missing
        printed = evaluation_document(evaluation, read[-1], self.moment)
        details = evaluation_forms(
            printed["document"]["approach"],
            leader=evaluation.plan.leader,
            by_superior=is_by_superior(printed),
        )
        appeal = decided_appeal(evaluation, self.reader, self.moment)
        there_are = (*details, DECIDED) if appeal else details
        if appeal is not None and form == DECIDED:
            printed = appeal_document(appeal, printed, self.moment)
        return sheet(form, printed, there_are, f"evaluation-{evaluation.pk}")


class GuidanceFormView(FormView):
    """A form of a guidance."""

    def get(self, request: Request, id: int, form: str) -> HttpResponse:  # noqa: A002
        """The guidance on the regulation's form, of what of it you may read."""
        record = GUIDANCE.find(id, self)
        found = papers([record], GuidanceFacts([record], *self.moment), self.reader)[id]
        there_are = of_guidance.guidance_forms(record, found)
        printed = of_guidance.guidance_document(record, found, form, self.moment) if form in there_are else {}
        return sheet(form, printed, there_are, f"guidance-{id}")


class CounsellingFormView(FormView):
    """The form of a counselling."""

    def get(self, request: Request, id: int, form: str) -> HttpResponse:  # noqa: A002
        """The report of a behaviour on the regulation's form, for who may read it."""
        record = COUNSELLING.find(id, self)
        found = papers([record], CounsellingFacts([record], *self.moment), self.reader)[id]
        there_are = of_guidance.counselling_forms(found)
        printed = of_guidance.counselling_document(record, found, self.moment) if form in there_are else {}
        return sheet(form, printed, there_are, f"counselling-{id}")


for _view, _operation, _forms in (
    (PlanFormView, "plans_forms", PLAN_FORMS),
    (EvaluationFormView, "evaluations_forms", EVALUATION_FORMS),
    (GuidanceFormView, "guidance_forms", tuple(of_guidance.OF_GUIDANCE)),
    (CounsellingFormView, "counselling_forms", (of_guidance.REPORT,)),
):
    described(
        _view,
        "get",
        _operation,
        answers=OpenApiTypes.BINARY,
        status=(200, PDF),
        parameters=[OpenApiParameter("form", str, OpenApiParameter.PATH, enum=_forms)],
    )
