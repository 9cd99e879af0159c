"""A year of Ani's that is rated and settled, quickly."""

from __future__ import annotations

from typing import Any

from cycle_engine.actors import Actor
from tests.workflows.evaluation.office import YEAR, Office
from workflows.development import clockwork
from workflows.development.commands import enter_training, raise_need
from workflows.development.data import NeedInput, TrainingInput
from workflows.development.models import Improvement, Recognition
from workflows.evaluation.models import Evaluation

VERY_POOR = {"results_rating": "below", "behaviour_rating": "below"}
VERY_GOOD = {"results_rating": "above", "behaviour_rating": "above"}
SETTLED = "2027-02-01 09:00"


def rated_year(office: Office, **ratings: Any) -> Evaluation:
    """The year, rated so, and not signed yet."""
    evaluation = office.opened(YEAR)
    for each in Evaluation.objects.filter(plan=evaluation.plan, kind="periodic"):
        office.take(each, "excuse", "dewi")
    return office.rated(office.assessed(evaluation), **ratings)


def received_year(office: Office, **ratings: Any) -> Evaluation:
    return office.received(office.delivered(office.signed(rated_year(office, **ratings))))


def settled_year(office: Office, **ratings: Any) -> Evaluation:
    """The year, settled by the clock on 1 February 2027, with what follows."""
    evaluation = received_year(office, **ratings)
    office.tick(SETTLED)
    clockwork.sweep_all()
    return Evaluation.objects.get(pk=evaluation.pk)


def improvement_of(evaluation: Evaluation) -> Improvement:
    return Improvement.objects.get(evaluation=evaluation)


def developed(office: Office, evaluation: Evaluation) -> dict[str, int]:
    """What pages of development can be about, by the beginning of their addresses: of the owner of an evaluation.

    His improvement plan and his recognition are there as if his year had been settled.
    """
    person, actor = evaluation.plan.employee_id, Actor.of(evaluation.plan.employee_id)
    need = raise_need(person, NeedInput(kind="soft", skill="Menulis", why="Laporan"), actor=actor)
    today = office.now().date()
    said = {"title": "Menulis", "provider": "BPSDM", "kind": "soft", "hours": 8, "document": "S-1"}
    training = enter_training(person, TrainingInput(first_day=today, last_day=today, **said), actor=actor)  # type: ignore[arg-type]
    recognition = Recognition.objects.create(
        of=need.of,
        evaluation=evaluation,
        number=1,
        year=2026,
        predicate="sangat_baik",
        grounds=["predicate"],
        rewards=["succession_pool"],
        reason="Pelayanan tercepat",
        confirmed_by_id=office.id("dewi"),
        confirmed_at=office.now(),
    )
    return {
        "development/people": person,
        "development/needs": need.pk,
        "development/trainings": training.pk,
        "recognitions": recognition.pk,
        "improvements": _improvement(office, evaluation),
    }


def _improvement(office: Office, evaluation: Evaluation) -> int:
    """Put there by the owner of the database, past its guards."""
    values = [evaluation.plan_id, evaluation.pk, "opened"]
    with office.agency.database.owner() as owner:
        owner.execute("ALTER TABLE development_improvement DISABLE TRIGGER USER")
        found = owner.execute(
            "INSERT INTO development_improvement (plan_id, evaluation_id, state, starts_on, ends_on, targets)"
            " VALUES (%s, %s, %s, '2026-03-24', '2026-09-23', '[]') RETURNING id",
            values,
        ).fetchone()
        owner.execute("ALTER TABLE development_improvement ENABLE TRIGGER USER")
    assert found is not None
    return int(found[0])
