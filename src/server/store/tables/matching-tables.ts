/** What observations matched here. Nothing is kept of what did not match. */
export const matchingTables = `
-- Matches by indicator and label of the stream; 'pending' is what no sighting says yet. Times in milliseconds.
CREATE TABLE match_hit (item INTEGER NOT NULL, label TEXT NOT NULL, count INTEGER NOT NULL, first INTEGER NOT NULL,
  last INTEGER NOT NULL, pending INTEGER NOT NULL, pending_first INTEGER NOT NULL, pending_last INTEGER NOT NULL,
  stated INTEGER NOT NULL, PRIMARY KEY (item, label)) STRICT, WITHOUT ROWID;
CREATE INDEX match_hit_last ON match_hit (last);
-- Matches of values that everybody has: no sighting is made of them unless a person lifts the guard.
CREATE TABLE match_guarded (item INTEGER NOT NULL, reason TEXT NOT NULL, count INTEGER NOT NULL, first INTEGER NOT NULL,
  last INTEGER NOT NULL, PRIMARY KEY (item, reason)) STRICT, WITHOUT ROWID;
CREATE TABLE match_unguarded (item INTEGER PRIMARY KEY, at INTEGER NOT NULL, account TEXT NOT NULL) STRICT;
-- By day of observation.
CREATE TABLE match_day (day INTEGER PRIMARY KEY, count INTEGER NOT NULL, guarded INTEGER NOT NULL) STRICT;
-- Indicators that were stopped because they would have cost too much.
CREATE TABLE match_stopped (item INTEGER NOT NULL, code TEXT NOT NULL, count INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (item, code)) STRICT, WITHOUT ROWID;
`;
