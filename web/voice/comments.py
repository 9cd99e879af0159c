"""Comments of citizens for those of the unit: read, replied to for the unit, and explained by its employees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.actors import Actor
from cycle_engine.errors import Missing, NotYourTurn, RulesBroken
from web.paging import page_of
from web.voice.services import VoicePage
from workflows.voice import queries
from workflows.voice.commands import add_context, reply
from workflows.voice.models import LONGEST_REPLY, Comment, Context, Reply, ServiceRow

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Shown:
    """A comment as the reader may read it, and what was said of it."""

    comment: Comment
    text: str
    reply: Reply | None
    contexts: Sequence[Context]


class CommentsPage(VoicePage):
    """The comments on a service."""

    def get(self, request: HttpRequest, code: str) -> HttpResponse:
        """Newest first."""
        row = self.row(code)
        some = page_of(queries.comments_of([row.service_id]), request, AT_ONCE)
        return self.show(
            "web/voice/comments.html",
            row=row,
            some=some,
            comments=[shown(each, row, self) for each in some],
            original=self.sight.reads_originals(row.service.unit_id),
        )


def shown(comment: Comment, row: ServiceRow, page: VoicePage) -> Shown:
    said = page.sight.said(comment, row.service.unit_id)
    return Shown(comment, said, getattr(comment, "reply", None), list(comment.contexts.all()))


class WordsForm(forms.Form):
    """What is said of a comment."""

    text = forms.CharField(
        label=gettext_lazy("What do you know of it?"),
        widget=forms.Textarea({"rows": 5}),
        max_length=LONGEST_REPLY,
    )


class ReplyForm(WordsForm):
    """What the unit replies."""

    text = forms.CharField(
        label=gettext_lazy("What does the unit reply?"),
        widget=forms.Textarea({"rows": 5}),
        max_length=LONGEST_REPLY,
        help_text=gettext_lazy("Everybody may read it. It is said once."),
    )
    alone = forms.BooleanField(
        label=gettext_lazy("The comment names somebody: show the reply without it"), required=False
    )


class CommentPage(VoicePage):
    """One comment."""

    def get(self, request: HttpRequest, code: str, key: int) -> HttpResponse:
        """With what the reader may say of it."""
        row = self.row(code)
        comment = self.find(row, key)
        form = self.form(row, comment)
        return self.ask(row, comment, form() if form else None)

    def post(self, request: HttpRequest, code: str, key: int) -> HttpResponse:
        """Reply for the unit, or add what one knows."""
        row = self.row(code)
        comment = self.find(row, key)
        kind = self.form(row, comment)
        if kind is None:
            raise NotYourTurn
        form = kind(request.POST)
        if not form.is_valid():
            return self.ask(row, comment, form, HTTPStatus.UNPROCESSABLE_ENTITY)
        said, actor = form.cleaned_data, Actor.of(self.reader)
        try:
            if kind is ReplyForm:
                reply(key, said["text"], alone=said["alone"], actor=actor)
            else:
                add_context(key, said["text"], actor=actor)
        except RulesBroken as error:
            for blocker in error.blockers:
                form.add_error("text", blocker.message)
            return self.ask(row, self.find(row, key), form, HTTPStatus.UNPROCESSABLE_ENTITY)
        messages.success(request, _("It stands beside the comment."))
        return redirect("web:service_comment", code, key)

    def find(self, row: ServiceRow, key: int) -> Comment:
        found = queries.comments_of([row.service_id]).filter(pk=key).first()
        if found is None:
            raise Missing
        return found

    def form(self, row: ServiceRow, comment: Comment) -> type[WordsForm] | None:
        """Who may reply does, while nobody has; else whoever serves there may add what he knows."""
        unit = row.service.unit_id
        if self.sight.replies(unit) and not hasattr(comment, "reply"):
            return ReplyForm
        return WordsForm if unit in self.sight.serves else None

    def ask(self, row: ServiceRow, comment: Comment, form: Any, status: int = HTTPStatus.OK) -> HttpResponse:
        found = shown(comment, row, self)
        original = self.sight.reads_originals(row.service.unit_id)
        context = {"row": row, "each": found, "form": form, "original": original}
        return self.show("web/voice/comment.html", status, **context)
