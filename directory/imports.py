"""Import sheets put into the directory, one after the other: units, posts, people, capacities.

A sheet is taken whole, or refused whole with all that is wrong with it. Put again, it changes nothing. What
is not in it stays as it is. Whether the actor may do it is the caller's question.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils.translation import gettext as _

from cycle_engine.actors import Actor
from cycle_engine.tables import read
from directory import nip
from directory.accounts import account
from directory.acts import Acts, take_turns
from directory.checks import check_grants, check_people, check_posts, check_units
from directory.models import (
    Assignment,
    Exemption,
    Grant,
    Person,
    PersonRow,
    Post,
    PostRow,
    Unit,
    UnitRow,
    User,
)
from directory.rows import Data, GrantData, PersonData, PostData, Problems, UnitData
from directory.timeline import collide, describe, enter

M = TypeVar("M", bound=models.Model)


@transaction.atomic
def put_units(rows: Sequence[UnitData], *, day: datetime.date, actor: Actor) -> int:
    """From `day` on the units are as the sheet says; how many changed. DirectoryError if some are wrong."""
    take_turns()
    units = {unit.code: unit for unit in Unit.objects.all()}
    parents: dict[str, str | None] = dict(UnitRow.objects.on(day).values_list("unit__code", "parent__code"))
    parents |= {row.code: row.parent_code or None for row in rows}
    problems = Problems()
    check_units(rows, units.keys() | {row.code for row in rows}, parents, problems)
    problems.refuse()
    units = {row.code: Unit(code=row.code) for row in rows} | units
    so_far = _by("unit_id", read(UnitRow, "t.unit_id = ANY(%s)", _ids(units[row.code] for row in rows)))
    acts = Acts()
    for row in rows:
        unit = units[row.code]
        values = _values(row, "name timezone work_week") | {"parent": units.get(row.parent_code)}
        if describe(UnitRow, {"unit": unit}, so_far[unit.pk], values, day, acts.changes("describe")):
            acts.tell("describe", unit, _values(row, "name parent_code timezone work_week") | {"from": day})
    return acts.write(actor)


@transaction.atomic
def put_posts(rows: Sequence[PostData], *, day: datetime.date, actor: Actor) -> int:
    """From `day` on the posts are as the sheet says; how many changed. DirectoryError if some are wrong."""
    take_turns()
    units = {unit.code: unit for unit in read(Unit, "t.code = ANY(%s)", [row.unit_code for row in rows])}
    codes = {code for row in rows for code in (row.code, row.superior_code, row.rater_code)}
    posts = {post.code: post for post in read(Post, "t.code = ANY(%s)", list(codes))}
    problems = Problems()
    _check_posts(rows, units.keys(), posts.keys(), day, problems)
    problems.refuse()
    posts = {row.code: Post(code=row.code) for row in rows} | posts
    so_far = _by("post_id", read(PostRow, "t.post_id = ANY(%s)", _ids(posts[row.code] for row in rows)))
    acts, plain = Acts(), "title level heads_unit independent_unit_head top"
    for row in rows:
        post = posts[row.code]
        values = _values(row, plain) | {
            "unit": units[row.unit_code],
            "superior": posts.get(row.superior_code),
            "rater": posts.get(row.rater_code),
        }
        if describe(PostRow, {"post": post}, so_far[post.pk], values, day, acts.changes("describe")):
            note = _values(row, f"{plain} unit_code superior_code rater_code") | {"from": day}
            acts.tell("describe", post, note)
    return acts.write(actor)


def _check_posts(
    rows: Sequence[PostData],
    units: Iterable[str],
    posts: Iterable[str],
    day: datetime.date,
    problems: Problems,
) -> None:
    described = PostRow.objects.on(day).values_list("post__code", "superior__code", "rater__code")
    named: dict[str, tuple[str | None, str | None]]
    named = {code: (superior, rater) for code, superior, rater in described}
    named |= {row.code: (row.superior_code or None, row.rater_code or None) for row in rows}
    check_posts(
        rows,
        units=set(units),
        known={*posts, *(row.code for row in rows)},
        superiors={code: superior for code, (superior, _rater) in named.items()},
        duty={code: rater or superior for code, (superior, rater) in named.items()},
        problems=problems,
    )


@transaction.atomic
def put_people(rows: Sequence[PersonData], *, day: datetime.date, actor: Actor) -> int:
    """From `day` on the people are as the sheet says; in posts and exempt from the days that stand there.

    How many changed. Who is put in a post leaves the one before; a user name that is new becomes an account
    without a password. DirectoryError with all that is wrong.
    """
    take_turns()
    posts = {post.code: post for post in read(Post, "t.code = ANY(%s)", [row.post_code for row in rows])}
    problems = Problems()
    check_people(rows, posts.keys(), problems)
    known = {person.nip: person for person in read(Person, "t.nip = ANY(%s)", [row.nip for row in rows])}
    people = {row.nip: Person(nip=row.nip, nip_hash=nip.digest(row.nip)) for row in rows} | known
    acts = Acts()
    _describe_people(rows, people, day, acts)
    _give_accounts(rows, people, acts, problems)
    _assign(rows, people, posts, acts, problems)
    _exempt(rows, people, acts, problems)
    problems.refuse()
    return acts.write(actor)


def _describe_people(
    rows: Sequence[PersonData], people: dict[str, Person], day: datetime.date, acts: Acts
) -> None:
    so_far = _by("person_id", read(PersonRow, "t.person_id = ANY(%s)", _ids(people.values())))
    for row in rows:
        person = people[row.nip]
        values = _values(row, "name email kind rank contract_number contract_from contract_to")
        if describe(PersonRow, {"person": person}, so_far[person.pk], values, day, acts.changes("describe")):
            acts.tell("describe", person, values | {"from": day})


def _give_accounts(
    rows: Sequence[PersonData], people: dict[str, Person], acts: Acts, problems: Problems
) -> None:
    names = [row.username for row in rows]
    users = {user.username: user for user in read(User, "t.username = ANY(%s)", names)}
    for row in rows:
        person, user = people[row.nip], users.get(row.username)
        if user is None and row.username:
            acts.changes("give_account").add(account(person, row.username, row.email))
        elif user is None or (user.person_id == person.pk and user.email == row.email and person.pk):
            continue
        elif user.person_id != person.pk or not person.pk:
            problems.add(row, "username", _("This user name belongs to another account."))
        else:
            acts.changes("give_account").change(user, email=row.email)
        acts.tell("give_account", person, _values(row, "username email"))


def _assign(
    rows: Sequence[PersonData],
    people: dict[str, Person],
    posts: dict[str, Post],
    acts: Acts,
    problems: Problems,
) -> None:
    either = "t.person_id = ANY(%s) OR t.post_id = ANY(%s)"
    held = read(Assignment, either, _ids(people.values()), _ids(posts.values()))
    theirs = _by("person_id", held)
    entered = []
    for row in rows:
        if row.from_ is None or row.post_code not in posts:
            continue
        person, own = people[row.nip], theirs.get(people[row.nip].pk, [])
        new = Assignment(person=person, post=posts[row.post_code], valid_from=row.from_, valid_to=row.to)
        put = enter(own, new, ("post_id",), acts.changes("assign"))
        if put is None:
            continue
        entered.append((row, put))
        acts.tell("assign", person, _values(row, "post_code from_ to"))
        if any(collide(put, other) for other in own if other is not put):
            problems.add(row, "from", _("Another post of this person begins after this day."))
    holders = _by("post_id", {id(each): each for each in (*held, *(put for _row, put in entered))}.values())
    for row, put in entered:
        if any(collide(put, other) for other in holders[put.post_id] if other is not put):
            problems.add(row, "post_code", _("Somebody else holds this post in that time."))


def _exempt(rows: Sequence[PersonData], people: dict[str, Person], acts: Acts, problems: Problems) -> None:
    theirs = _by("person_id", read(Exemption, "t.person_id = ANY(%s)", _ids(people.values())))
    for row in rows:
        if row.exempt_from is None or not row.exempt_cause:
            continue
        person, own = people[row.nip], theirs.get(people[row.nip].pk, [])
        new = Exemption(
            person=person, cause=row.exempt_cause, valid_from=row.exempt_from, valid_to=row.exempt_to
        )
        put = enter(own, new, ("cause",), acts.changes("exempt"))
        if put is None:
            continue
        acts.tell("exempt", person, _values(row, "exempt_cause exempt_from exempt_to"))
        if any(collide(put, other) for other in own if other is not put):
            problems.add(row, "exempt_from", _("Another exemption of this person begins after this day."))


@transaction.atomic
def put_grants(rows: Sequence[GrantData], *, actor: Actor) -> int:
    """People hold capacities over units in the time that stands there; how many people it concerned.

    DirectoryError with all that is wrong.
    """
    take_turns()
    names = [row.username for row in rows]
    users = User.objects.filter(username__in=names, person__isnull=False).select_related("person")
    people = {user.username: user.person for user in users if user.person is not None}
    units = {unit.code: unit for unit in read(Unit, "t.code = ANY(%s)", [row.unit_code for row in rows])}
    problems = Problems()
    check_grants(rows, people.keys(), units.keys(), problems)
    problems.refuse()
    theirs = _by("person_id", read(Grant, "t.person_id = ANY(%s)", _ids(people.values())))
    acts = Acts()
    for row in rows:
        person, unit = people[row.username], units[row.unit_code]
        same = [
            grant for grant in theirs[person.pk] if (grant.capacity, grant.unit_id) == (row.capacity, unit.pk)
        ]
        new = Grant(person=person, capacity=row.capacity, unit=unit, valid_from=row.from_, valid_to=row.to)
        put = enter(same, new, (), acts.changes("grant"))
        if put is None:
            continue
        if put is new:
            theirs[person.pk].append(new)
        acts.tell("grant", person, _values(row, "capacity unit_code from_ to"))
        if any(collide(put, other) for other in same if other is not put):
            problems.add(row, "from", _("The same capacity is given again from a later day."))
    problems.refuse()
    return acts.write(actor)


def _values(row: Data, names: str) -> dict[str, Any]:
    return {name.rstrip("_"): getattr(row, name) for name in names.split()}


def _ids(things: Iterable[models.Model]) -> list[int]:
    return [thing.pk for thing in things if thing.pk is not None]


def _by(name: str, rows: Iterable[M]) -> defaultdict[int, list[M]]:
    grouped = defaultdict(list)
    for row in rows:
        grouped[getattr(row, name)].append(row)
    return grouped
