"""What the rater's organisation achieved, what takes its place while it is not known, and who says it (`IV.B.1`)."""

from __future__ import annotations

from typing import Any

import pytest

from cycle_engine.actors import Actor
from cycle_engine.errors import NotYourTurn
from cycle_engine.models import Entry
from tests.workflows.evaluation.office import Q1, Q2, YEAR, Office
from tests.workflows.planning.desk import broken, day
from workflows.evaluation.commands import set_achievement
from workflows.evaluation.models import Evaluation
from workflows.evaluation.rows import Achievement, Achievements
from workflows.planning.data import Ending

RATED = ("2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4")


def looked_at(office: Office, evaluation: Evaluation) -> dict[str, str]:
    """The achievement that the rater looks at when he rates now."""
    office.rated(evaluation)
    rating = evaluation.ratings.latest("number")
    return dict(rating.organisation)


def year_to_rate(office: Office) -> Evaluation:
    """The year's evaluation, reported; the quarters are out of the way."""
    year = office.assessed(office.opened(YEAR, word=None))
    for period in RATED:
        office.take(office.of(year.plan, period), "excuse", "dewi")
    return year


def issued(word: str) -> dict[str, str]:
    return {"word": word, "basis": "issued"}


# Of a quarter


def test_what_was_issued_for_the_period_counts_and_of_several_the_newest(office: Office) -> None:
    evaluation = office.assessed(office.opened(word="kurang"))
    assert looked_at(office, evaluation) == issued("kurang")
    office.achieved(Q1, "istimewa")
    assert evaluation.ratings.get().organisation == issued("kurang")
    assert looked_at(office, evaluation) == issued("istimewa")


def test_a_quarters_figure_that_is_missing_is_replaced_by_the_last_known(office: Office) -> None:
    office.achieved("2025", "butuh_perbaikan")
    evaluation = office.assessed(office.opened(word=None))
    office.at("2026-03-31 23:59:30")
    with broken("6/2022:IV.B.1.g", says="not known yet"):
        office.rated(evaluation)
    office.at("2026-04-01 00:00")
    assert looked_at(office, evaluation) == {"word": "butuh_perbaikan", "basis": "last_known"}
    office.achieved(Q1, "baik")
    assert looked_at(office, evaluation) == issued("baik")


def test_the_last_known_is_that_of_the_latest_period_whenever_it_was_said(office: Office) -> None:
    office.achieved("2026-Q1", "istimewa")
    office.achieved("2025", "kurang")
    evaluation = office.assessed(office.opened(Q2, word=None))
    office.at("2026-07-10 09:00")
    assert looked_at(office, evaluation) == {"word": "istimewa", "basis": "last_known"}


def test_a_figure_of_a_later_period_says_nothing_of_an_earlier_one(office: Office) -> None:
    evaluation = office.assessed(office.opened(word=None))
    office.achieved(Q2, "istimewa")
    office.at("2026-04-20 09:00")
    with broken("6/2022:IV.B.1.g"):
        office.rated(evaluation)


# Of a year


def test_the_years_figure_counts_when_it_comes_in_time(office: Office) -> None:
    year = year_to_rate(office)
    office.achieved("2025", "kurang")
    office.at("2027-01-24 23:59")
    office.achieved(YEAR, "istimewa")
    office.at("2027-01-25 00:00")
    assert looked_at(office, year) == issued("istimewa")


def test_a_years_figure_that_comes_later_than_the_fifth_last_working_day_of_january_changes_nothing(
    office: Office,
) -> None:
    year = year_to_rate(office)
    office.achieved("2025", "kurang")
    office.at("2027-01-24 23:59:30")
    with broken("6/2022:IV.B.1.g"):
        office.rated(year)
    office.at("2027-01-25 00:00")
    assert looked_at(office, year) == {"word": "kurang", "basis": "last_year"}
    office.achieved(YEAR, "istimewa")
    assert looked_at(office, year) == {"word": "kurang", "basis": "last_year"}


def test_where_last_years_is_not_known_either_the_last_known_counts(office: Office) -> None:
    year = year_to_rate(office)
    office.achieved("2026-Q3", "butuh_perbaikan")
    office.achieved("2024", "istimewa")
    office.at("2027-01-25 00:00")
    assert looked_at(office, year) == {"word": "butuh_perbaikan", "basis": "last_known"}


def test_where_nothing_at_all_is_known_a_late_figure_is_better_than_no_rating(office: Office) -> None:
    year = year_to_rate(office)
    office.at("2027-01-25 00:00")
    with broken("6/2022:IV.B.1.g", says="not known yet"):
        office.rated(year)
    office.achieved(YEAR, "baik")
    assert looked_at(office, year) == issued("baik")


# Of a new unit


def test_a_unit_that_never_had_a_figure_takes_its_parents(office: Office) -> None:
    evaluation = office.assessed(office.opened(word=None))
    office.achieved(Q1, "sangat_kurang", unit="KEC")
    assert looked_at(office, evaluation) == {"word": "sangat_kurang", "basis": "parent"}
    office.achieved(Q1, "istimewa")
    assert looked_at(office, evaluation) == issued("istimewa")


def test_a_parent_without_a_figure_of_its_own_is_passed_over(office: Office) -> None:
    evaluation = office.assessed(office.opened(word=None))
    office.achieved(Q1, "baik", unit="KAB")
    assert looked_at(office, evaluation) == {"word": "baik", "basis": "parent"}


def test_a_unit_that_has_figures_of_its_own_waits_for_them(office: Office) -> None:
    office.achieved("2025", "kurang")
    evaluation = office.assessed(office.opened(word=None))
    office.achieved(Q1, "istimewa", unit="KEC")
    with broken("6/2022:IV.B.1.g"):
        office.rated(evaluation)
    office.at("2026-04-01 00:00")
    assert looked_at(office, evaluation) == {"word": "kurang", "basis": "last_known"}


def test_a_late_first_figure_of_a_new_unit_does_not_replace_its_parents(office: Office) -> None:
    year = year_to_rate(office)
    office.achieved(YEAR, "kurang", unit="KEC")
    office.at("2027-01-25 09:00")
    office.achieved(YEAR, "istimewa")
    assert looked_at(office, year) == {"word": "kurang", "basis": "parent"}


def test_a_leaver_is_rated_by_last_years_figure_before_this_years_can_be_known(office: Office) -> None:
    office.achieved("2025", "baik")
    plan = office.in_force()
    office.at("2026-05-29 09:00")
    office.take(plan, "end_early", "dewi", data=Ending(day("2026-05-29"), "retirement"))
    closing = office.assessed(office.of(plan, YEAR))
    with broken("6/2022:IV.B.1.g"):
        office.rated(closing)
    office.at("2026-06-10 09:00")
    assert looked_at(office, closing) == {"word": "baik", "basis": "last_year"}


# Who says it


def says(office: Office, who: str, unit: str = "KEC-PEL", **said: Any) -> Achievement:
    wish = {"period": Q1, "word": "baik"} | said
    return set_achievement(office.agency.units[unit].pk, actor=Actor.of(office.id(who)), **wish)


def test_who_leads_one_level_up_says_what_a_unit_achieved(office: Office) -> None:
    for stranger in ("budi", "ani", "dewi", "indah", "eko", "wibawa"):
        with pytest.raises(NotYourTurn):
            says(office, stranger)
    row = says(office, "citra")
    assert (row.word, row.period, row.set_by_id) == ("baik", Q1, office.id("citra"))
    entry = Entry.objects.get(record="achievements")
    assert (entry.step, entry.capacity, entry.actor, entry.unit) == (
        "set_achievement",
        "superior",
        office.id("citra"),
        office.agency.units["KEC-PEL"].pk,
    )


def test_where_that_post_is_vacant_the_next_one_says_it(office: Office) -> None:
    office.leaves("citra", "2026-01-11")
    with pytest.raises(NotYourTurn):
        says(office, "dewi")
    says(office, "wibawa")


def test_a_stand_in_says_it_too(office: Office) -> None:
    office.letter("eko", "citra", "2026-01-01", "2026-01-31", issuer="wibawa")
    says(office, "eko")
    office.at("2026-02-01 09:00")
    with pytest.raises(NotYourTurn):
        says(office, "eko")


def test_of_the_topmost_unit_and_of_one_without_a_head_a_manager_says_it(office: Office) -> None:
    for unit in ("KAB", "DUKCAPIL"):
        with pytest.raises(NotYourTurn):
            says(office, "citra", unit)
        says(office, "dewi", unit)


def test_nothing_is_said_of_a_period_or_in_a_word_that_does_not_exist(office: Office) -> None:
    for said in ({"period": "2026-Q5"}, {"period": "26"}, {"word": "sangat_baik"}):
        with pytest.raises(ValueError, match=r"not a period|not a valid"):
            says(office, "citra", **said)
    assert not Achievements.objects.exists()
