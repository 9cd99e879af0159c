"""Asking for a stand-in: the form, one request, declining it and withdrawing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from cycle_engine.remembered import remembered
from directory import queries as directory
from directory.asked import WORDS, Standing
from directory.commands import ask_for_stand_in, decline_stand_in, withdraw_request
from directory.models import PostRow, StandInRequest
from directory.names import Names
from directory.remit import visible_letters
from directory.rules import Answering, broken
from directory.stand_in_requests import NotARater
from directory.stand_ins import StandIns, answers_as, known_requests, stand_ins, to_propose
from web.asking import AskingPage, text
from web.choosing import Among, Chosen, posts, searched, searches
from web.pages import PersonPage
from web.step_forms import Day

# Beside which field a broken rule is told.
BESIDE = {
    "ours:letter_years": "first_day",
    "ours:stand_in_days": "first_day",
    "ours:stand_in_asked": "first_day",
    "ours:stand_in_named": "first_day",
    "ours:stand_in_reason": "reason",
    "ours:stand_in_whom": "post",
    "ours:stand_in_oneself": "post",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A request with the names of those whom it names, the title of its post, and what has become of it today."""

    request: StandInRequest
    asked_by: str
    post: str
    proposed: str
    answered_by: str
    standing: Standing

    @property
    def is_open(self) -> bool:
        return self.standing is Standing.OPEN

    @property
    def address(self) -> str:
        return letter_for(self.request)


def letter_for(request: StandInRequest) -> str:
    """The form of a letter that would answer the request."""
    person = {"person": request.proposed_id} if request.proposed_id else {}
    said = urlencode({"post": request.post_id, **person, "request": request.pk})
    return f"{reverse('web:letter_new')}?{said}"


def shown(requests: Sequence[StandInRequest], page: PersonPage) -> list[Asked]:
    """These requests in words; two queries at most."""
    if not requests:
        return []
    titles = directory.posts({each.post_id for each in requests}, page.day)
    people = [(each.asked_by_id, each.proposed_id, each.answered_by_id) for each in requests]
    names = Names.of((person for each in people for person in each), page.moment)
    return [
        Asked(
            each,
            names[each.asked_by_id],
            titles[each.post_id].title if each.post_id in titles else "",
            names[each.proposed_id],
            names[each.answered_by_id],
            each.standing_on(page.day),
        )
        for each in requests
    ]


def days_in_words(request: StandInRequest) -> str:
    """From which day to which a stand-in is asked for."""
    first, last = request.valid_from, request.valid_to
    days = {"first": date_format(first), "last": date_format(last)}  # type: ignore[arg-type]  # it has a last day
    return _("Stand-in from %(first)s to %(last)s") % days


def ask_form(proposed: Among) -> type[forms.Form]:
    """What is asked; the person is proposed by the post that he holds today, since posts are open to everybody."""

    class AskForm(forms.Form):
        first_day = forms.DateField(label=gettext_lazy("First day"), widget=Day())
        last_day = forms.DateField(label=gettext_lazy("Last day"), widget=Day())
        reason = text(
            gettext_lazy("Reason"),
            WORDS,
            lines=3,
            help_text=gettext_lazy("For instance leave or a training. Who is asked reads it."),
        )
        post = Chosen(
            proposed,
            label=gettext_lazy("Whom you propose: who holds this post today (may be left out)"),
            required=False,
        )

    return AskForm


class AskPage(PersonPage):
    """Asking for a stand-in, as who holds a post and rates others."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._ask(self.form())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask; what forbids it stands beside what was typed."""
        if searches(request.POST):
            return self._ask(searched(self.form, request.POST))
        form = self.form(request.POST)
        if form.is_valid():
            try:
                self._enter(form.cleaned_data)
            except RulesBroken as error:
                for blocker in error.blockers:
                    form.add_error(BESIDE.get(blocker.rule), blocker.message)
            else:
                messages.success(request, _("You have asked for a stand-in. You are told what comes of it."))
                return redirect("web:stand_in")
        return self._ask(form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def _enter(self, said: dict[str, Any]) -> None:
        proposed = int(said["post"]) if said["post"] else None
        actor = Actor.of(self.reader)
        ask_for_stand_in(said["first_day"], said["last_day"], said["reason"], proposed, actor=actor)

    @cached_property
    def mine(self) -> tuple[StandIns, PostRow]:
        """What letters say of the reader, and the post that he holds. Raises NotARater."""
        known = remembered(self.moment.epoch, stand_ins, [self.reader], self.day).get(self.reader)
        if known is None or known.post is None or not known.rates:
            raise NotARater
        return known, known.post

    @cached_property
    def form(self) -> type[forms.Form]:
        """The form, with those posts whose holders he may propose."""
        every, (_known, post) = posts(self.day), self.mine
        others = to_propose(post.unit_id, self.day).exclude(person=self.reader)
        return ask_form(replace(every, rows=every.rows.filter(post__in=others.values("post"))))

    def _ask(self, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        known, _post = self.mine
        who = Names.of([known.above], self.moment)[known.above]
        return self.show("web/letters/ask.html", status, form=form, known=known, above=who)


class RequestPage(PersonPage):
    """One request: what is asked, and what has become of it."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        found = known_requests(self.reader, self.moment).filter(pk=key).first()
        if found is None:
            raise Missing
        return show_request(found, self)


def show_request(
    found: StandInRequest, page: PersonPage, status: int = HTTPStatus.OK, **context: Any
) -> HttpResponse:
    """The page of a request."""
    (each,) = shown([found], page)
    letters = visible_letters(page.reader, page.moment)
    return page.show(
        "web/letters/request.html",
        status,
        each=each,
        letter=letters.filter(pk=found.letter_id).first() if found.letter_id else None,
        answers=each.is_open and answers_as(page.reader, found, page.day) is not None,
        withdraws=each.is_open and found.asked_by_id == page.reader,
        **context,
    )


class ClosingPage(AskingPage):
    """Ending a request that waits. In place of the form stands what has become of one that waits no longer."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The form."""
        return self._closed(HTTPStatus.OK) or super().get(request, key)

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """End it."""
        return self._closed(HTTPStatus.UNPROCESSABLE_ENTITY) or super().post(request, key)

    def _closed(self, status: int) -> HttpResponse | None:
        """The page of a request that waits no longer."""
        blockers = broken(Answering(self.found, self.day))
        return show_request(self.found, self, status, closed=blockers[0].message) if blockers else None

    @cached_property
    def found(self) -> StandInRequest:
        """The request that the address names."""
        row: StandInRequest = self.among(known_requests)
        return row

    def after(self) -> str:
        return reverse("web:stand_in_request", args=[self.key])


class DeclineForm(forms.Form):
    """Why no stand-in is named."""

    reason = text(gettext_lazy("Reason"), WORDS, lines=3)


class DeclinePage(ClosingPage):
    """Saying that no stand-in is named, as who could name one."""

    done = gettext_lazy("The request is declined, and who asked is told.")

    def asked(self) -> tuple[type[forms.Form], dict[str, Any]]:
        found = self.found
        if answers_as(self.reader, found, self.day) is None:
            raise NotYourTurn
        about = {
            "heading": _("Decline to name a stand-in"),
            "who": Names.of([found.asked_by_id], self.moment)[found.asked_by_id],
            "note": f"{days_in_words(found)}\n{found.reason}",
            "button": _("Decline"),
        }
        return DeclineForm, about

    def enter(self, said: dict[str, Any], actor: Actor) -> None:
        decline_stand_in(self.key, said["reason"], actor=actor)


class WithdrawPage(ClosingPage):
    """Asking no longer."""

    done = gettext_lazy("The request is withdrawn, and who was asked is told.")

    def asked(self) -> tuple[type[forms.Form], dict[str, Any]]:
        found = self.found
        if found.asked_by_id != self.reader:
            raise NotYourTurn
        about = {
            "heading": _("Withdraw the request for a stand-in"),
            "note": days_in_words(found),
            "button": _("Withdraw the request"),
        }
        return forms.Form, about

    def enter(self, said: dict[str, Any], actor: Actor) -> None:
        withdraw_request(self.key, actor=actor)
