/** What followed releases: corrections, their answers, marks on records, and proofs of expiry. */
export const correctionTables = `
-- Corrections sent to holders of our receipts, and received for what reached us. Spec: COR-1.
CREATE TABLE correction (n INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, direction TEXT NOT NULL
  CHECK (direction IN ('sent', 'received')), party TEXT NOT NULL, batch INTEGER NOT NULL, what TEXT NOT NULL,
  at INTEGER NOT NULL, due INTEGER NOT NULL, cause TEXT) STRICT;
CREATE INDEX correction_cause ON correction (cause);
CREATE INDEX correction_party ON correction (party, n);
CREATE TABLE correction_item (correction INTEGER NOT NULL, position INTEGER NOT NULL, item INTEGER NOT NULL,
  PRIMARY KEY (correction, position)) STRICT, WITHOUT ROWID;
CREATE INDEX correction_item_item ON correction_item (item, correction);
-- The newest answer to each: ours to received ones, the recipient's to sent ones. Spec: COR-6.
CREATE TABLE correction_answer (correction INTEGER PRIMARY KEY, record TEXT NOT NULL, number INTEGER NOT NULL, outcome TEXT NOT NULL,
  ground TEXT, complete INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
-- Records that are not current any more, and which correction said so. Spec: COR-4, COR-10.
CREATE TABLE recall (item INTEGER NOT NULL, what TEXT NOT NULL, record TEXT NOT NULL, cause TEXT, at INTEGER NOT NULL,
  PRIMARY KEY (item, what)) STRICT, WITHOUT ROWID;
-- Bodies that the law requires to be kept, and whether that was stated when their agreed time ended. Spec: COR-6, DUT-2.
CREATE TABLE hold (item INTEGER PRIMARY KEY, ground TEXT NOT NULL, at INTEGER NOT NULL, stated INTEGER NOT NULL DEFAULT 0) STRICT;
-- Proofs that an agreed time ended: ours, and those of recipients. Spec: DUT-2.
CREATE TABLE expiry (record TEXT NOT NULL, batch INTEGER NOT NULL, position INTEGER NOT NULL, ground TEXT, at INTEGER NOT NULL,
  PRIMARY KEY (batch, position)) STRICT, WITHOUT ROWID;
`;
