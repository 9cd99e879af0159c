"""The verbs of evaluation beside the steps themselves: births, forms being filled, organisations' achievements."""

from __future__ import annotations

import datetime
from typing import Any

from django.db import transaction

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.errors import Missing, NotYourTurn, Stale, WrongState
from cycle_engine.perform import Act, bear, perform_many
from cycle_engine.record import record
from cycle_engine.tables import lock
from workflows.cycles import queries as cycles
from workflows.cycles.periods import Period, named
from workflows.evaluation import queries
from workflows.evaluation.births import newborn
from workflows.evaluation.data import Reported
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.models import Evaluation
from workflows.evaluation.rows import Achievement, Achievements, Form, Word
from workflows.evaluation.standing import UNSIGNED
from workflows.planning.models import Plan


def open_evaluation(plan: Plan, period: Period, **wish: Any) -> Act[Evaluation]:
    """Open the evaluation of a plan over this period. Raises what `perform` raises."""
    return bear(newborn(plan, period), "open", **wish)


def write_form(evaluation: int, contents: dict[str, Any], edit: int, person: int) -> Form:
    """Save a person's unfinished form, the owner's or a rater's; its edit counter moves by one.

    Raises Missing, Stale (another edit came first), NotYourTurn, or WrongState once the evaluation is signed.
    """
    with transaction.atomic():
        records, moment = lock(Evaluation, [evaluation], skip_locked=False)
        if evaluation not in records:
            raise Missing
        kept = records[evaluation]
        form = Form.objects.filter(evaluation=kept, person=person).first() or Form(
            evaluation=kept, person_id=person, contents={}
        )
        refusal: Any = None
        if form.edit != edit:
            refusal = Stale()
        elif person not in _writers(EvaluationFacts([kept], *moment), kept):
            refusal = NotYourTurn()
        elif kept.state not in UNSIGNED:
            refusal = WrongState()
        if refusal is not None:
            refusal.about(kept)
            raise refusal
        form.contents, form.edit = contents, edit + 1
        form.save(update_fields=["contents", "edit"] if form.pk else None)
        return form


def _writers(facts: EvaluationFacts, evaluation: Evaluation) -> set[int]:
    """Who fills a form of it: the owner, the rater, and the superior who may rate in his place."""
    asked = (Capacity.OWNER, Capacity.RATER, Capacity.SUPERIOR)
    return {holder.person for each in asked for holder in facts.holders(evaluation, each)}


def report_unit(unit: int, period: str, to: str, person: int) -> list[Act[Evaluation]]:
    """Report to the competent official (PyB) at once what waits for it of a unit and period; an act for each.

    Raises NotYourTurn for who has no evaluation there in charge.
    """
    at = clock.moment()
    if not queries.in_charge(person, at).filter(unit=unit, period=period).exists():
        raise NotYourTurn
    keys = list(queries.reportable(person, unit, period, at).values_list("pk", flat=True))
    return perform_many(Evaluation, keys, "report", actor=Actor.of(person), data=Reported(to))


def set_achievement(unit: int, period: str, word: str, actor: Actor) -> Achievement:
    """Say what a unit achieved in a period ("2026", "2026-Q2"; a `Word`): by who leads one level up, as superior.

    Raises NotYourTurn for anybody else, ValueError for a period or a word that does not exist.
    """
    named(period)
    today = _today(unit)
    who = actor if actor.is_clock else queries.may_set_achievement(unit, today).get(actor.person or 0)
    if who is None:
        raise NotYourTurn
    with transaction.atomic():
        chain = Achievements.objects.filter(unit=unit).first() or Achievements(unit_id=unit)
        row = Achievement(of=chain, period=period, word=Word(word), set_by_id=who.person, set_at=clock.now())
        note = {"period": period, "word": word}
        record([chain], "set_achievement", Changes(added=[row]), actor=who, notes=[note], unit=unit)
    return row


def _today(unit: int) -> datetime.date:
    now = clock.now()
    return cycles.calendars([unit], now.date())[unit].day_of(now)
