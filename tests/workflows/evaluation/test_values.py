"""What an employee reports: values as people type them against targets as agencies set them, and his form."""

from __future__ import annotations

from typing import Any

import pytest

from cycle_engine.errors import Missing, NotYourTurn, Stale, WrongState
from cycle_engine.models import Entry
from tests.workflows.evaluation.office import GOOD, Q1, REALISED, Office
from tests.workflows.evaluation.samples import evidence
from tests.workflows.planning.desk import broken
from workflows.cycles.policy import Policy
from workflows.evaluation.commands import write_form
from workflows.evaluation.data import Realisation, SelfAssessed
from workflows.evaluation.models import Evaluation, Form
from workflows.planning.models import Plan


def with_target(office: Office, target: str, unit: str = "", direction: str = "higher") -> Plan:
    """Ani's plan, whose first indicator has this target."""
    contents: dict[str, Any] = office.agency.complete_contents()
    indicator = contents["results"][0]["indicators"][0]
    indicator |= {"target": target, "unit": unit or "poin", "direction": direction}
    return office.in_force(contents=contents)


def reported(office: Office, plan: Plan, value: str) -> Evaluation:
    said = SelfAssessed([Realisation("r1.i1", value), Realisation("r2.i1", "12")])
    return office.take(office.opened(Q1, plan), "self_assess", "ani", data=said)  # type: ignore[no-any-return]


# Targets as the indicators of agencies have them, what was reported, and how far that is in the signed document.
READABLE = [
    ("61,95", "%", "higher", "61,95", "100"),
    ("61,95", "%", "higher", "50", "80.71"),
    ("3.5", "", "higher", "3,0", "85.71"),
    ("83.48", "", "higher", "84,1 ", "100.74"),
    ("70,38-70,76", "", "higher", "70,5", "100"),
    ("70,38-70,76", "", "higher", "69", "98.04"),
    ("80-90", "%", "range", "95", "94.44"),
    ("<22", "", "lower", "20", "109.09"),
    ("≤5", "hari", "lower", "6 hari", "80.00"),
    (">3,5", "", "higher", "3,6", "102.86"),
    ("15/1000", "", "lower", "12/1000", "120.00"),
    ("1.000", "orang", "higher", "1.250 orang", "120.00"),
    ("7388142", "Rp", "higher", "7.388.142", "100"),
    ("100", "%", "higher", "0", "0.00"),
    ("0", "kasus", "lower", "1", "0.00"),
]
WORDS = [
    ("WTP", "opini", "higher", "WTP"),
    ("BB", "predikat", "higher", "A (81,2)"),
    ("Level 3 Penuh", "level", "higher", "Level 2, menuju 3"),
    ("7 UPP, 14 Kab/Kota", "unit", "higher", "6 UPP, 14 Kab/Kota"),
]
UNREADABLE = [
    ("30", "menit", "lower", "setengah jam"),
    ("80-90", "%", "range", "80-85"),
    ("<22", "", "lower", "<20"),
    ("15/1000", "", "lower", "dua belas"),
    ("2", "minggu", "lower", "10 hari kerja"),
    ("100", "", "higher", "3.942"),
    ("100", "%", "higher", "1e400"),
    ("100", "%", "higher", "٣"),
]


@pytest.mark.parametrize(("target", "unit", "direction", "value", "percent"), READABLE)
def test_a_figure_is_taken_as_typed_and_measured_in_the_document(
    office: Office, target: str, unit: str, direction: str, value: str, percent: str
) -> None:
    evaluation = office.signed(
        office.rated(reported(office, with_target(office, target, unit, direction), value))
    )
    told = evaluation.documents.get().contents["results"][0]["indicators"][0]
    assert (told["realised"]["value"], told["achievement"]) == (value, percent)


@pytest.mark.parametrize(("target", "unit", "direction", "value"), WORDS)
def test_against_a_target_in_words_any_words_may_stand_and_nothing_is_measured(
    office: Office, target: str, unit: str, direction: str, value: str
) -> None:
    evaluation = office.signed(
        office.rated(reported(office, with_target(office, target, unit, direction), value))
    )
    told = evaluation.documents.get().contents["results"][0]["indicators"][0]
    assert (told["realised"]["value"], told["achievement"]) == (value, None)


@pytest.mark.parametrize(("target", "unit", "direction", "value"), UNREADABLE)
def test_what_is_no_figure_does_not_stand_against_one(
    office: Office, target: str, unit: str, direction: str, value: str
) -> None:
    plan = with_target(office, target, unit, direction)
    with broken("ours:value_readable", says="r1.i1: "):
        reported(office, plan, value)
    assert office.of(plan).state == "open"


def test_everything_that_is_wrong_with_a_report_is_told_at_once(office: Office) -> None:
    evaluation = office.opened()
    office.policy(Policy(evidence_required=True))
    said = SelfAssessed(
        [Realisation("r1.i1", "cepat", evidence=["99"]), Realisation("r9.i1", "1"), Realisation("r2.i1", " ")]
    )
    with broken(
        "6/2022:III.A.7",
        "ours:realisation_names_indicator",
        "ours:value_readable",
        "ours:evidence_known",
        "policy:evidence_required",
    ):
        office.take(evaluation, "self_assess", "ani", data=said)
    assert evaluation.self_assessments.count() == 0


def test_a_report_without_anything_is_no_report(office: Office) -> None:
    evaluation = office.opened()
    with broken("6/2022:III.A.7", says="r1.i1, r2.i1"):
        office.take(evaluation, "self_assess", "ani")


def test_a_reason_for_no_value_stands_in_the_document(office: Office) -> None:
    said = SelfAssessed([Realisation("r1.i1", none_because="Layanan dihentikan"), Realisation("r2.i1", "12")])
    evaluation = office.take(office.opened(), "self_assess", "ani", data=said)
    office.signed(office.rated(evaluation))
    told = evaluation.documents.get().contents["results"][0]["indicators"][0]
    assert (told["realised"]["none_because"], told["achievement"]) == ("Layanan dihentikan", None)


def test_evidence_of_another_plan_is_unknown_here(office: Office) -> None:
    other = office.in_force("eko", by="wibawa")
    stray = evidence(other, office.id("eko"))
    evaluation = office.opened()
    said = SelfAssessed([Realisation("r1.i1", "28", evidence=[stray]), Realisation("r2.i1", "12")])
    with broken("ours:evidence_known"):
        office.take(evaluation, "self_assess", "ani", data=said)


# The unfinished form


def test_an_unfinished_form_is_saved_as_often_as_one_likes_and_never_entered_in_the_ledger(
    office: Office,
) -> None:
    evaluation, ani = office.opened(), office.id("ani")
    entries = Entry.objects.count()
    for edit in range(3):
        form = write_form(evaluation.pk, {"r1.i1": "x" * edit}, edit, ani)
        assert form.edit == edit + 1
    assert (Form.objects.get().contents, Entry.objects.count()) == ({"r1.i1": "xx"}, entries)
    assert Evaluation.objects.get().version == evaluation.version


def test_of_two_windows_the_second_is_told_that_the_form_has_changed(office: Office) -> None:
    evaluation, ani = office.opened(), office.id("ani")
    write_form(evaluation.pk, {"from": "one"}, 0, ani)
    with pytest.raises(Stale):
        write_form(evaluation.pk, {"from": "the other"}, 0, ani)
    assert Form.objects.get().contents == {"from": "one"}


def test_the_owner_the_rater_and_his_superior_have_a_form_each(office: Office) -> None:
    evaluation = office.assessed()
    for who in ("ani", "budi", "citra"):
        write_form(evaluation.pk, {"of": who}, 0, office.id(who))
    forms = {each.person_id: each.contents["of"] for each in Form.objects.all()}
    assert forms == {office.id(who): who for who in ("ani", "budi", "citra")}
    for stranger in ("dewi", "indah", "eko", "wibawa"):
        with pytest.raises(NotYourTurn):
            write_form(evaluation.pk, {}, 0, office.id(stranger))
    with pytest.raises(Missing):
        write_form(10**9, {}, 0, office.id("ani"))


def test_a_refused_report_leaves_the_form_as_it_is(office: Office) -> None:
    evaluation, ani = office.opened(), office.id("ani")
    write_form(evaluation.pk, {"half": "done"}, 0, ani)
    with broken("6/2022:III.A.7"):
        office.take(evaluation, "self_assess", "ani", data=SelfAssessed([]))
    office.take(evaluation, "self_assess", "ani", data=REALISED)
    assert Form.objects.get().contents == {"half": "done"}
    office.rated(evaluation)
    write_form(evaluation.pk, {"half": "again"}, 1, ani)
    office.signed(evaluation)
    with pytest.raises(WrongState):
        write_form(evaluation.pk, {"half": "late"}, 2, ani)
    assert GOOD.recommendation in evaluation.documents.get().contents["recommendation"]
