"""Raising needs of development, and saying what they have come to."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Actor
from cycle_engine.errors import NotYourTurn
from directory.names import Names
from web.asking import AskingPage, text
from web.records import EVALUATIONS
from workflows.development import commands, queries
from workflows.development.data import TEXT, TITLE, NeedInput
from workflows.development.entering import managers_of
from workflows.development.models import Need, Skill, Standing
from workflows.evaluation.models import Evaluation


class NeedForm(forms.Form):
    """What has to be learnt."""

    kind = forms.ChoiceField(label=_("Kind of skill"), choices=Skill.choices, widget=forms.RadioSelect)
    skill = text(_("What is to be learnt"), TITLE)
    why = text(_("Reason"), TEXT, lines=3)


class NewNeedPage(AskingPage):
    """Raising a need for oneself."""

    done = _("The need was entered.")

    def asked(self) -> tuple[type[forms.Form], dict[str, Any]]:
        if self.person(self.key) != self.reader:
            raise NotYourTurn
        return NeedForm, {"heading": _("What do you have to learn?"), "button": _("Enter the need")}

    def enter(self, said: dict[str, Any], actor: Actor) -> None:
        commands.raise_need(self.reader, NeedInput(**said), actor=actor)

    def after(self) -> str:
        return reverse("web:development")


class BesideRatingPage(AskingPage):
    """Raising a need beside an evaluation, as who rates it, his superior or the owner."""

    done = _("The need was entered.")
    evaluation: Evaluation

    def asked(self) -> tuple[type[forms.Form], dict[str, Any]]:
        self.evaluation = EVALUATIONS.find(self.key, self)
        person = self.evaluation.plan.employee_id
        if person != self.reader and not commands.beside_rating(self.evaluation, Actor.of(self.reader)):
            raise NotYourTurn
        about = {
            "heading": _("What has to be learnt?"),
            "who": Names.of([person], self.moment)[person],
            "note": _("The employee reads it once the evaluation is delivered."),
            "button": _("Enter the need"),
        }
        return NeedForm, about

    def enter(self, said: dict[str, Any], actor: Actor) -> None:
        person = self.evaluation.plan.employee_id
        commands.raise_need(person, NeedInput(**said), actor=actor, evaluation=self.evaluation.pk)

    def after(self) -> str:
        return reverse("web:evaluation", args=[self.key])


class AnswerForm(forms.Form):
    """What a need has come to."""

    standing = forms.ChoiceField(
        label=_("What it has come to"), choices=Standing.choices[1:], widget=forms.RadioSelect
    )
    note = text(_("Why, or how"), TEXT, lines=3)


class DropForm(forms.Form):
    """That a need is dropped."""

    note = text(_("Why it is dropped"), TEXT, lines=3)


class AnswerNeedPage(AskingPage):
    """Saying what a need has come to, as a manager; or dropping one's own."""

    done = _("The need was answered.")
    need: Need

    def asked(self) -> tuple[type[forms.Form], dict[str, Any]]:
        self.need = self.among(queries.known_needs)
        person = self.need.of.person_id
        own = person == self.reader
        may_answer = (
            self.need.raised_by_id == self.reader if own else self.reader in managers_of(person, self.moment)
        )
        if not may_answer:
            raise NotYourTurn
        about = {
            "heading": self.need.skill,
            "who": Names.of([person], self.moment)[person],
            "note": self.need.why,
            "button": _("Drop the need") if own else _("Enter the answer"),
        }
        return (DropForm if own else AnswerForm), about

    def enter(self, said: dict[str, Any], actor: Actor) -> None:
        standing = said.get("standing", Standing.DROPPED)
        commands.answer_need(self.key, standing, said["note"], actor=actor)

    def after(self) -> str:
        need = self.among(queries.known_needs)
        return reverse("web:development_of", args=[need.of.person_id])
