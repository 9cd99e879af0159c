"""What is kept from the owner of an evaluation, and until when."""

from __future__ import annotations

from collections import Counter

from cycle_engine import clock
from cycle_engine.models import Entry
from tests.workflows.evaluation.office import Q1, Q2, YEAR, Office
from workflows.evaluation.disclosure import is_withheld, known_predicates, readable, withheld_acts
from workflows.evaluation.facts import EvaluationFacts
from workflows.evaluation.models import Document, Evaluation
from workflows.planning.models import Plan


def _documents(office: Office, evaluation: Evaluation, name: str) -> list[int]:
    known = list(Document.objects.filter(evaluation=evaluation).order_by("number"))
    return [each.number for each in readable(evaluation, known, office.id(name))]


def _withheld(office: Office, plan: Plan, name: str) -> list[str]:
    """Steps whose words this person may not read, in their order."""
    hidden = withheld_acts([plan.pk], office.id(name))
    entries = Entry.objects.filter(chain="plan", chain_id=plan.pk).order_by("seq")
    return [f"{each.record}.{each.step}" for each in entries if (plan.pk, each.request_id) in hidden]


def test_what_was_rated_is_kept_from_its_owner_until_it_is_delivered(office: Office) -> None:
    evaluation = office.opened()
    for step in (office.assessed, office.rated, office.signed):
        evaluation = step(evaluation)
        assert is_withheld(evaluation, office.id("ani"))
        assert not is_withheld(evaluation, office.id("budi"))
        assert known_predicates([evaluation], office.id("ani")) == [""]
        assert _documents(office, evaluation, "ani") == []
    assert known_predicates([evaluation], office.id("budi")) == ["baik"]
    assert _documents(office, evaluation, "budi") == [1]
    evaluation = office.delivered(evaluation)
    assert not is_withheld(evaluation, office.id("ani"))
    assert known_predicates([evaluation], office.id("ani")) == ["baik"]
    assert _documents(office, evaluation, "ani") == [1]


def test_a_document_that_was_recalled_stays_readable_and_the_new_one_is_kept_back(office: Office) -> None:
    evaluation = office.take(office.received(), "recall", "budi")
    assert is_withheld(evaluation, office.id("ani"))
    assert _documents(office, evaluation, "ani") == [1]
    evaluation = office.signed(office.rated(evaluation, results_rating="below"))
    assert (_documents(office, evaluation, "ani"), _documents(office, evaluation, "citra")) == ([1], [1, 2])
    assert _documents(office, office.delivered(evaluation), "ani") == [1, 2]


def test_what_was_excused_after_the_rating_is_never_told(office: Office) -> None:
    evaluation = office.take(office.rated(), "excuse", "dewi")
    assert is_withheld(evaluation, office.id("ani"))


def test_words_of_acts_that_the_owner_was_not_told_of_are_withheld_until_the_delivery(office: Office) -> None:
    evaluation = office.signed(office.rated(office.assessed(office.opened(Q2))))
    plan = evaluation.plan
    hidden = ["evaluation.rate", "evaluation.sign", "plan.complete_mid_year_review"]
    assert _withheld(office, plan, "ani") == hidden
    assert _withheld(office, plan, "budi") == []
    evaluation = office.delivered(evaluation)
    assert _withheld(office, plan, "ani") == []
    office.rated(office.take(evaluation, "recall", "budi"))
    assert _withheld(office, plan, "ani") == ["evaluation.rate"]


def test_a_document_tells_of_no_earlier_result_that_the_employee_does_not_know(office: Office) -> None:
    quarter = office.opened(Q1)
    plan = quarter.plan
    office.signed(office.rated(office.assessed(quarter)))
    second = office.delivered(office.signed(office.rated(office.assessed(office.opened(Q2, plan)))))
    assert Document.objects.get(evaluation=second).contents["earlier"] == []
    office.delivered(quarter)
    year = office.opened(YEAR, plan)
    for period in ("2026-Q3", "2026-Q4"):
        office.take(office.of(plan, period), "excuse", "dewi")
    office.signed(office.rated(office.assessed(year)))
    known = Document.objects.get(evaluation=year).contents["earlier"]
    assert Counter(each["period"] for each in known) == Counter([Q1, Q2])


def test_a_rater_who_is_rated_in_the_same_unit_does_not_learn_his_own_predicate_from_the_guide(
    office: Office,
) -> None:
    evaluation = office.rated()
    for name, rated in (("ani", 0), ("budi", 1), ("dewi", 1)):
        facts = EvaluationFacts([evaluation], *clock.moment())
        assert facts.distribution(evaluation, office.id(name)).rated == rated, name
