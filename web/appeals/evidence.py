"""Naming evidence with what one says: of what the plan has already, and files that come with the form."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from web.pages import PersonPage
from web.uploads import FilesField, take_files
from workflows.monitoring.models import Evidence
from workflows.monitoring.standing import leaders
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan

F = type[forms.Form]


def with_evidence(form: F, plan: Plan, page: PersonPage) -> F:
    """The form with fields for evidence of the plan: files too, where the reader may send some."""
    members: dict[str, Any] = {"evidence": _named(plan)}
    if may_add(plan, page):
        members["files"] = FilesField()
    first = [name for name in form.base_fields if name not in ("evidence", "reason")]
    members["field_order"] = [*first, "evidence", "files", "reason"]
    return type(form.__name__, (form,), members)


def _named(plan: Plan) -> forms.MultipleChoiceField:
    rows = Evidence.objects.filter(plan=plan).order_by("pk")
    options = [(str(row.pk), row.name) for row in rows]
    if not options:
        return forms.MultipleChoiceField(required=False, widget=forms.MultipleHiddenInput)
    return forms.MultipleChoiceField(
        choices=options, required=False, widget=forms.CheckboxSelectMultiple, label=_("Evidence of the plan")
    )


def may_add(plan: Plan, page: PersonPage) -> bool:
    """Whether the reader may send evidence of the plan: its owner, its rater and its superior may."""
    return page.reader == plan.employee_id or page.reader in leaders(plan, PlanFacts([plan], *page.moment))


def with_files(plan: Plan, request: HttpRequest, person: int) -> tuple[QueryDict, list[str]]:
    """What was typed, with the files that were sent named as evidence; and why some were not taken."""
    typed = request.POST.copy()
    taken, refused = take_files(plan.pk, request.FILES.getlist("files"), person, request, "files")
    known = typed.getlist("evidence")
    typed.setlist("evidence", list(dict.fromkeys([*known, *(str(each.pk) for each in taken)])))
    return typed, refused
