// The tables of a store file, and the number that says which version of them a file holds.

/** `PRAGMA user_version`. Raised with every change to the tables; a file of a newer version is refused. */
export const storeFormat = 5

/** `PRAGMA application_id`: "TRIP", so that another program's database is never taken for a store. */
export const applicationId = 0x54524950

const waiting = `
CREATE TABLE spool (
  place  INTEGER PRIMARY KEY AUTOINCREMENT,
  at_ms  INTEGER NOT NULL,
  change TEXT NOT NULL
) STRICT;

CREATE TABLE dead_letters (
  place   INTEGER PRIMARY KEY AUTOINCREMENT,
  id      TEXT NOT NULL UNIQUE,
  kind    TEXT NOT NULL,
  target  TEXT NOT NULL,
  reason  TEXT NOT NULL,
  at_ms   INTEGER NOT NULL,
  payload TEXT NOT NULL
) STRICT;

CREATE TABLE dead_letters_dropped (
  only    INTEGER PRIMARY KEY CHECK (only = 1),
  dropped INTEGER NOT NULL
) STRICT;
INSERT INTO dead_letters_dropped VALUES (1, 0);
`

const unreadable = `
CREATE TABLE unreadable (
  source    TEXT NOT NULL,
  connector TEXT NOT NULL,
  reason    TEXT NOT NULL,
  count     INTEGER NOT NULL,
  samples   TEXT NOT NULL,
  at_ms     INTEGER NOT NULL,
  PRIMARY KEY (source, connector, reason)
) STRICT, WITHOUT ROWID;
CREATE INDEX unreadable_by_time ON unreadable (at_ms);
`

const unreadableByConnector = `
ALTER TABLE unreadable RENAME TO unreadable_before;
DROP INDEX unreadable_by_time;
${unreadable}
INSERT INTO unreadable SELECT source, '', reason, count, samples, at_ms FROM unreadable_before;
DROP TABLE unreadable_before;
`

const pieces = `
CREATE TABLE snapshot_pieces (
  place  INTEGER PRIMARY KEY AUTOINCREMENT,
  number INTEGER NOT NULL,
  data   BLOB NOT NULL
) STRICT;
CREATE INDEX snapshot_pieces_by_number ON snapshot_pieces (number, place);
`

const snapshotInPieces = `
ALTER TABLE snapshot DROP COLUMN state;
ALTER TABLE snapshot ADD COLUMN number INTEGER NOT NULL DEFAULT 0;
${pieces}
`

const blocks = `
CREATE TABLE blocks (
  address  TEXT PRIMARY KEY,
  since_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  rule     TEXT,
  incident TEXT
) STRICT, WITHOUT ROWID;
`

/** From each older format, what makes the next one of it, with all that is in it. */
export const migrations: Readonly<Record<number, string>> = {
  1: waiting,
  2: unreadableByConnector,
  3: snapshotInPieces,
  4: blocks,
}

export const tables = `
CREATE TABLE positions (
  source TEXT PRIMARY KEY,
  n      INTEGER NOT NULL,
  resume TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE journal (
  place  INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  n      INTEGER NOT NULL,
  data   TEXT NOT NULL
) STRICT;

CREATE TABLE snapshot (
  only   INTEGER PRIMARY KEY CHECK (only = 1),
  format INTEGER NOT NULL,
  number INTEGER NOT NULL
) STRICT;

CREATE TABLE requests (
  place INTEGER PRIMARY KEY AUTOINCREMENT,
  key   TEXT NOT NULL UNIQUE,
  at_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX requests_by_time ON requests (at_ms);

CREATE TABLE incidents (
  place       INTEGER PRIMARY KEY,
  id          TEXT NOT NULL UNIQUE,
  rule        TEXT NOT NULL,
  level       INTEGER NOT NULL,
  status      TEXT NOT NULL,
  us          INTEGER NOT NULL,
  nanos       INTEGER NOT NULL,
  last_us     INTEGER NOT NULL,
  last_nanos  INTEGER NOT NULL,
  count       INTEGER NOT NULL,
  recorded_ms INTEGER NOT NULL,
  document    TEXT NOT NULL
) STRICT;
CREATE INDEX incidents_by_time ON incidents (us, nanos, id);
CREATE INDEX incidents_by_rule ON incidents (rule, us, nanos, id);
CREATE INDEX incidents_by_level ON incidents (level);
CREATE INDEX incidents_by_status ON incidents (status, us, nanos, id);
CREATE INDEX incidents_by_record ON incidents (recorded_ms);

CREATE TABLE addresses (
  address  TEXT NOT NULL,
  incident INTEGER NOT NULL REFERENCES incidents ON DELETE CASCADE,
  PRIMARY KEY (address, incident)
) STRICT, WITHOUT ROWID;
CREATE INDEX addresses_by_incident ON addresses (incident);

CREATE TABLE notes (
  place    INTEGER PRIMARY KEY,
  incident INTEGER NOT NULL REFERENCES incidents ON DELETE CASCADE,
  at_ms    INTEGER NOT NULL,
  author   TEXT NOT NULL,
  text     TEXT NOT NULL
) STRICT;
CREATE INDEX notes_by_incident ON notes (incident);

CREATE VIRTUAL TABLE incident_text USING fts5 (
  text, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

CREATE TABLE outbox (
  place         INTEGER PRIMARY KEY,
  id            TEXT NOT NULL UNIQUE,
  action        TEXT NOT NULL,
  target        TEXT NOT NULL,
  incident      TEXT NOT NULL,
  payload       TEXT NOT NULL,
  attempts      INTEGER NOT NULL,
  state         TEXT NOT NULL,
  next_at_ms    INTEGER NOT NULL,
  created_at_ms INTEGER NOT NULL,
  last_detail   TEXT NOT NULL
) STRICT;
CREATE INDEX outbox_waiting ON outbox (next_at_ms) WHERE state = 'waiting';
CREATE INDEX outbox_by_state ON outbox (state, created_at_ms);
CREATE INDEX outbox_by_incident ON outbox (incident);
${unreadable}${waiting}${pieces}${blocks}`
