/** What the operator knows about the world of MISP. It stands in no log: it is no statement, and leaves with nothing. */
export const mispTables = `
-- The party that an organisation of MISP is known as. Spec: MSP-6.
CREATE TABLE misp_organisation (uuid TEXT PRIMARY KEY, party TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;
