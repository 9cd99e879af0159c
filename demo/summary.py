"""What happened in the demo, counted in the database, and what should be there but is not."""

from __future__ import annotations

import datetime
import textwrap
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, F

from cycle_engine import clock
from cycle_engine.ledger.verify import verify
from cycle_engine.ledger.walk import Report
from cycle_engine.machine import MACHINES
from cycle_engine.models import Deadline, Entry, Event
from cycle_engine.sql.write import kind_of
from demo.agency import Agency
from demo.distributions import distributions
from notifications.models import Channel, Delivery
from web.home import what_waits
from workflows.appeals.models import Appeal
from workflows.audit.capacities import misplaced
from workflows.evaluation.models import Evaluation
from workflows.jobs.models import Job
from workflows.planning.models import Amendment, Plan, Remark
from workflows.voice.models import Answer, Complaint, Service

PEOPLE = {
    "ani": "the employee",
    "budi": "her rater",
    "citra": "his superior",
    "hasan": "who appeals in the end",
    "opik": "his rater",
    "ridwan": "superior of a rater who falls silent",
    "dewi": "manager of the regency",
    "yeni": "manager of the ministry",
    "indah": "inspector of the regency",
    "eko": "a stranger to them",
}
SHOWN = (Plan, Amendment, Remark, Evaluation, Appeal, Complaint, Job)
NEVER = {("job", "fail"), ("job", "failed")}
"""Steps and states of which the story has none."""

WIDTH, INDENT = 110, 12
TIED = "\N{NO-BREAK SPACE}"  # between words that stay on one line


@dataclass(frozen=True, slots=True)
class LogIn:
    """Somebody to sign in as, and how much waits for him."""

    username: str
    name: str
    post: str
    part: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What happened, by subject; what is wrong, in words; whom to sign in as; engine time."""

    told: Mapping[str, str]
    faults: tuple[str, ...]
    log_ins: tuple[LogIn, ...]
    now: datetime.datetime

    def lines(self) -> Iterator[str]:
        """What happened, for a terminal."""
        for subject, text in self.told.items():
            first, *more = (line for part in text.split("\n") for line in textwrap.wrap(part, WIDTH - INDENT))
            yield subject.ljust(INDENT) + first.replace(TIED, " ")
            yield from (" " * INDENT + line.replace(TIED, " ") for line in more)


def summary(agency: Agency, seconds: float, *, whole: bool) -> Summary:
    """Count what is there, verify the ledger, and look for what is wrong, and of a `whole` story what is missing."""
    states, steps, report = _states(), _steps(), verify()
    strangers = [str(entry) for entry in misplaced()]
    told = {"people": f"{len(agency.people)} in {len(agency.posts)} posts"}
    for kind in states:
        if states[kind]:
            told[f"{kind}s"] = f"{states[kind].total()}: {_list(states[kind])}\nsteps: {_list(steps[kind])}"
    told |= {
        "steps": f"{sum(map(Counter.total, steps.values()))}: {_list(_capacities())}",
        "surveys": f"{Answer.objects.count()} answers about {Service.objects.count()} services",
        "predicates": "\n".join(distributions()),
        "ledger": f"{report.entries} entries in {report.chains} chains, {_verified(report, strangers)}",
        "deadlines": f"{_list(_deadlines())}\ntold of {_told_of().total()} times: {_list(_told_of())}",
        "notices": _notices(),
        "time": f"{seconds:.1f} s",
    }
    faults = [*_faults(report), *strangers, *(_missing() if whole else ())]
    told = {subject: text for subject, text in told.items() if text}
    return Summary(told, tuple(faults), tuple(_log_ins(agency)), clock.now())


def _states() -> dict[str, Counter[str]]:
    """How many records of each kind are in each state, the most frequent first."""
    return {
        kind_of(model): Counter(
            dict(model.objects.values_list("state").annotate(count=Count("pk")).order_by("-count", "state"))
        )
        for model in SHOWN
    }


def _steps() -> dict[str, Counter[str]]:
    """How often each step of each kind of record was taken, in the order of their declarations."""
    rows = Entry.objects.exclude(from_state="").values_list("record", "step").annotate(count=Count("pk"))
    found = {(record, step): count for record, step, count in rows}
    return {
        kind: Counter({step: found[kind, step] for step in MACHINES[kind].steps if (kind, step) in found})
        for kind in map(kind_of, SHOWN)
    }


def _capacities() -> Counter[str]:
    """In which capacities the steps were taken, and how many of them for somebody else."""
    taken = Entry.objects.exclude(from_state="")
    found = Counter(taken.order_by("capacity").values_list("capacity", flat=True))
    return found | Counter({"by letter": taken.exclude(letter=None).count()})


def _notices() -> str:
    notices = Delivery.objects.filter(channel=Channel.INBOX)
    readers = notices.values("person").distinct().count()
    return f"{notices.count()} to {readers} people, {_unrelayed()} left in the outbox"


def _unrelayed() -> int:
    return Event.objects.filter(relayed_at=None).count()


def _verified(report: Report, strangers: list[str]) -> str:
    if report.fault:
        return str(report.fault)
    placed = f"{len(strangers)} by who might not" if strangers else "everybody in his capacity"
    return f"verified in {report.seconds:.2f} s, {placed}"


def _deadlines() -> Counter[str]:
    """How many deadlines of people were met in time, how many late, and how many are open."""
    people = Deadline.objects.exclude(waits_for="clock")
    closed = people.exclude(closed_at=None)
    late = closed.filter(closed_at__gte=F("due_at")).count()
    return Counter(
        {
            "met in time": closed.count() - late,
            "late": late,
            "open": people.filter(closed_at=None, due_at__gt=clock.now()).count(),
            "overdue": people.filter(closed_at=None, due_at__lte=clock.now()).count(),
        }
    )


def _told_of() -> Counter[str]:
    """How often people were told of a deadline: before it, when it passed, and afterwards one post up."""
    kinds = Event.objects.filter(kind__startswith="deadline.").order_by("pk").values_list("kind", flat=True)
    return Counter(kind.removeprefix("deadline.") for kind in kinds)


def _faults(report: Report) -> Iterator[str]:
    """What is not as it must be on any day."""
    if unfinished := Job.objects.exclude(state="done").count():
        yield f"{unfinished} jobs are not done"
    if unrelayed := _unrelayed():
        yield f"{unrelayed} events were not relayed"
    if report.fault:
        yield str(report.fault)


def _missing() -> Iterator[str]:
    """Steps that nobody took and states in which nothing ever was."""
    rows = Entry.objects.exclude(from_state="").values_list("record", "step", "to_state").distinct()
    known = {(record, word) for record, step, state in rows for word in (step, state)} | NEVER
    for kind in map(kind_of, SHOWN):
        for word in sorted({word for _, step, _, state in MACHINES[kind].edges() for word in (step, state)}):
            if (kind, word) not in known:
                yield f"no {kind} ever came to “{word}”"


def _log_ins(agency: Agency) -> Iterator[LogIn]:
    at = clock.moment()
    for username, part in PEOPLE.items():
        row, (waiting, _awaited) = agency.person_rows[username], what_waits(agency.people[username], at)
        yield LogIn(username, row.name, agency.post_rows[row.post_code].title, part, len(waiting))


def _list(counts: Counter[str]) -> str:
    return ", ".join(f"{name} {count}".replace(" ", TIED) for name, count in counts.items())
