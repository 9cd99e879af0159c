"""Plans begun twice at once: everybody has one, and who came second is told."""

from __future__ import annotations

from collections import Counter
from functools import partial

from cycle_engine.actors import Actor
from cycle_engine.case import Changes
from cycle_engine.perform import Act, perform
from cycle_engine.record import record
from directory.models import Assignment, Kind, Level, Person, PersonRow, Post, PostRow
from directory.nip import digest
from tests.agency import EVER, Agency
from tests.races.plans import steps
from tests.races.racers import Racers
from workflows.jobs.commands import run_next, run_waiting
from workflows.jobs.models import Job
from workflows.planning.commands import draft_plan, open_cycle
from workflows.planning.models import Draft, Plan

OFFICERS = 150


def test_two_jobs_that_open_a_cycle_at_once_give_everybody_one_plan(agency: Agency, race: Racers) -> None:
    _officers_under_budi(agency)
    dewi = Actor.of(agency.dewi)
    jobs = [open_cycle(agency.cycle, dewi).pk, open_cycle(agency.cycle, dewi).pk]
    race(run_next, run_next)
    assert list(Job.objects.order_by("pk").values_list("pk", "state", "tries")) == [
        (key, "done", 1) for key in jobs
    ]
    plans = list(Plan.objects.values_list("pk", "employee"))
    assert Counter(person for _, person in plans) == dict.fromkeys(_in_the_scheme(agency), 1)
    assert sum(job.result["drafted"] for job in Job.objects.all()) == len(plans)
    assert Draft.objects.count() == len(plans)


def test_many_workers_run_a_job_once(agency: Agency, race: Racers) -> None:
    job = open_cycle(agency.cycle, Actor.of(agency.dewi)).pk
    assert Counter(race(*[run_waiting] * 4)) == {0: 3, 1: 1}
    assert steps("job", job) == ["queue", "start", "finish"]


def test_who_drafts_a_plan_a_moment_later_is_told_of_the_first(agency: Agency, race: Racers) -> None:
    for _ in range(10):
        first = agency.cycle.starts_on
        draft = partial(
            draft_plan, agency.cycle, agency.ani, agency.posts["ani"].pk, first, actor=Actor.of(agency.ani)
        )
        left = race(draft, draft)
        (act,) = [each for each in left if isinstance(each, Act)]
        (refusal,) = [each for each in left if not isinstance(each, Act)]
        assert [blocker.rule for blocker in refusal.blockers] == ["ours:one_plan_a_day"]
        perform(Plan, act.record.pk, "void", actor=Actor.of(agency.dewi), reason="Diulang")


def _in_the_scheme(agency: Agency) -> set[int]:
    return set(Person.objects.values_list("pk", flat=True)) - {agency.wibawa}


def _officers_under_budi(agency: Agency) -> None:
    """So many that two workers certainly meet."""
    posts = [Post(code=f"POST-{number}") for number in range(OFFICERS)]
    people = [Person(nip=f"{number:018}", nip_hash=digest(f"{number:018}")) for number in range(OFFICERS)]
    described, assigned = Changes(), Changes()
    for post, person in zip(posts, people, strict=True):
        row = PostRow(post=post, title="Pengelola", unit=agency.units["KEC-PEL"], valid_from=EVER)
        row.superior, row.level = agency.posts["budi"], Level.PELAKSANA
        described.add(row)
        assigned.add(PersonRow(person=person, name="Contoh", kind=Kind.PNS, valid_from=EVER))
        assigned.add(Assignment(person=person, post=post, valid_from=EVER))
    record(posts, "describe", described, actor=Actor.clock(), notes=[{}] * OFFICERS)
    record(people, "describe", assigned, actor=Actor.clock(), notes=[{}] * OFFICERS)
