/** Items, the classes they fall into, and what they name. */
export const itemTables = `
-- Release classes and items. 'name_key' is object_key(object); 'marked' the rank of the TLP level that the content itself
-- carries, from 1, or 0. 'turn' is the order of offering: it changes when an item's class does.
CREATE TABLE class (id INTEGER PRIMARY KEY, facts TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, tlp TEXT NOT NULL,
  author TEXT NOT NULL, own INTEGER NOT NULL, approved INTEGER NOT NULL) STRICT;
CREATE TABLE item (seq INTEGER PRIMARY KEY, turn INTEGER NOT NULL UNIQUE, hash BLOB NOT NULL, class INTEGER NOT NULL
  REFERENCES class, object TEXT NOT NULL, version TEXT NOT NULL, title TEXT NOT NULL, added INTEGER NOT NULL UNIQUE,
  name_key INTEGER NOT NULL, marked INTEGER NOT NULL,
  text TEXT) STRICT;
CREATE INDEX item_class ON item (class, turn);
-- Where the versions of an object are, by object_key(id), which is a number of 48 bits: ids come in no order,
-- and an index over them would write a page for each. New ones wait in a small table and are merged in
-- order, some ten thousand at once. Whoever looks an object up compares its id as well.
CREATE TABLE item_key (key INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (key, seq)) STRICT, WITHOUT ROWID;
CREATE TABLE item_key_recent (key INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (key, seq)) STRICT, WITHOUT ROWID;
CREATE VIEW item_name AS SELECT key, seq FROM item_key UNION ALL SELECT key, seq FROM item_key_recent;
-- What an item names: an object that is held here but not released to a partner holds back those that name it.
CREATE TABLE item_reference (item INTEGER NOT NULL, object TEXT NOT NULL, PRIMARY KEY (item, object)) STRICT, WITHOUT ROWID;
CREATE INDEX item_reference_object ON item_reference (object);
CREATE TABLE held_back (party TEXT NOT NULL, item INTEGER NOT NULL, PRIMARY KEY (party, item)) STRICT, WITHOUT ROWID;
-- Words to search by, taken in arrears: 'words' in meta is the position up to which they stand here.
CREATE VIRTUAL TABLE item_words USING fts5 (words, content='', contentless_delete=1, tokenize='unicode61');
`;
