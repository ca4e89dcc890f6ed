-- Schema 1. A migration that has shipped is never changed: what is wrong with it is mended by the next one.

CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO meta (name, value) VALUES ('incarnation', lower(hex(randomblob(16))));

-- The journal: one row per entry, no gaps, never changed, never removed. Its head is a row of its own, moved by the journal alone.
CREATE TABLE head (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    position INTEGER NOT NULL,
    time INTEGER,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
INSERT INTO head (one, position, time, hash) VALUES (1, 0, NULL, zeroblob(32));

CREATE TABLE journal (
    position INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    time INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32),
    key_id TEXT NOT NULL,
    mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT;

CREATE TRIGGER journal_grows BEFORE INSERT ON journal
WHEN NEW.position IS NOT (SELECT position + 1 FROM head) OR NEW.time < (SELECT time FROM head)
BEGIN
    SELECT RAISE(ABORT, 'the journal grows by one entry at a time, and its time never runs backwards');
END;

CREATE TRIGGER journal_moves_head AFTER INSERT ON journal
BEGIN
    UPDATE head SET position = NEW.position, time = NEW.time, hash = NEW.hash;
END;

CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'a journal entry is never changed');
END;

CREATE TRIGGER journal_is_not_removed BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'a journal entry is never removed');
END;

CREATE TRIGGER head_follows_journal BEFORE UPDATE ON head
WHEN NEW.one <> 1 OR NEW.position <> OLD.position + 1
    OR NOT EXISTS (SELECT 1 FROM journal WHERE position = NEW.position AND time = NEW.time AND hash = NEW.hash)
BEGIN
    SELECT RAISE(ABORT, 'the head moves with the journal alone');
END;

CREATE TRIGGER head_is_one BEFORE INSERT ON head
BEGIN
    SELECT RAISE(ABORT, 'there is one head');
END;

CREATE TRIGGER head_is_not_removed BEFORE DELETE ON head
BEGIN
    SELECT RAISE(ABORT, 'there is one head');
END;

-- The records. What is indexed is beside the bytes; the bytes are never read here.
CREATE TABLE records (
    row INTEGER PRIMARY KEY,
    tenant TEXT NOT NULL,
    kind INTEGER NOT NULL,
    id TEXT NOT NULL,
    version INTEGER NOT NULL,
    position INTEGER NOT NULL,
    created_position INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    key_id TEXT NOT NULL,
    mac BLOB NOT NULL CHECK (length(mac) = 32),
    state TEXT,
    is_terminal INTEGER NOT NULL CHECK (is_terminal IN (0, 1)),
    due INTEGER,
    subject TEXT,
    policy TEXT,
    UNIQUE (tenant, kind, id)
) STRICT;

CREATE INDEX records_of_tenant ON records (tenant, kind, created_position, id) WHERE state IS NOT NULL;
CREATE INDEX records_open ON records (tenant, kind, created_position, id, policy) WHERE is_terminal = 0 AND state IS NOT NULL;
CREATE INDEX records_open_of_subject ON records (tenant, kind, subject, created_position, id, policy) WHERE is_terminal = 0 AND state IS NOT NULL;
CREATE INDEX records_due ON records (due) WHERE due IS NOT NULL;
CREATE INDEX texts_of_subject ON records (tenant, subject) WHERE kind = 8;

-- Who may find a record.
CREATE TABLE parties (
    tenant TEXT NOT NULL,
    kind INTEGER NOT NULL,
    party TEXT NOT NULL,
    created_position INTEGER NOT NULL,
    id TEXT NOT NULL,
    row INTEGER NOT NULL,
    PRIMARY KEY (tenant, kind, party, created_position, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX parties_of_row ON parties (row, party);

-- What a request (1) and a grant (2) may start as and become.
CREATE TABLE legal_state (
    kind INTEGER NOT NULL,
    state TEXT NOT NULL,
    is_terminal INTEGER NOT NULL,
    is_first INTEGER NOT NULL,
    PRIMARY KEY (kind, state)
) STRICT, WITHOUT ROWID;
INSERT INTO legal_state (kind, state, is_terminal, is_first) VALUES
    (1, 'pending', 0, 1), (1, 'approved', 1, 1), (1, 'denied', 1, 0), (1, 'withdrawn', 1, 0), (1, 'lapsed', 1, 0),
    (2, 'scheduled', 0, 1), (2, 'claimable', 0, 1), (2, 'active', 0, 1),
    (2, 'expired', 1, 0), (2, 'released', 1, 0), (2, 'revoked', 1, 0), (2, 'used-up', 1, 0);

CREATE TABLE legal_step (
    kind INTEGER NOT NULL,
    old TEXT NOT NULL,
    new TEXT NOT NULL,
    PRIMARY KEY (kind, old, new)
) STRICT, WITHOUT ROWID;
INSERT INTO legal_step (kind, old, new) SELECT kind, state, state FROM legal_state;
INSERT INTO legal_step (kind, old, new)
    SELECT open.kind, open.state, final.state FROM legal_state open JOIN legal_state final USING (kind) WHERE open.is_terminal = 0 AND final.is_terminal = 1;
INSERT INTO legal_step (kind, old, new) VALUES (2, 'scheduled', 'claimable'), (2, 'scheduled', 'active'), (2, 'claimable', 'active');

CREATE TRIGGER records_start BEFORE INSERT ON records
BEGIN
    SELECT RAISE(ABORT, 'a record starts at version 1, at the head of the journal')
    WHERE NEW.version <> 1 OR NEW.position IS NOT (SELECT position FROM head) OR NEW.created_position <> NEW.position;
    SELECT RAISE(ABORT, 'a record is never replaced')
    WHERE EXISTS (SELECT 1 FROM records WHERE row = NEW.row OR tenant = NEW.tenant AND kind = NEW.kind AND id = NEW.id);
    SELECT RAISE(ABORT, 'a request or grant starts in a first state')
    WHERE NEW.kind IN (1, 2) AND NOT EXISTS (
        SELECT 1 FROM legal_state WHERE kind = NEW.kind AND state = NEW.state AND is_terminal = NEW.is_terminal AND is_first = 1);
    SELECT RAISE(ABORT, 'an open request or grant has a deadline, a final one has none')
    WHERE NEW.kind IN (1, 2) AND NEW.is_terminal = (NEW.due IS NOT NULL);
END;

CREATE TRIGGER records_change BEFORE UPDATE ON records
BEGIN
    SELECT RAISE(ABORT, 'a record keeps its key and its place')
    WHERE NEW.row <> OLD.row OR NEW.tenant <> OLD.tenant OR NEW.kind <> OLD.kind OR NEW.id <> OLD.id OR NEW.created_position <> OLD.created_position;
    SELECT RAISE(ABORT, 'a record changes by one version, at the head of the journal')
    WHERE NEW.version <> OLD.version + 1 OR NEW.position IS NOT (SELECT position FROM head);
    SELECT RAISE(ABORT, 'a request or grant takes legal steps only, and none from a final state')
    WHERE NEW.kind IN (1, 2) AND NOT EXISTS (
        SELECT 1 FROM legal_step JOIN legal_state ON legal_state.kind = legal_step.kind AND legal_state.state = legal_step.new
        WHERE legal_step.kind = NEW.kind AND legal_step.old = OLD.state AND legal_step.new = NEW.state AND legal_state.is_terminal = NEW.is_terminal);
    SELECT RAISE(ABORT, 'an open request or grant has a deadline, a final one has none')
    WHERE NEW.kind IN (1, 2) AND NEW.is_terminal = (NEW.due IS NOT NULL);
END;

CREATE TRIGGER records_stay BEFORE DELETE ON records
WHEN OLD.kind IN (1, 2)
BEGIN
    SELECT RAISE(ABORT, 'a request or grant is never removed');
END;

CREATE TRIGGER records_take_parties AFTER DELETE ON records
BEGIN
    DELETE FROM parties WHERE row = OLD.row;
END;
