/** Single values, the log and the notes that its entries commit to. */
export const logTables = `
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
`;
