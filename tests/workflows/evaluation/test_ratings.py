"""Marks, ratings and predicates, and what the norm's guide would say."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from workflows.cycles.guide import PREDICATES
from workflows.evaluation.ratings import (
    FAILED_STUDY,
    Accreditation,
    Grade,
    Level,
    Mark,
    Predicate,
    Tone,
    predicate,
    study_suggestion,
    suggestion,
)
from workflows.goals.figures import Number, achievement

A, S, B = "above", "as_expected", "below"

# The quadrant


@pytest.mark.parametrize(
    ("results", "behaviour", "word"),
    [
        ("above", "above", "sangat_baik"),
        ("above", "as_expected", "baik"),
        ("above", "below", "kurang"),
        ("as_expected", "above", "baik"),
        ("as_expected", "as_expected", "baik"),
        ("as_expected", "below", "kurang"),
        ("below", "above", "butuh_perbaikan"),
        ("below", "as_expected", "butuh_perbaikan"),
        ("below", "below", "sangat_kurang"),
    ],
)
def test_the_predicate_follows_from_the_quadrant(results: str, behaviour: str, word: str) -> None:
    assert predicate(results, behaviour) == word


@pytest.mark.parametrize("chosen", ["kurang", "sangat_kurang"])
def test_for_a_failed_study_the_chosen_predicate_stands_whatever_the_ratings_are(chosen: str) -> None:
    for results in Mark:
        for behaviour in Mark:
            assert predicate(results, behaviour, failed_study=chosen) == chosen


@pytest.mark.parametrize("chosen", ["sangat_baik", "baik", "butuh_perbaikan", "failed"])
def test_a_failed_study_has_no_better_predicate(chosen: str) -> None:
    with pytest.raises(ValueError, match=chosen):
        predicate("above", "above", failed_study=chosen)


def test_a_word_that_is_no_rating_gives_no_predicate() -> None:
    for words in (("baik", "above"), ("above", ""), ("", "below")):
        with pytest.raises(ValueError, match="not a valid Mark"):
            predicate(*words)


def test_the_words_stand_from_best_to_worst_and_as_the_guide_knows_them() -> None:
    assert tuple(Predicate) == PREDICATES
    assert tuple(Predicate)[3:] == FAILED_STUDY
    with translation.override("en"):
        assert str(Predicate.KURANG.label) == "Poor or misconduct (Kurang/Misconduct)"


# The guide for the rating of results


def guide(main: str, additional: str = "", tone: Tone | None = None) -> Mark | None:
    """What the guide says of these marks, as initials: a(bove), s (as expected), b(elow)."""
    words = {"a": Mark.ABOVE, "s": Mark.AS_EXPECTED, "b": Mark.BELOW}
    marks = {f"r{number}": words[each] for number, each in enumerate(main + additional)}
    kinds = {name: "main" if number < len(main) else "additional" for number, name in enumerate(marks)}
    return suggestion(marks, kinds, tone).rating


@pytest.mark.parametrize(
    ("main", "additional", "rating"),
    [
        ("a", "", A),
        ("aas", "", A),
        ("aa", "b", A),  # an additional result below does not stand in the way
        ("aab", "", None),  # a main one does
        ("as", "", None),  # half is not most
        ("aass", "", None),
        ("s", "", S),
        ("sss", "aab", None),
        ("sssb", "", S),  # few main results below
        ("sb", "sss", None),  # half of the main ones are not few
        ("sbs", "s", S),
        ("b", "sss", None),
        ("sas", "", S),
        ("b", "", B),
        ("bbs", "", B),
        ("bba", "s", None),
        ("sa", "bbb", B),  # most results below, though no main one is
    ],
)
def test_the_guide_counts_most_results_and_the_main_ones_below(
    main: str, additional: str, rating: str | None
) -> None:
    assert guide(main, additional) == rating


@pytest.mark.parametrize(
    ("main", "tone", "rating"),
    [
        ("a", "positive", A),
        ("a", "partly", None),
        ("a", "mostly_not", None),
        ("s", "positive", S),
        ("s", "partly", S),
        ("s", "mostly_not", None),
        ("b", "positive", None),
        ("b", "partly", None),
        ("b", "mostly_not", B),
    ],
)
def test_the_guide_weighs_the_feedback_too_when_it_is_told(main: str, tone: Tone, rating: str | None) -> None:
    assert guide(main, tone=tone) == rating


def test_the_guide_says_why() -> None:
    marks = {"r1": "above", "r2": "above", "r3": "below"}
    with translation.override("en"):
        fits = suggestion(marks, {"r1": "main", "r2": "main", "r3": "additional"}, "positive")
        not_so = suggestion(marks, dict.fromkeys(marks, "main"))
        not_with = suggestion({"r1": "as_expected"}, {"r1": "main"}, "mostly_not")
        neither = suggestion({"r1": "above", "r2": "as_expected"}, {"r1": "main", "r2": "main"})
        too_soon = suggestion({"r1": "above"}, {"r1": "main", "r2": "main", "r3": "additional"})
    counted = ("“Above expectation”: 2 of 3 results.", "“Below expectation”: 1 of 3 results.")
    assert fits.reasons == (
        *counted,
        "Main results below expectation: 0 of 2.",
        "The feedback is mostly or all positive.",
    )
    assert not_so.reasons == (
        *counted,
        "Main results below expectation: 1 of 3.",
        "Too many main results are below expectation for “Above expectation”.",
    )
    assert not_with.reasons[-1] == "Such feedback does not go with “As expected”."
    assert neither.reasons[-1] == "Most results have no mark in common, so the guide names no rating."
    assert (too_soon.rating, too_soon.reasons) == (None, ("Results without a mark: 2.",))


MARKED = st.dictionaries(
    st.integers(), st.tuples(st.sampled_from(Mark), st.sampled_from(["main", "additional"])), min_size=1
)


@given(MARKED)
def test_a_suggested_rating_is_the_mark_of_most_results(marked: dict[int, tuple[Mark, str]]) -> None:
    marks = {str(name): mark for name, (mark, _) in marked.items()}
    kinds = {str(name): kind for name, (_, kind) in marked.items()}
    suggested = suggestion(marks, kinds).rating
    assert suggested is None or 2 * Counter(marks.values())[suggested] > len(marks)
    if suggested is Mark.ABOVE:
        assert (Mark.BELOW, "main") not in marked.values()


def test_a_director_general_below_target_is_as_expected_because_his_leader_says_so() -> None:
    """The first table of the norm's annex 4: a percentage is not a mark."""
    reached = {
        "r1": achievement(Number(Decimal("61.95")), Number(Decimal(50)), "higher"),
        "r3": achievement(Number(Decimal(90)), Number(Decimal(70)), "higher"),
    }
    assert reached == {"r1": Decimal("80.71"), "r3": Decimal("77.78")}
    marks = dict.fromkeys(("r1", "r2", "r4", "r5", "r6", "r7", "r8"), "as_expected") | {"r3": "below"}
    kinds = dict.fromkeys(marks, "main") | {"r8": "additional"}
    assert suggestion(marks, kinds, "partly").rating is Mark.AS_EXPECTED
    assert predicate("as_expected", "above") is Predicate.BAIK


# Study assignments

BEST: list[tuple[Level, Grade, list[str]]] = [
    ("s1", "A", ["3.51", "3.01", "2.76"]),
    ("s1", "B", ["3.61", "3.10", "2.76"]),
    ("s1", "C", ["3.71", "3.20", "2.76"]),
    ("s2", "A", ["3.51", "3.20", "3.00"]),
    ("s2", "B", ["3.61", "3.25", "3.00"]),
    ("s2", "C", ["3.71", "3.30", "3.00"]),
    ("s3", "B", ["3.61", "3.25", "3.00"]),
    ("profession", "C", ["3.71", "3.30", "3.00"]),
]


@pytest.mark.parametrize(("level", "university", "lowest"), BEST)
def test_a_grade_average_is_told_from_both_sides_of_each_border(
    level: Level, university: Grade, lowest: list[str]
) -> None:
    place = Accreditation(university, "B")
    for better, worse, border in zip(Predicate, list(Predicate)[1:], map(Decimal, lowest), strict=False):
        assert study_suggestion(level, place, border) is better
        assert study_suggestion(level, place, border - Decimal("0.01")) is worse
        assert study_suggestion(level, place, border - Decimal("0.001")) is worse
    assert study_suggestion(level, place, Decimal(4)) is Predicate.SANGAT_BAIK
    assert study_suggestion(level, place, Decimal(0)) is Predicate.KURANG


@pytest.mark.parametrize("level", ["s1", "profession", "s2", "s3"])
def test_abroad_the_figures_are_those_of_an_a(level: Level) -> None:
    for hundredth in range(401):
        average = Decimal(hundredth) / 100
        assert study_suggestion(level, None, average) == study_suggestion(
            level, Accreditation("A", "C"), average
        )


def test_the_guide_has_no_figures_for_a_c_at_a_c_nor_for_averages_off_the_scale() -> None:
    assert study_suggestion("s2", Accreditation("C", "C"), Decimal("3.80")) is None
    assert study_suggestion("s2", Accreditation("B", "C"), Decimal("3.80")) is Predicate.SANGAT_BAIK
    assert study_suggestion("s1", None, Decimal("4.01")) is None
    assert study_suggestion("s1", None, Decimal("-0.01")) is None


@given(st.sampled_from(BEST), st.decimals(0, 4, places=2), st.decimals(0, 4, places=2))
def test_a_better_average_never_has_a_worse_predicate(
    row: tuple[Level, Grade, list[str]], one: Decimal, other: Decimal
) -> None:
    low, high = (study_suggestion(row[0], Accreditation(row[1], "A"), each) for each in sorted([one, other]))
    words = list(Predicate)
    assert low is not None
    assert high is not None
    assert words.index(high) <= words.index(low)
