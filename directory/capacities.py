"""The sheet of capacities on its way into the directory: who is manager or inspector of which units."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext_noop as _

from cycle_engine.tables import read
from directory.acts import Acts
from directory.checks import check_grant, known
from directory.models import Grant, Person, Unit, User
from directory.places import Put, by, ids, values_of
from directory.rows import CHANGED, NEW, Change, Fields, GrantData
from directory.timeline import collide, enter


class PutGrants(Put[GrantData]):
    """People hold capacities over units in the time that stands there. Looked at in one call: they are few."""

    sheet = GrantData.sheet

    def look(self, rows: Sequence[GrantData]) -> None:
        names = {row.username for row in rows} - self.coming.usernames
        users = User.objects.filter(username__in=names, person__isnull=False)
        usernames = self.coming.usernames | set(users.values_list("username", flat=True))
        codes = {row.unit_code for row in rows} - self.coming.units
        units = self.coming.units | {
            unit.code for unit in read(Unit, "t.code IN (SELECT unnest(%s::text[]))", list(codes))
        }
        for row in rows:
            check_grant(row, self.problems)
            known(row, "username", row.username, usernames, self.coming.named, self.problems)
            known(row, "unit_code", row.unit_code, units, self.coming.named, self.problems)
        self._put(self.right(rows), Acts(), told=True)

    def settle(self) -> None:
        """Nothing is wrong with these because of others that `look` has not seen."""

    def put(self, rows: Sequence[GrantData]) -> tuple[Acts, list[Change]]:
        acts = Acts()
        return acts, self._put(rows, acts, told=False)

    def _put(self, rows: Sequence[GrantData], acts: Acts, *, told: bool) -> list[Change]:
        """What the rows change. `told`: tell what contradicts a later grant."""
        names = {row.username for row in rows}
        users = User.objects.filter(username__in=names, person__isnull=False).select_related("person")
        people = {name: Person() for name in names} | {
            user.username: user.person for user in users if user.person
        }
        units = {row.unit_code: Unit(code=row.unit_code) for row in rows}
        units |= {
            unit.code: unit for unit in read(Unit, "t.code IN (SELECT unnest(%s::text[]))", list(units))
        }
        theirs = by(
            "person_id", read(Grant, "t.person_id IN (SELECT unnest(%s::bigint[]))", ids(people.values()))
        )
        grants = {name: [*theirs.get(person.pk, [])] for name, person in people.items()}
        changes = []
        for row in rows:
            person, unit, own = people[row.username], units[row.unit_code], grants[row.username]
            same = [each for each in own if each.capacity == row.capacity and _is(each, unit)]
            before = {id(each): each.valid_to for each in same}
            new = Grant(
                person=person, capacity=row.capacity, unit=unit, valid_from=row.from_, valid_to=row.to
            )
            put = enter(same, new, (), acts.rows)
            if put is None:
                continue
            if put is new:
                own.append(new)
            said = values_of(row, "capacity unit_code from_ to")
            acts.tell("grant", person, said)
            if told and any(collide(put, other) for other in same if other is not put):
                self.problems.add(row, "from", _("The same capacity is given again from a later day."))
            fields: Fields = {name: (None, value) for name, value in said.items()} if put is new else {}
            fields["to"] = (before.get(id(put)), row.to)
            changes.append(Change(row.sheet, row.row, NEW if put is new else CHANGED, row.username, fields))
        return changes


def _is(grant: Grant, unit: Unit) -> bool:
    return grant.unit is unit or (unit.pk is not None and grant.unit_id == unit.pk)
