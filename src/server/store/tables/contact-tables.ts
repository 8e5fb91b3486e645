/** Tests of contacts that the server begins by itself. */
export const contactTables = `
-- Every so many days the test of a case is begun, under the account that said so. 'tried': when it was last. Spec: CNT-5.
CREATE TABLE contact_schedule (case_id TEXT PRIMARY KEY, days INTEGER NOT NULL, account TEXT NOT NULL,
  tried INTEGER NOT NULL DEFAULT 0) STRICT, WITHOUT ROWID;
`;
