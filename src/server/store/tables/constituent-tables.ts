/** Enrolled organisations: what they declare, whose keys are in custody here, and when they last fetched. */
export const constituentTables = `
-- 'salt': what the keys in custody are derived with; NULL for who has a server, and for good after leaving.
-- 'custodial' stays 1 after leaving, as receipts keep saying whose keys signed. Times are Unix seconds.
CREATE TABLE constituent (party TEXT PRIMARY KEY, custodial INTEGER NOT NULL, salt BLOB, enrolled INTEGER NOT NULL,
  gone INTEGER, fetched INTEGER) STRICT, WITHOUT ROWID;
-- The body of the newest profile; 'record' names the signed record that holds its salted hash.
CREATE TABLE constituent_profile (party TEXT PRIMARY KEY, body TEXT NOT NULL, salt BLOB NOT NULL, record TEXT NOT NULL,
  contacts TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
`;
