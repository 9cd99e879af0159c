"""Choosing a password by the link of an e-mail, and asking for one when it was forgotten."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from cycle_engine import clock
from directory.accounts import set_password
from directory.invitations import forgotten
from directory.models import User
from web.counting import counted
from web.pages import Page, PlainPage

TRIES, WITHIN = 10, 60  # how often one may ask from one address, in how many seconds


class NewPassword(SetPasswordForm):  # type: ignore[type-arg]
    """A new password, twice."""

    def save(self, commit: bool = True) -> User:  # noqa: FBT001, FBT002 - as Django calls it
        user: User = self.user
        set_password(user, self.cleaned_data["new_password1"])
        return user


class ChooseView(Page, PasswordResetConfirmView):
    """The page that a link opens. Its token is not in the address any more when the form is shown."""

    form_class = NewPassword
    template_name = "web/choose_password.html"
    success_url = reverse_lazy("web:chosen")

    def get_user(self, uidb64: str) -> Any:
        """The account that the link is for; nobody when it was closed."""
        user = super().get_user(uidb64)
        return user if user is not None and user.is_active else None


class ChosenView(PlainPage):
    """The password was set."""

    template_name = "web/chosen.html"


class Forgotten(forms.Form):
    """By which name the account is known."""

    name = forms.CharField(
        label=_("User name, NIP or e-mail address"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


class ForgottenView(Page, FormView):  # type: ignore[type-arg]
    """Asking for a link. The answer is the same whether there is such an account or not."""

    form_class = Forgotten
    template_name = "web/forgotten.html"
    success_url = reverse_lazy("web:sent")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if _asks_too_often(request):
            return self.render_to_response(
                self.get_context_data(form=self.form_class(), too_often=True),
                status=429,
                headers={"Retry-After": str(WITHIN)},
            )
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Forgotten) -> Any:
        forgotten(form.cleaned_data["name"], clock.now().date())
        return super().form_valid(form)


class SentView(PlainPage):
    """An e-mail is on its way, if there is such an account."""

    template_name = "web/sent.html"


def _asks_too_often(request: HttpRequest) -> bool:
    return counted("forgotten", request, WITHIN) > TRIES
