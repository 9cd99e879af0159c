"""How far an import may go: a manager's within the units granted to him; and nobody's into a running plan.

For the operator of the machine, who is no person of the directory, only the latter holds.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext_noop as _

from cycle_engine import clock
from cycle_engine.actors import Capacity
from directory import queries as directory
from directory.accounts import refuse_takeovers
from directory.models import Assignment, Exemption, Grant, Person, Post, PostRow, Unit, UnitRow, User
from directory.persons import PutPeople
from directory.rows import HEADER, GrantData, PersonData, PostData, Problem, Problems, UnitData
from workflows.planning.machine import LIVE
from workflows.planning.models import Plan

HAS_A_PLAN = "ours:has_a_plan"
NOT_YOUR_UNIT = "ours:not_your_unit"
NOT_YOUR_PERSON = "ours:not_your_person"
OWN_CAPACITY = "ours:own_capacity"
FELLOW_MANAGER = "ours:fellow_manager"
OWN_POST = "ours:own_post"

ELSEWHERE = _("This unit is not one of yours, and not below one.")


class Reach:
    """What the rows of one import may touch. `manager`: a person (id); none for the operator."""

    def __init__(self, manager: int | None, day: datetime.date, problems: Problems) -> None:
        self.manager, self.day, self.problems = manager, day, problems
        today = clock.now().date()
        self.units = set() if manager is None else directory.granted(manager, [Capacity.MANAGER], today)
        self.codes = set(Unit.objects.filter(pk__in=self.units).values_list("code", flat=True))
        self._posts = set[str]()
        self._new_units: list[UnitData] = []

    # Units, posts and capacities

    def look_at_units(self, rows: Sequence[UnitData]) -> None:
        if self.manager is None:
            return
        there = UnitRow.objects.on(self.day).filter(unit__code__in=[row.code for row in rows])
        parents = dict(there.values_list("unit__code", "parent__code"))
        known = set(Unit.objects.filter(code__in=[row.code for row in rows]).values_list("code", flat=True))
        for row in rows:
            if row.code not in known:
                self._new_units.append(row)
            elif row.code not in self.codes:
                self.problems.add(row, "code", ELSEWHERE, rule=NOT_YOUR_UNIT)
            elif row.parent_code not in self.codes and row.parent_code != (parents.get(row.code) or ""):
                self.problems.add(row, "parent_code", ELSEWHERE, rule=NOT_YOUR_UNIT)

    def settle_units(self) -> None:
        """A new unit stands below one of the manager's, or below a new one that does, as far as can be read."""
        waiting, left = self._new_units, -1
        while len(waiting) != left:
            left = len(waiting)
            within = {row.code for row in waiting if self._stands_below(row)}
            waiting = [row for row in waiting if not self._stands_below(row)]
            self.codes |= within - {""}
        for row in waiting:
            self.problems.add(row, "parent_code", ELSEWHERE, rule=NOT_YOUR_UNIT)

    def _stands_below(self, row: UnitData) -> bool:
        return row.parent_code in self.codes or "parent_code" in self.problems.unread(row)

    def look_at_posts(self, rows: Sequence[PostData]) -> None:
        if self.manager is None:
            return
        codes = [row.code for row in rows]
        described = PostRow.objects.filter(post__code__in=codes).exclude(valid_to__lt=self.day)
        elsewhere = set(described.exclude(unit__in=self.units).values_list("post__code", flat=True))
        own = self._above_own_posts(codes)
        for row in rows:
            unread = self.problems.unread(row)
            if row.unit_code not in self.codes and "unit_code" not in unread:
                self.problems.add(row, "unit_code", ELSEWHERE, rule=NOT_YOUR_UNIT)
            elif row.code in elsewhere:
                sentence = _("This post stands in a unit that is not one of yours.")
                self.problems.add(row, "code", sentence, rule=NOT_YOUR_UNIT)
            elif "superior_code" not in unread and own.get(row.code, (row.superior_code, row.rater_code)) != (
                row.superior_code,
                row.rater_code,
            ):
                sentence = _("Nobody chooses who is above himself. Ask another manager, or the operator.")
                self.problems.add(row, "rater_code", sentence, rule=OWN_POST)
            else:
                self._posts.add(row.code)

    def _above_own_posts(self, codes: Sequence[str]) -> dict[str, tuple[str, str]]:
        """Superior and rater, by code, of those of these posts that the manager holds."""
        held = Assignment.objects.filter(person=self.manager).exclude(valid_to__lt=clock.now().date())
        rows = PostRow.objects.on(self.day).filter(post__code__in=codes, post__in=held.values("post"))
        above = rows.values_list("post__code", "superior__code", "rater__code")
        return {code: (superior or "", rater or "") for code, superior, rater in above}

    def look_at_capacities(self, rows: Sequence[GrantData]) -> None:
        if self.manager is None:
            return
        own = set(User.objects.filter(person=self.manager).values_list("username", flat=True))
        managed = Grant.objects.on(clock.now().date()).filter(person=self.manager, capacity=Capacity.MANAGER)
        level = set(managed.values_list("unit__code", flat=True))
        names = ("person__accounts__username", "capacity", "unit__code", "valid_from", "valid_to")
        known = set(Grant.objects.filter(unit__code__in={row.unit_code for row in rows}).values_list(*names))
        for row in rows:
            if (row.username, row.capacity, row.unit_code, row.from_, row.to) in known:
                continue
            if self.problems.unread(row):  # it may be one of those
                continue
            if row.unit_code not in self.codes:
                self.problems.add(row, "unit_code", ELSEWHERE, rule=NOT_YOUR_UNIT)
            if row.username in own:
                sentence = _("Nobody gives a capacity to himself. Ask another manager, or the operator.")
                self.problems.add(row, "username", sentence, rule=OWN_CAPACITY)
            elif row.capacity == Capacity.MANAGER and row.unit_code in level:
                sentence = _("A second manager of what you manage yourself is appointed by the operator.")
                self.problems.add(row, "capacity", sentence, rule=FELLOW_MANAGER)

    # People

    def look_at_people(self, rows: Sequence[PersonData], put: PutPeople) -> None:
        if self.manager is not None:
            self._refuse_strangers(rows)
            self._refuse_own_cause(rows)
            wrong = self.problems.wrong_beside(put.sheet)
            refuse_takeovers([row for row in rows if row.row not in wrong], self.problems)
        ended = {row.row: put.shortened[row.row] for row in rows if row.row in put.shortened}
        planned = with_plans(ended.values())
        for row in rows:
            if ended.get(row.row) in planned:
                sentence = _(
                    "This person has a running plan, which a move or an end of the post would touch. Record it as a"
                    " change of posts (/post-changes/), which deals with the plan."
                )
                self.problems.add(row, "post_code", sentence, rule=HAS_A_PLAN)

    def _refuse_strangers(self, rows: Sequence[PersonData]) -> None:
        """Who is known already must sit with the manager, or nowhere, and hold no capacity beyond his units."""
        strangers = set(self._strangers([row.nip for row in rows]))
        named = {row.post_code for row in rows if row.post_code} - self._posts
        described = PostRow.objects.on(self.day).filter(unit__in=self.units, post__code__in=named)
        elsewhere = set(Post.objects.filter(code__in=named).values_list("code", flat=True))
        elsewhere -= set(described.values_list("post__code", flat=True))
        for row in rows:
            if row.post_code in elsewhere:
                sentence = _("This post stands in a unit that is not one of yours.")
                self.problems.add(row, "post_code", sentence, rule=NOT_YOUR_UNIT)
            elif row.nip in strangers:
                sentence = _(
                    "This person holds a post or a capacity beyond your units. Ask the manager there, or record a"
                    " change of posts."
                )
                self.problems.add(row, "nip", sentence, rule=NOT_YOUR_PERSON)

    def _refuse_own_cause(self, rows: Sequence[PersonData]) -> None:
        """The manager neither moves himself nor takes himself out of the scheme."""
        own = Person.objects.filter(pk=self.manager or 0).values_list("nip", flat=True).first()
        for row in rows:
            if row.nip == own and self._moves(row):
                sentence = _(
                    "Nobody changes his own post or exemption. Ask another manager, or the operator."
                )
                self.problems.add(row, "nip", sentence, rule=OWN_POST)

    def _moves(self, row: PersonData) -> bool:
        """Whether the row says of the manager's post or exemption what the directory does not."""
        posts = Assignment.objects.filter(person=self.manager, post__code=row.post_code)
        exemptions = Exemption.objects.filter(person=self.manager, cause=row.exempt_cause)
        return (
            row.from_ is not None
            and bool(row.post_code)
            and not posts.filter(valid_from=row.from_, valid_to=row.to).exists()
        ) or (
            row.exempt_from is not None
            and bool(row.exempt_cause)
            and not exemptions.filter(valid_from=row.exempt_from, valid_to=row.exempt_to).exists()
        )

    def _strangers(self, nips: Sequence[str]) -> Iterable[str]:
        """Whoever sits elsewhere today or on the day of the import: what is said of an account holds at once."""
        since = min(self.day, clock.now().date())
        people = dict(Person.objects.filter(nip__in=nips).values_list("pk", "nip"))
        held = Assignment.objects.filter(person__in=people).exclude(valid_to__lt=since)
        theirs = PostRow.objects.on(self.day).filter(unit__in=self.units)
        beyond = set(held.exclude(post__in=theirs.values("post")).values_list("person", flat=True))
        granted = Grant.objects.filter(person__in=people).exclude(valid_to__lt=since)
        beyond |= set(granted.exclude(unit__in=self.units).values_list("person", flat=True))
        return (people[key] for key in beyond)

    def look_at_leavers(self, put: PutPeople) -> None:
        """Who is missing in a complete sheet and has a running plan stays, and is told of."""
        leavers = put.find_leavers()
        ends = {stay.person: (stay.person, stay.valid_to) for stay in leavers if stay.valid_to}
        planned = with_plans(ends.values())
        staying = [stay for stay in leavers if ends[stay.person] in planned]
        names = directory.names([stay.person for stay in staying], self.day)
        for stay in staying:
            sentence = _(
                "%(name)s is in no row, but has a running plan. Record the leaving as a change of posts"
                " (/post-changes/), which deals with the plan."
            )
            named = {"name": names[stay.person]}
            self.problems.note(Problem(put.sheet, HEADER, "nip", sentence, named, HAS_A_PLAN))
        put.keep(staying)

    def covered(self, sheet_of_units: bool, codes: Iterable[str]) -> set[int]:  # noqa: FBT001
        """The units in which a complete sheet of people leaves nobody else: those of the sheet of units, else all."""
        found = Unit.objects.all() if self.manager is None else Unit.objects.filter(pk__in=self.units)
        if sheet_of_units:
            found = found.filter(code__in=list(codes))
        return set(found.values_list("pk", flat=True))


End = tuple[int, datetime.date]  # a person, and the last day in the post


def with_plans(ends: Iterable[End]) -> set[End]:
    """Those of these who have a live plan that goes on beyond their last day."""
    wanted = set(ends)
    running: Mapping[int, list[datetime.date]] = defaultdict(list)
    plans = Plan.objects.filter(state__in=LIVE, employee__in={person for person, _last in wanted})
    for person, last in plans.values_list("employee", "ends_on"):
        running[person].append(last)
    return {(person, last) for person, last in wanted if any(each > last for each in running[person])}
