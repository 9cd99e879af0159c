"""Two windows with one draft: what was written second is not lost and does not overwrite."""

from __future__ import annotations

from functools import partial
from typing import Any

from cycle_engine.actors import Actor
from cycle_engine.errors import Stale, WrongState
from cycle_engine.perform import Act, perform
from tests.agency import Agency
from tests.races.plans import drafted
from tests.races.racers import Racers
from workflows.planning.commands import write_plan
from workflows.planning.models import Draft, Plan, Revision


def _saying(agency: Agency, text: str) -> dict[str, Any]:
    contents = agency.complete_contents()
    contents["results"][0]["text"] = text
    return contents


def test_of_two_edits_with_one_counter_one_is_saved_and_the_other_is_refused(
    agency: Agency, race: Racers
) -> None:
    (plan,) = drafted(agency, 1)
    for edit in range(30):
        said = {text: _saying(agency, f"{text} {edit}") for text in ("satu", "dua")}
        left = race(*[partial(write_plan, plan, contents, edit, agency.ani) for contents in said.values()])
        (saved,) = [each for each in left if isinstance(each, Draft)]
        assert sorted(type(each) is Stale for each in left) == [False, True]
        draft = Draft.objects.get(plan=plan)
        assert (draft.edit, draft.contents) == (edit + 1, saved.contents)


def test_what_is_submitted_is_the_draft_before_or_after_an_edit_never_between(
    agency: Agency, race: Racers
) -> None:
    for plan in drafted(agency, 20):
        edited = _saying(agency, "Terlayaninya semua pemohon")
        left = race(
            partial(write_plan, plan, edited, 0, agency.ani),
            partial(perform, Plan, plan, "submit", actor=Actor.of(agency.ani)),
        )
        assert isinstance(left[1], Act)
        draft, revision = Draft.objects.get(plan=plan), Revision.objects.get(plan=plan)
        assert revision.contents == draft.contents
        if isinstance(left[0], Draft):
            assert draft.contents == edited
        else:
            assert (type(left[0]), draft.edit) == (WrongState, 0)
