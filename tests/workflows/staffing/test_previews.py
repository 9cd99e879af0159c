"""What a change of posts would do, told before it is done."""

from __future__ import annotations

from django.utils import translation

from cycle_engine.models import Entry, Event
from directory.models import Assignment
from tests.workflows.evaluation.office import Office
from tests.workflows.staffing.moves import changed, plans, wanted
from workflows.planning.models import Plan
from workflows.staffing.models import PostChange
from workflows.staffing.preview import Preview, preview_change


def previewed(office: Office, who: str, change: str, effective: str, post: str | None = None) -> Preview:
    with translation.override("en"):
        return preview_change(wanted(office, who, change, effective, post), actor=office.actor("dewi"))


def test_a_transfer_is_told_with_all_that_follows_and_nothing_of_it_stays(office: Office) -> None:
    office.new_post("baru", below="citra", unit="KEC")
    evaluation = office.opened()
    office.proposed(evaluation.plan)
    before = [model.objects.count() for model in (Entry, Event, PostChange, Plan, Assignment)]
    told = previewed(office, "ani", "transfer", "2026-05-04", "baru")
    assert [line.words for line in told.lines] == [
        "The plan of 2026 ends on 3 May 2026 and is not appraised here.",
        "The change of the plan that is under way is cancelled.",
        "The evaluation of 2026-Q1, not signed yet, passes on to the new rater.",
        "A plan is drafted in the new post from 4 May 2026; Citra Contoh rates it.",
    ]
    assert (told.blockers, told.warnings, told.at_once) == ([], [], False)
    assert [model.objects.count() for model in (Entry, Event, PostChange, Plan, Assignment)] == before
    assert plans(office) == [("in_force", "2026-01-01", "2026-12-31")]
    assert told.lines[0].plan == evaluation.plan_id


def test_who_leaves_hands_over_those_whom_he_rates_and_who_comes_takes_them(office: Office) -> None:
    plan = office.in_force()
    office.new_post("baru", below="wibawa", unit="DUKCAPIL")
    told = previewed(office, "budi", "promotion", "2026-05-04", "baru")
    assert [(each.plan.pk, each.duty, each.to) for each in told.goes] == [
        (plan.pk, "rater", office.id("citra"))
    ]
    assert told.comes == []
    changed(office, "budi", "retirement", "2026-01-12")
    told = previewed(office, "eko", "promotion", "2026-05-04", "budi")
    assert [(each.plan.pk, each.duty) for each in told.comes] == [(plan.pk, "rater")]
    assert told.goes == []


def test_a_plan_that_nobody_would_rate_is_warned_of(office: Office) -> None:
    office.in_force("budi", by="citra", contents=None)
    office.in_force("ani")
    for name in ("wibawa", "citra"):
        office.leaves(name, "2026-01-11")
    told = previewed(office, "budi", "retirement", "2026-05-04")
    assert told.warnings == ["From then on nobody rates 1 plans: the whole line above them is vacant."]


def test_letters_and_grants_of_who_moves_are_warned_of(office: Office) -> None:
    office.new_post("baru", below="wibawa", unit="DUKCAPIL")
    office.letter("budi", "eko", "2026-01-12", "2026-12-31", issuer="wibawa")
    office.letter("eko", "budi", "2026-01-12", "2026-12-31")
    office.grant("budi", "inspector", "KEC")
    told = previewed(office, "budi", "transfer", "2026-05-04", "baru")
    assert told.warnings == [
        "The letter 800/1/2026, by which this person stands in elsewhere, goes on; end it if it should.",
        "The letter 800/1/2026 stands on this person's present post; see whether it goes on.",
        "The person stays Inspector of a unit by a grant that goes on; end it if it should not.",
        "No plan is drafted by this change; the employee begins it, or the opening of the cycle does.",
    ]
    told = previewed(office, "budi", "retirement", "2026-05-04")
    assert [line.words for line in told.lines] == [
        "The letter 800/1/2026, by which the person stands in, ends on 3 May 2026."
    ]


def test_what_the_plan_or_the_directory_refuses_is_told_whole(office: Office) -> None:
    told = previewed(office, "ani", "transfer", "2025-12-01", "budi")
    assert [each.rule for each in told.blockers] == ["ours:change_post_free"]
    assert told.lines == []
