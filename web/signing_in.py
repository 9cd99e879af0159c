"""Signing in by user name or NIP, signing out, and the language of the pages."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.contrib.auth.forms import AuthenticationForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from directory.accounts import username_of
from directory.models import User
from web.counting import counted
from web.kept import Envelope, Kept, safe
from web.pages import Page
from web.whose import bind

CHOSEN = "language"  # in the session of who is not signed in yet
YEAR = 365 * 24 * 60 * 60  # seconds
WRONG, WITHIN = 200, 15 * 60  # wrong passwords from one address, in how many seconds
NOT_YOURS = _("What had been typed here was somebody else's. It was not sent.")
LOCKED_OUT = _("Too many wrong passwords. Wait 15 minutes, or choose a new password.")


class SignInForm(AuthenticationForm, Kept):
    """The name of an account, or the NIP of its person, and the password."""

    request: Any  # that of the page; it tells the page of a lock
    error_messages = AuthenticationForm.error_messages | {
        "invalid_login": _("The name or the password is wrong. Capitals count in the password."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("User name or NIP")
        self.fields["username"].widget.attrs |= {"spellcheck": "false"}

    def clean_username(self) -> str:
        return username_of(self.cleaned_data["username"].strip())

    def clean(self) -> dict[str, Any]:
        """Who signs in. Whoever tries the names of many from one address waits, too."""
        if counted("wrong", self.request, WITHIN, more=0) >= WRONG:
            self.request.axes_locked_out = True
            raise forms.ValidationError(LOCKED_OUT, code="locked_out")
        try:
            return super().clean()
        except forms.ValidationError:
            counted("wrong", self.request, WITHIN)
            if getattr(self.request, "axes_locked_out", False):
                raise forms.ValidationError(LOCKED_OUT, code="locked_out") from None
            raise


class SignInView(Page, FormView):  # type: ignore[type-arg]
    """The page by which one signs in; who was on his way somewhere goes on, with what he sent there."""

    form_class = SignInForm
    template_name = "web/sign_in.html"

    def get_initial(self) -> dict[str, Any]:
        return {"next": safe(self.request.GET.get("next", ""))}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"request": self.request}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect(self.get_initial()["next"])
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: SignInForm) -> HttpResponse:
        user = form.get_user()
        login(self.request, user)
        language = self.request.session.pop(CHOSEN, user.language)
        choose(user, language)
        bind(self.request, user.pk)
        with translation.override(language):
            answer = self._go_on(user, form.cleaned_data["next"], form.cleaned_data["kept"])
        return remember(answer, language)

    def _go_on(self, user: User, there: str, kept: Envelope | None) -> HttpResponse:
        """To where he was on his way; with what he sent there, if it was he."""
        if kept is None:
            return redirect(there)
        if kept.account == user.pk:
            context = {"address": kept.address, "fields": kept.fields}
            return render(self.request, "web/go_on.html", context)
        messages.warning(self.request, str(NOT_YOURS))
        return redirect("web:home")

    def form_invalid(self, form: SignInForm) -> HttpResponse:
        context = self.get_context_data(form=form, has_kept=bool(form.cleaned_data.get("kept")))
        locked = getattr(self.request, "axes_locked_out", False)
        status = HTTPStatus.TOO_MANY_REQUESTS if locked else HTTPStatus.UNPROCESSABLE_ENTITY
        return self.render_to_response(context, status=status)


class SignOutView(Page):
    """Signing out; what scripts had kept on the device goes too."""

    def post(self, request: HttpRequest) -> HttpResponse:
        logout(request)
        answer = redirect(reverse("web:sign_in"))
        answer["Clear-Site-Data"] = '"storage"'
        return answer


class LanguageView(Page):
    """The language of all pages; of who is signed in also that of his e-mails."""

    def post(self, request: HttpRequest) -> HttpResponse:
        """Choose it, and stay where one is."""
        chosen = request.POST.get("language", "")
        answer = redirect(safe(request.POST.get("next", "")))
        if chosen not in dict(settings.LANGUAGES):
            return answer
        if request.user.is_authenticated:
            choose(request.user, chosen)
        else:
            request.session[CHOSEN] = chosen
        return remember(answer, chosen)


def choose(user: User, language: str) -> None:
    """Let the account have this language."""
    user.language = language
    user.save(update_fields=["language"])


def remember(answer: HttpResponse, language: str) -> HttpResponse:
    """Let the browser keep the language for pages before the next sign-in."""
    answer.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, YEAR, samesite="Lax", secure=settings.HTTPS)
    return answer
