"""The predicates of a unit against the guide."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from workflows.cycles.guide import ACHIEVEMENTS, GUIDE, PREDICATES, Limit
from workflows.evaluation.distribution import breaches, compare, percent
from workflows.evaluation.ratings import Predicate


def people(sb: int = 0, b: int = 0, bp: int = 0, k: int = 0, sk: int = 0) -> dict[str, int]:
    """So many people of each predicate, from the best."""
    return dict(zip(PREDICATES, (sb, b, bp, k, sk), strict=True))


def told(counts: dict[str, int], achievement: str, waiting: int = 0) -> list[str]:
    with translation.override("en"):
        return [each.message for each in breaches(counts, achievement, waiting=waiting)]


def test_a_share_is_written_as_the_reader_writes_it() -> None:
    (breach,) = breaches(people(sb=8, b=2), "istimewa")
    with translation.override("id"):
        assert breach.message.endswith(" 80,0.")


@pytest.mark.parametrize(
    ("achievement", "keeps", "breaks", "says"),
    [
        (
            "istimewa",
            people(sb=7, b=3),
            people(sb=8, b=2),
            "at most 70 percent rated Very good (Sangat Baik); here it is 80.0",
        ),
        (
            "baik",
            people(b=7, sb=2, bp=1),
            people(b=8, k=2),
            "at most 70 percent rated Good (Baik); here it is 80.0",
        ),
        (
            "baik",
            people(b=7, sb=2, k=1),
            people(b=7, sb=2, sk=1),
            "somebody rated Needs improvement (Butuh Perbaikan) or Poor or misconduct (Kurang/Misconduct); here",
        ),
        (
            "butuh_perbaikan",
            people(bp=6, b=4),
            people(bp=5, b=5),
            "at least 60 percent rated Needs improvement",
        ),
        ("butuh_perbaikan", people(bp=9, sb=1), people(bp=8, sb=2), "at most 10 percent rated Very good"),
        ("kurang", people(k=6, bp=4), people(k=5, bp=5), "at least 60 percent rated Poor or misconduct"),
        ("kurang", people(k=9, bp=1), people(k=10), "at least 10 percent rated Needs improvement"),
        ("kurang", people(k=8, bp=1, sb=1), people(k=7, bp=1, sb=2), "at most 10 percent rated Very good"),
        ("sangat_kurang", people(sk=6, k=4), people(sk=5, k=5), "at least 60 percent rated Very poor"),
        ("sangat_kurang", people(sk=9, bp=1), people(sk=10), "at least 10 percent rated Poor or misconduct"),
        (
            "sangat_kurang",
            people(sk=9, k=1),
            people(sk=9, b=1),
            "or Needs improvement (Butuh Perbaikan); here",
        ),
        (
            "sangat_kurang",
            people(sk=9, k=1),
            people(sk=8, k=1, sb=1),
            "nobody rated Very good (Sangat Baik); here it is 1",
        ),
    ],
)
def test_each_limit_of_the_guide_is_told_from_both_sides(
    achievement: str, keeps: dict[str, int], breaks: dict[str, int], says: str
) -> None:
    assert told(keeps, achievement) == []
    [sentence] = told(breaks, achievement)
    assert says in sentence


def test_all_limits_that_are_broken_are_told() -> None:
    assert len(told(people(sb=10), "sangat_kurang")) == 3
    assert len(told(people(b=10), "baik")) == 2


def test_nothing_is_broken_while_the_achievement_is_not_known() -> None:
    found = compare(people(b=10), None)
    assert (found.ideal, found.breaches) == (None, ())
    assert [share.percent for share in found.shares] == [0, 100, 0, 0, 0]


def test_a_unit_under_five_sees_the_guide_without_figures() -> None:
    few, enough = compare(people(b=4), "baik"), compare(people(b=5), "baik")
    assert (few.ideal, few.shares, few.breaches) == (Predicate.BAIK, (), ())
    assert (len(enough.shares), len(enough.breaches)) == (5, 2)
    assert compare(people(b=4), "baik", fewest=4).breaches
    assert compare(people(), "baik", fewest=0).breaches == ()


def test_those_who_wait_count_as_people_of_the_unit() -> None:
    assert compare(people(b=4), "baik", waiting=1).shares
    assert not compare(people(), "baik", waiting=10).shares


def test_each_share_stands_beside_what_the_guide_has() -> None:
    found = compare(people(sb=1, b=1, bp=1), "kurang", waiting=3)
    assert (found.rated, found.waiting) == (3, 3)
    assert [
        (each.predicate, each.count, each.percent, each.at_least, each.at_most) for each in found.shares
    ] == [
        ("sangat_baik", 1, Decimal("33.3"), 0, 10),
        ("baik", 1, Decimal("33.3"), 0, 100),
        ("butuh_perbaikan", 1, Decimal("33.3"), 10, 100),
        ("kurang", 0, Decimal("0.0"), 60, 100),
        ("sangat_kurang", 0, Decimal("0.0"), 0, 100),
    ]


@pytest.mark.parametrize("achievement", ACHIEVEMENTS)
def test_ideally_most_people_have_what_their_organisation_achieved(achievement: str) -> None:
    ideal = compare(people(), achievement).ideal
    assert ideal == ("sangat_baik" if achievement == "istimewa" else achievement)


# While not all are rated


def test_who_rates_the_first_of_ten_breaks_nothing() -> None:
    assert told(people(b=1), "baik", waiting=9) == []
    assert told(people(b=7), "baik", waiting=3) == []


def test_the_eighth_of_ten_breaks_what_nobody_can_mend() -> None:
    [sentence] = told(people(b=8), "baik", waiting=2)
    assert sentence == "The guide has at most 70 percent rated Good (Baik); here it is 80.0."


def test_a_least_share_is_broken_when_all_who_wait_could_not_reach_it() -> None:
    assert told(people(b=4), "kurang", waiting=6) == []
    [sentence] = told(people(b=5), "kurang", waiting=5)
    assert "at least 60 percent" in sentence
    assert "here it is 50.0" in sentence


COUNTS = st.fixed_dictionaries({each: st.integers(0, 40) for each in PREDICATES})
LIMITS = st.sampled_from(GUIDE)


@given(COUNTS, COUNTS, st.integers(0, 20), st.sampled_from(ACHIEVEMENTS))
def test_what_the_guide_said_stays_true_whatever_the_others_get(
    counts: dict[str, int], others: dict[str, int], waiting: int, achievement: str
) -> None:
    left = waiting + sum(others.values())
    before = breaches(counts, achievement, waiting=left)
    after = breaches({each: counts[each] + others[each] for each in PREDICATES}, achievement, waiting=waiting)
    assert {each.limit for each in before} <= {each.limit for each in after}


@given(COUNTS, st.integers(0, 40), LIMITS)
def test_what_it_did_not_say_can_still_be_kept(counts: dict[str, int], waiting: int, limit: Limit) -> None:
    if breaches(counts, limit.achievement, (limit,), waiting=waiting, fewest=0):
        return
    for given_to in PREDICATES:
        completed = counts | {given_to: counts[given_to] + waiting}
        if not breaches(completed, limit.achievement, (limit,), fewest=0):
            return
    pytest.fail("no completion keeps the limit")


@given(COUNTS)
def test_shares_total_a_hundred(counts: dict[str, int]) -> None:
    shares = compare(counts, "baik", fewest=1).shares
    total = sum((each.percent for each in shares), Decimal(0))
    assert not shares or abs(total - 100) <= Decimal("0.3")


def test_a_share_is_rounded_half_up() -> None:
    assert percent(1, 16) == Decimal("6.3")
    assert percent(2, 3) == Decimal("66.7")


# The guide is data


def test_the_guide_is_read_back_from_plain_data() -> None:
    assert tuple(Limit.from_json(each.to_json()) for each in GUIDE) == GUIDE
    assert Limit.from_json({"achievement": "baik", "predicates": ["baik"], "at_most": 70}) == GUIDE[1]


@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        {"achievement": "baik"},
        {"achievement": "baik", "predicates": "baik"},
        {"achievement": "baik", "predicates": []},
        {"achievement": "baik", "predicates": ["bagus"]},
        {"achievement": "bagus", "predicates": ["baik"]},
        {"achievement": "baik", "predicates": [["baik"]]},
        {"achievement": [], "predicates": ["baik"]},
        {"achievement": "baik", "predicates": ["baik"], "at_most": 101},
        {"achievement": "baik", "predicates": ["baik"], "at_least": -1},
        {"achievement": "baik", "predicates": ["baik"], "at_least": 60, "at_most": 50},
        {"achievement": "baik", "predicates": ["baik"], "at_most": "70"},
        {"achievement": "baik", "predicates": ["baik"], "at_most": True},
        {"achievement": "baik", "predicates": ["baik"], "someone": 1},
        {"achievement": "baik", "predicates": ["baik"], "exactly": 3},
    ],
)
def test_what_is_no_limit_is_refused(given: Any) -> None:
    with pytest.raises((TypeError, ValueError)):
        Limit.from_json(given)


def test_a_policy_may_have_a_guide_of_its_own() -> None:
    strict = (Limit("baik", ("sangat_baik",), at_least=10, at_most=30),)
    assert breaches(people(sb=1, b=9), "baik", strict) == ()
    assert breaches(people(sb=3, b=7), "baik", strict) == ()
    with translation.override("en"):
        [few] = breaches(people(b=10), "baik", strict)
        [many] = breaches(people(sb=4, b=6), "baik", strict)
        assert (
            few.message == "The guide has at least 10 percent rated Very good (Sangat Baik); here it is 0.0."
        )
        assert (
            many.message == "The guide has at most 30 percent rated Very good (Sangat Baik); here it is 40.0."
        )
    assert breaches(people(b=10), "istimewa", strict) == ()
