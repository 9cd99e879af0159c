"""A small agency, put into the directory as its manager would: who is who stands in the sheets below."""

import datetime
from dataclasses import dataclass, replace

from cycle_engine.actors import Actor, Capacity
from directory import commands
from directory.models import Assignment, Letter, Post, Unit, User
from directory.rows import GrantData, PersonData, PostData, UnitData

DAY = datetime.date(2026, 1, 5)
BEFORE = datetime.date(2025, 3, 1)
ONE = datetime.timedelta(days=1)
OPERATOR = Actor(None, Capacity.MANAGER)

UNITS = {"KAB": "", "KEC": "KAB", "SEKSI": "KEC", "DINAS": "KAB"}
POSTS = {  # unit, superior
    "SEKDA": ("KAB", ""),
    "HR": ("KAB", "SEKDA"),
    "AUDITOR": ("KAB", "SEKDA"),
    "CAMAT": ("KEC", "SEKDA"),
    "KASI": ("SEKSI", "CAMAT"),
    "STAFF": ("SEKSI", "KASI"),
    "DINAS-HEAD": ("DINAS", "SEKDA"),
    "DINAS-STAFF": ("DINAS", "DINAS-HEAD"),
    "DINAS-CLERK": ("DINAS", "DINAS-HEAD"),
}
PEOPLE = {  # post
    "sekar": "SEKDA",
    "dewi": "HR",
    "indah": "AUDITOR",
    "citra": "CAMAT",
    "budi": "KASI",
    "ani": "STAFF",
    "eko": "DINAS-STAFF",
    "fajar": "",
    "gita": "DINAS-CLERK",
}


def unit_rows(units: dict[str, str] = UNITS) -> list[UnitData]:
    return [
        UnitData(number, code, f"Unit {code}", parent, "Asia/Jakarta", 5)
        for number, (code, parent) in enumerate(units.items(), 2)
    ]


def post_rows(posts: dict[str, tuple[str, str]] = POSTS) -> list[PostData]:
    return [
        PostData(
            number,
            code,
            f"Title {code}",
            unit,
            superior,
            rater_code="",
            level="pelaksana",
            heads_unit=False,
            independent_unit_head=False,
            top="none",
        )
        for number, (code, (unit, superior)) in enumerate(posts.items(), 2)
    ]


def person_rows(people: dict[str, str] = PEOPLE) -> list[PersonData]:
    return [
        PersonData(
            number,
            nip(number),
            name.title(),
            "PNS",
            email=f"{name}@example.org",
            username=name,
            rank="Penata (III/c)",
            post_code=post,
            from_=BEFORE if post else None,
        )
        for number, (name, post) in enumerate(people.items(), 2)
    ]


def nip(serial: int) -> str:
    """A number that no person has."""
    return f"198001012005011{900 + serial}"


@dataclass
class Agency:
    """The ids of its things by code or user name."""

    units: dict[str, int]
    posts: dict[str, int]
    people: dict[str, int]

    def person(self, name: str) -> PersonData:
        """The row of the sheet of people that put this person into the directory."""
        return next(row for row in person_rows() if row.username == name)

    def post(self, code: str) -> PostData:
        """The row of the sheet of posts that put this post into the directory."""
        return next(row for row in post_rows() if row.code == code)

    def move(self, name: str, post: str, day: datetime.date) -> None:
        """A person takes another post."""
        row = replace(self.person(name), post_code=post, from_=day)
        commands.put_people([row], day=day, actor=OPERATOR)

    def leave(self, name: str, last: datetime.date) -> None:
        """A person's post ends."""
        commands.put_people([replace(self.person(name), to=last)], day=last, actor=OPERATOR)

    def exempt(self, name: str, cause: str, day: datetime.date = DAY) -> None:
        row = replace(self.person(name), exempt_cause=cause, exempt_from=day)
        commands.put_people([row], day=day, actor=OPERATOR)

    def letter(self, post: str, person: str, issuer: str = "sekar") -> Letter:
        """A person acts (Plt) in a post from `DAY` on."""
        return commands.record_letter(
            kind="plt",
            number=f"800/{post}",
            issuer=self.people[issuer],
            post=self.posts[post],
            person=self.people[person],
            valid_from=DAY,
            valid_to=None,
            actor=Actor.of(self.people["dewi"]),
        )


def agency() -> Agency:
    """Put the sheets into the directory as of `DAY`: Dewi manages and Indah inspects the whole of it."""
    commands.put_units(unit_rows(), day=DAY, actor=OPERATOR)
    commands.put_posts(post_rows(), day=DAY, actor=OPERATOR)
    commands.put_people(person_rows(), day=DAY, actor=OPERATOR)
    commands.put_grants(
        [GrantData(2, "dewi", "manager", "KAB", BEFORE), GrantData(3, "indah", "inspector", "KAB", BEFORE)],
        actor=OPERATOR,
    )
    return known()


def known() -> Agency:
    """What the directory holds by now."""
    return Agency(
        dict(Unit.objects.values_list("code", "pk")),
        dict(Post.objects.values_list("code", "pk")),
        {user.username: user.person_id for user in User.objects.all() if user.person_id},
    )


def holder(post: int, day: datetime.date = DAY) -> int | None:
    """Who holds a post on a day."""
    return Assignment.objects.on(day).filter(post=post).values_list("person", flat=True).first()
