"""Files on pages: taken one by one as evidence of a plan, and refused in words beside the field that sent them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import SkipFile, TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponseBase
from django.utils.decorators import method_decorator
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.generic.base import View

from cycle_engine.errors import WorkflowError
from workflows.monitoring.commands import add_evidence, add_link
from workflows.monitoring.errors import MIB, TooLarge
from workflows.monitoring.models import Evidence

ACCEPTED = ".pdf,.png,.jpg,.jpeg,.webp,.heic,.docx,.odt,.xlsx,.ods,.csv,.txt"
MOST_FILES = 10  # in one form


class Bounded(TemporaryFileUploadHandler):
    """Lets go of a file at its first byte too many, and of all of them beyond what a form may send; what else the
    form says is read on. Of those it let go stand field and name in `request.let_go`."""

    received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        one, all_of_them = start + len(raw_data), self.received + len(raw_data)
        if one > settings.EVIDENCE_LIMIT or all_of_them > MOST_FILES * settings.EVIDENCE_LIMIT:
            self.received -= start
            note_let_go(self)
            raise SkipFile
        self.received = all_of_them
        super().receive_data_chunk(raw_data, start)


def note_let_go(handler: TemporaryFileUploadHandler) -> None:
    """Remember that the file at hand was too large."""
    gone = getattr(handler.request, "let_go", [])
    handler.request.let_go = [*gone, (handler.field_name, handler.file_name)]  # type: ignore[union-attr]


def let_go(request: HttpRequest | None, field: str | None = None) -> list[str]:
    """The names of the files of a request, or of one field of it, that were too large to be taken."""
    gone: list[tuple[str, str]] = getattr(request, "let_go", [])
    return [name for of, name in gone if field in (None, of)]


class TakesFiles(View):
    """A page whose forms send files. The token is looked at after the handler was chosen, as Django wants it."""

    @method_decorator(csrf_exempt)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request.upload_handlers = [Bounded(request)]
        return self._protected(request, *args, **kwargs)

    @method_decorator(csrf_protect)
    def _protected(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return super().dispatch(request, *args, **kwargs)


class ManyFiles(forms.ClearableFileInput):
    """A field that takes several files at once, also from a phone's camera."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"

    def __init__(self) -> None:
        super().__init__({"accept": ACCEPTED})


class FilesField(forms.FileField):
    """Some files; a list, empty for none."""

    widget = ManyFiles

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", gettext_lazy("Add files"))
        kwargs.setdefault("help_text", lazy(_said_limits, str)())
        super().__init__(required=False, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = [each for each in data or () if each]
        if len(files) > MOST_FILES:
            raise ValidationError(_("Send up to %(most)s files at once."), params={"most": MOST_FILES})
        return files


def _said_limits() -> str:
    return _(
        "PDF, picture, document, sheet or plain text; up to %(most)s MiB each. What is sent stays with the plan."
    ) % {"most": settings.EVIDENCE_LIMIT // MIB}


def take_files(
    plan: int, files: Sequence[UploadedFile[Any]], person: int, request: HttpRequest, field: str
) -> tuple[list[Evidence], list[str]]:
    """Take these files of a field as evidence of the plan: those that were taken, and why others were not, by name.

    What the person has sent for the plan before is not taken again.
    """
    taken: list[Evidence] = []
    refused = [_refusal(name, TooLarge()) for name in let_go(request, field)]
    for file in files:
        try:
            known = _known(plan, file, person)
            taken.append(known or add_evidence(plan, file.name or "", file, person))  # type: ignore[arg-type]
        except WorkflowError as error:
            refused.append(_refusal(file.name or "", error))
    return taken, refused


def take_link(plan: int, url: str, person: int) -> Evidence:
    """Take this link as evidence of the plan, once. Raises RulesBroken."""
    known = Evidence.objects.filter(plan=plan, added_by=person, url=url).first()
    return known or add_link(plan, "", url, person)


def _known(plan: int, file: UploadedFile[Any], person: int) -> Evidence | None:
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return Evidence.objects.filter(plan=plan, added_by=person, sha256=sha256).first()


def _refusal(name: str, error: WorkflowError) -> str:
    words = " ".join(blocker.message for blocker in error.blockers) or str(error.sentence)
    return f"{name}: {words}"
