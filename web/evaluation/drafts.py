"""Steps whose forms are long: filled in as a draft that is kept, looked through once more, then taken."""

from __future__ import annotations

import re
from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.actors import Actor
from cycle_engine.case import Case
from cycle_engine.errors import NotYourTurn, Stale, WrongState
from cycle_engine.ledger.canonical import canonical
from cycle_engine.look import refusal
from cycle_engine.machine import Step, machine_of
from web.evaluation.indicators import Line
from web.records import Kind
from web.step_forms import LONGEST, StepForm
from web.steps import StepPage
from web.uploads import TakesFiles, take_files
from workflows.evaluation.commands import write_form
from workflows.evaluation.models import Evaluation, Form
from workflows.monitoring.models import Evidence

MOST = 200_000  # bytes of a draft's canonical JSON
ELSEWHERE = gettext_lazy("This form was saved in another window since you opened this one.")
TOO_MUCH = gettext_lazy("This is more than a form may hold. Shorten it.")


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a form: its contents, if it was ever saved, and how often it was."""

    contents: Mapping[str, Any] | None
    edit: int


class DraftForm(forms.Form):
    """A long form, of which nothing is demanded before the step is taken. `edit`: of the draft that was read."""

    edit = forms.IntegerField(widget=forms.HiddenInput)

    def contents(self) -> dict[str, Any]:
        """What is kept of it."""
        raise NotImplementedError

    def file_fields(self) -> dict[str, str]:
        """The fields that take files, by those in which their evidence is chosen."""
        return {}


class DraftPage(TakesFiles, StepPage):
    """A step whose form is kept. Its heirs say what is asked, what is made of it, and how it is shown."""

    fill_template: ClassVar[str]
    check_template: ClassVar[str]
    _draft: Kept | None = None
    start: Mapping[str, Any]  # what the form holds before anything is typed

    @abstractmethod
    def filled(self, record: Any, *args: Any, **kwargs: Any) -> DraftForm:
        """The form, of these data or with these initial values."""

    @abstractmethod
    def begun(self, record: Any) -> dict[str, Any]:
        """What a form holds that was never saved."""

    @abstractmethod
    def initial_of(self, record: Any, contents: Mapping[str, Any]) -> dict[str, Any]:
        """The fields of the form for these contents."""

    @abstractmethod
    def data_of(self, contents: Mapping[str, Any]) -> Any:
        """What is sent with the step."""

    @abstractmethod
    def beside(self, record: Any, form: DraftForm) -> dict[str, Any]:
        """What stands beside the form."""

    @abstractmethod
    def answers(self, record: Any, contents: Mapping[str, Any]) -> dict[str, Any]:
        """What is shown before the step is taken."""

    def evaluation(self, record: Any) -> Evaluation:
        """The evaluation that the form is about."""
        found: Evaluation = record
        return found

    def get(self, request: HttpRequest, path: str, key: int, step: str) -> HttpResponse:
        """The form as it was left; by `?check` all answers, with the button that sends them."""
        kind, record, declared = self.named(path, key, step)
        kept = self.draft(record)
        if "check" in request.GET and kept.contents is not None:
            self.template = self.check_template
            answers = self.form(record, declared)(initial=self.initial(record))
            return self.ask(kind, record, declared, answers)
        self.start = self.begun(record) if kept.contents is None else kept.contents
        start = self.initial_of(record, self.start) | {"edit": kept.edit}
        return self.fill(kind, record, declared, self.filled(record, initial=start))

    def post(self, request: HttpRequest, path: str, key: int, step: str) -> HttpResponse:
        """Keep the form; or take the step, once the answers were looked through."""
        kind, record, declared = self.named(path, key, step)
        if "take" in request.POST and self.kept(record).contents is not None:
            self.template = self.check_template
            return super().post(request, path, key, step)
        self._refuse_others(record, declared)
        form = self._with_files(record, self.filled(record, request.POST, request.FILES))
        if form.errors or len(canonical(form.contents()).encode()) > MOST:
            if not form.errors:
                form.add_error(None, str(TOO_MUCH))
            return self._not_kept(kind, record, declared, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            edit = self.keep(record, form.contents(), form.cleaned_data["edit"])
        except Stale:
            return self._elsewhere(kind, record, declared, form)
        except WrongState as error:
            closed = {"elsewhere": error.sentence, "closed": True}
            return self._not_kept(kind, record, declared, form, HTTPStatus.CONFLICT, **closed)
        if self._saves_itself:
            return JsonResponse({"edit": edit})
        if "check" in request.POST:
            return redirect(f"{request.path}?check")
        messages.success(request, _("Your draft was saved. Nobody else sees it."))
        return redirect(request.path)

    def _refuse_others(self, record: Any, step: Step) -> None:
        """Only who may take the step fills its form. Raises NotYourTurn."""
        facts = self.facts(record)
        fillers = {
            each.person for capacity in step.declaration.by for each in facts.holders(record, capacity)
        }
        if self.reader not in fillers:
            raise NotYourTurn

    @property
    def _saves_itself(self) -> bool:
        return self.request.headers.get("X-Draft") == "1"

    def _with_files(self, record: Any, form: DraftForm) -> DraftForm:
        """The form with its files taken as evidence and chosen, whatever else is amiss."""
        form.full_clean()
        data, refused = self.request.POST.copy(), {}
        for name, field in form.file_fields().items():
            files = form.cleaned_data.get(field) or []
            taken, refused[field] = take_files(
                self.evaluation(record).plan_id, files, self.reader, self.request, field
            )
            for each in taken:
                data.appendlist(name, str(each.pk))
        again = self.filled(record, data)
        again.full_clean()
        for name, sentences in refused.items():
            for sentence in sentences:
                again.add_error(name, sentence)
        return again

    def _not_kept(
        self, kind: Kind, record: Any, step: Step, form: DraftForm, status: int, **context: Any
    ) -> HttpResponse:
        if self._saves_itself:
            said = [
                str(context.get("elsewhere") or ""),
                *(str(e) for each in form.errors.values() for e in each),
            ]
            return JsonResponse({"why": " ".join(filter(None, said))}, status=status)
        return self.fill(kind, record, step, form, status, **context)

    def _elsewhere(self, kind: Kind, record: Any, step: Step, form: DraftForm) -> HttpResponse:
        """The form as it was typed, and what was saved meanwhile in another window."""
        kept = self.kept(record)
        saved = self.initial_of(record, kept.contents or {})
        differs = [(field, saved.get(field.name)) for field in form.visible_fields() if _other(field, saved)]
        form.data["edit"] = str(kept.edit)  # type: ignore[index]
        status = HTTPStatus.PRECONDITION_FAILED
        return self._not_kept(kind, record, step, form, status, elsewhere=ELSEWHERE, differs=differs)

    def kept(self, record: Any) -> Kept:
        """The reader's own form of it."""
        form = Form.objects.filter(evaluation=self.evaluation(record), person=self.reader).first()
        return Kept(form.contents, form.edit) if form else Kept(None, 0)

    def draft(self, record: Any) -> Kept:
        """The same as it was when the page began to show it."""
        if self._draft is None:
            self._draft = self.kept(record)
        return self._draft

    def keep(self, record: Any, contents: dict[str, Any], edit: int) -> int:
        """Keep what was filled in; the number of the save. Raises Stale when another window saved first."""
        return write_form(self.evaluation(record).pk, contents, edit, self.reader).edit

    def fill(
        self,
        kind: Kind,
        record: Any,
        step: Step,
        form: DraftForm,
        status: int = HTTPStatus.OK,
        **context: Any,
    ) -> HttpResponse:
        """The page of the form; for who may not take the step, only why."""
        self.template = self.fill_template
        if form.is_bound or self.offer(record, step).allowed:
            context |= self.beside(record, form)
        return self.ask(kind, record, step, form, status, **context)  # type: ignore[arg-type]

    # Taking it

    def form(self, record: Any, step: Step) -> type[StepForm]:
        """What is sent from the page of all answers: those of the draft that was shown."""
        kept, page = self.draft(record), self

        class Answers(StepForm):
            edit = forms.IntegerField(widget=forms.HiddenInput, initial=kept.edit)

            def clean_edit(self) -> int:
                if self.cleaned_data["edit"] != kept.edit:
                    raise ValidationError(str(ELSEWHERE))
                return kept.edit

            def clean(self) -> dict[str, Any]:
                if lacking := page.incomplete(kept.contents or {}):
                    raise ValidationError(lacking)
                return self.cleaned_data

            def wish(self) -> dict[str, Any]:
                reason = self.cleaned_data.get("reason", "")
                return {"reason": reason, "data": page.data_of(kept.contents or {})}

        if not step.declaration.reason:
            return Answers
        why = forms.CharField(
            label=gettext_lazy("Reason"), max_length=LONGEST, widget=forms.Textarea({"rows": 4})
        )
        return type("AnswersWithReason", (Answers,), {"reason": why})

    def more(self, record: Any) -> dict[str, Any]:
        if self.template != self.check_template:
            return {}
        contents = self.draft(record).contents or {}
        return self.answers(record, contents) | {"check": True}

    def incomplete(self, contents: Mapping[str, Any]) -> list[str]:
        """What is missing so that it cannot even be sent."""
        return []

    def missing(self, record: Any, contents: Mapping[str, Any]) -> list[str]:
        """What would refuse the step with these contents; the same rules are asked again when it is taken."""
        if lacking := self.incomplete(contents):
            return lacking
        step, facts = machine_of(type(record)).steps[self.kwargs["step"]], self.facts(record)
        case = Case(record, step, facts, Actor.of(self.reader), "…", self.data_of(contents))
        error = refusal(case, None)
        return [blocker.message for blocker in error.blockers] if error else []


def _other(field: forms.BoundField, saved: Mapping[str, Any]) -> bool:
    """Whether another window saved something else than what stands in the field."""
    typed, there = field.value(), saved.get(field.name)
    if isinstance(typed, list):
        return sorted(map(str, typed)) != sorted(map(str, there or []))
    return str(typed or "") != str(there or "")


def in_words(text: str, names: Mapping[str, str]) -> str:
    """A sentence of a rule with what items are called in place of their ids."""
    if not names:
        return text
    keys = "|".join(re.escape(key) for key in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<![\w.])({keys})(?![\w.]*\w)", lambda found: names[found[1]], text)


def evidence_choices(there: list[Evidence]) -> list[tuple[str, str]]:
    """Files of a plan as they are chosen in a form."""
    return [(str(each.pk), each.name) for each in there]


def places(known: list[Line]) -> dict[str, str]:
    """What indicators and their results are called, by id."""
    found = {each.id: each.number for each in known}
    for each in known:
        found.setdefault(each.result["id"], each.number.partition(".")[0])
    return found
