"""Needs, trainings and recognitions: who enters what of whom, and what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cycle_engine import clock
from cycle_engine.errors import Missing, NotYourTurn, OwnCause
from cycle_engine.models import Entry
from tests.workflows.development.years import VERY_GOOD, rated_year, settled_year
from tests.workflows.evaluation.office import Office
from tests.workflows.planning.desk import broken, told
from workflows.audit.capacities import misplaced
from workflows.development import queries, reckoning
from workflows.development.commands import (
    answer_need,
    confirm_recognition,
    decide_training,
    enter_training,
    raise_need,
    withdraw_recognition,
)
from workflows.development.credits import Level
from workflows.development.data import NeedInput, RecognitionInput, TrainingInput
from workflows.development.models import Need
from workflows.evaluation.models import Evaluation

NEED = NeedInput(kind="technical", skill="Analisis data", why="Laporan masih disusun dengan tangan")
TRAINING = TrainingInput(
    title="Pelatihan analisis data",
    provider="BPSDM",
    kind="technical",
    first_day=date(2026, 2, 2),
    last_day=date(2026, 2, 4),
    hours=16,
    document="S-12/BPSDM/2026",
)
REWARD = RecognitionInput(rewards=["succession_pool"], reason="Pelayanan tercepat di kabupaten")


def needs(office: Office, who: str) -> list[tuple[str, str]]:
    rows = queries.known_needs(office.id(who), clock.moment()).order_by("pk")
    return list(rows.values_list("skill", "standing"))


def raised_beside_a_rating(office: Office, unrated: Evaluation) -> Need:
    """The rater's need, raised like one of his superior; its owner reads both once the result is delivered."""
    budi = office.actor("budi")
    evaluation = office.rated(unrated)
    raised = raise_need(
        office.id("ani"), replace(NEED, skill="Menulis"), actor=budi, evaluation=evaluation.pk
    )
    raise_need(
        office.id("ani"), replace(NEED, skill="Bicara"), actor=office.actor("citra"), evaluation=evaluation.pk
    )
    assert needs(office, "ani") == [("Analisis data", "open")]  # the rest he reads with the evaluation
    assert (
        needs(office, "budi")
        == needs(office, "indah")
        == [
            ("Analisis data", "open"),
            ("Menulis", "open"),
            ("Bicara", "open"),
        ]
    )
    assert needs(office, "eko") == []
    assert told("development.raise_need") == []
    office.delivered(office.signed(evaluation))
    assert len(needs(office, "ani")) == 3
    again = replace(NEED, skill="Menulis")
    with broken("ours:need_once"):
        raise_need(office.id("ani"), again, actor=budi, evaluation=evaluation.pk)
    return raised


def test_needs_are_raised_by_the_owner_and_beside_a_rating_and_answered_by_a_manager(office: Office) -> None:
    ani, budi, dewi = (office.actor(name) for name in ("ani", "budi", "dewi"))
    own = raise_need(office.id("ani"), NEED, actor=ani)
    with broken("ours:need_words"):
        raise_need(office.id("ani"), replace(NEED, skill="Bahasa", why=" "), actor=ani)
    with broken("ours:need_once"):  # sent twice
        raise_need(office.id("ani"), NEED, actor=ani)
    with pytest.raises(NotYourTurn):
        raise_need(office.id("ani"), NEED, actor=budi)
    unrated = office.assessed(office.opened())
    with pytest.raises(NotYourTurn):
        raise_need(office.id("ani"), NEED, actor=budi, evaluation=unrated.pk)
    with pytest.raises(Missing):
        raise_need(office.id("eko"), NEED, actor=office.actor("eko"), evaluation=unrated.pk)
    raised = raised_beside_a_rating(office, unrated)

    again = replace(NEED, skill="Menulis")
    with broken("ours:need_note"):
        answer_need(raised.pk, "planned", "", actor=dewi)
    with pytest.raises(NotYourTurn):
        answer_need(raised.pk, "dropped", "Tidak perlu", actor=ani)
    answer_need(raised.pk, "planned", "Diusulkan ke BPSDM", actor=dewi)
    answer_need(own.pk, "dropped", "Sudah belajar sendiri", actor=ani)
    assert dict(needs(office, "ani")) == {"Analisis data": "dropped", "Menulis": "planned", "Bicara": "open"}
    with broken("ours:need_once"):  # planned, so still to be learnt
        raise_need(office.id("ani"), again, actor=budi, evaluation=unrated.pk)
    raise_need(office.id("ani"), again, actor=ani)  # his own word for it
    raise_need(office.id("ani"), NEED, actor=ani)  # what was dropped may come back
    assert told("development.answer_need") == [{office.id("ani"): "owner"}]
    acts = Entry.objects.filter(chain="development").order_by("seq").values_list("step", "capacity")
    assert list(acts) == [
        ("raise_need", "owner"),
        ("raise_need", "rater"),
        ("raise_need", "superior"),
        ("answer_need", "manager"),
        ("answer_need", "owner"),
        ("raise_need", "owner"),
        ("raise_need", "owner"),
    ]
    assert not list(misplaced())


def hours(office: Office, year: int = 2026) -> tuple[int, int, int]:
    found = reckoning.hours_of([office.id("ani")], year, office.now().date())[office.id("ani")]
    return found.counted, found.waiting, found.short


def entered(office: Office, by: str = "ani", **said: Any) -> Any:
    return enter_training(office.id("ani"), replace(TRAINING, **said), actor=office.actor(by))


def test_a_training_counts_once_a_manager_has_confirmed_it(office: Office) -> None:
    office.at("2026-03-02 09:00")
    plan = office.in_force()
    evidence = int(office.evidence(plan))
    training = entered(office, evidence=evidence)
    assert told("development.enter_training") == [{office.id("dewi"): "manager"}]
    assert hours(office) == (0, 16, 20)
    for who in ("ani", "dewi"):  # sent twice, or by both
        with broken("ours:training_once"):
            entered(office, who)
    with pytest.raises(OwnCause):
        decide_training(training.pk, "confirmed", "", actor=office.actor("ani"))
    with pytest.raises(NotYourTurn):
        decide_training(training.pk, "confirmed", "", actor=office.actor("budi"))
    decide_training(training.pk, "confirmed", "", actor=office.actor("dewi"))
    assert hours(office) == (16, 0, 4)
    assert hours(office, 2025) == (0, 0, 20)
    entered(office, "dewi", title="Pelayanan prima", kind="soft", hours=8)
    assert hours(office) == (24, 0, 0)
    mistaken = entered(office, title="Salah tulis")
    decide_training(mistaken.pk, "withdrawn", "Salah tulis", actor=office.actor("ani"))
    for key, who in ((training.pk, "dewi"), (mistaken.pk, "dewi")):
        with broken("ours:training_decided"):
            decide_training(key, "confirmed", "", actor=office.actor(who))
    with broken("ours:training_decided"):
        decide_training(mistaken.pk, "withdrawn", "Sekali lagi", actor=office.actor("ani"))
    with broken("ours:need_note"):
        decide_training(training.pk, "refused", "", actor=office.actor("dewi"))
    with pytest.raises(NotYourTurn):
        decide_training(training.pk, "withdrawn", "Keliru", actor=office.actor("dewi"))
    decide_training(training.pk, "refused", "Sertifikat milik orang lain", actor=office.actor("dewi"))
    assert hours(office) == (8, 0, 12)
    known = queries.known_trainings(office.id("budi"), clock.moment()).order_by("pk")
    assert list(known.values_list("title", "decision")) == [
        ("Pelatihan analisis data", "refused"),
        ("Pelayanan prima", "confirmed"),
        ("Salah tulis", "withdrawn"),
    ]
    assert not list(misplaced())

    with broken("ours:training_words", "ours:training_days", "ours:training_hours", "ours:training_evidence"):
        entered(office, title="", last_day=date(2026, 3, 3), hours=0, evidence=evidence + 1)
    with pytest.raises(NotYourTurn):
        entered(office, "citra")
    with pytest.raises(Missing):
        decide_training(0, "confirmed", "", actor=office.actor("dewi"))


def test_a_settled_year_earns_credit_points_and_a_recognition(office: Office) -> None:
    office.describe("ani", title="Analis Kebijakan Ahli Pertama", level="fungsional")
    unsettled = rated_year(office, **VERY_GOOD)
    with broken("ours:recognition_settled"):
        confirm_recognition(unsettled.pk, REWARD, actor=office.actor("dewi"))
    office.received(office.delivered(office.signed(unsettled)))
    office.tick("2027-02-01 09:00")
    account = reckoning.account_of(office.id("ani"))
    (part,) = account.parts
    assert (part.level, part.months, part.points) == (Level.AHLI_PERTAMA, 12, Decimal("18.75"))
    assert (account.total, account.opens_promotion) == (Decimal("18.75"), False)

    unit = office.agency.units["KEC-PEL"].pk
    (proposal,) = reckoning.proposals(unit, 2026)
    assert (proposal.grounds, proposal.targets.of) == (["predicate", "targets"], 2)
    assert reckoning.proposals(unit, 2025) == reckoning.proposals(office.agency.units["KEC"].pk, 2026) == []
    dewi = office.actor("dewi")
    with pytest.raises(NotYourTurn):
        confirm_recognition(unsettled.pk, REWARD, actor=office.actor("budi"))
    with pytest.raises(OwnCause):
        confirm_recognition(unsettled.pk, REWARD, actor=office.actor("ani"))
    with broken("ours:recognition_words"):
        confirm_recognition(unsettled.pk, replace(REWARD, rewards=["other"]), actor=dewi)
    recognition = confirm_recognition(unsettled.pk, REWARD, actor=dewi)
    assert recognition.grounds == ["predicate", "targets"]
    assert told("development.confirm_recognition") == [{office.id("ani"): "owner"}]
    assert reckoning.proposals(unit, 2026) == []
    with broken("ours:recognition_once"):
        confirm_recognition(unsettled.pk, REWARD, actor=dewi)
    withdraw_recognition(recognition.pk, "Keliru", actor=dewi)
    with pytest.raises(Missing):
        withdraw_recognition(recognition.pk, "Keliru", actor=dewi)
    assert len(reckoning.proposals(unit, 2026)) == 1
    assert confirm_recognition(unsettled.pk, REWARD, actor=dewi).number == 2
    rows = queries.known_recognitions(office.id("ani"), clock.moment())
    assert sorted((row.number, hasattr(row, "withdrawal")) for row in rows) == [(1, True), (2, False)]
    assert not queries.known_recognitions(office.id("eko"), clock.moment()).exists()
    assert not list(misplaced())


def test_for_a_year_below_expectation_nothing_speaks(office: Office) -> None:
    evaluation = settled_year(office, results_rating="below")
    assert reckoning.proposals(office.agency.units["KEC-PEL"].pk, 2026) == []
    with broken("ours:recognition_ground"):
        confirm_recognition(evaluation.pk, REWARD, actor=office.actor("dewi"))
    assert reckoning.account_of(office.id("ani")).total == 0  # she holds no functional post
