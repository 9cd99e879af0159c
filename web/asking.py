"""Forms by which something is entered by a command, and how a refusal stands on them."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, RulesBroken, type_sentence
from directory.models import Person
from directory.remit import known_people
from web.pages import PersonPage


class AskingPage(PersonPage):
    """A form on a page of its own: what is entered is entered by a command, and what that refuses stands on the form,
    with what was typed."""

    template = "web/ask.html"
    done: type_sentence

    def asked(self) -> tuple[type[forms.Form], dict[str, Any]]:
        """The form, and what the page shows beside it; raises what forbids to ask at all."""
        raise NotImplementedError

    def enter(self, said: dict[str, Any], actor: Actor) -> None:
        """Enter what the form says."""
        raise NotImplementedError

    def after(self) -> str:
        """Where one goes on."""
        raise NotImplementedError

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The form."""
        form, context = self.asked()
        return self.show(self.template, form=form(), back=self.after(), **context)

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Enter it."""
        made, context = self.asked()
        form = made(request.POST, request.FILES)
        if form.is_valid() and self._entered(form):
            messages.success(request, str(self.done))
            return redirect(self.after())
        return self.show(
            self.template, HTTPStatus.UNPROCESSABLE_ENTITY, form=form, back=self.after(), **context
        )

    def _entered(self, form: forms.Form) -> bool:
        try:
            self.enter(form.cleaned_data, Actor.of(self.reader))
        except RulesBroken as error:
            for blocker in error.blockers:
                form.add_error(None, blocker.message)
            return False
        return True

    @property
    def key(self) -> int:
        """The key that the address names."""
        return int(self.kwargs["key"])

    def person(self, key: int) -> int:
        """The person with this key, if the reader may see him; else Missing."""
        return known_person(key, self)

    def among(self, find: Callable[..., Any]) -> Any:
        """The row that the address names, among what `find` finds for the reader; else Missing."""
        row = find(self.reader, self.moment).filter(pk=self.key).first()
        if row is None:
            raise Missing
        return row


def known_person(key: int, page: PersonPage) -> int:
    """The person with this key, if the reader may see him; else Missing."""
    found: Person | None = known_people(page.reader, page.moment).filter(pk=key).first()
    if found is None:
        raise Missing
    return found.pk


def text(label: type_sentence, most: int, *, lines: int = 0, **more: Any) -> forms.CharField:
    """A field for words, of one line or more."""
    widget = forms.Textarea(attrs={"rows": lines}) if lines else forms.TextInput()
    return forms.CharField(label=label, max_length=most, widget=widget, **more)  # type: ignore[arg-type]
