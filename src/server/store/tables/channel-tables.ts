/** Sources and destinations: what is fetched from and brought to servers that are no partners on the link, and how that goes. */
export const channelTables = `
-- A source (direction 'in') or a destination ('out', bound to a party). 'credential' is sealed. 'wait': seconds from the last try.
CREATE TABLE channel (name TEXT PRIMARY KEY, direction TEXT NOT NULL CHECK (direction IN ('in', 'out')), kind TEXT NOT NULL,
  url TEXT NOT NULL, collection TEXT, format TEXT, party TEXT, level TEXT NOT NULL, onward INTEGER NOT NULL, every INTEGER NOT NULL,
  paused INTEGER NOT NULL DEFAULT 0, added INTEGER NOT NULL, credential BLOB, offer TEXT, last_try INTEGER NOT NULL DEFAULT 0,
  last_good INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0, wait INTEGER NOT NULL DEFAULT 0, fault TEXT, detail TEXT,
  cursor TEXT NOT NULL DEFAULT '{}', CHECK ((direction = 'out') = (party IS NOT NULL))) STRICT, WITHOUT ROWID;
-- What became of every object, by day (days since 1970, UTC). 'accepted' of a destination: what the other server took.
CREATE TABLE channel_day (name TEXT NOT NULL, day INTEGER NOT NULL, accepted INTEGER NOT NULL, known INTEGER NOT NULL,
  refused INTEGER NOT NULL, PRIMARY KEY (name, day)) STRICT, WITHOUT ROWID;
-- By which rule objects were refused.
CREATE TABLE channel_refusal (name TEXT NOT NULL, code TEXT NOT NULL, count INTEGER NOT NULL, last INTEGER NOT NULL,
  PRIMARY KEY (name, code)) STRICT, WITHOUT ROWID;
`;
