-- Schema 1. A migration that has shipped is never changed: what is wrong with it is mended by the next one. $schema is the schema's quoted name.
-- Text that comes from outside is kept as its UTF-8 bytes: compared byte by byte, which is the order of code points, whatever the collation of
-- the database, and free to hold any character.

CREATE TABLE $schema.meta (name text PRIMARY KEY, value text NOT NULL);
INSERT INTO $schema.meta (name, value) VALUES ('incarnation', replace(gen_random_uuid()::text, '-', ''));

-- The journal: one row per entry, no gaps, never changed, never removed. Its head is a row of its own, moved by the journal alone. Whoever
-- commits locks the head first, so that commits follow each other and positions become visible in order.
CREATE TABLE $schema.head (
    one boolean PRIMARY KEY CHECK (one),
    position bigint NOT NULL,
    time bigint,
    hash bytea NOT NULL CHECK (length(hash) = 32)
) WITH (fillfactor = 10); -- a commit changes it in place
INSERT INTO $schema.head (one, position, time, hash) VALUES (true, 0, NULL, decode(repeat('00', 32), 'hex'));

CREATE TABLE $schema.journal (
    position bigint PRIMARY KEY,
    tenant bytea NOT NULL,
    time bigint NOT NULL,
    bytes bytea NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    key_id bytea NOT NULL,
    mac bytea NOT NULL CHECK (length(mac) = 32)
);

-- The records. What is indexed is beside the bytes; the bytes are never read here. Ids and subjects can be longer than an index can hold, so
-- what finds them is their SHA-256, which the database itself computes.
CREATE TABLE $schema.records (
    number bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    tenant bytea NOT NULL,
    kind smallint NOT NULL,
    id bytea NOT NULL,
    key bytea NOT NULL UNIQUE GENERATED ALWAYS AS (sha256(int4send(length(tenant)) || tenant || int2send(kind) || id)) STORED,
    version bigint NOT NULL,
    position bigint NOT NULL,
    created_position bigint NOT NULL,
    bytes bytea NOT NULL,
    key_id bytea NOT NULL,
    mac bytea NOT NULL CHECK (length(mac) = 32),
    state text,
    is_terminal boolean NOT NULL,
    due bigint,
    subject bytea,
    subject_key bytea GENERATED ALWAYS AS (sha256(int4send(length(tenant)) || tenant || int2send(kind) || subject)) STORED,
    policy bytea
);

CREATE INDEX records_of_tenant ON $schema.records (tenant, kind, created_position) WHERE state IS NOT NULL;
CREATE INDEX records_open ON $schema.records (tenant, kind, created_position) WHERE NOT is_terminal AND state IS NOT NULL;
CREATE INDEX records_open_of_subject ON $schema.records (subject_key, created_position) WHERE NOT is_terminal AND state IS NOT NULL;
CREATE INDEX grants_live ON $schema.records (number) WHERE kind = 2 AND NOT is_terminal AND state IS NOT NULL;
CREATE INDEX records_due ON $schema.records (due, number) WHERE due IS NOT NULL;
CREATE INDEX texts_of_subject ON $schema.records (subject_key) WHERE kind = 8;

-- Who may find a record: the key of a party is made as that of a subject.
CREATE TABLE $schema.parties (
    party_key bytea NOT NULL,
    created_position bigint NOT NULL,
    number bigint NOT NULL,
    PRIMARY KEY (party_key, created_position, number)
);
CREATE INDEX parties_of_record ON $schema.parties (number);

-- What a request (1) and a grant (2) may start as and become.
CREATE TABLE $schema.legal_state (
    kind smallint NOT NULL,
    state text NOT NULL,
    is_terminal boolean NOT NULL,
    is_first boolean NOT NULL,
    PRIMARY KEY (kind, state)
);
INSERT INTO $schema.legal_state (kind, state, is_terminal, is_first) VALUES
    (1, 'pending', false, true), (1, 'approved', true, true), (1, 'denied', true, false), (1, 'withdrawn', true, false), (1, 'lapsed', true, false),
    (2, 'scheduled', false, true), (2, 'claimable', false, true), (2, 'active', false, true),
    (2, 'expired', true, false), (2, 'released', true, false), (2, 'revoked', true, false), (2, 'used-up', true, false);

CREATE TABLE $schema.legal_step (
    kind smallint NOT NULL,
    old text NOT NULL,
    new text NOT NULL,
    PRIMARY KEY (kind, old, new)
);
INSERT INTO $schema.legal_step (kind, old, new) SELECT kind, state, state FROM $schema.legal_state;
INSERT INTO $schema.legal_step (kind, old, new)
    SELECT open.kind, open.state, final.state FROM $schema.legal_state open JOIN $schema.legal_state final USING (kind)
    WHERE NOT open.is_terminal AND final.is_terminal;
INSERT INTO $schema.legal_step (kind, old, new) VALUES (2, 'scheduled', 'claimable'), (2, 'scheduled', 'active'), (2, 'claimable', 'active');

-- Guards. They look at a statement as a whole, since a group of commands is written by one. integrity_constraint_violation is what the store
-- reports as a defect of whoever sealed the batch.
CREATE FUNCTION $schema.refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;

CREATE FUNCTION $schema.journal_grows() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head $schema.head;
    earliest bigint;
    latest bigint;
    entries bigint;
BEGIN
    SELECT * INTO head FROM $schema.head FOR UPDATE;
    SELECT min(position), max(position), count(*) INTO earliest, latest, entries FROM added;
    IF entries = 0 THEN
        RETURN NULL;
    END IF;
    IF earliest <> head.position + 1 OR latest <> head.position + entries OR EXISTS (
        SELECT 1 FROM (SELECT time, lag(time, 1, head.time) OVER (ORDER BY position) AS before FROM added) entry WHERE entry.time < entry.before)
    THEN
        RAISE EXCEPTION 'the journal grows without gaps, and its time never runs backwards' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    UPDATE $schema.head SET position = last.position, time = last.time, hash = last.hash FROM added last WHERE last.position = latest;
    RETURN NULL;
END $$;
CREATE TRIGGER journal_grows AFTER INSERT ON $schema.journal REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION $schema.journal_grows();
CREATE TRIGGER journal_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON $schema.journal
    FOR EACH STATEMENT EXECUTE FUNCTION $schema.refuse('a journal entry is never changed or removed');

CREATE FUNCTION $schema.head_follows_journal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position <= OLD.position OR NOT EXISTS (
        SELECT 1 FROM $schema.journal WHERE position = NEW.position AND time = NEW.time AND hash = NEW.hash)
    THEN
        RAISE EXCEPTION 'the head moves with the journal alone' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER head_follows_journal BEFORE UPDATE ON $schema.head FOR EACH ROW EXECUTE FUNCTION $schema.head_follows_journal();
CREATE TRIGGER head_is_one BEFORE INSERT OR DELETE OR TRUNCATE ON $schema.head
    FOR EACH STATEMENT EXECUTE FUNCTION $schema.refuse('there is one head');

CREATE FUNCTION $schema.records_start() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM added
        WHERE added.version <> 1 OR added.created_position <> added.position OR added.position > (SELECT position FROM $schema.head)
            OR added.kind IN (1, 2) AND (added.is_terminal = (added.due IS NOT NULL) OR NOT EXISTS (
                SELECT 1 FROM $schema.legal_state legal
                WHERE legal.kind = added.kind AND legal.state = added.state AND legal.is_terminal = added.is_terminal AND legal.is_first)))
    THEN
        RAISE EXCEPTION 'a record starts at version 1 of a place in the journal; a request or grant in a first state, open with a deadline, final without'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER records_start AFTER INSERT ON $schema.records REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION $schema.records_start();

CREATE FUNCTION $schema.records_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM changed LEFT JOIN before USING (number)
        WHERE before.key IS DISTINCT FROM changed.key OR before.created_position <> changed.created_position
            OR changed.version <> before.version + 1 OR changed.position < before.position OR changed.position > (SELECT position FROM $schema.head)
            OR changed.kind IN (1, 2) AND (changed.is_terminal = (changed.due IS NOT NULL) OR NOT EXISTS (
                SELECT 1 FROM $schema.legal_step step JOIN $schema.legal_state legal ON legal.kind = step.kind AND legal.state = step.new
                WHERE step.kind = changed.kind AND step.old = before.state AND step.new = changed.state AND legal.is_terminal = changed.is_terminal)))
    THEN
        RAISE EXCEPTION 'a record keeps its key and changes by one version; a request or grant takes legal steps only, and none from a final state'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER records_change AFTER UPDATE ON $schema.records REFERENCING OLD TABLE AS before NEW TABLE AS changed
    FOR EACH STATEMENT EXECUTE FUNCTION $schema.records_change();

CREATE FUNCTION $schema.records_go() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM removed WHERE kind IN (1, 2)) THEN
        RAISE EXCEPTION 'a request or grant is never removed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    DELETE FROM $schema.parties USING removed WHERE parties.number = removed.number;
    RETURN NULL;
END $$;
CREATE TRIGGER records_go AFTER DELETE ON $schema.records REFERENCING OLD TABLE AS removed
    FOR EACH STATEMENT EXECUTE FUNCTION $schema.records_go();
CREATE TRIGGER records_stay BEFORE TRUNCATE ON $schema.records
    FOR EACH STATEMENT EXECUTE FUNCTION $schema.refuse('a request or grant is never removed');
