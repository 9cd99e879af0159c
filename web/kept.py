"""What somebody sent after his session had ended: kept in the form by which he signs in again, then sent on.

It is his alone: signed for the account whose form it was, so nobody else who signs in there is shown it or sends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from web.whose import sent_by

Fields = list[tuple[str, str]]
SALT = "web.kept"


@dataclass(frozen=True, slots=True)
class Envelope:
    """Fields that an account (id) sent, with where they go."""

    account: int
    address: str
    fields: Fields

    def sealed(self) -> str:
        return signing.dumps([self.account, self.address, self.fields], salt=SALT, compress=True)

    @classmethod
    def opened(cls, sealed: str) -> Envelope | None:
        """Nothing for what we have not sealed."""
        try:
            account, address, fields = signing.loads(sealed, salt=SALT)
        except (signing.BadSignature, ValueError):
            return None
        return cls(account, address, [(name, value) for name, value in fields])


class Kept(forms.Form):
    """Where somebody wanted to go, and what he sent there."""

    next = forms.CharField(required=False, widget=forms.HiddenInput)
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_next(self) -> str:
        """An address of ours, else home."""
        return safe(self.cleaned_data["next"])

    def clean_kept(self) -> Envelope | None:
        return Envelope.opened(self.cleaned_data["kept"])


def safe(address: str) -> str:
    """The address if it is one of ours, with no host named; else home."""
    ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/")
    return address if ours else reverse("web:home")


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and from there back to this address; with what was sent, if anything was.

    A piece of a page is refused with 401, so that the page that asked for it stays as it is.
    """
    if request.headers.get("HX-Request"):
        return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
    if request.method == "GET":
        return redirect(f"{reverse('web:sign_in')}?{urlencode({'next': request.get_full_path()})}")
    from web.signing_in import SignInForm

    address, account = request.get_full_path(), sent_by(request)
    kept = Envelope(account, address, kept_fields(request)).sealed() if account else ""
    form = SignInForm(request, initial={"next": address, "kept": kept})
    context = {"form": form, "has_kept": bool(kept)}
    return render(request, "web/sign_in.html", context, status=HTTPStatus.UNAUTHORIZED)


def kept_fields(request: HttpRequest) -> Fields:
    """What was sent, but for the token of the form and passwords: those never stand on a page."""
    pairs = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    return [pair for pair in pairs if pair[0] != "csrfmiddlewaretoken" and "password" not in pair[0]]
