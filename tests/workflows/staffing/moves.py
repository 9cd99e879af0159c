"""Changes of posts by people's names."""

from __future__ import annotations

from typing import Any

from cycle_engine.actors import Actor
from directory.models import Assignment, Person
from tests.workflows.evaluation.office import Office
from tests.workflows.planning.desk import day
from workflows.planning.models import Plan
from workflows.staffing.commands import Entrant, Wanted, record_change
from workflows.staffing.models import PostChange

DECREE = "821/17/2026"
FARAH = Entrant(nip="199503052022032001", name="Farah Contoh", kind="PNS", username="farah")


def wanted(
    office: Office, who: str, change: str, effective: str, post: str | None = None, **more: Any
) -> Wanted:
    """This change of a person, into the post of that name."""
    new_post = office.post(post) if post else None
    about: dict[str, Any] = {"person": office.id(who), "decree_number": DECREE, "new_post": new_post} | more
    return Wanted(change=change, effective=day(effective), **about)


def changed(
    office: Office, who: str, change: str, effective: str, post: str | None = None, **more: Any
) -> Any:
    """The change, recorded by Dewi."""
    by = Actor.of(office.id(more.pop("by", "dewi")))
    return record_change(wanted(office, who, change, effective, post, **more), actor=by)


def entered(office: Office, effective: str, post: str, **more: Any) -> PostChange:
    """Farah is new in the post of this name; from then on the office knows her."""
    who = {"person": None, "entrant": FARAH} | more
    change: PostChange = changed(office, "ani", "hire", effective, post, **who)
    office.agency.people["farah"] = Person.objects.get(pk=change.person_id)
    return change


def post_of(office: Office, who: str, on: str) -> int | None:
    row = Assignment.objects.on(day(on)).filter(person=office.id(who)).first()
    return row.post_id if row else None


def plans(office: Office, who: str = "ani") -> list[tuple[str, str, str]]:
    """State, first and last day of each plan."""
    rows = Plan.objects.filter(employee=office.id(who)).order_by("starts_on")
    return [(row.state, row.starts_on.isoformat(), row.ends_on.isoformat()) for row in rows]
