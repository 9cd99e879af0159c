"""Arranging guidance, and telling an employee of his behaviour: how either begins."""

from __future__ import annotations

import hashlib
import uuid
from http import HTTPStatus
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Actor
from cycle_engine.errors import RulesBroken, type_sentence
from cycle_engine.idempotency import Key
from cycle_engine.ledger.canonical import canonical
from cycle_engine.perform import Act
from web.choosing import Chosen, posts, searched, searches
from web.guidance.words import WAYS
from web.pages import PersonPage
from web.planning.words import VALUES
from web.records import PLANS
from web.step_forms import LONGEST
from workflows.guidance.commands import arrange_guidance, tell_of_behaviour
from workflows.guidance.data import Arrangement, Concern


class BirthForm(forms.Form):
    """`key` names this sending, so that a form sent twice acts once."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)


class TellForm(BirthForm):
    value = forms.ChoiceField(label=_("Which value it is about"), choices=list(VALUES.items()))
    text = forms.CharField(
        label=_("What you have seen, and what you expect"),
        help_text=_("The employee reads this. The personnel unit reads it too if you report it later."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
    )


class BirthPage(PersonPage):
    """A form on a plan, whose record is born by it."""

    title: ClassVar[type_sentence]
    done: ClassVar[type_sentence]
    leads_to: ClassVar[str]

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The form."""
        plan = PLANS.find(key, self)
        return self._ask(plan, self.form()(initial={"key": uuid.uuid4().hex}))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Let it begin; what the rules say stands above what was typed."""
        plan = PLANS.find(key, self)
        if searches(request.POST):
            return self._ask(plan, searched(self.form(), request.POST))
        form = self.form()(request.POST)
        if form.is_valid():
            try:
                act = self.begin(plan.pk, form.cleaned_data, self._once(form.cleaned_data))
            except RulesBroken as error:
                for blocker in error.blockers:
                    form.add_error(None, blocker.message)
            else:
                messages.success(request, str(self.done))
                return redirect(self.leads_to, act.record_id)
        return self._ask(plan, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def form(self) -> type[forms.Form]:
        raise NotImplementedError

    def begin(self, plan: int, said: dict[str, Any], wish: dict[str, Any]) -> Act[Any]:
        raise NotImplementedError

    def _once(self, said: dict[str, Any]) -> dict[str, Any]:
        body_hash = hashlib.sha256(canonical(said).encode()).hexdigest()
        key = Key(self.user.pk, self.request.path, said["key"], body_hash)
        return {"actor": Actor.of(self.reader), "idempotency_key": key}

    def _ask(self, plan: Any, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show("web/guidance/begin.html", status, plan=plan, form=form, title=self.title)


class ArrangePage(BirthPage):
    """Guiding somebody whom one rates, or naming who does."""

    title = _("Arrange guidance")
    done = _("The guidance is arranged.")
    leads_to = "web:guidance"

    def form(self) -> type[forms.Form]:
        class ArrangeForm(BirthForm):
            way = forms.ChoiceField(label=_("How"), choices=list(WAYS.items()), widget=forms.RadioSelect)
            post = Chosen(
                posts(self.day),
                nothing=_("I guide him myself"),
                label=_("Who guides: who holds this post today"),
                required=False,
            )

        return ArrangeForm

    def begin(self, plan: int, said: dict[str, Any], wish: dict[str, Any]) -> Act[Any]:
        return arrange_guidance(plan, Arrangement(said["way"], said["post"] or None), **wish)


class TellPage(BirthPage):
    """Telling somebody whom one rates of a behaviour that hinders the work."""

    title = _("Tell the employee of a behaviour")
    done = _("The employee was told.")
    leads_to = "web:counselling"

    def form(self) -> type[forms.Form]:
        return TellForm

    def begin(self, plan: int, said: dict[str, Any], wish: dict[str, Any]) -> Act[Any]:
        return tell_of_behaviour(plan, Concern(said["value"], said["text"]), **wish)
