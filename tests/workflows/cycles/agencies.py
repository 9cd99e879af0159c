"""Two agencies: ours has an office and a remote one, the other is Eko's."""

import datetime
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from cycle_engine import clock
from cycle_engine.actors import Actor, Capacity
from cycle_engine.case import Changes
from cycle_engine.record import record
from directory.models import Assignment, Grant, Person, Post, PostRow, Unit, UnitRow, Zone

EVER = datetime.date(2020, 1, 1)


@dataclass(frozen=True)
class Agencies:
    """Ids of units and persons; `today` is the root's."""

    root: int
    office: int
    remote: int
    other: int
    ani: int
    dewi: int
    eko: int
    indah: int
    today: datetime.date


def unit(code: str, parent: int | None, zone: Zone = Zone.WIB, work_week: int = 5) -> int:
    new = Unit(code=code)
    row = UnitRow(unit=new, name=code, parent_id=parent, timezone=zone, work_week=work_week, valid_from=EVER)
    record([new], "describe", Changes([row]), actor=Actor.clock(), notes=[{}])
    return new.pk


def person(nip: str, *, office: int | None = None, grants: tuple[tuple[str, int], ...] = ()) -> int:
    new = Person(nip=nip, nip_hash=nip)
    rows: list[Assignment | Grant] = [
        Grant(person=new, capacity=capacity, unit_id=over, valid_from=EVER) for capacity, over in grants
    ]
    if office is not None:
        post = Post(code=f"post of {nip}")
        described = PostRow(post=post, title="Staf", unit_id=office, valid_from=EVER)
        record([post], "describe", Changes([described]), actor=Actor.clock(), notes=[{}])
        rows.append(Assignment(person=new, post=post, valid_from=EVER))
    record([new], "assign", Changes(list(rows)), actor=Actor.clock(), notes=[{}])
    return new.pk


def made() -> Agencies:
    root, other = unit("agency", None), unit("other agency", None)
    office, remote = unit("office", root), unit("remote office", root, Zone.WIT, 6)
    return Agencies(
        root,
        office,
        remote,
        other,
        ani=person("ani", office=office),
        dewi=person("dewi", grants=((Capacity.MANAGER, root),)),
        eko=person("eko", office=other),
        indah=person("indah", grants=((Capacity.INSPECTOR, office),)),
        today=clock.now().astimezone(ZoneInfo(Zone.WIB)).date(),
    )
