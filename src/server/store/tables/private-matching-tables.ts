/** Private matching: keys and tags of this epoch, and how many values were asked. Never which. */
export const privateMatchingTables = `
-- 'next': the position from which indicators have no tags yet.
CREATE TABLE private_epoch (partner TEXT PRIMARY KEY, epoch INTEGER NOT NULL, seed BLOB NOT NULL, next INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE private_tag (partner TEXT NOT NULL, item INTEGER NOT NULL, tag BLOB NOT NULL, PRIMARY KEY (partner, item, tag)) STRICT, WITHOUT ROWID;
CREATE TABLE private_count (partner TEXT NOT NULL, day INTEGER NOT NULL, direction TEXT NOT NULL CHECK (direction IN ('answered', 'asked')),
  count INTEGER NOT NULL, PRIMARY KEY (partner, day, direction)) STRICT, WITHOUT ROWID;
`;
