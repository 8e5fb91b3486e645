/** Which keys the operator trusts for files of others, and what they showed. Derived from nothing; it stands in no log. */
export const fileKeyTables = `
-- Public OpenPGP keys. Spec: CSF-11.
CREATE TABLE file_key (fingerprint TEXT PRIMARY KEY, name TEXT NOT NULL, armor TEXT NOT NULL, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
-- Signatures of held advisories that were checked with a key. Spec: CSF-12.
CREATE TABLE file_signature (item INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL, holds INTEGER NOT NULL, at INTEGER NOT NULL) STRICT;
`;
