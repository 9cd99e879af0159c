"""The sheet of people on its way into the directory: who they are, their accounts, posts and exemptions."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Sequence
from typing import Any

from django.utils.translation import gettext_noop as _

from cycle_engine.tables import read
from directory import nip, queries
from directory.accounts import account
from directory.acts import Acts
from directory.checks import Once, check_person, known
from directory.dated import DAY
from directory.models import Assignment, Exemption, Person, PersonRow, Post, PostRow, User
from directory.places import Put, by, differing, ids, things_of, values_of
from directory.rows import CHANGED, LEAVING, NEW, Change, Fields, PersonData, Problem
from directory.seats import Seats, Stay, stays_of
from directory.timeline import collide, describe, enter, holding

Said = dict[int, Fields]  # by row: in which columns the directory will say something else

NOBODY = 0  # no person has this id
PLAIN = "name email kind rank contract_number contract_from contract_to"


class PutPeople(Put[PersonData]):
    """From `day` on the people are as the sheet says; in posts and exempt from the days that stand there.

    Who is put in a post leaves the one before; a user name that is new becomes an account without a password.
    `complete_in`: units (ids) in which nobody else holds a post from `day` on; none: who is not in the sheet stays.
    """

    sheet = PersonData.sheet

    def __init__(self, *context: Any, complete_in: Collection[int] = ()) -> None:
        super().__init__(*context)
        self.leavers: list[Stay] = []
        # rows by which somebody (id) leaves a post, or leaves it earlier, and on which last day
        self.shortened: dict[int, tuple[int, datetime.date]] = {}
        self._complete_in = complete_in
        self._nips, self._usernames = Once("nip"), Once("username")
        self._seats, self._people = Seats(), set[int]()

    def look(self, rows: Sequence[PersonData]) -> None:
        for row in rows:
            check_person(row, self.problems)
            self._nips.check(row, row.nip, self.problems)
            self._usernames.check(row, row.username, self.problems)
        people = dict(Person.objects.filter(nip__in=[row.nip for row in rows]).values_list("nip", "pk"))
        self._people.update(people.values())
        self._look_at_posts(rows, people)
        self._look_at_accounts(rows, people)
        self._look_at_exemptions([row for row in rows if row.exempt_from and row.exempt_cause], people)

    def _look_at_posts(self, rows: Sequence[PersonData], people: dict[str, int]) -> None:
        codes = {row.post_code for row in rows} - self.coming.posts
        there = self.coming.posts | {
            post.code for post in read(Post, "t.code IN (SELECT unnest(%s::text[]))", list(codes))
        }
        held: dict[int, list[Stay]] = {}
        for stay in stays_of(Assignment.objects.filter(person__in=people.values())):
            held.setdefault(stay.person, []).append(stay)
        for row in rows:
            known(row, "post_code", row.post_code, there, self.coming.named, self.problems)
            person = people.get(row.nip, NOBODY)
            own = held.get(person, [])
            if row.from_ is not None and row.post_code:
                self._take(row, own, person)
            self._seats.keep(own)

    def _take(self, row: PersonData, own: list[Stay], person: int) -> None:
        """Put the row's post among the person's own stays, in memory."""
        new = Stay(0, person, row.post_code, row.from_, row.to)  # type: ignore[arg-type]
        put = self._seats.take(own, new)
        if put is not None and any(collide(put, other) for other in own if other is not put):  # type: ignore[arg-type]
            self.problems.add(row, "from", _("Another post of this person begins after this day."))
        for stay in own:
            stay.row = row.row
        if ends := [stay.valid_to for stay in own if stay.shortened and stay.valid_to]:
            self.shortened[row.row] = (person, min(ends))

    def _look_at_accounts(self, rows: Sequence[PersonData], people: dict[str, int]) -> None:
        users = User.objects.filter(username__in=[row.username for row in rows if row.username])
        owners = dict(users.values_list("username", "person"))
        for row in rows:
            others = row.username in owners and owners[row.username] != people.get(row.nip, 0)
            if others and "nip" not in self.problems.unread(row):
                self.problems.add(row, "username", _("This user name belongs to another account."))

    def _look_at_exemptions(self, rows: Sequence[PersonData], people: dict[str, int]) -> None:
        keys = [people[row.nip] for row in rows if row.nip in people]
        theirs = by("person_id", read(Exemption, "t.person_id IN (SELECT unnest(%s::bigint[]))", keys))
        for row in rows:
            own = theirs.get(people.get(row.nip, 0), [])
            put = _exempt(row, None, own, Acts())
            if put is not None and any(collide(put, other) for other in own if other is not put):
                sentence = _("Another exemption of this person begins after this day.")
                self.problems.add(row, "exempt_from", sentence)

    def find_leavers(self) -> list[Stay]:
        """Who holds a post where the sheet is complete, and was in none of its rows: they leave before `day`."""
        posts = PostRow.objects.on(self.day).filter(unit__in=self._complete_in)
        held = Assignment.objects.on(self.day).filter(post__in=posts.values("post")).order_by("pk")
        self.leavers = [stay for stay in stays_of(held) if stay.person not in self._people]
        for stay in self.leavers:
            stay.valid_to = self.day - DAY
        return self.leavers

    def keep(self, staying: Collection[Stay]) -> None:
        """These do not leave."""
        self.leavers = [stay for stay in self.leavers if stay not in staying]

    def settle(self) -> None:
        self._seats.keep(self.leavers)
        self._seats.add_others(self._people)
        while found := self._seats.collisions(self.problems.wrong(self.sheet)):
            for row in found:
                sentence = _("Somebody else holds this post in that time.")
                self.problems.note(Problem(self.sheet, row, "post_code", sentence))
        wrong = self.problems.wrong(self.sheet)
        self.coming.named |= self._usernames.rows.keys()
        self.coming.usernames |= {name for name, row in self._usernames.rows.items() if row not in wrong}

    def put(self, rows: Sequence[PersonData]) -> tuple[Acts, list[Change]]:
        there = {
            person.nip: person
            for person in read(Person, "t.nip IN (SELECT unnest(%s::text[]))", [row.nip for row in rows])
        }
        new = {row.nip for row in rows} - there.keys()
        people = there | {each: Person(nip=each, nip_hash=nip.digest(each)) for each in sorted(new)}
        acts = Acts()
        parts = (self._describe, self._give_accounts, self._assign, self._exempt)
        found = [part(rows, people, acts) for part in parts]
        changes = []
        for row in rows:
            said = {name: pair for part in found for name, pair in part.get(row.row, {}).items()}
            if said:
                kind = CHANGED if row.nip in there else NEW
                changes.append(Change(row.sheet, row.row, kind, row.name, said))
        return acts, changes

    def put_leavers(self, leavers: Sequence[Stay]) -> tuple[Acts, list[Change]]:
        """Let these leave their posts the day before `day`."""
        held = {
            each.pk: each
            for each in read(
                Assignment, "t.id IN (SELECT unnest(%s::bigint[]))", [each.key for each in leavers]
            )
        }
        people = {
            each.pk: each
            for each in read(
                Person, "t.id IN (SELECT unnest(%s::bigint[]))", [each.person for each in leavers]
            )
        }
        names = queries.names(people.keys(), self.day)
        acts, changes = Acts(), []
        for stay in leavers:
            acts.rows.change(held[stay.key], valid_to=stay.valid_to)
            acts.tell("assign", people[stay.person], {"post_code": stay.post, "to": stay.valid_to})
            left = {"post_code": (stay.post, ""), "to": (stay.was, stay.valid_to)}
            changes.append(Change(self.sheet, 0, LEAVING, names[stay.person], left))
        return acts, changes

    def _describe(self, rows: Sequence[PersonData], people: dict[str, Person], acts: Acts) -> Said:
        so_far = by(
            "person_id", read(PersonRow, "t.person_id IN (SELECT unnest(%s::bigint[]))", ids(people.values()))
        )
        said: Said = {}
        for row in rows:
            person, values = people[row.nip], values_of(row, PLAIN)
            own = so_far.get(person.pk, [])
            before = holding(own, self.day)
            if describe(PersonRow, {"person": person}, own, values, self.day, acts.rows):
                acts.tell("describe", person, values | {"from": self.day})
                said[row.row] = differing(values_of(before, values) if before else {}, values)
        return said

    def _give_accounts(self, rows: Sequence[PersonData], people: dict[str, Person], acts: Acts) -> Said:
        names = [row.username for row in rows if row.username]
        users = {
            user.username: user for user in read(User, "t.username IN (SELECT unnest(%s::text[]))", names)
        }
        said: Said = {}
        for row in rows:
            user = users.get(row.username)
            if not row.username or (user is not None and user.email == row.email):
                continue
            if user is None:
                acts.rows.add(account(people[row.nip], row.username, row.email))
                said[row.row] = {"username": ("", row.username)}
            else:
                said[row.row] = {"email": (user.email, row.email)}
                acts.rows.change(user, email=row.email)
            acts.tell("give_account", people[row.nip], values_of(row, "username email"))
        return said

    def _assign(self, rows: Sequence[PersonData], people: dict[str, Person], acts: Acts) -> Said:
        posts = things_of(Post, {row.post_code for row in rows})
        held = Assignment.objects.filter(person__in=ids(people.values())).select_related("post")
        theirs = by("person_id", held)
        said: Said = {}
        for row in rows:
            if row.from_ is None or not row.post_code:
                continue
            person = people[row.nip]
            own = theirs.get(person.pk, [])
            before = {id(each): each.valid_to for each in own}
            was = holding(own, row.from_)
            code = was.post.code if was else ""
            new = Assignment(person=person, post=posts[row.post_code], valid_from=row.from_, valid_to=row.to)
            put = enter(own, new, ("post_id",), acts.rows)
            if put is not None:
                acts.tell("assign", person, values_of(row, "post_code from_ to"))
                said[row.row] = {"to": (before.get(id(put)), row.to)}
                if put is new:
                    said[row.row] |= {"post_code": (code, row.post_code), "from": (None, row.from_)}
        return said

    def _exempt(self, rows: Sequence[PersonData], people: dict[str, Person], acts: Acts) -> Said:
        theirs = by(
            "person_id", read(Exemption, "t.person_id IN (SELECT unnest(%s::bigint[]))", ids(people.values()))
        )
        said: Said = {}
        for row in rows:
            if row.exempt_from is not None and row.exempt_cause:
                person = people[row.nip]
                if _exempt(row, person, theirs.get(person.pk, []), acts) is not None:
                    values = values_of(row, "exempt_cause exempt_from exempt_to")
                    acts.tell("exempt", person, values)
                    said[row.row] = {name: (None, value) for name, value in values.items()}
        return said


def _exempt(row: Any, person: Person | None, own: list[Exemption], acts: Acts) -> Exemption | None:
    """Put the row's exemption among the person's own; the one that says it, if it is news."""
    new = Exemption(person=person, cause=row.exempt_cause, valid_from=row.exempt_from, valid_to=row.exempt_to)
    return enter(own, new, ("cause",), acts.rows)
