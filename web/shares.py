"""The share of a predicate beside what the guide says of it, for drawing and in words."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from workflows.evaluation.distribution import Share
from workflows.evaluation.ratings import Predicate


@dataclass(frozen=True, slots=True)
class Bar:
    """One predicate: `width` in percent, the guide from `least` to `most`, as words too."""

    predicate: Predicate
    count: int
    percent: Decimal
    least: int
    most: int

    @property
    def width(self) -> str:
        """For drawing, with a point whatever the language."""
        return str(self.percent)

    @property
    def room(self) -> int:
        return self.most - self.least

    @property
    def outside(self) -> bool:
        return not self.least <= self.percent <= self.most

    @property
    def guide(self) -> str:
        """What the guide says of this predicate."""
        if self.most == 0:
            return _("nobody")
        if self.least and self.most < 100:
            return _("%(least)s to %(most)s %%") % {"least": self.least, "most": self.most}
        if self.least:
            return _("at least %(least)s %%") % {"least": self.least}
        return _("at most %(most)s %%") % {"most": self.most} if self.most < 100 else _("any share")


def bar_of(share: Share) -> Bar:
    return Bar(share.predicate, share.count, share.percent, share.at_least, share.at_most)
