"""Ending a letter sooner than it says, after a look at what that would change."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.actors import Actor
from cycle_engine.errors import RulesBroken
from directory.commands import end_letter
from directory.dated import DAY
from directory.models import Letter
from web.letters.listed import find, shown
from web.letters.preview import change
from web.pages import PersonPage
from web.step_forms import Day
from workflows.staffing.letters import preview_end


class EndForm(forms.Form):
    """The last day on which somebody stands in."""

    last_day = forms.DateField(
        label=gettext_lazy("Last day on which somebody stands in"),
        widget=Day(),
        help_text=gettext_lazy("Yesterday at the earliest, so that it ends at once."),
    )


class EndPage(PersonPage):
    """The end of a letter; one that has not begun is withdrawn."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        letter = find(key, self)
        return self.ask(letter, EndForm(initial={"last_day": max(self.day, letter.valid_from) - DAY}))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """See what it would change, change it, or end it."""
        letter, form = find(key, self), EndForm(request.POST)
        if not form.is_valid():
            return self.ask(letter, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        last_day, actor = form.cleaned_data["last_day"], Actor.of(self.reader)
        if "change" in request.POST:
            return self.ask(letter, EndForm(initial=form.cleaned_data))
        if "end" not in request.POST:
            found = preview_end(key, last_day, actor=actor)
            if found.blockers:
                return self.refuse(letter, form, RulesBroken(found.blockers))
            return self.ask(letter, form, change=change(found, self), last_day=last_day)
        try:
            end_letter(key, last_day, actor=actor)
        except RulesBroken as error:
            return self.refuse(letter, form, error)
        messages.success(request, _("The letter ends then, and those whom it names are told."))
        return redirect("web:letter", key)

    def refuse(self, letter: Letter, form: EndForm, error: RulesBroken) -> HttpResponse:
        for blocker in error.blockers:
            form.add_error("last_day", blocker.message)
        return self.ask(letter, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def ask(
        self, letter: Letter, form: forms.Form, status: int = HTTPStatus.OK, **context: object
    ) -> HttpResponse:
        (each,) = shown([letter], self)
        template = "web/letters/end_preview.html" if "change" in context else "web/letters/end.html"
        return self.show(template, status, each=each, form=form, **context)
