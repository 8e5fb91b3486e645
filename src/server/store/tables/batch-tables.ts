/** Batches, and how releases are doing on their way. */
export const batchTables = `
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
`;
