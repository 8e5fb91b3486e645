/** Whom received records oblige us to notify. */
export const affectedTables = `
-- A party that a received record names, under a clause that obliges to notify it. 'proof' says how it was told. Spec: DUT-6.
CREATE TABLE affected (item INTEGER NOT NULL, party TEXT NOT NULL, at INTEGER NOT NULL, done INTEGER, proof TEXT,
  PRIMARY KEY (item, party)) STRICT, WITHOUT ROWID;
`;
