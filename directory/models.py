"""Units, posts, people, who holds and who stands in for what: things with a chain, described by dated rows.

The line of duty of a post goes upward through the post that it names as its rater's, else its superior's.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from cycle_engine.actors import Capacity
from cycle_engine.models import Chained
from directory.asked import StandInRequest as StandInRequest
from directory.dated import Dated, ends_after_it_begins, never_two
from directory.invited import Invitation as Invitation


class Thing(Chained):
    """What dated rows describe: its own columns never change."""

    application_may_update: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True


class Zone(models.TextChoices):
    """Zones of Indonesia; none has summer time."""

    WIB = "Asia/Jakarta", _("Western Indonesia (WIB)")
    WITA = "Asia/Makassar", _("Central Indonesia (WITA)")
    WIT = "Asia/Jayapura", _("Eastern Indonesia (WIT)")


class WorkWeek(models.IntegerChoices):
    """Working days in a week."""

    FIVE = 5, _("Five days")
    SIX = 6, _("Six days")


class Unit(Thing):
    """A unit of the organisation."""

    dated = ("describe",)

    code = models.CharField(max_length=50, unique=True)

    def __str__(self) -> str:
        return self.code


class UnitRow(Dated):
    """What a unit is called, where it belongs, and when it works."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rows")
    name = models.CharField(max_length=200)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    timezone = models.CharField(max_length=20, choices=Zone)
    work_week = models.PositiveSmallIntegerField(choices=WorkWeek)

    class Meta:
        constraints = [
            never_two("unit_described_once", "unit"),
            ends_after_it_begins("unitrow"),
            models.CheckConstraint(
                condition=Q(work_week__in=WorkWeek.values), name="directory_unitrow_work_week"
            ),
            models.CheckConstraint(condition=Q(timezone__in=Zone.values), name="directory_unitrow_timezone"),
            models.CheckConstraint(
                condition=~Q(parent=models.F("unit")), name="directory_unitrow_not_its_own_parent"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Level(models.TextChoices):
    """Kinds of post. A post without one is outside the scheme, as a regent's."""

    JPT_UTAMA = "jpt_utama", _("JPT utama")
    JPT_MADYA = "jpt_madya", _("JPT madya")
    JPT_PRATAMA = "jpt_pratama", _("JPT pratama")
    ADMINISTRATOR = "administrator", _("Administrator")
    PENGAWAS = "pengawas", _("Supervisor (pengawas)")
    PELAKSANA = "pelaksana", _("Executing officer (pelaksana)")
    FUNGSIONAL = "fungsional", _("Functional official")


class Top(models.TextChoices):
    """Posts at which lines of duty end (II.C.2-3)."""

    NONE = "none", _("None")
    REGIONAL_HEAD = "regional_head", _("Regional head")
    AGENCY_HEAD = "agency_head", _("Head of agency")
    MINISTER = "minister", _("Minister")


class Post(Thing):
    """A post, held by at most one person at a time."""

    dated = ("describe", "set_template")

    code = models.CharField(max_length=50, unique=True)

    def __str__(self) -> str:
        return self.code


class PostRow(Dated):
    """What a post is called, where it stands, and whose holder rates its holder.

    `rater` beside the tree (II.C.2-3); empty: the superior.
    """

    post = models.ForeignKey(Post, models.PROTECT, related_name="rows")
    title = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="post_rows")
    superior = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    rater = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    level = models.CharField(max_length=15, choices=Level, blank=True)
    heads_unit = models.BooleanField(default=False)
    independent_unit_head = models.BooleanField(default=False)
    top = models.CharField(max_length=15, choices=Top, default=Top.NONE)

    class Meta:
        indexes = [models.Index(Coalesce("rater", "superior"), name="directory_postrow_upward")]
        constraints = [
            never_two("post_described_once", "post"),
            ends_after_it_begins("postrow"),
            models.CheckConstraint(
                condition=~Q(superior=models.F("post")) & ~Q(rater=models.F("post")),
                name="directory_postrow_not_its_own_superior",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def rater_post(self) -> int | None:
        """The next post upward in the line of duty (id)."""
        return self.rater_id or self.superior_id


class Person(Thing):
    """A person in the service. The NIP is for the eyes of those who may see the person."""

    dated = ("register", "describe", "give_account", "assign", "exempt", "grant")

    nip = models.CharField(max_length=18, unique=True)
    nip_hash = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return str(self.pk)


class Kind(models.TextChoices):
    """Kinds of civil servant (ASN)."""

    PNS = "PNS", _("Civil servant (PNS)")
    PPPK = "PPPK", _("Government employee under contract (PPPK)")


class PersonRow(Dated):
    """What a person is called and by what right they serve."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="rows")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    kind = models.CharField(max_length=4, choices=Kind)
    rank = models.CharField(max_length=60, blank=True)
    contract_number = models.CharField(max_length=100, blank=True)
    contract_from = models.DateField(null=True, blank=True)
    contract_to = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [never_two("person_described_once", "person"), ends_after_it_begins("personrow")]

    def __str__(self) -> str:
        return self.name


class Cause(models.TextChoices):
    """Why a person is not in the scheme (II.C.8)."""

    OFFICE_OUTSIDE = "office_outside", _("State official, head or member of a non-structural body")
    SUSPENSION = "suspension", _("Suspended")
    UNPAID_LEAVE = "unpaid_leave", _("Unpaid leave (CLTN)")
    PRE_RETIREMENT = "pre_retirement", _("Preparation for retirement (MPP)")


class Exemption(Dated):
    """A person is not in the scheme for a time."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="exemptions")
    cause = models.CharField(max_length=15, choices=Cause)

    class Meta:
        constraints = [never_two("person_exempt_once", "person"), ends_after_it_begins("exemption")]

    def __str__(self) -> str:
        return self.cause


class Assignment(Dated):
    """A person holds a post. A post has one holder at most, a person one post."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="assignments")
    post = models.ForeignKey(Post, models.PROTECT, related_name="assignments")

    class Meta:
        constraints = [
            never_two("one_holder", "post"),
            never_two("one_post", "person"),
            ends_after_it_begins("assignment"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} in {self.post_id}"


class Grant(Dated):
    """A person is manager or inspector of a unit and all below it."""

    MANAGER, INSPECTOR = Capacity.MANAGER, Capacity.INSPECTOR
    CAPACITIES = [(each.value, each.label) for each in (MANAGER, INSPECTOR)]

    person = models.ForeignKey(Person, models.PROTECT, related_name="grants")
    capacity = models.CharField(max_length=12, choices=CAPACITIES)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")

    class Meta:
        constraints = [
            never_two("manager_granted_once", "person", "unit", condition=Q(capacity="manager")),
            never_two("inspector_granted_once", "person", "unit", condition=Q(capacity="inspector")),
            ends_after_it_begins("grant"),
            models.CheckConstraint(
                condition=Q(capacity__in=["manager", "inspector"]), name="directory_grant_capacity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.capacity} of {self.unit_id}"


class Letter(Dated, Chained):
    """A letter by which a person stands in for the holder of a post (IV.A.2-7)."""

    class Kind(models.TextChoices):
        DELEGATION = "delegation", _("Delegation")
        PLT = "plt", _("Acting official (Plt)")
        PLH = "plh", _("Daily acting official (Plh)")

    dated = ("issue", "end")

    kind = models.CharField(max_length=10, choices=Kind)
    number = models.CharField(max_length=100)
    issuer = models.ForeignKey(Person, models.PROTECT, related_name="letters_issued")
    post = models.ForeignKey(Post, models.PROTECT, related_name="letters")
    person = models.ForeignKey(Person, models.PROTECT, related_name="letters")

    class Meta:
        constraints = [
            never_two("one_stand_in", "post"),
            ends_after_it_begins("letter"),
            models.CheckConstraint(condition=~Q(number=""), name="directory_letter_numbered"),
            models.CheckConstraint(
                condition=~Q(person=models.F("issuer")), name="directory_letter_not_to_oneself"
            ),
            models.CheckConstraint(
                condition=Q(kind="plt") | Q(valid_to__isnull=False), name="directory_letter_ends"
            ),
        ]

    def __str__(self) -> str:
        return self.number


class User(AbstractUser):
    """An account. Decisions are checked against its person; an account without one holds no capacity."""

    class Language(models.TextChoices):
        INDONESIAN = "id", _("Indonesian")
        ENGLISH = "en", _("English")

    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="accounts")
    language = models.CharField(max_length=2, choices=Language, default=Language.INDONESIAN)
