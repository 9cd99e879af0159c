"""The policy of a cycle: as it holds, as it was; one manager drafts another, a second one confirms it."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from directory.names import Names
from web.office import figures, guide
from web.office.manager import ManagerPage
from web.step_forms import LONGEST, Day
from workflows.cycles import commands, queries
from workflows.cycles.figures import FIGURES, differences
from workflows.cycles.models import Cycle, Outcome, PolicyDraft, PolicyRow, Running
from workflows.cycles.policy import Policy
from workflows.planning import redating

Change = tuple[str, str, str]  # a figure's label, and from what to what in words


def changes(before: Policy, after: Policy) -> list[Change]:
    """In what another policy differs."""
    return [
        (each.label, *guide.differing(each.before, each.after))
        if each.name in figures.APART
        else (each.label, figures.said(each.name, each.before), figures.said(each.name, each.after))
        for each in differences(before, after)
    ]


class AgencyPage(ManagerPage):
    """A page of a cycle for managers of its whole agency."""

    def cycle(self, key: int) -> Cycle:
        """The cycle; NotYourTurn for who manages a part of the agency alone."""
        cycle = super().cycle(key)
        if cycle.unit_id not in self.units:
            raise NotYourTurn
        return cycle


class PolicyPage(AgencyPage):
    """The policy of a cycle."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """Its figures beside those of the regulation, its versions, and its drafts."""
        cycle = self.cycle(key)
        day = max(self.day, cycle.starts_on)
        rows = list(queries.policy_rows(cycle))
        drafts = list(queries.policy_drafts(cycle))
        people = {person for each in drafts for person in (each.drafted_by_id, each.decided_by_id)}
        names = Names.of(people, self.moment)
        held = Policy.from_json([row for row in rows if row.valid_from <= day][-1].policy)
        return self.show(
            "web/office/policy.html",
            cycle=cycle,
            figures=_figures(held),
            limits=[guide.told(each.to_json()) for each in held.distribution_guide],
            versions=_versions(rows),
            drafts=[
                (each, names[each.drafted_by_id], names[each.decided_by_id], _of_draft(each, rows))
                for each in drafts
            ],
            open=any(each.outcome == Outcome.OPEN for each in drafts),
        )


def _figures(policy: Policy) -> list[tuple[Any, str, str, str]]:
    """Label, value, the regulation's value where it is another, and where that stands."""
    values, defaults = policy.to_json(), Policy().to_json()
    return [
        (
            label,
            figures.said(name, values[name]),
            figures.said(name, defaults[name]) if values[name] != defaults[name] else "",
            source,
        )
        for name, (label, source) in FIGURES.items()
    ]


def _versions(rows: list[PolicyRow]) -> list[tuple[PolicyRow, list[Change]]]:
    """Each policy with what it changed, oldest first."""
    told = []
    for before, row in zip([None, *rows], rows, strict=False):
        differs = changes(Policy.from_json(before.policy), Policy.from_json(row.policy)) if before else []
        told.append((row, differs))
    return told


def _of_draft(draft: PolicyDraft, rows: list[PolicyRow]) -> list[Change]:
    held = [row for row in rows if row.valid_from <= draft.valid_from and row.draft_id != draft.pk][-1]
    return changes(Policy.from_json(held.policy), Policy.from_json(draft.policy))


class DraftForm(guide.GuideForm):
    """Another policy: from which day on, and what becomes of days that run."""

    from_day = forms.DateField(label=gettext_lazy("First day on which it holds"), widget=Day())
    running = forms.ChoiceField(
        label=gettext_lazy("Deadlines that are open on that day"),
        choices=Running.choices,
        widget=forms.RadioSelect,
        initial=Running.KEEP,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= figures.fields()
        self.add_limits()


class NewDraftPage(AgencyPage):
    """Drafting another policy."""

    def get(self, request: HttpRequest, key: int) -> HttpResponse:
        """The form, with the figures that hold."""
        cycle = self.cycle(key)
        return self._ask(cycle, DraftForm(initial=self._held(cycle)))

    def post(self, request: HttpRequest, key: int) -> HttpResponse:
        """Draft it, for a second manager to confirm."""
        cycle = self.cycle(key)
        form = DraftForm(request.POST, initial=self._held(cycle))
        if not form.is_valid():
            return self._ask(cycle, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        said = form.cleaned_data
        wanted = {name: said[name] for name in FIGURES}
        try:
            draft = commands.draft_policy(
                cycle, wanted, said["from_day"], Running(said["running"]), self.actor
            )
        except RulesBroken as error:
            for blocker in error.blockers:
                form.add_error(None, blocker.message)
            return self._ask(cycle, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(request, _("The draft waits for a second manager."))
        return redirect(reverse("web:office_draft", args=[cycle.pk, draft.number]))

    def _held(self, cycle: Cycle) -> dict[str, Any]:
        """The figures that hold, from today or the cycle's first day on."""
        day = max(self.day, cycle.starts_on)
        held = queries.policy_of([cycle.pk], day)[cycle.pk].to_json()
        return figures.initial(held) | {"from_day": day}

    def _ask(self, cycle: Cycle, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show("web/office/draft_new.html", status, cycle=cycle, form=form)


class RejectForm(forms.Form):
    """Why a draft is not to hold."""

    reason = forms.CharField(
        label=gettext_lazy("Why it is not to hold"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DraftPage(AgencyPage):
    """One draft: what it changes, what that does to open deadlines, and deciding on it."""

    def get(self, request: HttpRequest, key: int, number: int) -> HttpResponse:
        """The draft as a second manager reads it."""
        return self._show(self.cycle(key), number, RejectForm())

    def post(self, request: HttpRequest, key: int, number: int) -> HttpResponse:
        """Confirm it, or close it for a reason."""
        cycle = self.cycle(key)
        if "confirm" in request.POST:
            return self._decide(cycle, number, RejectForm(), "")
        form = RejectForm(request.POST)
        if not form.is_valid():
            return self._show(cycle, number, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        return self._decide(cycle, number, form, form.cleaned_data["reason"])

    def _decide(self, cycle: Cycle, number: int, form: RejectForm, reason: str) -> HttpResponse:
        try:
            if reason:
                commands.reject_policy(cycle, number, reason, self.actor)
                messages.success(self.request, _("The draft is closed."))
            else:
                redating.confirm_policy(cycle, number, self.actor)
                messages.success(self.request, _("The draft is confirmed."))
        except RulesBroken as error:
            status = HTTPStatus.UNPROCESSABLE_ENTITY
            return self._show(cycle, number, form, status, [each.message for each in error.blockers])
        return redirect(reverse("web:office_policy", args=[cycle.pk]))

    def _show(
        self,
        cycle: Cycle,
        number: int,
        form: RejectForm,
        status: int = HTTPStatus.OK,
        broken: Sequence[str] = (),
    ) -> HttpResponse:
        draft = queries.policy_drafts(cycle).filter(number=number).first()
        if draft is None:
            raise Missing
        draft.cycle = cycle
        waits, own = draft.outcome == Outcome.OPEN, draft.drafted_by_id == self.reader
        alone = waits and own and not commands.second_managers(draft, self.day)
        names = Names.of([draft.drafted_by_id, draft.decided_by_id], self.moment)
        return self.show(
            "web/office/draft.html",
            status,
            cycle=cycle,
            draft=draft,
            form=form,
            broken=broken,
            by=names[draft.drafted_by_id],
            decided_by=names[draft.decided_by_id],
            own=own,
            alone=commands.NoSecondManager.sentence if alone else "",
            waits=waits,
            changes=_of_draft(draft, list(queries.policy_rows(cycle))),
            effect=redating.effect_of_policy(draft, self.moment) if waits else None,
        )
