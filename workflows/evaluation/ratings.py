"""The words of a rating, what follows from them, and what the norm's guide would say (`6/2022:IV.B.3`, `II.B`).

A rating is a person's. The guide is shown with its reasons where it fits, and is never applied by itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cycle_engine.errors import type_sentence

Tone = Literal["positive", "partly", "mostly_not"]


class Mark(TextChoices):
    """Of one result, of all results and of behaviour."""

    ABOVE = "above", gettext_lazy("Above expectation")
    AS_EXPECTED = "as_expected", gettext_lazy("As expected")
    BELOW = "below", gettext_lazy("Below expectation")


class Predicate(TextChoices):
    """Of an evaluation, from the best to the worst."""

    SANGAT_BAIK = "sangat_baik", gettext_lazy("Very good (Sangat Baik)")
    BAIK = "baik", gettext_lazy("Good (Baik)")
    BUTUH_PERBAIKAN = "butuh_perbaikan", gettext_lazy("Needs improvement (Butuh Perbaikan)")
    KURANG = "kurang", gettext_lazy("Poor or misconduct (Kurang/Misconduct)")
    SANGAT_KURANG = "sangat_kurang", gettext_lazy("Very poor (Sangat Kurang)")


QUADRANT = {
    Mark.ABOVE: (Predicate.SANGAT_BAIK, Predicate.BAIK, Predicate.KURANG),
    Mark.AS_EXPECTED: (Predicate.BAIK, Predicate.BAIK, Predicate.KURANG),
    Mark.BELOW: (Predicate.BUTUH_PERBAIKAN, Predicate.BUTUH_PERBAIKAN, Predicate.SANGAT_KURANG),
}
"""By the rating of results: the predicates for a behaviour above, as and below expectation."""

FAILED_STUDY = (Predicate.KURANG, Predicate.SANGAT_KURANG)
"""One of which the rater chooses, weighing behaviour, for who did not finish his study."""


def predicate(results: str, behaviour: str, failed_study: str | None = None) -> Predicate:
    """The predicate for these two ratings, by the quadrant; for a failed study the one that was chosen.

    ValueError for a word that is no rating, and for a choice that a failed study does not have.
    """
    if failed_study:
        if failed_study not in FAILED_STUDY:
            raise ValueError(f"not for a failed study: {failed_study}")
        return Predicate(failed_study)
    return QUADRANT[Mark(results)][list(Mark).index(Mark(behaviour))]


# What the guide would say


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The rating of results that the guide names, if one fits; `reasons` are sentences for the rater."""

    rating: Mark | None
    reasons: tuple[str, ...]


TONES: dict[Tone, type_sentence] = {
    "positive": gettext_lazy("The feedback is mostly or all positive."),
    "partly": gettext_lazy("The feedback is partly positive."),
    "mostly_not": gettext_lazy("The feedback is mostly or all not positive."),
}
FITTING: dict[Mark, tuple[Tone, ...]] = {
    Mark.ABOVE: ("positive",),
    Mark.AS_EXPECTED: ("positive", "partly"),
    Mark.BELOW: ("mostly_not",),
}


def suggestion(marks: Mapping[str, str], kinds: Mapping[str, str], tone: Tone | None = None) -> Suggestion:
    """What the guide says of these marks: by result, as `kinds` ("main", "additional") of all results are.

    `tone`: of the feedback on results; it is not weighed when nobody told it. "Most" is more than half, "few"
    less than half.
    """
    if left := len(kinds.keys() - marks.keys()):
        return Suggestion(None, (_("Results without a mark: %(count)s.") % {"count": left},))
    main = [marks[each] for each, kind in kinds.items() if kind == "main"]
    told = [*_counts([marks[each] for each in kinds]), _main_below(main)]
    if tone:
        told.append(str(TONES[tone]))
    rating = _most([marks[each] for each in kinds])
    if rating is None:
        told.append(_("Most results have no mark in common, so the guide names no rating."))
    elif not _few_below(main, rating):
        told.append(
            _("Too many main results are below expectation for “%(rating)s”.") % {"rating": rating.label}
        )
        rating = None
    elif tone and tone not in FITTING[rating]:
        told.append(_("Such feedback does not go with “%(rating)s”.") % {"rating": rating.label})
        rating = None
    return Suggestion(rating, tuple(told))


def _most(marks: list[str]) -> Mark | None:
    return next((mark for mark in Mark if 2 * marks.count(mark) > len(marks)), None)


def _few_below(main: list[str], rating: Mark) -> bool:
    """Whether so few main results are below expectation as `rating` bears: none, less than half, any."""
    below = main.count(Mark.BELOW)
    if rating is Mark.ABOVE:
        return below == 0
    return rating is Mark.BELOW or below == 0 or 2 * below < len(main)


def _counts(marks: list[str]) -> list[str]:
    return [
        _("“%(rating)s”: %(count)s of %(all)s results.")
        % {"rating": mark.label, "count": marks.count(mark), "all": len(marks)}
        for mark in Mark
        if mark in marks
    ]


def _main_below(main: list[str]) -> str:
    counts = {"count": main.count(Mark.BELOW), "all": len(main)}
    return _("Main results below expectation: %(count)s of %(all)s.") % counts


# Study assignments

Level = Literal["s1", "profession", "s2", "s3"]
Grade = Literal["A", "B", "C"]


@dataclass(frozen=True, slots=True)
class Accreditation:
    """Of the university, and of the programme there."""

    university: Grade
    programme: Grade


S1 = {"A": ("3.51", "3.01", "2.76"), "B": ("3.61", "3.10", "2.76"), "C": ("3.71", "3.20", "2.76")}
HIGHER = {"A": ("3.51", "3.20", "3.00"), "B": ("3.61", "3.25", "3.00"), "C": ("3.71", "3.30", "3.00")}
HIGHEST = Decimal(4)


def study_suggestion(level: Level, accreditation: Accreditation | None, average: Decimal) -> Predicate | None:
    """What the guide says of a grade average, on a scale to 4 (`6/2022:II.B.5-6`).

    `accreditation`: none abroad, where the figures are those of a university of A. The guide has no figures for
    a programme of C at a university of C, and says nothing of an average beyond the scale.
    """
    university = accreditation.university if accreditation else "A"
    beneath = accreditation is not None and university == accreditation.programme == "C"
    if beneath or not 0 <= average <= HIGHEST:
        return None
    lowest = (S1 if level == "s1" else HIGHER)[university]
    reached = zip(Predicate, lowest, strict=False)
    return next((word for word, least in reached if average >= Decimal(least)), Predicate.KURANG)
