"""Changing one's password."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from web.pages import PersonPage
from web.passwords import NewPassword
from web.signing_in import LOCKED_OUT


class ChangeForm(NewPassword):
    """The password that one has, and twice the new one. Too many wrong ones lock, as when signing in."""

    old_password = forms.CharField(
        label=gettext_lazy("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("old_password", "new_password1", "new_password2")

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(request.user, *args)
        self.request = request

    @property
    def locked(self) -> bool:
        return bool(getattr(self.request, "axes_locked_out", False))

    def clean_old_password(self) -> str:
        """Refused unless it is that of this account."""
        given: str = self.cleaned_data["old_password"]
        found = authenticate(self.request, username=self.user.get_username(), password=given)
        if self.locked:
            raise forms.ValidationError(LOCKED_OUT, code="locked_out")
        if found is None or found.pk != self.user.pk:
            raise forms.ValidationError(_("This is not your password."), code="wrong")
        return given


class PasswordPage(PersonPage):
    """My password."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self._ask(ChangeForm(request))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Change it. Whoever came in by the old one is out, but for this window."""
        form = ChangeForm(request, request.POST)
        if not form.is_valid():
            return self._ask(
                form, HTTPStatus.TOO_MANY_REQUESTS if form.locked else HTTPStatus.UNPROCESSABLE_ENTITY
            )
        update_session_auth_hash(request, form.save())
        messages.success(request, _("Your password is changed. Everywhere else you are signed out."))
        return redirect("web:account")

    def _ask(self, form: ChangeForm, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show("web/account/password.html", status, form=form)
