"""Why a file is not taken, or not given out."""

from __future__ import annotations

from django.conf import settings
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cycle_engine.errors import WorkflowError

MIB = 2**20


class UnfitFile(WorkflowError):
    """The content is of no kind that is taken, or of another than the name says."""

    code = "unfit_file"
    sentence = _(
        "This file is not taken. It must be a PDF, a picture (PNG, JPEG, WebP, HEIC), a document (DOCX, ODT), a "
        "sheet (XLSX, ODS, CSV) or plain text in UTF-8, and its name must end as its content demands."
    )


def _at_most() -> str:
    return gettext("A file may have up to %(most)s MiB.") % {"most": settings.EVIDENCE_LIMIT // MIB}


class TooLarge(WorkflowError):
    """The file has more bytes than are taken."""

    code = "file_too_large"
    sentence = lazy(_at_most, str)()


class Damaged(WorkflowError):
    """What lies in the store is no longer what was put there."""

    code = "damaged_file"
    sentence = _("This file is damaged on our side, and so it is not given out. It was noted in the log.")


class StoreFailed(WorkflowError):
    """The disk did not take the file."""

    code = "store_failed"
    sentence = _("The file cannot be stored now. Nothing was written; try again later.")
