"""Services of the reader's units: how citizens find them, and what a manager says of them."""

from __future__ import annotations

from functools import cached_property
from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.actors import Actor
from cycle_engine.errors import Blocker, Missing, NotYourTurn, RulesBroken
from web.choosing import Chosen, searched, searches, units
from web.pages import PersonPage
from web.paging import page_of
from web.voice.public import figures, period_asked
from workflows.cycles.periods import Period
from workflows.voice import indices, queries
from workflows.voice.commands import measure_code, set_service
from workflows.voice.data import Asked, ServiceInput
from workflows.voice.instrument import STANDARD, Element, Instrument, InstrumentError
from workflows.voice.models import LONGEST_CODE, LONGEST_NAME, SHOWN_FROM, TOKEN_MINUTES, Every, ServiceRow
from workflows.voice.units import whole_units

# Beside which field a broken rule is told.
BESIDE = {
    "ours:service_code": "code",
    "ours:service_taken": "code",
    "ours:service_name": "name",
    "ours:service_minimum": "minimum",
    "ours:service_token": "form_minutes",
    "ours:service_instrument": "questions",
}


class VoicePage(PersonPage):
    """A page about services of units in which the reader serves, or which he manages or inspects."""

    @cached_property
    def sight(self) -> queries.Sight:
        return queries.sight_of(self.reader, self.moment)

    def row(self, code: str) -> ServiceRow:
        """The service with this code, if the reader may see what is said of it; else Missing."""
        found = queries.services_of(self.sight.units, self.day).filter(service__code=code).first()
        if found is None:
            raise Missing
        return found

    def asked(self, code: str) -> Asked:
        """The same as it is asked about."""
        return queries.asked([self.row(code)], self.moment)[0]

    def managed_row(self, code: str) -> ServiceRow:
        """The same, which the reader manages; else NotYourTurn."""
        found = self.row(code)
        if found.service.unit_id not in self.sight.manages:
            raise NotYourTurn
        return found


class ServicesPage(VoicePage):
    """The services that the reader sees."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """By unit and name, each with its index of this year."""
        some = page_of(queries.services_of(self.sight.units, self.day), request)
        asked = queries.asked(list(some), self.moment)
        figures = indices.of_services(asked, indices.period_of(self.day, Every.YEAR))
        return self.show(
            "web/voice/own_services.html",
            some=some,
            rows=[(each, figures[each.key]) for each in asked],
            year=self.day.year,
            makes=bool(self.sight.manages),
        )


class ServicePage(VoicePage):
    """What citizens say of a service."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """The figures of a period by `?period=`, else of this year; of all services of the unit, too."""
        service = self.asked(code)
        period = period_asked(request, service)
        return self.show(
            "web/voice/service.html",
            **figures(service, period),
            unit=self.of_unit(service, period),
            measure=measure_code(code),
            manages=service.unit in self.sight.manages,
        )

    def of_unit(self, service: Asked, period: Period) -> indices.Figure | None:
        """The figure of the unit with all below it; none where it has this service alone."""
        whole = whole_units([service.unit], period, self.moment)[service.unit]
        return whole.figure if whole.services > 1 else None


class ServiceForm(forms.Form):
    """What a manager says of a service; its questions are said once."""

    name = forms.CharField(label=gettext_lazy("Name of the service"), max_length=LONGEST_NAME)
    active = forms.BooleanField(label=gettext_lazy("Answers are taken"), required=False, initial=True)
    minimum = forms.IntegerField(
        label=gettext_lazy("The index is shown from so many answers on"), initial=SHOWN_FROM
    )
    every = forms.ChoiceField(
        label=gettext_lazy("After which period does the index become a measured value?"),
        choices=Every.choices,
        initial=Every.QUARTER,
        widget=forms.RadioSelect,
    )
    form_minutes = forms.IntegerField(
        label=gettext_lazy("For so many minutes a form may be sent"), initial=TOKEN_MINUTES
    )

    def tell(self, blockers: tuple[Blocker, ...]) -> None:
        """Put broken rules beside the fields that they are about."""
        for blocker in blockers:
            place = BESIDE.get(blocker.rule)
            self.add_error(place if place in self.fields else None, blocker.message)

    def instrument(self) -> Instrument | None:
        """The questions that were written; none: those that the service has."""
        return None


class NewServiceForm(ServiceForm):
    """The same with what never changes."""

    code = forms.CharField(
        label=gettext_lazy("Code for the public address"),
        max_length=LONGEST_CODE,
        help_text=gettext_lazy("Short, as it stands on posters: small letters, digits and hyphens."),
    )
    questions = forms.CharField(
        label=gettext_lazy("Elements of its own, one a line"),
        required=False,
        widget=forms.Textarea({"rows": 5}),
        help_text=gettext_lazy("Empty: the nine elements of PermenPANRB 14/2017. They never change later."),
    )
    field_order = ("unit", "name", "code")

    def instrument(self) -> Instrument:
        lines = [line.strip() for line in self.cleaned_data["questions"].splitlines() if line.strip()]
        own = [Element(f"e{place}", line) for place, line in enumerate(lines, start=1)]
        return Instrument.from_json(Instrument(tuple(own)).to_json()) if own else STANDARD


class NewServicePage(VoicePage):
    """A new service of a unit that the reader manages."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The form."""
        return self.ask(self.form()())

    def post(self, request: HttpRequest) -> HttpResponse:
        """Make it."""
        form = self.form()
        if searches(request.POST):
            return self.ask(searched(form, request.POST))
        sent = form(request.POST)
        made = sent.is_valid() and save(sent, self, int(sent.cleaned_data["unit"]), sent.cleaned_data["code"])
        return made or self.ask(sent, HTTPStatus.UNPROCESSABLE_ENTITY)

    def form(self) -> type[NewServiceForm]:
        """With the units that the reader manages; Missing if there is none."""
        if not self.sight.manages:
            raise Missing
        among = units(self.sight.manages, self.day)
        unit = Chosen(among, gettext_lazy("Please choose"), label=gettext_lazy("Unit"))
        return type("OfUnits", (NewServiceForm,), {"unit": unit})

    def ask(self, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(
            "web/office/ask.html",
            status,
            form=form,
            heading=_("Ask citizens about a service"),
            about=_("The service gets a public page, a poster for its counter, and a measure of its own."),
            button=_("Make the service"),
            back=reverse("web:services"),
        )


class ServiceFormPage(VoicePage):
    """What a manager says of a service that there is."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """The form as it stands."""
        row = self.managed_row(code)
        said = {name: getattr(row, name) for name in ServiceForm.base_fields}
        return self.ask(code, ServiceForm(initial=said))

    def post(self, request: HttpRequest, code: str) -> HttpResponse:
        """Let it be so from today on."""
        row, form = self.managed_row(code), ServiceForm(request.POST)
        made = form.is_valid() and save(form, self, row.service.unit_id, code)
        return made or self.ask(code, form, HTTPStatus.UNPROCESSABLE_ENTITY)

    def ask(self, code: str, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(
            "web/office/ask.html",
            status,
            form=form,
            heading=_("Change a service"),
            about=_("It is so from today on. What is asked stays as it is, so that scores can be compared."),
            button=_("Save"),
            back=reverse("web:service", args=[code]),
        )


def save(form: ServiceForm, page: VoicePage, unit: int, code: str) -> HttpResponse | None:
    """Let the unit's service with this code be as the form says; nothing where that is refused, told in the form."""
    said = {name: form.cleaned_data[name] for name in ServiceForm.base_fields}
    try:
        wish = ServiceInput(unit=unit, code=code, instrument=form.instrument(), **said)
        set_service(wish, actor=Actor.of(page.reader))
    except RulesBroken as error:
        form.tell(error.blockers)
        return None
    except InstrumentError as error:
        form.add_error("questions", str(error))
        return None
    messages.success(page.request, _("The service is so from today on."))
    return redirect("web:service", code)
