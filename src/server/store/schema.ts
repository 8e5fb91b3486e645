import type { Database } from './database.ts';

/*
 * Everything here but the secrets of people (accounts), delivery state and counters can be derived
 * again from the log and the kept notes and items; `comity audit` does so and compares.
 */
const schema = `
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

-- The log: entries wait in 'pending' until sealed under a checkpoint. One checkpoint per size, ever.
CREATE TABLE pending (n INTEGER PRIMARY KEY AUTOINCREMENT, bytes BLOB NOT NULL, note TEXT NOT NULL) STRICT;
CREATE TABLE entry (position INTEGER PRIMARY KEY, bytes BLOB NOT NULL, note TEXT NOT NULL) STRICT;
CREATE INDEX entry_note ON entry (note);
CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE cosignature (size INTEGER NOT NULL, witness TEXT NOT NULL, line TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (size, witness)) STRICT, WITHOUT ROWID;

-- Notes that log entries commit to: records, agreements, key entries. salt is NULL for public ones.
CREATE TABLE note (id TEXT PRIMARY KEY, kind TEXT NOT NULL, author TEXT NOT NULL, at INTEGER NOT NULL,
  bytes BLOB NOT NULL, salt BLOB) STRICT;
CREATE INDEX note_kind ON note (kind, at);

-- Release classes and items. 'turn' is the order of offering: it changes when an item's class does.
CREATE TABLE class (id INTEGER PRIMARY KEY, facts TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, tlp TEXT NOT NULL,
  author TEXT NOT NULL, own INTEGER NOT NULL, approved INTEGER NOT NULL) STRICT;
CREATE TABLE item (seq INTEGER PRIMARY KEY, turn INTEGER NOT NULL UNIQUE, hash BLOB NOT NULL UNIQUE, class INTEGER NOT NULL
  REFERENCES class, object TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL, added INTEGER NOT NULL UNIQUE,
  text TEXT) STRICT;
CREATE INDEX item_object ON item (object, version);
CREATE INDEX item_class ON item (class, turn);
-- What an item names: an object that is held here but not released to a partner holds back those that name it.
CREATE TABLE item_reference (item INTEGER NOT NULL, object TEXT NOT NULL, PRIMARY KEY (item, object)) STRICT, WITHOUT ROWID;
CREATE TABLE held_back (party TEXT NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (party, item)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE item_words USING fts5 (words, content='', contentless_delete=1, tokenize='unicode61');

-- Batches: our own imports, releases that left us, releases that reached us.
CREATE TABLE batch (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, direction TEXT NOT NULL
    CHECK (direction IN ('own', 'left', 'reached')), party TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
  count INTEGER NOT NULL, seed BLOB NOT NULL, extra TEXT NOT NULL DEFAULT '{}',
  UNIQUE (direction, party, number)) STRICT;
CREATE TABLE batch_item (batch INTEGER NOT NULL, position INTEGER NOT NULL, item INTEGER NOT NULL,
  PRIMARY KEY (batch, position)) STRICT, WITHOUT ROWID;
CREATE INDEX batch_item_item ON batch_item (item, batch);
-- How a release is doing on its way: derived from nothing, so it is not audited.
CREATE TABLE delivery (batch INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'withheld')),
  via TEXT NOT NULL, package BLOB, countersigned BLOB) STRICT;

-- Parties, agreements and policy.
CREATE TABLE party (id TEXT PRIMARY KEY, history TEXT NOT NULL, names TEXT NOT NULL, kind TEXT NOT NULL, url TEXT,
  card TEXT, added INTEGER NOT NULL) STRICT;
CREATE TABLE link (party TEXT PRIMARY KEY, last_try INTEGER NOT NULL DEFAULT 0, last_good INTEGER NOT NULL DEFAULT 0,
  fault TEXT, failures INTEGER NOT NULL DEFAULT 0, scanned INTEGER NOT NULL DEFAULT -1, grants TEXT NOT NULL DEFAULT '',
  refused INTEGER NOT NULL DEFAULT 0, mirrored INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE witnessed (party TEXT PRIMARY KEY, size INTEGER NOT NULL, root TEXT NOT NULL, note BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE agreement (id TEXT PRIMARY KEY, bytes BLOB NOT NULL, since INTEGER, seen INTEGER NOT NULL) STRICT;
CREATE TABLE withdrawal (agreement TEXT NOT NULL, party TEXT NOT NULL, note TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (agreement, party)) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (n INTEGER PRIMARY KEY AUTOINCREMENT, party TEXT NOT NULL, path TEXT NOT NULL, body BLOB NOT NULL,
  topic TEXT NOT NULL, UNIQUE (party, topic)) STRICT;

-- What was refused at the door, and what people did.
CREATE TABLE refusal (n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, party TEXT, code TEXT NOT NULL,
  path TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
CREATE TABLE deed (n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, account TEXT NOT NULL, what TEXT NOT NULL,
  subject TEXT NOT NULL) STRICT;
`;

/** Version of the schema in the file's own header (PRAGMA user_version). */
export const schemaVersion = 1;

/** Creates the tables in an empty file; refuses a file of another version. */
export function prepareSchema(db: Database): void {
  const version = db.count('PRAGMA user_version');
  if (version === schemaVersion) return;
  if (version !== 0) throw new Error(`The store has schema ${version}; this program reads ${schemaVersion}.`);
  db.transaction(() => {
    db.raw.exec(schema);
    db.raw.exec(`PRAGMA user_version=${schemaVersion}`);
  });
}
