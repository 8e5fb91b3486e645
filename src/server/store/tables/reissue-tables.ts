/** What was stated anew so that its source is not named. */
export const reissueTables = `
-- 'item' is ours, 'source' what we received; never shown to others. Spec: RIS-6.
CREATE TABLE reissue (item INTEGER PRIMARY KEY, source INTEGER NOT NULL UNIQUE) STRICT;
-- Received items that wait to be re-issued until what they name is. Spec: RIS-2.
CREATE TABLE reissue_waiting (item INTEGER PRIMARY KEY) STRICT;
`;
