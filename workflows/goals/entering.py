"""Who enters values and register items of measures, and what is known of the measures then."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.errors import Missing, NotYourTurn
from directory.queries import granted
from workflows.goals.data import ItemInput, Listed, MeasurementInput, Valued
from workflows.goals.models import Measure, Measurement, MeasureRow
from workflows.goals.queries import may_audit, may_enter, todays


class Entering:
    """Some measures (by code), and what the actor may enter about them: NotYourTurn if nothing, Missing if one is
    not there."""

    def __init__(self, codes: Collection[str], actor: Actor) -> None:
        self.known = {each.code: each for each in Measure.objects.filter(code__in=codes)}
        of = self.known.values()
        self._actor, self._today = actor, todays({each.unit_id for each in of})
        day = max(self._today.values(), default=clock.now().date())
        self._rows = {row.measure_id: row for row in MeasureRow.objects.on(day).filter(measure__in=of)}
        if len(self._rows) < len(codes):
            raise Missing
        every = {each.pk for each in of}
        self._reports = every if actor.is_clock else may_enter(of, actor.person or 0, day)
        self._audits = set() if actor.is_clock else may_audit(of, actor.person or 0, day)
        self._managed = granted(actor.person or 0, [Capacity.MANAGER], day)
        if not every <= self._reports | self._audits:
            raise NotYourTurn

    def keeper(self) -> int:
        """The person, who keeps registers; NotYourTurn for who may only audit, and for the clock."""
        person = self._actor.person
        if person is None or not {each.pk for each in self.known.values()} <= self._reports:
            raise NotYourTurn
        return person

    def valued(self, values: Sequence[MeasurementInput], *, by_program: bool) -> list[Valued]:
        """What the rules look at, of each value."""
        corrected = [each.corrects for each in values if each.corrects is not None]
        standing = Measurement.objects.filter(pk__in=corrected, corrected_by=None)
        left = dict(standing.values_list("pk", "measure"))
        cases = []
        for each in values:
            of = self.known[each.measure]
            cases.append(
                Valued(
                    value=each,
                    kind=self._rows[of.pk].kind,
                    source=self._rows[of.pk].source,
                    today=self._today[of.unit_id],
                    standing={pk for pk, measure in left.items() if measure == of.pk},
                    by_clock=self._actor.is_clock,
                    by_program=by_program and of.unit_id in self._managed,
                    audits=of.pk in self._audits,
                    reports=of.pk in self._reports,
                )
            )
            left.pop(each.corrects or 0, None)
        return cases

    def listed(self, items: Sequence[ItemInput]) -> list[Listed]:
        """What the rules look at, of each thing for a register."""
        of = self.known
        return [
            Listed(each, self._rows[of[each.measure].pk].source, self._today[of[each.measure].unit_id])
            for each in items
        ]
