"""Changes of posts: put on record one by one, after a look at what each would do; listed, and given up."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing, NotYourTurn, RulesBroken, Stale, WorkflowError, WrongState
from directory.models import Kind
from directory.names import Names
from web.choosing import Chosen, people, post_called, posts, searched, searches
from web.office.manager import ManagerPage
from web.office.previews import told
from web.paging import page_of
from web.refusals import status_of
from web.step_forms import LONGEST, Day
from workflows.staffing import commands, queries
from workflows.staffing.commands import Entrant, Wanted
from workflows.staffing.kinds import INTO_A_POST, Change
from workflows.staffing.machine import ChangeState
from workflows.staffing.models import PostChange
from workflows.staffing.preview import preview_change

ENTRANT = (
    "nip",
    "name",
    "kind",
    "email",
    "username",
    "rank",
    "contract_number",
    "contract_from",
    "contract_to",
)


class ChangeForm(forms.Form):
    """What a decree says of somebody's post."""

    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    change = forms.ChoiceField(choices=Change.choices, widget=forms.HiddenInput)
    effective = forms.DateField(label=gettext_lazy("First day on which it holds (TMT)"), widget=Day())
    decree_number = forms.CharField(label=gettext_lazy("Number of the decree (SK)"), max_length=100)
    note = forms.CharField(label=gettext_lazy("Note (may be left out)"), max_length=500, required=False)

    def wanted(self) -> Wanted:
        """The change as the engine takes it."""
        said = self.cleaned_data
        entrant = Entrant(**{name: said[name] for name in ENTRANT}) if "nip" in said else None
        return Wanted(
            change=said["change"],
            effective=said["effective"],
            decree_number=said["decree_number"],
            person=int(said["person"]) if said.get("person") else None,
            entrant=entrant,
            new_post=int(said["new_post"]) if said.get("new_post") else None,
            note=said["note"],
        )


class NewcomerForm(ChangeForm):
    """The same of somebody who is new in service."""

    nip = forms.CharField(label=gettext_lazy("NIP"), help_text=gettext_lazy("18 digits."), max_length=18)
    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind.choices, widget=forms.RadioSelect)
    email = forms.EmailField(label=gettext_lazy("E-mail (may be left out)"), required=False)
    username = forms.CharField(
        label=gettext_lazy("User name (may be left out)"), max_length=150, required=False
    )
    rank = forms.CharField(label=gettext_lazy("Rank (may be left out)"), max_length=100, required=False)
    contract_number = forms.CharField(
        label=gettext_lazy("Number of the work contract (PPPK)"), max_length=100, required=False
    )
    contract_from = forms.DateField(
        label=gettext_lazy("First day of the contract"), required=False, widget=Day()
    )
    contract_to = forms.DateField(
        label=gettext_lazy("Last day of the contract"), required=False, widget=Day()
    )


def form_of(change: Change, page: ManagerPage) -> type[ChangeForm]:
    """The form of a kind of change: it asks what this kind needs."""
    members: dict[str, Any] = {}
    if change is not Change.HIRE:
        members["person"] = Chosen(
            people(page), label=_("Employee"), help_text=_("By name or a part of the NIP.")
        )
    if change in INTO_A_POST:
        members["new_post"] = Chosen(posts(page.day), label=_("New post"))
    first = ["person", "nip", "name", "kind", "new_post", "effective", "decree_number", "note"]
    base = NewcomerForm if change is Change.HIRE else ChangeForm
    return type("OfChange", (base,), members | {"field_order": first})


class ChangesPage(ManagerPage):
    """Changes of posts."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Those of the reader's units, the latest first; of one state alone if asked."""
        found = queries.known_changes(self.reader, self.moment)
        state = request.GET.get("state", "")
        if state in ChangeState.values:
            found = found.filter(state=state)
        some = page_of(found.order_by("-effective", "-pk"), request)
        names = Names.of({row.person_id for row in some}, self.moment)
        return self.show(
            "web/office/changes_list.html",
            some=some,
            rows=[(row, names[row.person_id]) for row in some],
            states=ChangeState.choices,
            state=state,
        )


class NewChangePage(ManagerPage):
    """Putting a change on record: what kind, then of whom and when, then a look at what it does."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Which kind; or the questions of that kind."""
        change = request.GET.get("change", "")
        if change not in Change.values:
            return self.show(
                "web/office/change_kind.html", kinds=Change.choices, asked="change" in request.GET
            )
        kind = form_of(Change(change), self)
        return self._ask(Change(change), kind(initial={"change": change, "key": uuid.uuid4().hex}))

    def post(self, request: HttpRequest) -> HttpResponse:
        """Look at what it would do; record it once that was seen."""
        change = request.POST.get("change", "")
        if change not in Change.values:
            raise Missing
        kind = form_of(Change(change), self)
        if searches(request.POST) or "mend" in request.POST:
            return self._ask(Change(change), searched(kind, request.POST))
        form = kind(request.POST)
        if not form.is_valid():
            return self._ask(Change(change), form, HTTPStatus.UNPROCESSABLE_ENTITY)
        try:
            return self._record(form) if "confirm" in request.POST else self._preview(form)
        except (NotYourTurn, RulesBroken) as error:
            for sentence in _sentences(error):
                form.add_error(None, sentence)
            return self._ask(Change(change), form, status_of(error))

    def _preview(self, form: ChangeForm) -> HttpResponse:
        found = preview_change(form.wanted(), actor=self.actor)
        return self.show(
            "web/office/change_preview.html",
            form=form,
            sent=[(name, form.data.get(name, "")) for name in form.fields],
            each=told([found], self)[0],
            title=post_called(found.wanted.new_post, self.day),
        )

    def _record(self, form: ChangeForm) -> HttpResponse:
        key = self.once(form.cleaned_data["key"])
        made = commands.record_change(form.wanted(), actor=self.actor, idempotency_key=key)
        messages.success(self.request, _("The change is on record."))
        return redirect(reverse("web:office_change", args=[made.pk]))

    def _ask(self, change: Change, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(
            "web/office/ask.html",
            status,
            form=form,
            heading=change.label,
            button=_("Look at what it does"),
            back=reverse("web:office_change_new"),
        )


class OneChange(ManagerPage):
    """A page of one change."""

    def find(self, key: int) -> PostChange:
        """The change, if the reader may see it; else Missing."""
        found = queries.known_changes(self.reader, self.moment).filter(pk=key).first()
        if found is None:
            raise Missing
        return found


class ChangePage(OneChange):
    """One change of posts."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """What it says, what has become of it, and why it was refused."""
        row = self.find(key)
        names = Names.of([row.person_id, row.recorded_by_id], self.moment)
        return self.show(
            "web/office/change.html",
            row=row,
            person=names[row.person_id],
            by=names[row.recorded_by_id],
            post=post_called(row.post_id, self.day),
            new_post=post_called(row.new_post_id, self.day),
        )


class CancelForm(forms.Form):
    """Why a change is given up; of which version."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})
    )


class CancelPage(OneChange):
    """Giving a change up."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The question for the reason."""
        row = self.find(key)
        return self._ask(row, CancelForm(initial={"version": row.version, "key": uuid.uuid4().hex}))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Give it up."""
        row, form = self.find(key), CancelForm(request.POST)
        if not form.is_valid():
            return self._ask(row, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        said = form.cleaned_data
        try:
            commands.cancel_change(
                row.pk,
                said["reason"],
                actor=self.actor,
                version=said["version"],
                idempotency_key=self.once(said["key"]),
            )
        except (Stale, WrongState, RulesBroken) as error:
            for sentence in _sentences(error):
                form.add_error(None, sentence)
            return self._ask(row, form, status_of(error))
        messages.success(request, _("The change is given up."))
        return redirect(reverse("web:office_change", args=[row.pk]))

    def _ask(self, row: PostChange, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show(
            "web/office/ask.html",
            status,
            form=form,
            heading=_("Give the change up"),
            about=_("%(change)s of %(person)s")
            % {
                "change": row.get_change_display(),
                "person": Names.of([row.person_id], self.moment)[row.person_id],
            },
            button=_("Give the change up"),
            back=reverse("web:office_change", args=[row.pk]),
        )


def _sentences(error: WorkflowError) -> list[str]:
    return [each.message for each in error.blockers] or [str(error.sentence)]
