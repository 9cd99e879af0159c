"""The predicates of a unit against the guide for what its organisation achieved (`6/2022:IV.B.2`).

While some people are not rated yet, they count in the guide's favour: a limit is broken when it cannot be kept any
more, whatever they get. So the guide speaks up as early as it can be sure, what it said stays true, and who rates
the first of many gives no reason for a share that the others will change. Shares are told of those rated so far.
A breach asks for a reason and stays visible; it never blocks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import localize
from django.utils.translation import gettext as _

from workflows.cycles.guide import ACHIEVEMENTS, GUIDE, PREDICATES, Guide, Limit
from workflows.evaluation.ratings import Predicate

FEWEST = 5
"""Of fewer people shares say nothing: they see what the guide is, without figures [policy]."""


@dataclass(frozen=True, slots=True)
class Breach:
    """A limit that cannot be kept any more: `count` of `people`, which is as near to it as they can come."""

    limit: Limit
    count: int
    people: int

    @property
    def message(self) -> str:
        """The sentence in the reader's language."""
        limit = self.limit
        rated = _(" or ").join(str(Predicate(each).label) for each in limit.predicates)
        share = localize(percent(self.count, self.people))
        data = {"predicates": rated, "count": self.count, "share": share}
        if limit.someone and not self.count:
            return _("The guide has somebody rated %(predicates)s; here it is nobody.") % data
        if 100 * self.count < limit.at_least * self.people:
            told = _("The guide has at least %(limit)s percent rated %(predicates)s; here it is %(share)s.")
            return told % (data | {"limit": limit.at_least})
        if limit.at_most == 0:
            return _("The guide has nobody rated %(predicates)s; here it is %(count)s.") % data
        told = _("The guide has at most %(limit)s percent rated %(predicates)s; here it is %(share)s.")
        return told % (data | {"limit": limit.at_most})


@dataclass(frozen=True, slots=True)
class Share:
    """How many are rated so, what percentage of those rated so far, and between which the guide has it."""

    predicate: Predicate
    count: int
    percent: Decimal
    at_least: int
    at_most: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """`ideal`: the predicate that ideally most people have; none while the achievement is not known.

    `shares`: of each predicate from the best; none in a unit of few people, nor before anybody is rated.
    """

    ideal: Predicate | None
    rated: int
    waiting: int
    shares: tuple[Share, ...]
    breaches: tuple[Breach, ...]


def compare(
    counts: Mapping[str, int],
    achievement: str | None,
    guide: Guide = GUIDE,
    *,
    waiting: int = 0,
    fewest: int = FEWEST,
) -> Comparison:
    """How many people of a unit have which predicate, beside the guide. `waiting`: how many are not rated yet."""
    rated = sum(counts.values())
    limits = [limit for limit in guide if limit.achievement == achievement]
    told = rated > 0 and rated + waiting >= fewest
    return Comparison(
        ideal=Predicate(PREDICATES[ACHIEVEMENTS.index(achievement)]) if achievement else None,
        rated=rated,
        waiting=waiting,
        shares=tuple(_share(each, counts.get(each, 0), rated, limits) for each in Predicate if told),
        breaches=breaches(counts, achievement, guide, waiting=waiting, fewest=fewest),
    )


def breaches(
    counts: Mapping[str, int],
    achievement: str | None,
    guide: Guide = GUIDE,
    *,
    waiting: int = 0,
    fewest: int = FEWEST,
) -> tuple[Breach, ...]:
    """The limits of the guide that these predicates break, whatever those who wait will get."""
    people = sum(counts.values()) + waiting
    if people < max(fewest, 1):
        return ()
    found = (_breach(limit, counts, waiting, people) for limit in guide if limit.achievement == achievement)
    return tuple(each for each in found if each)


def _breach(limit: Limit, counts: Mapping[str, int], waiting: int, people: int) -> Breach | None:
    sure = sum(counts.get(each, 0) for each in limit.predicates)
    possible = sure + waiting
    if 100 * possible < limit.at_least * people or (limit.someone and not possible):
        return Breach(limit, possible, people)
    return Breach(limit, sure, people) if 100 * sure > limit.at_most * people else None


def _share(predicate: Predicate, count: int, rated: int, limits: list[Limit]) -> Share:
    alone = [limit for limit in limits if limit.predicates == (predicate,)]
    return Share(
        predicate,
        count,
        percent(count, rated),
        max((limit.at_least for limit in alone), default=0),
        min((limit.at_most for limit in alone), default=100),
    )


def percent(count: int, people: int) -> Decimal:
    """Rounded half up to one decimal."""
    return (Decimal(100 * count) / people).quantize(Decimal("0.1"), ROUND_HALF_UP)
