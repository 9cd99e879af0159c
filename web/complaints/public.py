"""Pages by which a citizen complains, gets his code, and looks what became of it. Nobody signs in."""

from __future__ import annotations

from functools import cached_property
from http import HTTPStatus
from typing import Any

from axes.helpers import get_client_ip_address
from django import forms
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt

from cycle_engine.errors import Missing, RulesBroken, WorkflowError, WrongState
from web import refusals
from web.voice.public import PublicPage, is_foreign
from workflows.voice import complaining, receipts
from workflows.voice.complaining import Addressee, Sent
from workflows.voice.complaint_queries import standing
from workflows.voice.complaint_rules import MOST
from workflows.voice.complaints import Category, Complaint
from workflows.voice.floods import Flooded

NO_SUCH_CODE = gettext_lazy("There is no complaint with this code. Look at each digit again.")
PLACES = {
    "ours:complaint_words": "words",
    "ours:complaint_trap": "website",
    "ours:complaint_kind": "category",
}


class ComplaintForm(forms.Form):
    """What a citizen writes. Nothing is judged here but by the rules of the room."""

    category = forms.CharField(
        label=gettext_lazy("What is it?"),
        required=False,
        widget=forms.RadioSelect(choices=Category.choices),
    )
    words = forms.CharField(
        label=gettext_lazy("What has happened, or what do you want to know?"),
        help_text=gettext_lazy(
            "When, where, and at which counter. Write no name, no number and no address, not your own either."
        ),
        required=False,
        widget=forms.Textarea({"rows": 8, "maxlength": MOST}),
    )
    website = forms.CharField(required=False, label=gettext_lazy("Leave this empty"))

    @property
    def asked(self) -> list[Any]:
        """The fields that people see."""
        return [self["category"], self["words"]]


class WordsForm(forms.Form):
    """Why an answer does not settle it."""

    words = forms.CharField(
        label=gettext_lazy("What is not settled?"),
        required=False,
        widget=forms.Textarea({"rows": 5, "maxlength": MOST}),
    )


class CodeForm(forms.Form):
    """The code of a complaint."""

    code = forms.CharField(
        label=gettext_lazy("Your code"),
        help_text=gettext_lazy("Sixteen digits, such as 4821-9930-1174-6605."),
        max_length=40,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}),
    )


@method_decorator(csrf_exempt, name="dispatch")  # a form has a signed token, or a code that nobody guesses
class CitizensPage(PublicPage):
    """A page on which a citizen writes something. What cannot be taken stays in its form."""

    template = ""

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Take what was written, and go on."""
        if is_foreign(request):
            return self.refused(HTTPStatus.FORBIDDEN, refusals.FORGED)
        form = self.form_of(request)
        form.errors  # noqa: B018 - so that more can be said beside the fields
        if self.only_speaks:
            return self.ask(code, form)
        try:
            there = self.take(form, code) + self.query
        except (RulesBroken, WrongState) as error:
            tell(form, error)
            return self.ask(code, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        except Flooded as error:
            form.add_error(None, str(error.sentence))
            answer = self.ask(code, form, HTTPStatus.TOO_MANY_REQUESTS)
            answer["Retry-After"] = str(error.wait)
            return answer
        except (OperationalError, InterfaceError):
            form.add_error(None, str(refusals.UNAVAILABLE))
            return self.ask(code, form, HTTPStatus.SERVICE_UNAVAILABLE)
        return HttpResponse(status=HTTPStatus.SEE_OTHER, headers={"Location": there})

    @property
    def address(self) -> str | None:
        return get_client_ip_address(self.request)  # type: ignore[no-any-return]

    def form_of(self, request: HttpRequest) -> forms.Form:
        """The form as it was sent."""
        raise NotImplementedError

    def take(self, form: forms.Form, code: str) -> str:
        """Do what was asked; the address of the page after it."""
        raise NotImplementedError

    def ask(self, code: str, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        """The page with the form."""
        raise NotImplementedError


def written(form: forms.Form, name: str) -> str:
    """What stands in this field, as it was typed."""
    return str(form.data.get(name, "")).replace("\r\n", "\n").replace("\0", "")


def tell(form: forms.Form, error: WorkflowError) -> None:
    """Put what is wrong beside what it is about."""
    for each in error.blockers:
        place = PLACES.get(each.rule)
        form.add_error(place if place in form.fields else None, each.message)
    if not error.blockers:
        form.add_error(None, str(error.sentence))


class ComplainPage(CitizensPage):
    """Complaining to a unit, or about a service; by its code."""

    template = "web/complaints/complain.html"

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """The form."""
        return self.ask(code, ComplaintForm())

    def form_of(self, request: HttpRequest) -> forms.Form:
        return ComplaintForm(request.POST)

    def take(self, form: forms.Form, code: str) -> str:
        category, words, token, trap = (
            written(form, name) for name in ("category", "words", "token", "website")
        )
        receipt = complaining.send(Sent(code, category, words, token, trap), self.address)
        return reverse("web:complaint_thanks", args=[receipt])

    def ask(self, code: str, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        at = self.at()
        to: Addressee = complaining.addressee(code, at)
        token = complaining.form_token(at)
        return self.show(self.template, status, to=to, form=form, token=token)


class ReceiptPage(CitizensPage):
    """A page for whoever has the code of a complaint; without it, one page for all that is wrong."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """How the complaint stands."""
        return self.shut() or self.ask(code, WordsForm())

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        return self.shut() or super().post(request, code)

    def shut(self) -> HttpResponse | None:
        """Why nothing is shown by this code, if so: there is none, or too many were tried."""
        try:
            self.complaint  # noqa: B018 - looked up once, and counted
        except Missing:
            return self.refused(HTTPStatus.NOT_FOUND, NO_SUCH_CODE)
        except Flooded as error:
            return self.refused(HTTPStatus.TOO_MANY_REQUESTS, error.sentence)
        return None

    @cached_property
    def complaint(self) -> Complaint:
        return complaining.find(self.kwargs["code"], self.address)

    def form_of(self, request: HttpRequest) -> forms.Form:
        return WordsForm(request.POST)

    def take(self, form: forms.Form, code: str) -> str:
        """Say that it is not settled."""
        complaining.reopen(self.complaint, written(form, "words"))
        return reverse("web:complaint_status", args=[code])

    def ask(self, code: str, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        found = standing(self.complaint, self.at())
        return self.show(self.template, status, code=code, standing=found, form=form)


class ComplaintThanksPage(ReceiptPage):
    """The code of a complaint that was sent, to be kept or printed."""

    template = "web/complaints/thanks.html"


class ComplaintStatusPage(ReceiptPage):
    """How a complaint stands, and saying that it is not settled."""

    template = "web/complaints/status.html"


class FindComplaintPage(PublicPage):
    """Looking a complaint up by the code on paper."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The question for the code; with one, on to its complaint, if there is any."""
        if "code" not in request.GET:
            return self.show("web/complaints/find.html", form=CodeForm())
        form = CodeForm(request.GET)
        if form.is_valid() and (code := receipts.spelled(form.cleaned_data["code"])):
            return redirect(reverse("web:complaint_status", args=[code]) + self.query)
        form.add_error("code", _("A code has sixteen digits. Look at each of them again."))
        return self.show("web/complaints/find.html", HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
