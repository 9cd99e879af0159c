"""Evidence of a plan: what there is, how it was found last and what it proves; and files of it, given out again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from directory.names import Names
from web.appeals.evidence import may_add
from web.evaluation.indicators import lines
from web.evaluation.progress import in_force
from web.pages import PersonPage
from web.records import PLANS
from web.uploads import FilesField, TakesFiles, take_files
from workflows.monitoring import store
from workflows.monitoring.commands import add_link
from workflows.monitoring.models import NAME, Attachment, Evidence
from workflows.monitoring.queries import all_evidence
from workflows.planning.models import Plan

# No browser runs what somebody else has sent.
HARMLESS = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of evidence, who added it, and the numbers of the indicators whose entries it proves."""

    file: Evidence
    who: str
    proves: list[str]


class AddForm(forms.Form):
    """Files, or a link with what it is called."""

    added = FilesField(label=gettext_lazy("Photos or files"))
    link = forms.CharField(
        label=gettext_lazy("Or a link"),
        required=False,
        widget=forms.URLInput({"placeholder": "https://"}),
        help_text=gettext_lazy("To what lies with others. It is looked at each week, and a break is told."),
    )
    name = forms.CharField(label=gettext_lazy("What the link is called"), required=False, max_length=NAME)


class PlanEvidencePage(TakesFiles, PersonPage):
    """All evidence of a plan."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The newest first, with a form for who may add some."""
        return self._ask(PLANS.find(key, self), AddForm())

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Take what can be taken; what cannot is told beside its field."""
        plan: Plan = PLANS.find(key, self)
        if not may_add(plan, self):
            raise NotYourTurn
        form = AddForm(request.POST, request.FILES)
        form.full_clean()
        files = form.cleaned_data.get("added", [])
        taken, refused = take_files(plan.pk, files, self.reader, request, "added")
        for sentence in refused:
            form.add_error("added", sentence)
        taken += self._link(plan, form)
        if not taken and not form.errors:
            form.add_error(None, _("Choose a file, or write a link."))
        if form.errors:
            return self._ask(plan, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(request, _("The evidence was added."))
        return redirect("web:plan_evidence", key)

    def _link(self, plan: Plan, form: AddForm) -> list[Evidence]:
        if not (url := form.cleaned_data.get("link")):
            return []
        try:
            return [add_link(plan.pk, form.cleaned_data.get("name", ""), url, self.reader)]
        except RulesBroken as error:
            form.add_error("link", [blocker.message for blocker in error.blockers])
        return []

    def _ask(self, plan: Plan, form: AddForm, status: int = HTTPStatus.OK) -> HttpResponse:
        found = list(all_evidence(plan.pk))
        names = Names.of((each.added_by_id for each in found), self.moment).told_to(self.reader)
        numbers = {each.id: each.number for each in lines(in_force(plan, self))} if found else {}
        proves = _proves(plan, numbers) if found else {}
        pieces = [Piece(each, names[each.added_by_id], proves.get(each.pk, [])) for each in found]
        may = may_add(plan, self)
        return self.show(
            "web/evaluation/evidence.html", status, plan=plan, pieces=pieces, form=form, may_add=may
        )


def _proves(plan: Plan, numbers: Mapping[str, str]) -> dict[int, list[str]]:
    """By piece the numbers of the indicators whose entries name it, corrected ones aside; one query."""
    rows = Attachment.objects.filter(entry__plan=plan, entry__corrected_by=None)
    found: dict[int, set[str]] = defaultdict(set)
    for piece, indicator in rows.values_list("evidence", "entry__indicator"):
        if indicator in numbers:
            found[piece].add(numbers[indicator])
    return {piece: sorted(each) for piece, each in found.items()}


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
