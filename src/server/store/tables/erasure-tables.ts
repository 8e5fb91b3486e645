/** What was erased here, and the salts that are left of batches whose seed had to go. */
export const erasureTables = `
-- Items whose body is gone, with the logged record that says so. Spec: ERA-1.
CREATE TABLE erasure (item INTEGER PRIMARY KEY, record TEXT NOT NULL, reason TEXT NOT NULL, cause TEXT,
  at INTEGER NOT NULL) STRICT;
CREATE INDEX erasure_record ON erasure (record);
-- Sixteen bytes for each item of a batch, zeros for erased ones: the seed would give those away. Spec: ERA-2.
CREATE TABLE batch_salts (batch INTEGER PRIMARY KEY, salts BLOB NOT NULL) STRICT;
`;
