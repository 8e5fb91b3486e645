/** Most items of one batch, and so of one run. Spec: LOG-20. */
export const longestRun = 4096;

/** Batches, and how releases are doing on their way. */
export const batchTables = `
-- The ways of records: our own imports, releases to a party, releases from a party.
CREATE TABLE way (n INTEGER PRIMARY KEY, direction TEXT NOT NULL CHECK (direction IN ('own', 'left', 'reached')),
  party TEXT NOT NULL, UNIQUE (direction, party)) STRICT;
-- Batches: our own imports, releases that left us, releases that reached us. 'brought' is the first of the
-- items that came here with it, which stand in one row without a gap; NULL when it brought nothing new.
CREATE TABLE batch (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, direction TEXT NOT NULL
    CHECK (direction IN ('own', 'left', 'reached')), party TEXT NOT NULL, number INTEGER NOT NULL, at INTEGER NOT NULL,
  count INTEGER NOT NULL, seed BLOB NOT NULL, extra TEXT NOT NULL DEFAULT '{}', brought INTEGER,
  UNIQUE (direction, party, number)) STRICT;
-- Batches of one way never overlap in time, so a collection can be read in the order of 'at'.
CREATE UNIQUE INDEX batch_at ON batch (direction, party, at);
CREATE UNIQUE INDEX batch_brought ON batch (brought) WHERE brought IS NOT NULL;
-- The items of a batch as runs of positions that go on in both orders, so that what a partner was given costs a
-- row for each run and not for each item. An item of -1 was refused: its text was not kept.
CREATE TABLE batch_run (batch INTEGER NOT NULL, position INTEGER NOT NULL, count INTEGER NOT NULL, item INTEGER NOT NULL,
  way INTEGER NOT NULL, PRIMARY KEY (batch, position)) STRICT, WITHOUT ROWID;
CREATE INDEX batch_run_item ON batch_run (way, item, count);
CREATE TABLE offset (n INTEGER PRIMARY KEY) STRICT;
INSERT INTO offset (n) WITH RECURSIVE up (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM up WHERE n < ${longestRun - 1}) SELECT n FROM up;
-- Item by item. Ask it by batch; by item, ask 'batch_run'.
CREATE VIEW batch_item AS SELECT batch, position + n AS position, CASE WHEN item < 0 THEN item ELSE item + n END AS item
  FROM batch_run CROSS JOIN offset ON n < batch_run.count;
-- How a release is doing on its way: derived from nothing, so it is not audited.
CREATE TABLE delivery (batch INTEGER PRIMARY KEY, state TEXT NOT NULL CHECK (state IN ('open', 'acknowledged', 'withheld')),
  via TEXT NOT NULL, package BLOB, countersigned BLOB) STRICT;
`;
