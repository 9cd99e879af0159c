"""Entering trainings, and deciding whether they count."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Actor
from cycle_engine.errors import NotYourTurn
from directory.names import Names
from web.asking import AskingPage, text
from web.pages import PersonPage
from web.step_forms import Day
from workflows.development import commands, queries
from workflows.development.data import MOST_HOURS, TEXT, TITLE, TrainingInput
from workflows.development.entering import managers_of
from workflows.development.models import Decision, Skill, Training
from workflows.monitoring.models import Evidence
from workflows.planning.queries import visible_plans

MOST_EVIDENCE = 50  # of the newest that can be chosen


class TrainingForm(forms.Form):
    """A training that was done."""

    title = text(_("What the training was called"), TITLE)
    provider = text(_("Who gave it"), TITLE)
    kind = forms.ChoiceField(label=_("Kind of skill"), choices=Skill.choices, widget=forms.RadioSelect)
    first_day = forms.DateField(label=_("First day"), widget=Day())
    last_day = forms.DateField(label=_("Last day"), widget=Day())
    hours = forms.IntegerField(
        label=_("Hours (JP)"),
        help_text=_("As the certificate says."),
        min_value=1,
        max_value=MOST_HOURS,
    )
    document = text(_("Number of the certificate"), TITLE)


def form_of_training(person: int, page: PersonPage) -> type[forms.Form]:
    """The form, with the evidence of the person's plans that the reader may see, if there is any, to choose from."""
    seen = visible_plans(page.reader, page.moment).filter(employee=person)
    rows = Evidence.objects.filter(plan__in=seen).order_by("-pk")[:MOST_EVIDENCE]
    found = [(str(each.pk), each.name) for each in rows]
    if not found:
        return TrainingForm
    field = forms.TypedChoiceField(
        label=_("The certificate among the evidence of a plan"),
        choices=[("", _("None")), *found],
        coerce=int,
        empty_value=None,
        required=False,
    )
    return type("WithEvidence", (TrainingForm,), {"evidence": field})


class NewTrainingPage(AskingPage):
    """Entering a training: one's own, or as a manager that of somebody else."""

    done = _("The training was entered.")

    def asked(self) -> tuple[type[forms.Form], dict[str, Any]]:
        person = self.person(self.key)
        own = person == self.reader
        if not own and self.reader not in managers_of(person, self.moment):
            raise NotYourTurn
        about = {
            "heading": _("Enter a training"),
            "who": "" if own else Names.of([person], self.moment)[person],
            "note": _("It counts once a manager has confirmed it.") if own else _("It counts at once."),
            "button": _("Enter the training"),
        }
        return form_of_training(person, self), about

    def enter(self, said: dict[str, Any], actor: Actor) -> None:
        commands.enter_training(self.key, TrainingInput(**said), actor=actor)

    def after(self) -> str:
        return reverse("web:development_of", args=[self.key])


class DecisionForm(forms.Form):
    """Whether a training counts."""

    decision = forms.ChoiceField(
        label=_("Does it count?"),
        choices=[
            (Decision.CONFIRMED, _("Yes, it is confirmed")),
            (Decision.REFUSED, _("No, it is not accepted")),
        ],
        widget=forms.RadioSelect,
    )
    reason = text(_("Why not"), TEXT, lines=3, required=False)


class WithdrawForm(forms.Form):
    """That one's own training is withdrawn."""

    reason = text(_("Why it is withdrawn"), TEXT, lines=3)


class DecideTrainingPage(AskingPage):
    """Confirming or refusing a training as a manager; or withdrawing one's own."""

    template = "web/development/decide.html"
    done = _("The training was decided on.")
    training: Training

    def asked(self) -> tuple[type[forms.Form], dict[str, Any]]:
        self.training = self.among(queries.known_trainings)
        person = self.training.of.person_id
        own = person == self.reader
        if not own and self.reader not in managers_of(person, self.moment):
            raise NotYourTurn
        about = {
            "training": self.training,
            "who": Names.of([person], self.moment)[person],
            "button": _("Withdraw the training") if own else _("Decide"),
        }
        return (WithdrawForm if own else DecisionForm), about

    def enter(self, said: dict[str, Any], actor: Actor) -> None:
        decision = said.get("decision", Decision.WITHDRAWN)
        commands.decide_training(self.key, decision, said["reason"], actor=actor)

    def after(self) -> str:
        person = self.training.of.person_id
        if person == self.reader:
            return reverse("web:development")
        return reverse("web:unit_trainings")
