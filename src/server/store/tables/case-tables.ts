/** Cases: what several parties do together. State and deadlines are replayed from the entries, never stored. */
export const caseTables = `
-- 'stage': invited until a person joins; left keeps the copy and says nothing more. 'ready': the newest term that this
-- party takes part in. 'epoch' counts how often the end of the log was replaced. 'moved': when term,
-- finality or what is owed changed; 'entered': when the term that this party takes part in changed.
CREATE TABLE case_file (id TEXT PRIMARY KEY, genesis BLOB NOT NULL, opener TEXT NOT NULL, stage TEXT NOT NULL
  CHECK (stage IN ('invited', 'joined', 'left')), ready INTEGER NOT NULL DEFAULT 0, epoch INTEGER NOT NULL DEFAULT 0,
  progress TEXT NOT NULL DEFAULT '', moved INTEGER NOT NULL, entered INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
-- How far each member is, as we know: invited by us, joined; and how the last meetings about the case went.
CREATE TABLE case_member (case_id TEXT NOT NULL, party TEXT NOT NULL, invited INTEGER NOT NULL DEFAULT 0,
  joined INTEGER NOT NULL DEFAULT 0, size INTEGER NOT NULL DEFAULT 0, met INTEGER NOT NULL DEFAULT 0,
  tried INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (case_id, party)) STRICT, WITHOUT ROWID;
-- With row ids, so that entries of a kilobyte and more lie one behind the other. Ids of records are random: the less of
-- each the index holds, the fewer of its pages a batch of acts rewrites.
CREATE TABLE case_entry (case_id TEXT NOT NULL, position INTEGER NOT NULL, record TEXT NOT NULL, bytes BLOB NOT NULL,
  PRIMARY KEY (case_id, position)) STRICT;
CREATE INDEX case_entry_record ON case_entry (substr(record, 1, 16));
-- Heads that the depositary of a term signed: one for each size, or it convicts itself.
CREATE TABLE case_head (case_id TEXT NOT NULL, term INTEGER NOT NULL, size INTEGER NOT NULL, root TEXT NOT NULL,
  note BLOB NOT NULL, PRIMARY KEY (case_id, term, size)) STRICT, WITHOUT ROWID;
CREATE TABLE case_cosignature (case_id TEXT NOT NULL, term INTEGER NOT NULL, size INTEGER NOT NULL, party TEXT NOT NULL,
  at INTEGER NOT NULL, line TEXT NOT NULL, PRIMARY KEY (case_id, term, size, party)) STRICT, WITHOUT ROWID;
-- What we cosigned: one row for each term, the longest head, with our line.
CREATE TABLE case_cosigned (case_id TEXT NOT NULL, term INTEGER NOT NULL, size INTEGER NOT NULL, root TEXT NOT NULL,
  at INTEGER NOT NULL, note BLOB NOT NULL, PRIMARY KEY (case_id, term)) STRICT, WITHOUT ROWID;
-- The highest certificate that we have stored.
CREATE TABLE case_certificate (case_id TEXT PRIMARY KEY, term INTEGER NOT NULL, size INTEGER NOT NULL, at INTEGER NOT NULL,
  note BLOB NOT NULL) STRICT, WITHOUT ROWID;
-- What acts of a case carry, by the record id of what they carry from another.
CREATE TABLE case_carried (case_id TEXT NOT NULL, act TEXT NOT NULL, PRIMARY KEY (case_id, act)) STRICT, WITHOUT ROWID;
CREATE INDEX case_carried_act ON case_carried (act);
-- Acts that are not in the log: our own and those that others told. 'at': since when we hold it.
CREATE TABLE case_act (case_id TEXT NOT NULL, record TEXT NOT NULL, author TEXT NOT NULL, n INTEGER NOT NULL,
  at INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (case_id, record)) STRICT, WITHOUT ROWID;
-- What a person here wants to do; signed at the next round.
CREATE TABLE case_draft (n INTEGER PRIMARY KEY AUTOINCREMENT, case_id TEXT NOT NULL, account TEXT NOT NULL,
  draft TEXT NOT NULL, at INTEGER NOT NULL, fault TEXT, body BLOB) STRICT;
-- A room that a person here wants to open or change, or an epoch whose key is to be passed on.
CREATE TABLE case_room_draft (n INTEGER PRIMARY KEY AUTOINCREMENT, case_id TEXT NOT NULL, account TEXT NOT NULL,
  draft TEXT NOT NULL, at INTEGER NOT NULL, fault TEXT) STRICT;
-- What this party notes for itself. No part of the case: nothing that leaves reads it.
CREATE TABLE case_note (n INTEGER PRIMARY KEY AUTOINCREMENT, case_id TEXT NOT NULL, account TEXT NOT NULL,
  at INTEGER NOT NULL, text TEXT NOT NULL) STRICT;
CREATE INDEX case_note_case ON case_note (case_id);
CREATE TABLE case_statement (case_id TEXT NOT NULL, term INTEGER NOT NULL, party TEXT NOT NULL, note BLOB NOT NULL,
  PRIMARY KEY (case_id, term, party)) STRICT, WITHOUT ROWID;
-- What lists show, derived from the entries: it counts while 'stamp' names the certificate that is the highest.
-- 'due': the earliest deadline.
CREATE TABLE case_summary (case_id TEXT PRIMARY KEY, stamp TEXT NOT NULL, summary TEXT NOT NULL, due INTEGER) STRICT, WITHOUT ROWID;
-- Proofs that convict the depositary of a term.
CREATE TABLE case_proof (case_id TEXT NOT NULL, term INTEGER NOT NULL, proof TEXT NOT NULL, at INTEGER NOT NULL,
  PRIMARY KEY (case_id, term)) STRICT, WITHOUT ROWID;
-- Sealed bodies by the hash in the head, and what this party could open of them; empty: it could not. Of an
-- entry that begins or passes on an epoch it is the secret of 'recipient'. Erased: salt, body and opened are NULL.
-- 'asked': how often others were asked for it.
CREATE TABLE case_body (case_id TEXT NOT NULL, hash TEXT NOT NULL, room TEXT, epoch INTEGER, recipient TEXT,
  erased INTEGER, salt BLOB, body BLOB, opened BLOB, asked INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (case_id, hash)) STRICT;
CREATE INDEX case_body_lacking ON case_body (case_id, asked) WHERE body IS NULL AND erased IS NULL;
CREATE INDEX case_body_key ON case_body (case_id, room, epoch) WHERE recipient IS NOT NULL;
CREATE INDEX case_body_sealed ON case_body (case_id, room, epoch) WHERE body IS NOT NULL AND opened IS NULL;
`;
