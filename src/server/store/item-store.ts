import { readDuties } from '#protocol/agreement/duties.ts';
import { classText, type Holding, type ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { parseCanonical } from '#protocol/bytes/canonical-json.ts';
import { Fields, idForm } from '#protocol/bytes/fields.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { readLabel, type Tlp, tlpLevels } from '#protocol/record/label.ts';
import type { Database } from './database.ts';
import { objectKey } from './object-key.ts';

/** What is held about one object, as the lists need it. */
export interface ItemRow {
  readonly seq: number;
  readonly turn: number;
  /** Of the text; once it was erased, the salted leaf hash. */
  readonly hash: Uint8Array;
  readonly class: number;
  readonly object: string;
  readonly version: string;
  readonly title: string;
  readonly added: number;
  /** Rank of the level that the content carries. */
  readonly marked: number;
  readonly text: string | null;
}

/** What an item is besides its text, derived from its content by the caller. */
export interface ItemDescription {
  readonly object: string;
  readonly version: string;
  readonly title: string;
  /** Ids of the objects that the content names, itself excluded. */
  readonly references: readonly string[];
  /** The TLP level that the content itself carries, so that it can go out as it is under a label of that level. */
  readonly marked?: Tlp | undefined;
}

/** The rank of a level in the store, from 1; 0 for none. */
export const rankOf = (level: Tlp | undefined): number => (level === undefined ? 0 : tlpLevels.indexOf(level) + 1);

/** An item that is to be kept. */
export interface NewItem {
  readonly text: string;
  readonly facts: ReleaseFacts;
  readonly about: ItemDescription;
}

const insert =
  'INSERT INTO item (seq, turn, hash, class, object, version, title, added, name_key, marked, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)';
const ends = `SELECT (SELECT coalesce(max(seq), -1) FROM item) AS seq, (SELECT coalesce(max(turn), -1) FROM item) AS turn,
  (SELECT coalesce(max(added), 0) FROM item) AS added`;

/** Items after which the keys that wait are merged in order: a few hundred pages, however the ids fall. */
const mergeEvery = 32_768;

/** Items and the release classes they fall into. */
export class ItemStore {
  readonly #db: Database;
  #classIds = new WeakMap<ReleaseFacts, number>();
  readonly #classFacts = new Map<number, ReleaseFacts>();

  constructor(db: Database) {
    this.#db = db;
  }

  /** The newest turn given out; −1 when there is none. */
  lastTurn(): number {
    return this.#db.count('SELECT coalesce(max(turn), -1) FROM item');
  }

  /** The newest position; −1 when there is none. */
  lastSeq(): number {
    return this.#db.count('SELECT coalesce(max(seq), -1) FROM item');
  }

  /** The newest release class; 0 when there is none. */
  lastClass(): number {
    return this.#db.count('SELECT coalesce(max(id), 0) FROM class');
  }

  /** The id of the class of these facts, made when new. Spec: REL-4. */
  classOf(facts: ReleaseFacts): number {
    // Whoever keeps thousands of items with the same facts gives the same object.
    const id = this.#classIds.get(facts) ?? this.#classNamed(classText(facts), facts);
    this.#classIds.set(facts, id);
    return id;
  }

  #classNamed(text: string, facts: ReleaseFacts): number {
    const known = this.#db.get<{ id: number }>('SELECT id FROM class WHERE facts = ?', text);
    if (known !== undefined) return known.id;
    const own = facts.holding === 'own' ? 1 : 0;
    return this.#db.run(
      'INSERT INTO class (facts, kind, tlp, author, own, approved) VALUES (?, ?, ?, ?, ?, ?)',
      text,
      facts.kind,
      facts.label.tlp,
      facts.author,
      own,
      facts.approved ? 1 : 0,
    ).lastId;
  }

  /** The facts of a class. */
  factsOf(id: number): ReleaseFacts {
    const known = this.#classFacts.get(id);
    if (known) return known;
    const row = this.#db.get<{ facts: string }>('SELECT facts FROM class WHERE id = ?', id);
    if (row === undefined) throw new Error(`There is no release class ${id}.`);
    const facts = parseFacts(row.facts);
    this.#classFacts.set(id, facts);
    return facts;
  }

  /** Every class with the number of its items. */
  classes(): { id: number; facts: ReleaseFacts; count: number }[] {
    const rows = this.#db.all<{ id: number; count: number }>(
      'SELECT class.id AS id, count(item.seq) AS count FROM class LEFT JOIN item ON item.class = class.id GROUP BY class.id',
    );
    return rows.map(({ id, count }) => ({ id, count, facts: this.factsOf(id) }));
  }

  /** Forgets cached classes, after a transaction that made some was rolled back. */
  forget(): void {
    this.#classIds = new WeakMap();
    this.#classFacts.clear();
  }

  /** The item with this text, if held. `object` is the id that the text states. */
  bySameText(object: string, text: string): ItemRow | undefined {
    return this.#db.get<ItemRow>(
      'SELECT item.* FROM item_name JOIN item USING (seq) WHERE key = object_key(?) AND text = ? LIMIT 1',
      object,
      text,
    );
  }

  /** Whether a version of an object is held with its text. */
  holdsVersion(object: string, version: string): boolean {
    return (
      this.#db.get(
        `SELECT 1 FROM item_name JOIN item USING (seq) WHERE item_name.key = object_key(?) AND item.object = ?
         AND item.version = ? AND item.text IS NOT NULL LIMIT 1`,
        object,
        object,
        version,
      ) !== undefined
    );
  }

  /**
   * Adds items at the end of all orders and gives their positions; call inside a transaction. The
   * ends are looked up at each call, since another process may have added meanwhile.
   */
  add(items: readonly NewItem[], now: number): number[] {
    const end = this.#db.get<{ seq: number; turn: number; added: number }>(ends) ?? { seq: -1, turn: -1, added: 0 };
    const seqs = items.map((item, index) => {
      const [seq, turn] = [end.seq + 1 + index, end.turn + 1 + index];
      this.#insert(item, { seq, turn, added: Math.max(now, end.added + 1) + index });
      return seq;
    });
    const last = seqs.at(-1) ?? end.seq;
    if (Math.floor((last + 1) / mergeEvery) > Math.floor((end.seq + 1) / mergeEvery)) this.#mergeKeys();
    return seqs;
  }

  #insert({ text, facts, about }: NewItem, { seq, turn, added }: { seq: number; turn: number; added: number }): void {
    const { object, version, title, references } = about;
    const hash = sha256(utf8(text));
    const key = objectKey(object);
    const rank = rankOf(about.marked);
    this.#db.run(insert, seq, turn, hash, this.classOf(facts), object, version, title, added, key, rank, text);
    this.#db.run('INSERT INTO item_key_recent (key, seq) VALUES (?, ?)', key, seq);
    for (const named of references)
      this.#db.run('INSERT INTO item_reference (item, object) VALUES (?, ?) ON CONFLICT DO NOTHING', seq, named);
  }

  #mergeKeys(): void {
    this.#db.run('INSERT INTO item_key (key, seq) SELECT key, seq FROM item_key_recent ORDER BY key, seq');
    this.#db.run('DELETE FROM item_key_recent');
  }

  /** Takes an item out of what is found by its object's id; call before its id goes. */
  forgetName(seq: number): void {
    for (const table of ['item_key', 'item_key_recent'])
      this.#db.run(`DELETE FROM ${table} WHERE key = (SELECT name_key FROM item WHERE seq = ?) AND seq = ?`, seq, seq);
  }

  /** The newest held version of an object. */
  newestOf(object: string): ItemRow | undefined {
    return this.#db.get<ItemRow>(
      `SELECT item.* FROM item_name JOIN item USING (seq) WHERE key = object_key(?) AND object = ? AND text IS NOT NULL
       ORDER BY version DESC, seq LIMIT 1`,
      object,
      object,
    );
  }

  bySeq(seq: number): ItemRow | undefined {
    return this.#db.get<ItemRow>('SELECT * FROM item WHERE seq = ?', seq);
  }

  /** Puts an item into another class, and so at the end of the order of offering. */
  reclassify(seq: number, facts: ReleaseFacts): void {
    this.#db.run('UPDATE item SET class = ?, turn = ? WHERE seq = ?', this.classOf(facts), this.lastTurn() + 1, seq);
  }
}

function parseHolding(fields: Fields): Holding {
  const value = fields.any('holding');
  if (value === 'own') return 'own';
  const held = new Fields(value);
  const holding = {
    agreement: held.text('agreement', idForm),
    clause: held.integer('clause'),
    duties: readDuties(held.object('duties')),
  };
  held.end();
  return holding;
}

function parseFacts(text: string): ReleaseFacts {
  const fields = new Fields(parseCanonical(utf8(text)));
  const facts: ReleaseFacts = {
    kind: fields.text('kind'),
    label: readLabel(fields.object('label')),
    author: fields.text('author', idForm),
    holding: parseHolding(fields),
    approved: fields.boolean('approved'),
    ...(fields.has('recalled') && fields.boolean('recalled') ? { recalled: true as const } : {}),
  };
  fields.end();
  return facts;
}
