"""Who runs. The first is the one that all others are compared with. Needs a configured Django."""

from collections.abc import Callable

from benchmarks import door
from benchmarks.baselines import fsm, orm, raw
from benchmarks.harness import Contestant

RECORDS = 200

# Each makes `RECORDS` records of its own, in its own tables, and answers who takes steps on them.
CONTESTANTS: list[Callable[[int], Contestant]] = [raw.enter, orm.enter, fsm.enter, door.enter]
