/** What was refused at the door, and what people did. */
export const refusalTables = `
-- What was refused at the door, and what people did.
CREATE TABLE refusal (n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, party TEXT, code TEXT NOT NULL,
  path TEXT NOT NULL, detail TEXT NOT NULL) STRICT;
CREATE TABLE deed (n INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, account TEXT NOT NULL, what TEXT NOT NULL,
  subject TEXT NOT NULL) STRICT;
`;
