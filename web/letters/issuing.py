"""Issuing a letter, a question a page: for which post, who stands in, how and when; then what it would change."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.actors import Actor
from cycle_engine.errors import Blocker, NotYourTurn, RulesBroken
from directory import queries as directory
from directory.asked import Standing
from directory.commands import record_letter
from directory.models import Letter
from directory.names import Names
from directory.stand_ins import answers_as, known_requests
from web import choosing
from web.choosing import Among, Chosen
from web.letters.asking import Asked, shown
from web.letters.listed import may_issue, posts_below
from web.letters.preview import change
from web.pages import PersonPage
from web.step_forms import Day
from workflows.staffing.letters import preview_letter

# Beside which field a broken rule is told.
BESIDE = {
    "ours:letter_number": "number",
    "ours:letter_years": "first_day",
    "ours:letter_days": "last_day",
    "ours:letter_alone": "first_day",
}
CHOOSE = gettext_lazy("Please choose")
KIND_HELP = gettext_lazy(
    "Delegation: some of the authority. Plt: the post is vacant. Plh: the holder is away for some days."
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked on a page of its own, and the field that answers it."""

    name: str
    words: str
    label: str
    among: Among


class LetterForm(forms.Form):
    """What the letter says beside the post and the person."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of letter"),
        choices=Letter.Kind.choices,
        widget=forms.RadioSelect,
        help_text=KIND_HELP,
    )
    number = forms.CharField(label=gettext_lazy("Number of the letter"), max_length=100)
    issuer = forms.ChoiceField(label=gettext_lazy("Who has issued it"))
    first_day = forms.DateField(label=gettext_lazy("First day"), widget=Day())
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        required=False,
        widget=Day(),
        help_text=gettext_lazy("Only a Plt may leave it open."),
    )

    def tell(self, blockers: tuple[Blocker, ...] | list[Blocker]) -> None:
        """Put broken rules beside the fields that they are about."""
        for blocker in blockers:
            self.add_error(BESIDE.get(blocker.rule), blocker.message)


class IssuePage(PersonPage):
    """A new letter. Post and person stand in the address, the rest is sent."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The first question that is not answered yet."""
        if not may_issue(self):
            raise NotYourTurn
        return self.unanswered() or self.write(
            self.form()(initial={"issuer": str(self.reader), **self.said()})
        )

    def post(self, request: HttpRequest) -> HttpResponse:
        """See what it would change, change it, or issue it."""
        if not may_issue(self):
            raise NotYourTurn
        if asked := self.unanswered():
            return asked
        form = self.form()(request.POST)
        if not form.is_valid():
            return self.write(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        if "change" in request.POST:
            return self.write(self.form()(initial=form.cleaned_data))
        return self.issue(form) if "issue" in request.POST else self.preview(form)

    def unanswered(self) -> HttpResponse | None:
        """The page of a question that the address does not answer."""
        for each in self.questions():
            form = type("Asked", (forms.Form,), {each.name: Chosen(each.among, CHOOSE, label=each.label)})
            sent = self.request.GET
            asked = form(sent) if each.name in sent and not choosing.searches(sent) else None
            if asked is None or not asked.is_valid():
                shown = asked or choosing.searched(form, sent)
                return self.show("web/letters/question.html", form=shown, question=each, **self.asked_for())
        return None

    def questions(self) -> list[Question]:
        """For which post, of those below one's own or in one's units; and who stands in, of those whom one sees or
        who are proposed."""
        posts, people = choosing.posts(self.day), choosing.people(self, self.proposed())
        mine = posts.rows.filter(Q(post__in=posts_below(self)) | Q(unit__in=self.me.manages))
        others = people.rows.exclude(person=self.reader)
        return [
            Question("post", _("For which post?"), _("Post"), dataclasses.replace(posts, rows=mine)),
            Question("person", _("Who stands in?"), _("Person"), dataclasses.replace(people, rows=others)),
        ]

    @cached_property
    def asked(self) -> Asked | None:
        """The open request that the letter would answer, where the address names one for the post that is chosen."""
        request, post = (self.request.GET.get(name, "") for name in ("request", "post"))
        if not (choosing.is_key(request) and choosing.is_key(post)):
            return None
        open_ones = known_requests(self.reader, self.moment).filter(standing=Standing.OPEN, post=int(post))
        found = open_ones.filter(pk=int(request)).first()
        return shown([found], self)[0] if found else None

    def asked_for(self) -> dict[str, Any]:
        """What the letter would answer, and whether the reader may decline that."""
        each = self.asked
        declines = each is not None and answers_as(self.reader, each.request, self.day) is not None
        return {"each": each, "declines": declines}

    def proposed(self) -> list[int]:
        """Whom the request proposes (id), though the reader may not see him otherwise."""
        who = self.asked.request.proposed_id if self.asked else None
        return [who] if who else []

    def said(self) -> dict[str, Any]:
        """What the request says already: some days of absence."""
        if self.asked is None:
            return {}
        request = self.asked.request
        return {"kind": Letter.Kind.PLH, "first_day": request.valid_from, "last_day": request.valid_to}

    @property
    def chosen(self) -> tuple[int, int]:
        """The post and the person that were chosen (ids)."""
        return int(self.request.GET["post"]), int(self.request.GET["person"])

    def form(self) -> type[LetterForm]:
        """A superior issues his own letters; a manager records those of who stands above the post, too."""
        issuers = {self.reader}
        if self.me.manages:
            line = directory.lines([self.chosen[0]], self.day)[self.chosen[0]]
            issuers |= {seat.holder for seat in line[1:] if seat.holder}
        names = Names.of(issuers, self.moment)
        options = sorted(((str(each), names[each]) for each in issuers), key=lambda each: each[1])
        widget = forms.RadioSelect if len(options) > 1 else forms.HiddenInput
        field = forms.ChoiceField(
            label=LetterForm.base_fields["issuer"].label, choices=options, widget=widget
        )
        return type("OfLetter", (LetterForm,), {"issuer": field})

    def wish(self, form: LetterForm) -> dict[str, Any]:
        said, (post, person) = form.cleaned_data, self.chosen
        return {
            "kind": said["kind"],
            "number": said["number"],
            "issuer": int(said["issuer"]),
            "post": post,
            "person": person,
            "valid_from": said["first_day"],
            "valid_to": said["last_day"],
            "actor": Actor.of(self.reader),
        }

    def write(self, form: forms.Form, status: int = HTTPStatus.OK) -> HttpResponse:
        return self.show("web/letters/write.html", status, form=form, **self.named())

    def named(self) -> dict[str, Any]:
        """Post and person in words."""
        post, person = self.chosen
        names = Names.of([person], self.moment)
        title = choosing.post_called(post, self.day)
        return {"post": post, "title": title, "person": names[person], **self.asked_for()}

    def preview(self, form: LetterForm) -> HttpResponse:
        """What it would change, or what forbids it."""
        found = preview_letter(**self.wish(form))
        if found.blockers:
            form.tell(found.blockers)
            return self.write(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        kind = Letter.Kind(form.cleaned_data["kind"]).label
        context: dict[str, Any] = {"form": form, "kind": kind, "change": change(found, self)}
        issuer = dict(form.fields["issuer"].choices)[form.cleaned_data["issuer"]]  # type: ignore[attr-defined]
        return self.show("web/letters/preview.html", issuer=issuer, **context, **self.named())

    def issue(self, form: LetterForm) -> HttpResponse:
        try:
            letter = record_letter(**self.wish(form))
        except RulesBroken as error:
            form.tell(error.blockers)
            return self.write(form, HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(self.request, _("The letter is on record, and those whom it names are told."))
        return redirect("web:letter", letter.pk)
