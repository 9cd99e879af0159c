"""Rating: marks, both ratings, feedback and a recommendation, with all that they rest on beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import Stale, WrongState
from cycle_engine.machine import Step
from web.evaluation.drafts import DraftForm, DraftPage, Kept, in_words
from web.evaluation.grounds import Grounds, outlook, places_of
from web.planning.words import VALUES
from web.records import Kind
from web.step_forms import LONGEST, StepForm
from workflows.appeals.machine import LIVE
from workflows.appeals.models import Appeal
from workflows.evaluation.data import Rated, ResultMark, Said
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.grounds import following
from workflows.evaluation.models import Evaluation
from workflows.evaluation.ratings import FAILED_STUDY, Mark
from workflows.planning import contents as plans

Results = Sequence[dict[str, Any]]


def _mark(label: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=Mark.choices, widget=forms.RadioSelect)


def _words(label: Any, rows: int = 2) -> forms.CharField:
    area = forms.Textarea({"rows": rows})
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=area)


class RatingForm(DraftForm):
    """The fields of each result by its place, and of each of the seven values by its name."""

    results_rating = _mark(gettext_lazy("Results of work"))
    behaviour_rating = _mark(gettext_lazy("Behaviour"))
    recommendation = _words(gettext_lazy("Note or recommendation"), 4)

    def __init__(self, results: Results, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.results = results
        for place in range(len(results)):
            number = place + 1
            self.fields[f"mark_{place}"] = _mark(_("Mark of result %(number)s") % {"number": number})
            self.fields[f"said_{place}"] = _words(_("Feedback on result %(number)s") % {"number": number})
        for value, label in VALUES.items():
            self.fields[f"said_{value}"] = _words(_("Feedback on “%(value)s”") % {"value": label})
        if any(each.get("study") for each in results):
            none = ("", gettext_lazy("The study did not fail"))
            self.fields["failed_study"] = forms.ChoiceField(
                label=gettext_lazy("Where the study failed: the predicate"),
                required=False,
                choices=[none, *((each.value, each.label) for each in FAILED_STUDY)],
                widget=forms.RadioSelect,
            )

    def contents(self) -> dict[str, Any]:
        said = self.cleaned_data
        on_results = [(each["id"], None, said[f"said_{place}"]) for place, each in enumerate(self.results)]
        on_values = [(None, value, said[f"said_{value}"]) for value in VALUES]
        return {
            "result_marks": [
                {"result": each["id"], "mark": said[f"mark_{place}"] or None}
                for place, each in enumerate(self.results)
            ],
            "results_rating": said["results_rating"] or None,
            "behaviour_rating": said["behaviour_rating"] or None,
            "feedback": [
                {"text": text, "result": result, "value": value}
                for result, value, text in (*on_results, *on_values)
            ],
            "recommendation": said["recommendation"],
            "failed_study": said.get("failed_study") or None,
        }


class RatePage(DraftPage):
    """Rating as the rater, or as the superior in his place."""

    fill_template = "web/evaluation/rate.html"
    check_template = "web/evaluation/rate_check.html"

    def filled(self, record: Any, *args: Any, **kwargs: Any) -> RatingForm:
        return RatingForm(self._results(record), *args, **kwargs)

    def begun(self, record: Any) -> dict[str, Any]:
        """What was rated before, where it is rated anew."""
        before = self._of(record).written(self.evaluation(record)).rating
        if before is None:
            return {}
        return {
            "result_marks": [{"result": key, "mark": mark} for key, mark in before.result_marks.items()],
            "results_rating": before.results_rating,
            "behaviour_rating": before.behaviour_rating,
            "feedback": before.feedback,
            "recommendation": before.recommendation,
            "failed_study": before.failed_study or None,
        }

    def initial_of(self, record: Any, contents: Mapping[str, Any]) -> dict[str, Any]:
        marks = {each["result"]: each["mark"] for each in contents.get("result_marks", ())}
        said = {each["result"] or each["value"]: each["text"] for each in contents.get("feedback", ())}
        names = ("results_rating", "behaviour_rating", "recommendation", "failed_study")
        found = {name: contents.get(name) or "" for name in names}
        for place, each in enumerate(self._results(record)):
            found[f"mark_{place}"] = marks.get(each["id"]) or ""
            found[f"said_{place}"] = said.get(each["id"], "")
        return found | {f"said_{value}": said.get(value, "") for value in VALUES}

    def incomplete(self, contents: Mapping[str, Any]) -> list[str]:
        if contents.get("results_rating") and contents.get("behaviour_rating"):
            return []
        return [_("Rate both the results of work and the behaviour.")]

    def data_of(self, contents: Mapping[str, Any]) -> Rated:
        return Rated(
            result_marks=[ResultMark(**each) for each in contents["result_marks"] if each["mark"]],
            results_rating=contents["results_rating"],
            behaviour_rating=contents["behaviour_rating"],
            feedback=[Said(**each) for each in contents["feedback"] if each["text"].strip()],
            recommendation=contents["recommendation"],
            failed_study=contents.get("failed_study"),
        )

    def beside(self, record: Any, form: DraftForm) -> dict[str, Any]:
        evaluation = self.evaluation(record)
        facts = self._of(record)
        grounds = Grounds.of(evaluation, facts, self)
        draft = form.contents() if form.is_bound and form.is_valid() else getattr(self, "start", {})
        return {
            "evaluation": evaluation,
            "grounds": grounds,
            "results": [
                (result, form[f"mark_{place}"], form[f"said_{place}"])
                for place, result in enumerate(grounds.results)
            ],
            "values": [(each, form[f"said_{each.value}"]) for each in grounds.values],
            "last": [
                form[name]
                for name in ("results_rating", "behaviour_rating", "failed_study")
                if name in form.fields
            ],
            "outlook": outlook(evaluation, facts, draft, self),
        }

    def answers(self, record: Any, contents: Mapping[str, Any]) -> dict[str, Any]:
        evaluation = self.evaluation(record)
        facts = self._of(record)
        marks = {each["result"]: each["mark"] for each in contents["result_marks"]}
        said = {each["result"] or each["value"]: each["text"] for each in contents["feedback"]}
        return {
            "evaluation": evaluation,
            "results": [
                (each["text"], _label(marks.get(each["id"])), said.get(each["id"], ""))
                for each in self._results(record)
            ],
            "values": [(label, said.get(value, "")) for value, label in VALUES.items()],
            "results_rating": _label(contents["results_rating"]),
            "behaviour_rating": _label(contents["behaviour_rating"]),
            "recommendation": contents["recommendation"],
            "predicate": following(contents),
            "outlook": outlook(evaluation, facts, contents, self),
            "missing": [
                in_words(each, places_of(evaluation.revision.contents))
                for each in self.missing(record, contents)
            ],
        }

    def _of(self, record: Any) -> EvaluationFacts:
        """The facts of the evaluation."""
        return self.facts(record)  # type: ignore[no-any-return]

    def _results(self, record: Any) -> Results:
        return plans.results(self.evaluation(record).revision.contents)


def _label(mark: str | None) -> Any:
    return Mark(mark).label if mark else ""


class AmendPage(RatePage):
    """Changing the result, as who decides an appeal. What is being written is kept until the appeal is over, and no
    longer than he is signed in."""

    def evaluation(self, record: Appeal) -> Evaluation:
        return self.facts(record).evaluation(record)  # type: ignore[no-any-return]

    def _of(self, record: Appeal) -> EvaluationFacts:
        return self.facts(record).of_evaluations  # type: ignore[no-any-return]

    def post(self, request: HttpRequest, path: str, key: int, step: str) -> HttpResponse:
        """The same; what is sent once more after it was decided changes nothing."""
        kind, record, _declared = self.named(path, key, step)
        if "take" in request.POST and record.state not in LIVE:
            return redirect(self.after(kind, record))
        return super().post(request, path, key, step)

    def take(self, kind: Kind, record: Appeal, step: Step, form: StepForm) -> None:
        super().take(kind, record, step, form)
        self.request.session.pop(_place(record), None)

    def kept(self, record: Appeal) -> Kept:
        let_go(record, self.request)
        found = self.request.session.get(_place(record), {})
        return Kept(found.get("contents"), found.get("edit", 0))

    def keep(self, record: Appeal, contents: dict[str, Any], edit: int) -> int:
        if record.state not in LIVE:
            raise WrongState
        if self.kept(record).edit != edit:
            raise Stale
        self.request.session[_place(record)] = {"contents": contents, "edit": edit + 1}
        return edit + 1


def let_go(appeal: Appeal, request: HttpRequest) -> None:
    """Forget what the reader was writing on an appeal that is over."""
    if appeal.state not in LIVE:
        request.session.pop(_place(appeal), None)


def _place(appeal: Appeal) -> str:
    """Where in the session it is kept."""
    return f"amend-{appeal.pk}"
