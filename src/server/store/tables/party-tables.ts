/** Parties, links, agreements and what waits to be sent. */
export const partyTables = `
-- Parties, agreements and policy.
CREATE TABLE party (id TEXT PRIMARY KEY, history TEXT NOT NULL, names TEXT NOT NULL, kind TEXT NOT NULL, url TEXT,
  card TEXT, added INTEGER NOT NULL) STRICT;
CREATE TABLE link (party TEXT PRIMARY KEY, last_try INTEGER NOT NULL DEFAULT 0, last_good INTEGER NOT NULL DEFAULT 0,
  fault TEXT, failures INTEGER NOT NULL DEFAULT 0, scanned INTEGER NOT NULL DEFAULT -1, grants TEXT NOT NULL DEFAULT '',
  refused INTEGER NOT NULL DEFAULT 0, mirrored INTEGER NOT NULL DEFAULT 0,
  -- Seconds by which their clock is ahead of ours, when they refused a request for its time.
  ahead INTEGER NOT NULL DEFAULT 0) STRICT;
CREATE TABLE witnessed (party TEXT PRIMARY KEY, size INTEGER NOT NULL, root TEXT NOT NULL, note BLOB NOT NULL, at INTEGER NOT NULL) STRICT;
CREATE TABLE agreement (id TEXT PRIMARY KEY, bytes BLOB NOT NULL, since INTEGER, seen INTEGER NOT NULL) STRICT;
CREATE TABLE withdrawal (agreement TEXT NOT NULL, party TEXT NOT NULL, note TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (agreement, party)) STRICT, WITHOUT ROWID;
CREATE TABLE outbox (n INTEGER PRIMARY KEY AUTOINCREMENT, party TEXT NOT NULL, path TEXT NOT NULL, body BLOB NOT NULL,
  topic TEXT NOT NULL, UNIQUE (party, topic)) STRICT;
`;
