"""What was measured is reported, unless the employee says why it was otherwise; and stays visible as measured."""

from __future__ import annotations

from dataclasses import replace

from tests.workflows.evaluation.office import Office
from tests.workflows.monitoring.measures import a_measure, measured, of_measure
from tests.workflows.planning.desk import broken
from workflows.cycles.policy import Policy
from workflows.evaluation.data import Realisation, SelfAssessed
from workflows.evaluation.models import Evaluation, SelfAssessment


def report(office: Office, evaluation: Evaluation, *said: Realisation) -> Evaluation:
    return office.take(evaluation, "self_assess", "ani", data=SelfAssessed([*said]))  # type: ignore[no-any-return]


FIRST = Realisation("r1.i1", "28")


def test_what_was_measured_is_reported_and_stands_in_the_document(office: Office) -> None:
    measure = a_measure(office, "LAPORAN")
    plan = of_measure(office, "LAPORAN")
    measured(measure, "9", "2025-12-31")
    wrong = measured(measure, "14", "2026-03-15")
    measured(measure, "13.5", "2026-03-15", corrects=wrong)
    measured(measure, "15", "2026-06-30")
    evaluation = report(office, office.opened(plan=plan), FIRST)
    first, second = SelfAssessment.objects.get().realisations
    assert "measured" not in first
    assert (second["indicator"], second["value"], second["measured"]["measure"]) == (
        "r2.i1",
        "13,5",
        "LAPORAN",
    )
    assert (second["measured"]["last_day"], second["measured"]["quality"]) == ("2026-03-15", "evidenced")
    signed = office.signed(office.rated(evaluation))
    (indicator,) = signed.documents.get().contents["results"][1]["indicators"]
    assert (indicator["achievement"], indicator["realised"]["measured"]) == ("112.50", second["measured"])


def test_what_was_measured_stays_beside_another_value(office: Office) -> None:
    measured(a_measure(office, "LAPORAN"), "13", "2026-03-15")
    evaluation = office.opened(plan=of_measure(office, "LAPORAN"))
    explained = Realisation("r2.i1", "14", note="Satu laporan dihitung pada bulan berikutnya")
    report(office, evaluation, FIRST, explained)
    second = SelfAssessment.objects.get().realisations[1]
    assert (second["value"], second["measured"]["value"]) == ("14", "13")


def test_the_same_value_typed_otherwise_is_no_other_one_and_needs_no_evidence(office: Office) -> None:
    office.policy(replace(Policy(), evidence_required=True))
    measured(a_measure(office, "LAPORAN"), "13", "2026-03-15")
    plan = of_measure(office, "LAPORAN")
    evaluation = office.opened(plan=plan)
    proven = replace(FIRST, evidence=[office.evidence(plan)])
    report(office, evaluation, proven, Realisation("r2.i1", "13,0 laporan"))
    assert SelfAssessment.objects.get().realisations[1]["value"] == "13,0 laporan"


def test_where_nothing_was_measured_in_the_period_a_value_is_asked_for(office: Office) -> None:
    measured(a_measure(office, "LAPORAN"), "13", "2025-12-31")
    evaluation = office.opened(plan=of_measure(office, "LAPORAN"))
    with broken("6/2022:III.A.7", says="r2.i1"):
        report(office, evaluation, FIRST)
    report(office, evaluation, FIRST, Realisation("r2.i1", "12"))
    assert "measured" not in SelfAssessment.objects.get().realisations[1]
