"""One's stand-ins: who they are, until when, who can issue a letter for another one, and what one has asked."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from cycle_engine.remembered import remembered
from directory.models import StandInRequest
from directory.names import Names
from directory.stand_ins import stand_ins
from web.letters.asking import shown
from web.pages import PersonPage

MOST = 20  # requests, the newest


class StandInPage(PersonPage):
    """Who stands in for the reader, for whom he does, and whom he asks for a stand-in."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """The letters, and what a new one takes."""
        known = remembered(self.moment.epoch, stand_ins, [self.reader], self.day).get(self.reader)
        for_him, by_him = (known.for_him, known.by_him) if known else ((), ())
        above = known.above if known else None
        own = StandInRequest.objects.filter(asked_by=self.reader).order_by("-valid_from", "-pk")
        names = Names.of([above, *(each.person_id for each in for_him)], self.moment)
        return self.show(
            "web/team/stand_in.html",
            known=known,
            for_him=[(names[each.person_id], each) for each in for_him],
            by_him=[(known.titles.get(each.post_id, ""), each) for each in by_him] if known else [],
            above=names[above],
            asked=shown(list(own[:MOST]), self),
        )
