"""What somebody sent after his session had ended: kept in the form by which he signs in again, then sent on."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

Fields = list[tuple[str, str]]


class Kept(forms.Form):
    """Where somebody wanted to go, and the fields that he sent there."""

    next = forms.CharField(required=False, widget=forms.HiddenInput)
    kept = forms.JSONField(required=False, widget=forms.HiddenInput)

    def clean_next(self) -> str:
        """An address of ours, else home."""
        return safe(self.cleaned_data["next"])

    def clean_kept(self) -> Fields:
        """Names and values; nothing for what is no such list."""
        found = self.cleaned_data["kept"]
        if not isinstance(found, list):
            return []
        return [(str(each[0]), str(each[1])) for each in found if isinstance(each, list) and len(each) == 2]


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

    kept = {"next": request.get_full_path(), "kept": kept_fields(request)}
    context = {"form": SignInForm(request, initial=kept), "has_kept": True}
    return render(request, "web/sign_in.html", context, status=HTTPStatus.UNAUTHORIZED)


def kept_fields(request: HttpRequest) -> Fields:
    """What was sent, but for the token of the form and passwords: those never stand on a page."""
    pairs = [(name, str(value)) for name, values in request.POST.lists() for value in values]
    return [pair for pair in pairs if pair[0] != "csrfmiddlewaretoken" and "password" not in pair[0]]
