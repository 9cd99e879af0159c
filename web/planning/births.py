"""Pages by which something begins: a plan, a change of one, a remark."""

from __future__ import annotations

import hashlib
import uuid
from abc import abstractmethod
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, RulesBroken, type_sentence
from cycle_engine.idempotency import Key
from cycle_engine.ledger.canonical import canonical
from web.kept import safe
from web.pages import PersonPage
from web.planning.shown import titles, words_of
from web.records import AMENDMENTS, PLANS, record_address
from web.step_forms import LONGEST
from workflows.cycles import queries as cycles
from workflows.planning import commands
from workflows.planning.data import Proposal
from workflows.planning.facts import AmendmentFacts, PlanFacts
from workflows.planning.machine import UNSIGNED, AmendmentCause
from workflows.planning.unplanned import begin_plan


class BirthForm(forms.Form):
    """`key` names this sending, so that a form sent twice begins one thing."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)


class BirthPage(PersonPage):
    """A form that begins something, and goes on to it."""

    template: ClassVar[str] = "web/planning/birth.html"
    label: ClassVar[type_sentence]  # of the page and its button

    def get(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """The form."""
        self.find(**address)
        return self.ask(self.form(initial={"key": uuid.uuid4().hex} | self.proposed()))

    def post(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """Begin it, or tell beside what was typed why not."""
        self.find(**address)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            begun = self.begin(
                form.cleaned_data, {"actor": Actor.of(self.reader), "idempotency_key": self._key(form)}
            )
        except RulesBroken as error:
            for blocker in error.blockers:
                form.add_error(None, blocker.message)
            return self.ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(request, _("Done: %(step)s.") % {"step": self.label})
        return redirect(self.after(begun))

    @abstractmethod
    def find(self, **address: Any) -> None:
        """Find what the address names. Missing for who may not see it."""

    @abstractmethod
    def form(self, *args: Any, **kwargs: Any) -> BirthForm:
        """What is asked."""

    def proposed(self) -> dict[str, Any]:
        """What stands in the form before anything is typed."""
        return {}

    @abstractmethod
    def begin(self, said: dict[str, Any], wish: dict[str, Any]) -> Any:
        """Begin it; what is begun."""

    @abstractmethod
    def after(self, begun: Any) -> str:
        """Where one goes on."""

    @property
    @abstractmethod
    def back(self) -> str:
        """Whence one came."""

    def ask(self, form: BirthForm, status: int = HTTPStatus.OK) -> HttpResponse:
        """The page."""
        return self.show(self.template, status, form=form, label=self.label, back=self.back)

    def _key(self, form: BirthForm) -> Key:
        said = {name: value for name, value in form.data.items() if name != "csrfmiddlewaretoken"}
        body_hash = hashlib.sha256(canonical(said).encode()).hexdigest()
        return Key(self.user.pk, self.request.path, form.cleaned_data["key"], body_hash)


class BeginPage(BirthPage):
    """One's own plan in a cycle, for the post that one holds."""

    label = gettext_lazy("Begin my plan")

    def find(self, **address: Any) -> None:
        cycle = cycles.visible(self.reader, self.day).filter(pk=address["key"]).first()
        if cycle is None:
            raise Missing
        self.cycle = cycle

    def form(self, *args: Any, **kwargs: Any) -> BirthForm:
        return BirthForm(*args, **kwargs)

    def begin(self, said: dict[str, Any], wish: dict[str, Any]) -> Any:
        return begin_plan(self.cycle, self.reader, **wish).record_id

    def after(self, begun: Any) -> str:
        return reverse("web:edit", args=["plans", begun])

    @property
    def back(self) -> str:
        return reverse("web:home")


class ProposeForm(BirthForm):
    """Why a plan in force is to be changed."""

    cause = forms.ChoiceField(
        label=gettext_lazy("Why the plan is to be changed"),
        choices=AmendmentCause.choices,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=gettext_lazy("Reason (may be left out)"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProposePage(BirthPage):
    """A change of a plan in force."""

    label = gettext_lazy("Propose a change")

    def find(self, **address: Any) -> None:
        self.plan = PLANS.find(address["key"], self)

    def form(self, *args: Any, **kwargs: Any) -> ProposeForm:
        return ProposeForm(*args, **kwargs)

    def begin(self, said: dict[str, Any], wish: dict[str, Any]) -> Any:
        return commands.propose_amendment(
            self.plan, Proposal(said["cause"]), reason=said["reason"], **wish
        ).record_id

    def after(self, begun: Any) -> str:
        return reverse("web:edit", args=["amendments", begun])

    @property
    def back(self) -> str:
        return record_address("plan", self.plan)


class RemarkForm(BirthForm):
    """A remark, and the item that it is pinned to."""

    item = forms.ChoiceField(label=gettext_lazy("About"), required=False)
    text = forms.CharField(
        label=gettext_lazy("Remark"),
        help_text=gettext_lazy("The employee must answer it before he can sign again."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RemarkPage(BirthPage):
    """A remark on an item of a plan or of a change of one."""

    label = gettext_lazy("Remark")

    def find(self, **address: Any) -> None:
        kind = {"plans": PLANS, "amendments": AMENDMENTS}.get(address["path"])
        if kind is None:
            raise Missing
        self.record = kind.find(address["key"], self)
        self.facts = (PlanFacts if kind is PLANS else AmendmentFacts)([self.record], *self.moment)

    def form(self, *args: Any, **kwargs: Any) -> RemarkForm:
        form = RemarkForm(*args, **kwargs)
        contents = (
            self.facts.contents(self.record)
            if self.record.state in UNSIGNED
            else self.facts.frozen(self.record)
        )
        words = words_of(contents)
        items = [(item, f"{title}: {words[item]}"[:120]) for item, title in titles(contents).items()]
        form.fields["item"].choices = [("", _("The whole plan")), *items]  # type: ignore[attr-defined]
        return form

    def proposed(self) -> dict[str, Any]:
        return {"item": self.request.GET.get("item", "")}

    def begin(self, said: dict[str, Any], wish: dict[str, Any]) -> Any:
        plan = self.facts.plan(self.record)
        amendment = None if self.record is plan else self.record
        commands.pin_remark(plan, amendment, said["item"], said["text"], **wish)
        return said["item"]

    def after(self, begun: Any) -> str:
        wanted = self.request.POST.get("next", "")
        return safe(wanted) if wanted else f"{self.back}{f'#item-{begun}' if begun else ''}"

    @property
    def back(self) -> str:
        return record_address(self.record._meta.model_name or "", self.record)
