"""Who acts: a person in a capacity, perhaps for somebody else by a letter; or the clock."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Capacity(TextChoices):
    """In what capacity somebody acts on a record. The list is closed."""

    OWNER = "owner", _("Employee appraised")
    RATER = "rater", _("Rater")
    SUPERIOR = "superior", _("Rater's superior")
    MANAGER = "manager", _("Performance manager")
    AUTHOR = "author", _("Author of the evaluation")
    DECIDER = "decider", _("Decider of the appeal")
    GUIDE = "guide", _("Guide or counsellor")
    SERVING = "serving", _("Employee whose result serves it")
    INSPECTOR = "inspector", _("Inspector")
    HANDLER = "handler", _("Officer in charge of the complaint")
    CITIZEN = "citizen", _("Citizen")
    CLOCK = "clock", _("Clock")


# Capacities that no person of the directory holds: whoever acts in them is not known by name.
NAMELESS = frozenset({Capacity.CITIZEN, Capacity.CLOCK})


@dataclass(frozen=True, slots=True)
class Holder:
    """A person who holds a capacity over a record today, `on_behalf_of` another when `letter` says so (ids)."""

    person: int
    on_behalf_of: int | None = None
    letter: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """Who wants to act. The door finds the capacity; it is never taken on trust from a person.

    Without a person it is the clock, or a citizen: commands alone say so, never what somebody sent.
    """

    person: int | None
    capacity: Capacity | None = None
    on_behalf_of: int | None = None
    letter: int | None = None

    @classmethod
    def of(cls, person: int) -> Actor:
        return cls(person)

    @classmethod
    def clock(cls) -> Actor:
        return cls(None, Capacity.CLOCK)

    @classmethod
    def citizen(cls) -> Actor:
        """Somebody of the public: the engine knows neither who he is nor a way to find out."""
        return cls(None, Capacity.CITIZEN)

    @property
    def is_clock(self) -> bool:
        return self.capacity is Capacity.CLOCK

    def acting_as(self, capacity: Capacity, holder: Holder) -> Actor:
        return Actor(self.person, capacity, holder.on_behalf_of, holder.letter)
