"""Recognitions: what is proposed in a unit, the register, and each as a certificate to print."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, NotYourTurn
from directory.identities import identities
from directory.many import any_of
from directory.names import Names
from web.asking import AskingPage, text
from web.choosing import Option, units
from web.development.units import GrantedPage
from web.pages import PersonPage
from web.paging import page_of
from web.records import EVALUATIONS
from workflows.development import commands, queries
from workflows.development.data import TEXT, TITLE, RecognitionInput
from workflows.development.entering import managers_of
from workflows.development.models import Ground, Recognition, Reward
from workflows.development.reckoning import GOOD, grounds_of, proposals, reached, settled
from workflows.evaluation.models import Evaluation
from workflows.evaluation.ratings import Predicate
from workflows.planning.signatures import agency_of


class RecognitionsPage(GrantedPage):
    """Unit by unit how many settled years are good; of one unit what is proposed; and what was recognised."""

    of_year = True

    @property
    def usual_year(self) -> int:
        return self.day.year - 1

    def get(self, request: HttpRequest) -> HttpResponse:
        """`?unit=` alone is looked at closely; `?year=`: which was rated."""
        year, unit = self.year, self.asked.get("unit")
        register = queries.known_recognitions(self.reader, self.moment).filter(
            year=year, of__person__in=self.people.values("person")
        )
        some = page_of(register.order_by("-confirmed_at", "-pk"), request)
        found = proposals(int(unit), year) if unit else []
        self.note_read(each.evaluation.plan_id for each in found)
        self.note_read(each.evaluation.plan_id for each in some)
        people = [each.evaluation.plan.employee_id for each in found] + [each.of.person_id for each in some]
        names = Names.of(people, self.moment)
        return self.listed(
            "web/development/recognitions.html",
            some=some,
            chosen_unit=unit,
            proposals=[
                (each, names[each.evaluation.plan.employee_id], words(each.grounds)) for each in found
            ],
            register=[(each, names[each.of.person_id], rewards(each)) for each in some],
            units=self._units(year),
        )

    def _units(self, year: int) -> list[tuple[Option, int, int]]:
        """Each unit with settled years that are at least Good: how many, and how many of them are Very good."""
        rows = settled().filter(plan__unit__in=any_of(self.within), ends_on__year=year, predicate__in=GOOD)
        counts = (
            rows.order_by("plan__unit")
            .values_list("plan__unit")
            .annotate(good=Count("pk"), very_good=Count("pk", filter=Q(predicate=Predicate.SANGAT_BAIK)))
        )
        found = {str(unit): (good, very_good) for unit, good, very_good in counts}
        known = units([int(key) for key in found], self.day)
        told = [(option, *found[option.key]) for option in map(known.show, known.rows)]
        return sorted(told, key=lambda each: -each[2])


def words(grounds: Any) -> list[str]:
    return [str(Ground(each).label) for each in grounds]


def rewards(recognition: Recognition) -> list[str]:
    """What is given, in words."""
    named = [str(Reward(each).label) for each in recognition.rewards if each != Reward.OTHER]
    return [*named, recognition.other] if recognition.other else named


class RecogniseForm(forms.Form):
    """With what a result is recognised, and why."""

    rewards = forms.MultipleChoiceField(
        label=_("Rewards"), choices=Reward.choices, widget=forms.CheckboxSelectMultiple
    )
    other = text(_("Which other reward"), TITLE, required=False)
    reason = text(_("Reason"), TEXT, lines=3)


class RecognisePage(AskingPage):
    """Recognising the result of a settled year."""

    template = "web/development/recognise.html"
    done = _("The result was recognised.")

    def asked(self) -> tuple[type[forms.Form], dict[str, Any]]:
        evaluation: Evaluation = EVALUATIONS.find(self.key, self)
        person = evaluation.plan.employee_id
        if self.reader not in managers_of(person, self.moment):
            raise NotYourTurn
        grounds = []
        if settled().filter(pk=evaluation.pk).exists():
            grounds = grounds_of(evaluation, reached([evaluation])[evaluation.pk])
        about = {
            "evaluation": evaluation,
            "who": Names.of([person], self.moment)[person],
            "grounds": words(grounds),
            "button": _("Recognise the result"),
        }
        return RecogniseForm, about

    def enter(self, said: dict[str, Any], actor: Actor) -> None:
        commands.confirm_recognition(self.key, RecognitionInput(**said), actor=actor)

    def after(self) -> str:
        return reverse("web:recognitions")


class RecognitionPage(PersonPage):
    """A recognition, as a certificate that can be printed."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        recognition = find(key, self)
        plan = recognition.evaluation.plan
        place = (plan.employee_id, plan.post_id)
        who = identities([place], recognition.evaluation.ends_on, self.moment.epoch)[place]
        self.note_read([plan.pk])
        return self.show(
            "web/development/recognition.html",
            recognition=recognition,
            who=who,
            agency=agency_of(plan, self.day, self.moment),
            predicate=Predicate(recognition.predicate).label,
            grounds=words(recognition.grounds),
            rewards=rewards(recognition),
            confirmed_by=Names.of([recognition.confirmed_by_id], self.moment)[recognition.confirmed_by_id],
            withdrawal=getattr(recognition, "withdrawal", None),
            manages=self.reader in managers_of(plan.employee_id, self.moment),
        )


def find(key: int, page: PersonPage) -> Recognition:
    """The recognition with this key, if the reader may see it; else Missing."""
    rows = queries.known_recognitions(page.reader, page.moment).select_related("evaluation__plan__cycle")
    found = rows.filter(pk=key).first()
    if found is None:
        raise Missing
    return found


class BecauseForm(forms.Form):
    """Why it holds no longer."""

    reason = text(_("Why it holds no longer"), TEXT, lines=3)


class WithdrawPage(AskingPage):
    """Withdrawing a recognition."""

    done = _("The recognition was withdrawn.")

    def asked(self) -> tuple[type[forms.Form], dict[str, Any]]:
        recognition = find(self.key, self)
        person = recognition.of.person_id
        if self.reader not in managers_of(person, self.moment):
            raise NotYourTurn
        about = {
            "heading": _("Withdraw the recognition"),
            "who": Names.of([person], self.moment)[person],
            "note": recognition.reason,
            "button": _("Withdraw it"),
        }
        return BecauseForm, about

    def enter(self, said: dict[str, Any], actor: Actor) -> None:
        commands.withdraw_recognition(self.key, said["reason"], actor=actor)

    def after(self) -> str:
        return reverse("web:recognition", args=[self.key])
