"""An act that moves several records, or one record twice, leaves one entry for each, in order, and nothing else."""

from __future__ import annotations

import pytest

from cycle_engine.errors import WrongState
from cycle_engine.ledger.verify import verify
from cycle_engine.models import Entry, Event
from tests.machines.walking import Walk
from tests.replay import assert_the_ledger_alone_gives_the_tables, of_the_ledger
from tests.workflows.evaluation.office import GOOD, Q1, Q2, YEAR, Office, rated
from tests.workflows.planning.desk import last_entry, state
from workflows.appeals.models import Appeal
from workflows.evaluation.data import Reported
from workflows.evaluation.models import Evaluation
from workflows.planning.models import Plan


def year_delivered(office: Office) -> Evaluation:
    """The quarters are excused, the year is received."""
    year = office.opened(YEAR)
    for period in (Q1, Q2, "2026-Q3", "2026-Q4"):
        office.take(office.of(year.plan, period), "excuse", "dewi")
    return office.received(office.delivered(office.signed(office.rated(office.assessed(year)))))


def act_of(thing: Appeal | Evaluation) -> list[tuple[str, str, str, int]]:
    """The entries of the act that came to this record last: record, step, state after, version after."""
    entries = Entry.objects.filter(request_id=last_entry(thing).request_id).order_by("seq")
    return list(entries.values_list("record", "step", "to_state", "version_after"))  # type: ignore[arg-type]


def test_a_decision_takes_two_steps_of_the_plan_in_one_act(office: Office) -> None:
    year = year_delivered(office)
    appeal = office.heard(office.explained(office.filed(year)))
    version = Plan.objects.get(pk=year.plan_id).version
    events = Event.objects.count()
    office.take(appeal, "amend", "citra", data=GOOD)
    assert act_of(appeal) == [
        ("appeal", "amend", "amended", 4),
        ("evaluation", "resolve", "settled", last_entry(year).version_after),
        ("plan", "conclude_appeal", "appraised", version + 1),
        ("plan", "close", "closed", version + 2),
    ]
    plan = Plan.objects.get(pk=year.plan_id)
    assert (plan.state, plan.version) == ("closed", version + 2)
    assert Event.objects.count() == events + 1
    assert verify().fault is None
    assert_the_ledger_alone_gives_the_tables()


def test_a_withdrawal_inside_the_window_takes_one(office: Office) -> None:
    year = year_delivered(office)
    appeal = office.filed(year)
    office.take(appeal, "withdraw", "ani")
    assert [step for _, step, _, _ in act_of(appeal)] == ["withdraw", "resolve", "conclude_appeal"]
    assert state(year.plan) == "appraised"


def test_what_opens_the_year_ends_a_change_in_the_same_act(office: Office) -> None:
    change = office.proposed(office.opened(Q2).plan)
    year = office.opened(YEAR, change.plan)
    assert [(record, step) for record, step, _, _ in act_of(year)] == [
        ("evaluation", "open"),
        ("plan", "open_final_appraisal"),
        ("amendment", "cancel"),
    ]
    assert verify().fault is None
    assert_the_ledger_alone_gives_the_tables()


def test_of_an_act_that_is_refused_at_its_last_step_nothing_stays(office: Office) -> None:
    """The plan is where closing it is not declared: neither the decision nor anything that it takes is written."""
    year = year_delivered(office)
    appeal = office.heard(office.explained(office.filed(year)))
    Walk(office, {}).put(year.plan, "in_force")
    entries, events = Entry.objects.count(), Event.objects.count()
    with pytest.raises(WrongState) as refused:
        office.take(appeal, "amend", "citra", data=GOOD)
    assert (refused.value.record, refused.value.state) == ("plan", "in_force")
    assert (state(appeal), state(year), year.ratings.count()) == ("heard", "contested", 1)
    assert (Entry.objects.count(), Event.objects.count()) == (entries, events)


def test_a_whole_year_is_told_by_its_ledger_alone(office: Office) -> None:
    """With every kind of evaluation: recalled, rated by the superior, excused, appealed and changed, closed."""
    first = office.received()
    office.take(first, "report", "budi", data=Reported("Sekretaris Daerah"))
    office.take(first, "recall", "budi")
    office.received(office.delivered(office.signed(office.rated(first, results_rating="below"))))
    better = {"results_rating": "above", "behaviour_rating": "above"}
    appeal = office.heard(office.explained(office.filed(first)))
    office.take(appeal, "amend", "citra", data=rated(**better))
    second = office.assessed(office.opened(Q2, first.plan))
    office.at("2026-07-22 09:00")
    office.take(second, "rate_by_superior", "citra", data=GOOD)
    office.delivered(office.signed(second, by="citra"), by="citra")
    office.take(office.rated(office.assessed(office.opened("2026-Q3", first.plan))), "excuse", "dewi")
    year = office.opened(YEAR, first.plan)
    office.take(office.of(first.plan, "2026-Q4"), "excuse", "dewi")
    office.received(office.delivered(office.signed(office.rated(office.assessed(year)))))
    for moment in ("2027-01-20 09:00", "2027-02-20 09:00"):
        office.tick(moment)
    assert state(first.plan) == "closed"
    assert verify().fault is None
    assert_the_ledger_alone_gives_the_tables()
    world = of_the_ledger()
    assert set(world.predicates.values()) == {"sangat_baik", "baik"}
    assert {len(hashes) for hashes in world.documents.values()} == {1, 2}


@pytest.mark.parametrize(
    "spoil",
    [
        "UPDATE evaluation_evaluation SET predicate = 'sangat_baik'",
        'UPDATE evaluation_document SET contents = contents || \'{"predicate": "sangat_baik"}\'',
        "DELETE FROM evaluation_document",
    ],
)
def test_replay_notices_what_the_owner_of_the_tables_has_changed(office: Office, spoil: str) -> None:
    office.signed()
    assert_the_ledger_alone_gives_the_tables()
    with office.agency.database.owner() as owner:
        for table in ("evaluation_evaluation", "evaluation_document"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        assert owner.execute(spoil).rowcount > 0
    with pytest.raises(AssertionError):
        assert_the_ledger_alone_gives_the_tables()
