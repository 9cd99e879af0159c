"""The form of a survey, made of the service's instrument; what was chosen stands in it again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Blocker
from workflows.voice.data import AnswerInput
from workflows.voice.instrument import SCORES, Instrument
from workflows.voice.models import LONGEST_COMMENT

PREFIX = "score-"  # before the code of an element, so that none is mistaken for another field
CHOICES = {str(score): score for score in SCORES}


class SurveyForm(forms.Form):
    """Nothing is judged here but by the rules of the room."""

    comment = forms.CharField(
        label=gettext_lazy("Is there something that you want to tell us? You may leave this empty."),
        help_text=gettext_lazy("Please name nobody, and write no telephone number and no address."),
        required=False,
        widget=forms.Textarea({"rows": 4, "maxlength": LONGEST_COMMENT}),
    )
    website = forms.CharField(required=False, label=gettext_lazy("Leave this empty"))
    token = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ()

    def __init__(self, instrument: Instrument, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instrument = instrument
        for place, element in enumerate(instrument.elements, start=1):
            told = {"place": place, "all": len(instrument.elements), "question": element.question}
            self.fields[PREFIX + element.code] = forms.CharField(
                label=_("%(place)d of %(all)d. %(question)s") % told,
                required=False,
                widget=forms.RadioSelect(
                    choices=[(str(score), word) for score, word in zip(SCORES, element.words, strict=True)]
                ),
            )
        self.order_fields([PREFIX + code for code in instrument.codes])

    @property
    def asked(self) -> list[Any]:
        """The fields that people see, in order."""
        return [self[name] for name in self.fields if name not in ("website", "token")]

    @property
    def chosen(self) -> int:
        """For how many elements something has been chosen."""
        return sum(bool(self.data.get(PREFIX + code)) for code in self.instrument.codes)

    def tell(self, blockers: tuple[Blocker, ...]) -> None:
        """Put broken rules beside what they are about."""
        for each in blockers:
            code = each.data.get("code")
            place = {"ours:survey_comment": "comment", "ours:survey_trap": "website"}.get(each.rule)
            self.add_error(PREFIX + str(code) if code else place, each.message)


def given(instrument: Instrument, sent: QueryDict) -> AnswerInput:
    """What was sent, as the room takes it: a score that is none stays as it is, for the rules to refuse."""
    scores = {code: sent.get(PREFIX + code, "") for code in instrument.codes}
    return AnswerInput(
        token=sent.get("token", ""),
        scores={code: CHOICES.get(score, score) for code, score in scores.items()},
        comment=sent.get("comment", "").replace("\r\n", "\n"),
        trap=sent.get("website", ""),
    )
