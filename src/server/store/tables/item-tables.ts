/** Items, the classes they fall into, and what they name. */
export const itemTables = `
-- Release classes and items. 'turn' is the order of offering: it changes when an item's class does.
CREATE TABLE class (id INTEGER PRIMARY KEY, facts TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, tlp TEXT NOT NULL,
  author TEXT NOT NULL, own INTEGER NOT NULL, approved INTEGER NOT NULL) STRICT;
CREATE TABLE item (seq INTEGER PRIMARY KEY, turn INTEGER NOT NULL UNIQUE, hash BLOB NOT NULL UNIQUE, class INTEGER NOT NULL
  REFERENCES class, object TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL, added INTEGER NOT NULL UNIQUE,
  text TEXT) STRICT;
CREATE INDEX item_object ON item (object, version);
CREATE INDEX item_class ON item (class, turn);
-- What an item names: an object that is held here but not released to a partner holds back those that name it.
CREATE TABLE item_reference (item INTEGER NOT NULL, object TEXT NOT NULL, PRIMARY KEY (item, object)) STRICT, WITHOUT ROWID;
CREATE TABLE held_back (party TEXT NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (party, item)) STRICT, WITHOUT ROWID;
CREATE VIRTUAL TABLE item_words USING fts5 (words, content='', contentless_delete=1, tokenize='unicode61');
`;
