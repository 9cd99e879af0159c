"""Evidence: who may add it, and what of a name is kept."""

from __future__ import annotations

import hashlib
import io
from pathlib import Path

import pytest
from django.db import connection
from django.db.utils import ProgrammingError

from cycle_engine.errors import Missing, NotYourTurn
from tests.workflows.monitoring import samples
from tests.workflows.planning.desk import Desk, broken
from workflows.monitoring.commands import add_evidence
from workflows.monitoring.errors import UnfitFile
from workflows.monitoring.models import Evidence
from workflows.planning.models import Plan


def added(desk: Desk, plan: Plan, who: str, name: str = "laporan.pdf") -> Evidence:
    return add_evidence(plan.pk, name, io.BytesIO(samples.PDF), desk.id(who))


def test_evidence_says_what_it_is_who_added_it_and_when_by_the_engines_time(desk: Desk) -> None:
    plan = desk.in_force()
    desk.at("2026-03-02 10:00")
    found = Evidence.objects.get(pk=added(desk, plan, "ani").pk)
    assert (found.plan_id, found.name, found.media_type) == (plan.pk, "laporan.pdf", "application/pdf")
    assert (found.size, found.sha256) == (len(samples.PDF), hashlib.sha256(samples.PDF).hexdigest())
    assert found.added_by_id == desk.id("ani")
    assert f"{found.added_at:%Y-%m-%d %H}" == "2026-03-02 03"


def test_owner_rater_and_superior_add_evidence_and_nobody_else(desk: Desk) -> None:
    plan = desk.in_force()
    for who in ("ani", "budi", "citra"):
        assert added(desk, plan, who).added_by_id == desk.id(who)
    for who in ("wibawa", "dewi", "indah", "eko"):
        with pytest.raises(NotYourTurn):
            added(desk, plan, who)
    with pytest.raises(Missing):
        add_evidence(4711, "laporan.pdf", io.BytesIO(samples.PDF), desk.id("ani"))


def test_they_are_asked_for_as_they_stand_today(desk: Desk) -> None:
    plan = desk.in_force()
    desk.letter("eko", "budi", "2026-02-01", "2026-02-28")
    with pytest.raises(NotYourTurn):
        added(desk, plan, "eko")
    desk.at("2026-02-02 09:00")
    assert added(desk, plan, "eko").pk
    desk.at("2026-03-02 09:00")
    with pytest.raises(NotYourTurn):
        added(desk, plan, "eko")


def test_nobodys_file_reaches_the_store(desk: Desk, store: Path) -> None:
    plan = desk.in_force()
    with pytest.raises(NotYourTurn):
        added(desk, plan, "eko")
    assert not store.exists()


def test_evidence_is_taken_after_the_year_for_an_appeal_may_need_it(desk: Desk) -> None:
    plan = desk.in_force()
    desk.take(plan, "end_early", "dewi", data=desk.ending("2026-01-31"))
    assert added(desk, plan, "ani").pk


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../x.pdf", "x.pdf"),
        ("/etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Ani\\laporan.pdf", "laporan.pdf"),
        (" laporan\r\n\x00 akhir\u202e.pdf", "laporan akhir.pdf"),
        ("Laporan “Juli” №1.PDF", "Laporan “Juli” №1.PDF"),
        ("x" * 146 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_a_name_is_kept_without_paths_and_without_what_nobody_sees(
    desk: Desk, given: str, kept: str, store: Path
) -> None:
    assert added(desk, desk.in_force(), "ani", given).name == kept
    (file,) = [path for path in store.rglob("*") if path.is_file()]
    assert file.parent.parent == store


def test_a_name_that_is_too_long_or_none_is_refused(desk: Desk, store: Path) -> None:
    plan = desk.in_force()
    with broken("ours:evidence_name", says="up to 150 characters"):
        added(desk, plan, "ani", "x" * 147 + ".pdf")
    for name in ("", "..", "/"):
        with pytest.raises(UnfitFile):
            added(desk, plan, "ani", name)
    assert not Evidence.objects.exists()
    assert [path for path in store.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    "statement", ["UPDATE monitoring_evidence SET name = 'x.pdf'", "DELETE FROM monitoring_evidence"]
)
def test_evidence_never_changes(desk: Desk, statement: str) -> None:
    added(desk, desk.in_force(), "ani")
    with connection.cursor() as cursor, pytest.raises(ProgrammingError, match="permission denied"):
        cursor.execute(statement)


def test_one_content_may_be_evidence_of_two_plans(desk: Desk, store: Path) -> None:
    first, second = desk.in_force(), desk.drafted("eko")
    assert added(desk, first, "ani").sha256 == added(desk, second, "eko", "bukti.pdf").sha256
    assert len([path for path in store.rglob("*") if path.is_file()]) == 1
