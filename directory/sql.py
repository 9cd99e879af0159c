"""SQL of the directory's reads, put together from constants alone. They take the day as `day`."""

# ruff: noqa: S608

from __future__ import annotations

# For one table `t`, the day given twice.
ON_DAY = "t.valid_from <= %s AND (t.valid_to IS NULL OR t.valid_to >= %s)"


def _on(alias: str) -> str:
    """The row holds on the day."""
    until = f"({alias}.valid_to IS NULL OR {alias}.valid_to >= %(day)s::date)"
    return f"{alias}.valid_from <= %(day)s::date AND {until}"


def _serves(alias: str) -> str:
    """The row's person is not suspended, on unpaid leave or before retirement, and so not absent for good."""
    return (
        f"NOT EXISTS (SELECT FROM directory_exemption e WHERE e.person_id = {alias}.person_id"
        f" AND e.cause <> 'office_outside' AND {_on('e')})"
    )


def _upward(post: str) -> str:
    """Join the next post upward of a post (r); lateral, so by index whatever the planner expects."""
    return (
        "LEFT JOIN LATERAL (SELECT coalesce(t.rater_id, t.superior_id) AS post FROM directory_postrow t"
        f" WHERE t.post_id = {post} AND {_on('t')} LIMIT 1) AS r ON true"
    )


def _seat(post: str) -> str:
    """Join the holder (a) and the stand-in (l) of a post; lateral, so by index."""
    return (
        "LEFT JOIN LATERAL (SELECT t.person_id FROM directory_assignment t"
        f" WHERE t.post_id = {post} AND {_on('t')} AND {_serves('t')} LIMIT 1) AS a ON true"
        " LEFT JOIN LATERAL (SELECT t.person_id, t.id FROM directory_letter t"
        f" WHERE t.post_id = {post} AND {_on('t')} AND {_serves('t')} LIMIT 1) AS l ON true"
    )


# Each post of the lines once: post, the next upward, holder, stand-in, letter.
LINES = f"""
WITH RECURSIVE line(post, upward) AS (
    SELECT p.post, r.post FROM unnest(%(posts)s::bigint[]) AS p(post) {_upward("p.post")}
    UNION
    SELECT line.upward, r.post FROM line {_upward("line.upward")} WHERE line.upward IS NOT NULL
)
SELECT line.post, line.upward, a.person_id, l.person_id, l.id FROM line {_seat("line.post")}
"""

# Posts that a person may have in charge, found downward from where he sits. He is superior only where at
# most one seat below him is used and the others are skipped: empty, the owner's, or of somebody who acts in
# the used one, as its holder or by letter. So two persons without letters may sit between, and never a
# third.
BELOW = f"""
WITH RECURSIVE below(post, path, between) AS (
    SELECT own.post_id, ARRAY[own.post_id], ARRAY[]::bigint[]
    FROM (
        SELECT post_id FROM directory_assignment t WHERE person_id = %(person)s AND {_on("t")}
        UNION
        SELECT post_id FROM directory_letter t WHERE person_id = %(person)s AND {_on("t")}
    ) AS own
    UNION ALL
    SELECT r.post_id, below.path || r.post_id, found.between
    FROM below
    CROSS JOIN LATERAL (
        SELECT t.post_id FROM directory_postrow t
        WHERE coalesce(t.rater_id, t.superior_id) = below.post AND {_on("t")} OFFSET 0
    ) AS r
    {_seat("r.post_id")}
    CROSS JOIN LATERAL (SELECT coalesce(a.person_id, l.person_id) AS first) AS sits
    CROSS JOIN LATERAL (
        SELECT CASE
            WHEN sits.first IS NULL OR sits.first = ANY (below.between) OR EXISTS (
                SELECT FROM directory_letter t WHERE t.person_id = sits.first AND {_on("t")}
            ) THEN below.between
            ELSE below.between || sits.first
        END AS between
    ) AS found
    WHERE r.post_id <> ALL (below.path) AND cardinality(found.between) <= 2
)
SELECT DISTINCT post FROM below
"""

# Each of these posts with who holds one of which it is the next upward.
HELD_BELOW = f"""
SELECT coalesce(r.rater_id, r.superior_id), a.person_id
FROM directory_postrow r JOIN directory_assignment a ON a.post_id = r.post_id AND {_on("a")}
WHERE coalesce(r.rater_id, r.superior_id) = ANY (%(posts)s::bigint[]) AND {_on("r")}
"""


# Who sits below these posts; of some pairs of a post and who sits below it is said apart whether he counts.
CHARGED = f"""
SELECT held.person FROM (
    SELECT above.upward, below.person
    FROM (SELECT t.post_id AS post, coalesce(t.rater_id, t.superior_id) AS upward
          FROM directory_postrow t WHERE {ON_DAY}) AS above
    JOIN (SELECT t.post_id AS post, t.person_id AS person FROM directory_assignment t WHERE {ON_DAY}) AS below
        USING (post)
    WHERE above.upward = ANY (%s::bigint[])
) AS held LEFT JOIN unnest(%s::bigint[], %s::bigint[], %s::boolean[]) AS said(upward, person, counts)
    USING (upward, person)
WHERE coalesce(said.counts, held.upward = ANY (%s::bigint[]))
"""


def _nearest(table: str, key: str, columns: str) -> str:
    """Of each thing the row begun last, else the one that begins first; never one that was withdrawn."""
    return (
        f"SELECT DISTINCT ON ({key}) {key}, {columns} FROM {table}"
        f" WHERE {key} = ANY (%(ids)s::bigint[]) AND (valid_to IS NULL OR valid_to >= valid_from)"
        f" ORDER BY {key}, valid_from > %(day)s::date, abs(valid_from - %(day)s::date)"
    )


NAMES = _nearest("directory_personrow", "person_id", "name")
UNIT_SETTINGS = _nearest("directory_unitrow", "unit_id", "timezone, work_week")


UNITS_BELOW = f"""
WITH RECURSIVE below(unit) AS (
    SELECT unnest(%(units)s::bigint[])
    UNION
    SELECT r.unit_id FROM below JOIN directory_unitrow r ON r.parent_id = below.unit AND {_on("r")}
)
SELECT unit FROM below
"""
UNITS_ABOVE = f"""
WITH RECURSIVE above(unit) AS (
    SELECT unnest(%(units)s::bigint[])
    UNION
    SELECT r.parent_id FROM above JOIN directory_unitrow r ON r.unit_id = above.unit AND {_on("r")}
    WHERE r.parent_id IS NOT NULL
)
SELECT unit FROM above
"""
GRANTED = f"""
WITH RECURSIVE below(capacity, unit) AS (
    SELECT g.capacity, g.unit_id FROM directory_grant g
    WHERE g.person_id = %(person)s AND g.capacity = ANY(%(capacities)s) AND {_on("g")} AND {_serves("g")}
    UNION
    SELECT below.capacity, r.unit_id
    FROM below JOIN directory_unitrow r ON r.parent_id = below.unit AND {_on("r")}
)
SELECT capacity, unit FROM below
"""
GRANTEES = f"""
WITH RECURSIVE above(unit, upward) AS (
    SELECT u, u FROM unnest(%(units)s::bigint[]) AS u
    UNION
    SELECT above.unit, r.parent_id
    FROM above JOIN directory_unitrow r ON r.unit_id = above.upward AND {_on("r")}
    WHERE r.parent_id IS NOT NULL
)
SELECT DISTINCT above.unit, g.person_id
FROM above JOIN directory_grant g ON g.unit_id = above.upward
WHERE g.capacity = %(capacity)s AND {_on("g")} AND {_serves("g")}
ORDER BY 1, 2
"""
