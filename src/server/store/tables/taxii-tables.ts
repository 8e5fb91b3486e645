/** What came in over TAXII: who submitted what, and what became of it. */
export const taxiiTables = `
-- One POST of objects. It can be asked about while 'details' are kept; the rest says for good which account answers for which batch.
CREATE TABLE submission (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, at INTEGER NOT NULL, account TEXT NOT NULL,
  total INTEGER NOT NULL, succeeded INTEGER NOT NULL, failed INTEGER NOT NULL, details TEXT) STRICT;
CREATE INDEX submission_fresh ON submission (at) WHERE details IS NOT NULL;
CREATE TABLE submission_batch (batch INTEGER PRIMARY KEY, submission INTEGER NOT NULL) STRICT;
CREATE INDEX submission_batch_of ON submission_batch (submission);
-- The collection of what a party without a server of its own submitted. 'content' is kept only where another
-- content of the same version was held, so that its submission did not become our statement;
-- what was withdrawn has neither, and no object and version either.
CREATE TABLE submitted (party TEXT NOT NULL, added INTEGER NOT NULL, submission INTEGER NOT NULL, object TEXT NOT NULL,
  version TEXT NOT NULL, item INTEGER, content TEXT, PRIMARY KEY (party, added)) STRICT, WITHOUT ROWID;
CREATE INDEX submitted_object ON submitted (party, object, version);
CREATE INDEX submitted_item ON submitted (item);
`;
