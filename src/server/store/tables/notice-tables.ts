/** Early warning: who is to read a notice, what came back, and the mail about it. The notice itself is an item. */
export const noticeTables = `
-- Whom the author means to reach: our own notices only.
CREATE TABLE notice_audience (item INTEGER NOT NULL, party TEXT NOT NULL, PRIMARY KEY (item, party)) STRICT, WITHOUT ROWID;
-- Answers: those of partners about our notices, and our own about theirs. 'at' is our time when it was kept.
CREATE TABLE notice_answer (record TEXT PRIMARY KEY, item INTEGER NOT NULL, party TEXT NOT NULL, step TEXT NOT NULL,
  status TEXT, role TEXT NOT NULL, said INTEGER NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX notice_answer_item ON notice_answer (item, party, at);
-- Reminders: those that we sent, and those that reached us. 'record' is the signed record's id.
CREATE TABLE notice_reminder (record TEXT NOT NULL, item INTEGER NOT NULL, direction TEXT NOT NULL
  CHECK (direction IN ('left', 'reached')), at INTEGER NOT NULL, PRIMARY KEY (record, item)) STRICT, WITHOUT ROWID;
CREATE INDEX notice_reminder_item ON notice_reminder (item, at);
-- When a receipt came, as far as this store remembers; that it came stands in 'delivery'.
CREATE TABLE notice_receipt (batch INTEGER PRIMARY KEY, at INTEGER NOT NULL) STRICT;
-- Mail about notices: one row for each contact of a party and each occasion.
CREATE TABLE notice_mail (n INTEGER PRIMARY KEY AUTOINCREMENT, item INTEGER NOT NULL, party TEXT NOT NULL, rank INTEGER NOT NULL,
  occasion TEXT NOT NULL, address TEXT NOT NULL, lang TEXT NOT NULL, queued INTEGER NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
  last_try INTEGER NOT NULL DEFAULT 0, state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'failed', 'dropped')), fault TEXT,
  UNIQUE (item, party, rank, occasion)) STRICT;
CREATE INDEX notice_mail_state ON notice_mail (state, last_try);
`;
