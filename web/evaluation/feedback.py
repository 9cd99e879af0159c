"""Feedback: what was given on a plan, asking somebody, giving it, and answering what one was asked."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Blocker, Missing, RulesBroken
from directory.names import Names
from web.choosing import Chosen, posts, searched, searches
from web.evaluation.progress import in_force
from web.pages import PersonPage
from web.paging import page_of
from web.planning.words import VALUES
from web.records import PLANS
from workflows.monitoring import queries
from workflows.monitoring.commands import RUNNING, answer_request, ask_for_feedback, give_feedback
from workflows.monitoring.data import About
from workflows.monitoring.models import TEXT, AboutKind, Feedback, FeedbackRequest
from workflows.monitoring.standing import leaders
from workflows.monitoring.unnamed import readable
from workflows.planning.contents import Document, results
from workflows.planning.facts import PlanFacts
from workflows.planning.models import Plan

BESIDE = {
    "ours:feedback_about": "about",
    "ours:feedback_text": "text",
    "ours:feedback_whom": "post",
    "ours:feedback_oneself": "post",
}
WHOLE = gettext_lazy("The whole plan")


class FeedbackPage(PersonPage):
    """The feedback on a plan, and what was asked."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The newest first."""
        plan: Plan = PLANS.find(key, self)
        facts = PlanFacts([plan], *self.moment)
        given = page_of(list(Feedback.objects.filter(plan=plan).order_by("-pk")), request)
        asked = list(FeedbackRequest.objects.filter(plan=plan, answer=None).order_by("-pk")[:50])
        people = [each.given_by_id for each in given]
        people += [person for each in asked for person in (each.asked_by_id, each.of_id)]
        names = Names.of(people, self.moment).told_to(self.reader)
        about = _about_words(_contents(plan, facts))
        raters = {each.person for each in facts.duty_at(plan, 0)}
        return self.show(
            "web/evaluation/feedback.html",
            plan=plan,
            some=given,
            given=[(each, names[each.given_by_id], about.get(each.about, WHOLE)) for each in given],
            asked=[
                (each, names[each.asked_by_id], names[each.of_id], about.get(each.about, WHOLE))
                for each in asked
            ],
            unnamed=[(each, about.get(each.about, WHOLE)) for each in readable([plan], facts)[plan.pk]],
            may_give=plan.state in RUNNING and self.reader in leaders(plan, facts),
            may_ask=plan.state in RUNNING and self.reader in {plan.employee_id, *raters},
        )


def _contents(plan: Plan, facts: PlanFacts) -> Document:
    revision = facts.in_force(plan)
    return revision.contents if revision else {}


def _about_words(document: Document) -> dict[str, Any]:
    """What feedback may be about besides the whole, by how it is kept."""
    return {each["id"]: each["text"] for each in results(document)} | VALUES


def _about_choices(document: Document) -> list[Any]:
    """Grouped: the whole, results, values."""
    return [
        ("whole:", WHOLE),
        (_("Work results"), [(f"result:{each['id']}", each["text"]) for each in results(document)]),
        (_("Behaviour"), [(f"value:{value}", label) for value, label in VALUES.items()]),
    ]


def _about(chosen: str) -> About:
    kind, _mark, item = chosen.partition(":")
    return About(AboutKind(kind), item)


class GiveForm(forms.Form):
    """Feedback that nobody asked for."""

    about = forms.ChoiceField(label=gettext_lazy("About"))
    text = forms.CharField(
        label=gettext_lazy("Feedback"), max_length=TEXT, widget=forms.Textarea({"rows": 6})
    )


def ask_form(page: PersonPage) -> type[forms.Form]:
    """A question to who holds a post today."""

    class AskForm(forms.Form):
        about = forms.ChoiceField(label=gettext_lazy("About"))
        post = Chosen(
            posts(page.day),
            nothing=gettext_lazy("Choose one"),
            label=gettext_lazy("Whom you ask: who holds this post today"),
        )
        text = forms.CharField(
            label=gettext_lazy("Question (may be left out)"),
            required=False,
            max_length=TEXT,
            widget=forms.Textarea({"rows": 4}),
        )

    return AskForm


class GivePage(PersonPage):
    """Giving feedback on the plan of somebody whom one rates or supervises."""

    title = gettext_lazy("Give feedback")
    done = gettext_lazy("Your feedback was given.")

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The form."""
        plan: Plan = PLANS.find(key, self)
        return self._ask(plan, self._open(plan, self.form()()))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Give it; what the rules say stands beside what was typed."""
        plan: Plan = PLANS.find(key, self)
        if searches(request.POST):
            return self._ask(plan, self._open(plan, searched(self.form(), request.POST)))
        form = self._open(plan, self.form()(request.POST))
        if form.is_valid():
            try:
                self.write(plan, form.cleaned_data)
            except RulesBroken as error:
                blame(form, error.blockers)
            else:
                messages.success(request, str(self.done))
                return redirect("web:plan_feedback", key)
        return self._ask(plan, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def form(self) -> type[forms.Form]:
        return GiveForm

    def write(self, plan: Plan, said: dict[str, Any]) -> None:
        give_feedback(plan.pk, _about(said["about"]), said["text"], self.reader)

    def _open(self, plan: Plan, form: forms.Form) -> forms.Form:
        form.fields["about"].choices = _about_choices(in_force(plan, self))  # type: ignore[attr-defined]
        return form

    def _ask(self, plan: Plan, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show("web/evaluation/give.html", status, plan=plan, form=form, title=self.title)


class AskPage(GivePage):
    """Asking somebody for feedback on one's own work, or on the work of somebody whom one rates."""

    title = gettext_lazy("Ask for feedback")
    done = gettext_lazy("Your question was sent.")

    def form(self) -> type[forms.Form]:
        return ask_form(self)

    def write(self, plan: Plan, said: dict[str, Any]) -> None:
        ask_for_feedback(plan.pk, _about(said["about"]), said["text"], int(said["post"]), self.reader)


def blame(form: forms.Form, blockers: Sequence[Blocker]) -> None:
    """Say what rules say beside the fields that they are about."""
    for blocker in blockers:
        field = BESIDE.get(blocker.rule)
        form.add_error(field if field in form.fields else None, blocker.message)


# What one was asked


class AskedPage(PersonPage):
    """What others want to hear from the reader."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What waits, or by `?answered` what was answered; the newest first."""
        answered = "answered" in request.GET
        rows = queries.asked_of(self.reader).filter(answer__isnull=not answered).order_by("-pk")
        some = page_of(rows, request)
        self.note_read(each.plan_id for each in some)
        names = Names.of(
            (person for each in some for person in (each.plan.employee_id, each.asked_by_id)), self.moment
        )
        texts = queries.texts(some)
        return self.show(
            "web/evaluation/asked.html",
            some=some,
            answered=answered,
            asked=[
                (each, names[each.plan.employee_id], names[each.asked_by_id], _words(each, texts))
                for each in some
            ],
        )


def _words(each: FeedbackRequest, texts: dict[tuple[int, str], str]) -> Any:
    if each.about_kind == AboutKind.RESULT:
        return texts.get((each.plan_id, each.about), "")
    return VALUES.get(each.about, WHOLE)


class AnswerForm(forms.Form):
    """The feedback that was asked for."""

    text = forms.CharField(
        label=gettext_lazy("Your feedback"), max_length=TEXT, widget=forms.Textarea({"rows": 8})
    )


class AnswerPage(PersonPage):
    """Answering a question, once."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The question and the form."""
        return self._ask(self._asked(key), AnswerForm())

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Give the answer."""
        asked, form = self._asked(key), AnswerForm(request.POST)
        if form.is_valid():
            try:
                answer_request(asked.pk, form.cleaned_data["text"], self.reader)
            except RulesBroken as error:
                blame(form, error.blockers)
            else:
                messages.success(request, _("Your feedback was given."))
                return redirect("web:feedback_asked")
        return self._ask(asked, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _asked(self, key: int) -> FeedbackRequest:
        asked = queries.asked_of(self.reader).filter(pk=key).first()
        if asked is None:
            raise Missing
        self.note_read([asked.plan_id])
        return asked

    def _ask(self, asked: FeedbackRequest, form: AnswerForm, status: int = HTTPStatus.OK) -> HttpResponse:
        names = Names.of([asked.plan.employee_id, asked.asked_by_id], self.moment)
        return self.show(
            "web/evaluation/answer.html",
            status,
            asked=asked,
            form=form,
            employee=names[asked.plan.employee_id],
            asker=names[asked.asked_by_id],
            about=_words(asked, queries.texts([asked])),
        )
