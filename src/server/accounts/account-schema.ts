/**
 * Tables of the people and tools that may use this server. Nothing here can be used to sign in:
 * passwords are Argon2id, tokens and session ids are hashes of 256 random bits. Times are Unix
 * microseconds. `purpose` is what an
 * account of our own reads for (DUT-4). `revision` grows with every change, so that what was remembered of an account ends;
 * its sessions end in the same step, whichever process makes the change.
 */
export const accountSchema = `
CREATE TABLE account (name TEXT PRIMARY KEY, kind TEXT NOT NULL, role TEXT NOT NULL, party TEXT, password TEXT NOT NULL,
  token BLOB NOT NULL UNIQUE, revision INTEGER NOT NULL, added INTEGER NOT NULL, disabled INTEGER,
  purpose TEXT NOT NULL DEFAULT 'defence') STRICT, WITHOUT ROWID;
CREATE TABLE session (id BLOB PRIMARY KEY, account TEXT NOT NULL REFERENCES account ON DELETE CASCADE, secret BLOB NOT NULL,
  opened INTEGER NOT NULL, seen INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE INDEX session_account ON session (account, opened);
CREATE TRIGGER account_changed AFTER UPDATE OF revision ON account BEGIN
  DELETE FROM session WHERE account = NEW.name;
END;
`;
