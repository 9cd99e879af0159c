"""What no line of our log says: addresses that tell of citizens, or by which somebody gets in."""

from __future__ import annotations

import logging
import re

# The pages and the API for citizens, codes of complaints among them; links by which a password is chosen.
HIDDEN = re.compile(r"(/(?:s|surveys|complain|complaints|password)/)\S+")


class Discreet(logging.Filter):
    """Leaves of such an address only where it begins."""

    def filter(self, record: logging.LogRecord) -> bool:
        said = record.getMessage()
        discreet = HIDDEN.sub(r"\1…", said)
        if discreet != said:
            record.msg, record.args = discreet, None
        return True
