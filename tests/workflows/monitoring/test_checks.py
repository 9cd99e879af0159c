"""Evidence is looked at again and again; its owner is told once what broke, and once that it is whole again."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.db import connection
from pytest_django import Settings

from cycle_engine.ledger.verify import verify
from cycle_engine.models import Event
from notifications.texts import TOLD
from tests.workflows.monitoring import samples
from tests.workflows.monitoring.elsewhere import open_site
from tests.workflows.planning.desk import Desk, told
from workflows.monitoring import checks
from workflows.monitoring.commands import add_evidence, add_link
from workflows.monitoring.models import Evidence, EvidenceCheck, EvidenceLog, Why

BROKEN, WHOLE = "evidencelog.note_broken_evidence", "evidencelog.note_whole_evidence"


def checked(evidence: Evidence) -> EvidenceCheck:
    return EvidenceCheck.objects.get(evidence=evidence)


def test_a_file_that_is_lost_is_told_once_and_told_again_when_it_is_back(desk: Desk, store: Path) -> None:
    plan = desk.in_force()
    made = add_evidence(plan.pk, "laporan.pdf", io.BytesIO(samples.PDF), desk.id("budi"))
    assert (checks.sweep(), checked(made).looked_at) == (0, None)
    desk.at("2026-01-19 09:01")
    assert (checks.sweep(), checks.sweep()) == (1, 0)
    assert checked(made).broken_since is None and not EvidenceLog.objects.exists()

    (file,) = [path for path in store.rglob("*") if path.is_file()]
    file.write_bytes(b"%PDF-1.7 something else")
    desk.at("2026-01-25 09:00")
    assert checks.sweep() == 0
    desk.at("2026-01-26 09:02")
    assert checks.sweep() == 1
    assert (checked(made).why, checked(made).failures) == (Why.DAMAGED, 1)
    desk.at("2026-01-27 09:03")
    assert checks.sweep() == 1
    assert told(BROKEN) == [{desk.id("ani"): "owner"}]
    assert Event.objects.get(kind=BROKEN).about == {"plan": plan.pk, "employee": desk.id("ani")}

    file.write_bytes(samples.PDF)
    desk.at("2026-01-28 09:04")
    assert checks.sweep() == 1
    assert (told(WHOLE), checked(made).broken_since) == ([{desk.id("ani"): "owner"}], None)
    assert EvidenceLog.objects.get().seq == 2 and {BROKEN, WHOLE} <= TOLD.keys()
    assert verify().fault is None


def test_a_link_is_broken_once_it_has_failed_twice(desk: Desk, settings: Settings) -> None:
    settings.EVIDENCE_ALLOW = ["127.0.0.1"]
    plan = desk.in_force()
    with open_site() as site:
        site.pages = {"/ada": (200, "")}
        there = add_link(plan.pk, "", f"{site.url}/ada", desk.id("ani"))
        lost = add_link(plan.pk, "", f"{site.url}/hilang", desk.id("ani"))
        assert checks.sweep() == 2
        assert (checked(there).status, checked(there).reached) == (200, f"{site.url}/ada")
        assert (checked(lost).why, checked(lost).broken_since, told(BROKEN)) == (Why.GONE, None, [])
        desk.at("2026-01-13 09:01")
        assert checks.sweep() == 1
        assert (checked(lost).failures, told(BROKEN)) == (2, [{desk.id("ani"): "owner"}])
        assert lost.broken_since is None and Evidence.objects.get(pk=lost.pk).broken_since


def test_what_is_looked_at_elsewhere_is_left_alone_and_so_is_what_is_over(desk: Desk, store: Path) -> None:
    plan = desk.in_force()
    made = add_evidence(plan.pk, "laporan.pdf", io.BytesIO(samples.PDF), desk.id("ani"))
    desk.at("2026-01-20 09:00")
    now = desk.now()
    claimed = checks._claim(now)
    assert claimed and claimed.evidence == made and checks._claim(now) is None
    desk.take(plan, "void", "dewi")
    desk.at("2026-01-20 10:01")
    assert (checks.sweep(), checked(made).next_at) == (0, None)


def test_an_answer_that_is_cut_off_is_none_and_stops_no_other(
    desk: Desk, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EVIDENCE_ALLOW = ["127.0.0.1"]
    plan = desk.in_force()
    for path in ("satu", "dua"):
        add_link(plan.pk, path, f"http://127.0.0.1:9/{path}", desk.id("ani"))

    def drips(url: str) -> None:
        raise RuntimeError("soft time limit exceeded")

    monkeypatch.setattr(checks, "look", drips)
    assert checks.sweep() == 2
    assert set(EvidenceCheck.objects.values_list("why", flat=True)) == {Why.SILENT}
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM monitoring_evidencecheck WHERE next_at IS NULL")
        assert cursor.fetchone() == (0,)
