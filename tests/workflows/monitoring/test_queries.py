"""What the rooms above ask: of many plans at once, by days."""

from __future__ import annotations

import io
from typing import Any

from tests.workflows.monitoring import samples
from tests.workflows.planning.desk import Desk, day
from workflows.monitoring.commands import add_evidence, give_feedback, write_progress
from workflows.monitoring.data import About, NewEntry
from workflows.monitoring.queries import Collected, evidence_of, feedback_of, progress_of

QUARTER = (day("2026-01-01"), day("2026-03-31"))


def test_evidence_is_found_by_its_ids_as_far_as_it_is_the_plans(desk: Desk) -> None:
    plan, other = desk.in_force(), desk.drafted("eko")
    own = add_evidence(plan.pk, "a.pdf", io.BytesIO(samples.PDF), desk.id("ani"))
    strange = add_evidence(other.pk, "b.pdf", io.BytesIO(samples.PDF), desk.id("eko"))
    assert evidence_of(plan.pk, [own.pk, strange.pk, 4711]) == {own.pk: own}
    assert evidence_of(plan.pk, []) == {}


def test_progress_is_told_by_day_without_what_was_corrected(
    desk: Desk, django_assert_num_queries: Any
) -> None:
    plan, other, silent = desk.in_force(), desk.in_force("eko", by="wibawa"), desk.drafted("budi")
    file = add_evidence(plan.pk, "a.pdf", io.BytesIO(samples.PDF), desk.id("ani"))
    desk.at("2026-04-06 08:00")
    days = ["2026-03-31", "2026-01-01", "2026-04-01", "2026-02-02"]
    entries = [
        NewEntry("r2.i1", day(each), str(place), evidence=[file.pk]) for place, each in enumerate(days)
    ]
    written = write_progress(plan.pk, entries, desk.id("ani"))
    correction = NewEntry("r2.i1", day("2026-02-03"), "4", corrects=written[3].pk)
    write_progress(plan.pk, [correction], desk.id("ani"))
    write_progress(other.pk, [NewEntry("r1.i1", day("2026-02-02"), "5")], desk.id("eko"))
    with django_assert_num_queries(2):
        found = progress_of([plan.pk, other.pk, silent.pk], *QUARTER)
        shown = {
            key: [(each.value, [one.name for one in each.evidence.all()]) for each in rows]
            for key, rows in found.items()
        }
    assert shown == {
        plan.pk: [("1", ["a.pdf"]), ("4", []), ("0", ["a.pdf"])],
        other.pk: [("5", [])],
        silent.pk: [],
    }
    give_feedback(plan.pk, About(), "tepat", desk.id("budi"))
    with django_assert_num_queries(1):
        found_at_once = Collected.of(plan.pk, *QUARTER)
        told = [(each.value, [one.name for one in each.evidence.all()]) for each in found_at_once.entries]
        assert (told, found_at_once.evidence) == (shown[plan.pk], {file.pk: file})
        assert not any(hasattr(each, "corrected_by") for each in found_at_once.entries)
        assert found_at_once.evidence[file.pk].broken_since is None
    assert found_at_once.feedback == feedback_of([plan.pk], *QUARTER)[plan.pk] == []
    assert len(Collected.of(plan.pk, QUARTER[0], day("2026-04-06")).feedback) == 1


def test_feedback_is_told_by_the_day_it_was_given(desk: Desk, django_assert_num_queries: Any) -> None:
    plan, other = desk.in_force(), desk.in_force("eko", by="wibawa")
    for moment, text in (("2026-03-31 23:59", "tepat"), ("2026-04-01 00:00", "lewat")):
        desk.at(moment)
        give_feedback(plan.pk, About(), text, desk.id("budi"))
    with django_assert_num_queries(1):
        found = feedback_of([plan.pk, other.pk], *QUARTER)
    assert {key: [each.text for each in rows] for key, rows in found.items()} == {
        plan.pk: ["tepat"],
        other.pk: [],
    }
