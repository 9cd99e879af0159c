-- The fixed part of the engine's furniture in the database. Made anew after every migration, as the owner.

CREATE OR REPLACE FUNCTION engine_now() RETURNS timestamptz
LANGUAGE sql VOLATILE
RETURN clock_timestamp() + (SELECT ahead FROM public.engine_clock);

DROP FUNCTION IF EXISTS engine_epoch();

CREATE OR REPLACE FUNCTION engine_microseconds(instant timestamptz) RETURNS bigint
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN (extract(epoch FROM instant AT TIME ZONE 'UTC') * 1000000)::bigint;

-- The guards run as whoever writes, and set no search path of their own: that takes as long as what they look for.
CREATE OR REPLACE FUNCTION engine_refuse() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'engine: % of % is never allowed', TG_OP, TG_TABLE_NAME USING ERRCODE = 'CE003';
END $$;

CREATE OR REPLACE FUNCTION engine_guard_payload() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    -- The salt goes with the text: who guesses a destroyed text cannot have the guess confirmed.
    IF NEW.entry_id <> OLD.entry_id OR NEW.text IS NOT NULL OR NEW.salt <> '' THEN
        RAISE EXCEPTION 'engine: a payload may be emptied with its salt, never changed' USING ERRCODE = 'CE003';
    END IF;
    RETURN NEW;
END $$;

-- A chain grows by one entry at a time, and its head is that entry's hash. Where a record with states is its
-- own chain, its state and version move with that entry too, or not at all.
CREATE OR REPLACE FUNCTION engine_guard_chain() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> OLD.seq + 1 OR NOT EXISTS (
        SELECT FROM public.engine_entry e
        WHERE e.chain = TG_ARGV[0] AND e.chain_id = NEW.id AND e.seq = NEW.seq AND e.hash = NEW.head
    ) THEN
        RAISE EXCEPTION 'engine: the head of % % moved without its entry', TG_ARGV[0], NEW.id USING ERRCODE = 'CE004';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION engine_guard_record() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.seq <> OLD.seq + 1 OR NOT EXISTS (
        SELECT FROM public.engine_entry e
        WHERE e.chain = TG_ARGV[0] AND e.chain_id = NEW.id AND e.seq = NEW.seq AND e.hash = NEW.head
          AND CASE WHEN NEW.version = OLD.version THEN NEW.state = OLD.state ELSE
              e.record = TG_ARGV[0] AND e.record_id = NEW.id AND NEW.version = OLD.version + 1
              AND e.version_after = NEW.version AND e.from_state = OLD.state AND e.to_state = NEW.state END
    ) THEN
        RAISE EXCEPTION 'engine: % % moved without its entry', TG_ARGV[0], NEW.id USING ERRCODE = 'CE004';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION engine_guard_state() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.version <> OLD.version + 1 OR NOT EXISTS (
        SELECT FROM public.engine_entry e
        WHERE e.record = TG_ARGV[0] AND e.record_id = NEW.id AND e.version_after = NEW.version
          AND e.from_state = OLD.state AND e.to_state = NEW.state
    ) THEN
        RAISE EXCEPTION 'engine: % % changed its state without an entry', TG_ARGV[0], NEW.id USING ERRCODE = 'CE004';
    END IF;
    RETURN NULL;
END $$;

-- At commit every record has its first entry. One that is born and gone in one transaction never was.
CREATE OR REPLACE FUNCTION engine_guard_birth_chain() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.engine_entry e WHERE e.chain = TG_ARGV[0] AND e.chain_id = NEW.id AND e.seq = 1
    ) THEN
        RAISE EXCEPTION 'engine: % % has no first entry', TG_ARGV[0], NEW.id USING ERRCODE = 'CE004';
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION engine_guard_birth_record() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM public.engine_entry e
        WHERE e.record = TG_ARGV[0] AND e.record_id = NEW.id AND e.version_after = 1
    ) THEN
        RAISE EXCEPTION 'engine: % % has no first entry', TG_ARGV[0], NEW.id USING ERRCODE = 'CE004';
    END IF;
    RETURN NULL;
END $$;

-- Due deadlines nobody else is telling of, locked until the caller's transaction ends.
CREATE OR REPLACE FUNCTION engine_claim_deadlines(most integer) RETURNS SETOF engine_deadline
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT * FROM engine_deadline
    WHERE closed_at IS NULL AND next_at <= engine_now()
    ORDER BY next_at LIMIT most FOR UPDATE SKIP LOCKED
$$;

-- Mark deadlines as told up to now and announce it; what was told already is not told again. What somebody asks
-- for (`deadline.asked`) is announced of any deadline that has passed, and nothing of its agenda moves.
CREATE OR REPLACE FUNCTION engine_tell(tells json) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH wanted AS (
        SELECT * FROM json_to_recordset(tells)
            AS t(deadline bigint, at timestamptz, kind text, recipients jsonb, about jsonb)
        WHERE t.at <= engine_now()
    ), told AS (
        UPDATE engine_deadline d
        SET told = d.told + 1, next_at = d.agenda[width_bucket(t.at, d.agenda) + 1]
        FROM wanted t
        WHERE d.id = t.deadline AND t.kind <> 'deadline.asked' AND d.closed_at IS NULL AND d.next_at <= t.at
        RETURNING d.id, d.record, d.record_id
    ), asked AS (
        SELECT d.id, d.record, d.record_id FROM engine_deadline d JOIN wanted t ON d.id = t.deadline
        WHERE t.kind = 'deadline.asked' AND d.closed_at IS NULL AND d.due_at <= t.at
    ), announced AS (
        INSERT INTO engine_outbox (kind, record, record_id, at, recipients, about)
        SELECT t.kind, d.record, d.record_id, t.at, t.recipients, t.about
        FROM wanted t JOIN (TABLE told UNION ALL TABLE asked) d ON d.id = t.deadline
        RETURNING 1
    ) SELECT count(*)::integer FROM announced
$$;

-- Move open deadlines to instants worked out anew; never to earlier than people were told.
CREATE OR REPLACE FUNCTION engine_redate(moved json) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    WITH changed AS (
        UPDATE engine_deadline d
        SET last_day = m.last_day, due_at = m.due_at, agenda = m.agenda, moves_at = m.moves_at,
            next_at = m.agenda[width_bucket(engine_now(), m.agenda) + 1]
        FROM json_to_recordset(moved) AS m(
            deadline bigint, last_day date, due_at timestamptz, agenda timestamptz[], moves_at timestamptz[])
        WHERE d.id = m.deadline AND d.closed_at IS NULL
          AND m.due_at >= d.due_at AND m.moves_at >= d.moves_at
          AND cardinality(m.moves_at) = cardinality(d.moves_at)
          AND (m.due_at > d.due_at OR m.moves_at > d.moves_at)
        RETURNING 1
    ) SELECT count(*)::integer FROM changed
$$;

-- Events that nobody else is relaying, marked as relayed with the caller's transaction.
CREATE OR REPLACE FUNCTION engine_claim_events(most integer) RETURNS SETOF engine_outbox
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    UPDATE engine_outbox SET relayed_at = clock_timestamp()
    WHERE id IN (
        SELECT id FROM engine_outbox WHERE relayed_at IS NULL ORDER BY id LIMIT most FOR UPDATE SKIP LOCKED
    )
    RETURNING *
$$;
