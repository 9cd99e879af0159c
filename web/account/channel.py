"""A channel of one's own: an address in what the operator offers, confirmed by a code that was sent there."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing, RulesBroken
from notifications.own import commands
from notifications.own.queries import offered, own_channel_of
from web.pages import PersonPage


class AskForm(forms.Form):
    """Which channel, and where one is found in it."""

    name = forms.ChoiceField(label=gettext_lazy("Channel"))
    address = forms.CharField(
        label=gettext_lazy("Your address in it"),
        help_text=gettext_lazy("Your name or number there. A code is sent to it."),
        max_length=60,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].choices = [(name, name) for name in offered()]  # type: ignore[attr-defined]


class CodeForm(forms.Form):
    """The code that was sent."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        max_length=6,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class ChannelPage(PersonPage):
    """My own channel."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """What I have, and what I may choose."""
        return self._show(AskForm(), CodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Ask for a code, give it back, or be told there no more."""
        if not self.reader:
            raise Missing
        if "remove" in request.POST:
            commands.remove(self.reader)
            return self._done(_("You are told there no more."))
        if "code" in request.POST:
            code = CodeForm(request.POST)
            if self._taken(code, "code", lambda said: commands.confirm(self.reader, said["code"])):
                return self._done(_("From now on you are told there too."))
            return self._show(AskForm(), code, HTTPStatus.UNPROCESSABLE_ENTITY)
        ask = AskForm(request.POST)
        if self._taken(ask, "address", lambda said: commands.ask(self.reader, said["name"], said["address"])):
            return self._done(_("A code was sent."))
        return self._show(ask, CodeForm(), HTTPStatus.UNPROCESSABLE_ENTITY)

    def _taken(self, form: forms.Form, field: str, act: Callable[[dict[str, Any]], None]) -> bool:
        """Whether what was sent is whole and was done; else its errors stand beside the field."""
        if not form.is_valid():
            return False
        try:
            act(form.cleaned_data)
        except RulesBroken as error:
            for blocker in error.blockers:
                form.add_error(field, blocker.message)
        return form.is_valid()

    def _done(self, said: str) -> HttpResponse:
        messages.success(self.request, said)
        return redirect("web:account_channel")

    def _show(self, ask: AskForm, code: CodeForm, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(
            "web/account/channel.html",
            status,
            channel=own_channel_of(self.reader),
            offered=offered(),
            form=code if code.is_bound else ask,
            ask=ask,
            code=code,
        )
