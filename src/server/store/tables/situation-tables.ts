/** What is going on, counted by day from what is held: derived from the items, in arrears. */
export const situationTables = `
CREATE TABLE situation (topic TEXT NOT NULL, day INTEGER NOT NULL, subject TEXT NOT NULL, count INTEGER NOT NULL,
  PRIMARY KEY (topic, day, subject)) STRICT, WITHOUT ROWID;
`;
