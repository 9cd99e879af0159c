"""Steps of appeals that ask more than a few fields; each with what both sides say beside it."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, cast

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from cycle_engine.errors import RulesBroken, WorkflowError, type_sentence
from cycle_engine.machine import Step, machine_of
from directory.models import Letter
from directory.names import Names
from directory.remit import visible_letters
from web.appeals.days import open_ones
from web.appeals.evidence import with_evidence, with_files
from web.appeals.hearing import HearingForm, form_of_hearing
from web.appeals.matter import matter, must_name
from web.evaluation import rating
from web.evaluation.drafts import DraftForm
from web.records import Kind
from web.step_forms import StepForm, form_of
from web.steps import Offered, StepPage
from web.uploads import TakesFiles
from workflows.appeals.data import Appointment
from workflows.appeals.facts import AppealFacts
from workflows.appeals.models import Appeal
from workflows.appeals.queries import visible_appeals
from workflows.monitoring.models import Evidence


class PassingPage(StepPage):
    """A step after which one may see the appeal no longer, as somebody from above who decided it."""

    def after(self, kind: Kind, record: Appeal) -> str:
        """Home, where the appeal is not to be seen any more."""
        seen = visible_appeals(self.reader, self.moment).filter(pk=record.pk).exists()
        return super().after(kind, record) if seen else reverse("web:home")


class AppealStepPage(PassingPage):
    """A step of an appeal, with the matter beside it."""

    template = "web/appeals/step.html"

    def more(self, record: Appeal) -> dict[str, Any]:
        return told(record, self)


def told(appeal: Appeal, page: StepPage, evidence: Mapping[int, Evidence] | None = None) -> dict[str, Any]:
    """What both sides say, for templates; a query less where the plan's evidence is known."""
    found = matter(appeal, page, page.facts(appeal), evidence)
    return {"appeal": appeal, "matter": found, "left": open_ones(appeal, found.facts)}


class CheckedPage(AppealStepPage):
    """A step that nobody takes back: what was written is looked at once more before it is taken."""

    def post(self, request: HttpRequest, path: str, key: int, step: str) -> HttpResponse:
        if "sure" in request.POST:
            return super().post(request, path, key, step)
        kind, record, declared = self.named(path, key, step)
        form = self.form(record, declared)(request.POST)
        if "change" in request.POST or not form.is_valid():
            status = HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
            return self.ask(kind, record, declared, form, status)
        context = {"record": record, "step": declared, "form": form, "answers": answers(form)}
        return self.show("web/appeals/check_step.html", **context, **self.more(record))


def answers(form: forms.Form) -> list[tuple[type_sentence, list[str]]]:
    """What was written, field by field, in words."""
    found: list[tuple[type_sentence, list[str]]] = []
    for field in form.visible_fields():
        value = form.cleaned_data[field.name]
        words = dict(getattr(field.field, "choices", ()))
        values = value if isinstance(value, list) else [value]
        if field.name != "files":
            found.append((field.label, [str(words.get(each, each)) for each in values if each]))
    return found


class WithEvidencePage(TakesFiles, AppealStepPage):
    """A step with which evidence is named. Files that were taken stay named, whatever else is refused."""

    template = "web/appeals/step_with_files.html"

    def form(self, record: Appeal, step: Step) -> type[StepForm]:
        asked = form_of(step, choices={"evidence": ()})
        return cast(type[StepForm], with_evidence(asked, record.plan, self))

    def post(self, request: HttpRequest, path: str, key: int, step: str) -> HttpResponse:
        kind, record, declared = self.named(path, key, step)
        typed, refused = with_files(record.plan, request, self.reader)
        request.POST = typed  # type: ignore[assignment]
        if not refused:
            return super().post(request, path, key, step)
        form = self.form(record, declared)(typed)
        for sentence in refused:
            form.add_error("files" if "files" in form.fields else None, sentence)
        return self.ask(kind, record, declared, form, HTTPStatus.UNPROCESSABLE_ENTITY)


class DismissPage(WithEvidencePage, CheckedPage):
    """Dismissing, with a proof."""


class HearingPage(AppealStepPage):
    """Recording how both were heard."""

    template = "web/appeals/hearing.html"

    def form(self, record: Appeal, step: Step) -> type[StepForm]:
        return form_of_hearing(step)

    def refused(
        self, kind: Kind, record: Appeal, step: Step, form: StepForm, error: WorkflowError
    ) -> HttpResponse:
        if not isinstance(error, RulesBroken):
            return super().refused(kind, record, step, form, error)
        for blocker in error.blockers:
            cast(HearingForm, form).tell(blocker)
        return self.ask(kind, record, step, form, HTTPStatus.UNPROCESSABLE_ENTITY)


class AmendPage(PassingPage, rating.AmendPage):
    """Rating anew, with what both sides say beside it."""

    fill_template = "web/appeals/amend.html"

    def beside(self, record: Appeal, form: DraftForm) -> dict[str, Any]:
        found = super().beside(record, form)
        return found | told(record, self, found["grounds"].evidence)


class NamingForm(StepForm):
    """A letter by which a manager names who decides, where no post is left above."""

    named: dict[str, Letter]

    def wish(self) -> dict[str, Any]:
        chosen = self.named.get(self.cleaned_data["letter"])
        who = Appointment(str(chosen.person_id), str(chosen.pk)) if chosen else Appointment()
        return {"reason": self.cleaned_data["reason"], "data": who}


class AppointPage(AppealStepPage):
    """The duty moves one post up: for a conflict of interest, a vacancy or silence. At the top a manager names who
    decides."""

    template = "web/appeals/appoint.html"

    def form(self, record: Appeal, step: Step) -> type[StepForm]:
        facts = self.facts(record)
        asked = form_of(step, choices={"person": (), "letter": ()})
        names_one = must_name(record, facts, self.reader)
        letters = self._letters(record, facts) if names_one else []
        names = Names.of((each.person_id for each in letters), self.moment)
        options = [(str(each.pk), f"{names[each.person_id]} ({each.number})") for each in letters]
        field = forms.ChoiceField(
            label=_("Who decides, and by which letter"),
            choices=options,
            required=names_one,
            widget=forms.RadioSelect if names_one else forms.HiddenInput,
        )
        named = {str(each.pk): each for each in letters}
        members = {"letter": field, "person": None, "named": named}
        return type("OfAppointment", (NamingForm, asked), members)

    def _letters(self, record: Appeal, facts: AppealFacts) -> list[Letter]:
        """Those of today that name somebody without a part in the case."""
        day = facts.day(record)
        seen = visible_letters(self.reader, self.moment).filter(pk__in=Letter.objects.on(day).values("pk"))
        return [
            each for each in seen.exclude(person=self.reader) if each.person_id not in facts.parties(record)
        ]

    def more(self, record: Appeal) -> dict[str, Any]:
        shown = super().more(record)
        facts: AppealFacts = shown["matter"].facts
        seat = facts.next_seat(record)
        person = seat.acting[0].person if seat else None
        shown["next_decider"] = Names.of([person], self.moment)[person]
        shown["recuses"] = any(each.person == self.reader for each in facts.deciders(record))
        if must_name(record, facts, self.reader):
            step = machine_of(Appeal).steps["appoint_decider"]
            shown["offered"] = Offered(step, self.request.path, allowed=True, why_not=[], waits_for=[])
            shown["names_one"] = True
        return shown
