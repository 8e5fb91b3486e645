import { readDuties } from '#protocol/agreement/duties.ts';
import { classText, type Holding, type ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { parseCanonical } from '#protocol/bytes/canonical-json.ts';
import { Fields, idForm } from '#protocol/bytes/fields.ts';
import { sha256 } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { readLabel } from '#protocol/record/label.ts';
import type { Database } from './database.ts';

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
  readonly text: string | null;
}

/** What an item is besides its text, derived from its content by the caller. */
export interface ItemDescription {
  readonly object: string;
  readonly version: string;
  readonly title: string;
  readonly words: string;
  /** Ids of the objects that the content names, itself excluded. */
  readonly references: readonly string[];
}

// The ends of all three orders are looked up where they are used: another process may have added meanwhile.
const insertAtEnd = `INSERT INTO item (seq, turn, hash, class, object, version, title, added, text) VALUES (
  (SELECT coalesce(max(seq), -1) + 1 FROM item), (SELECT coalesce(max(turn), -1) + 1 FROM item), ?, ?, ?, ?, ?,
  max(?, (SELECT coalesce(max(added), 0) + 1 FROM item)), ?)`;

/** Items and the release classes they fall into. */
export class ItemStore {
  readonly #db: Database;
  readonly #classIds = new Map<string, number>();
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

  /** The id of the class of these facts, made when new. Spec: REL-4. */
  classOf(facts: ReleaseFacts): number {
    // Facts as the caller wrote them are told apart faster than by their canonical text; two ways to
    // write the same facts only take two places here.
    const given = JSON.stringify(facts);
    const id = this.#classIds.get(given) ?? this.#classNamed(classText(facts), facts);
    this.#classIds.set(given, id);
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
    this.#classIds.clear();
    this.#classFacts.clear();
  }

  /** The item with this text, if held. */
  bySameText(text: string): ItemRow | undefined {
    return this.#db.get<ItemRow>('SELECT * FROM item WHERE hash = ?', sha256(utf8(text)));
  }

  /** Adds an item at the end of both orders; call inside a transaction. */
  add(text: string, facts: ReleaseFacts, about: ItemDescription, now: number): number {
    const { lastId: seq } = this.#db.run(
      insertAtEnd,
      sha256(utf8(text)),
      this.classOf(facts),
      about.object,
      about.version,
      about.title,
      now,
      text,
    );
    this.#db.run('INSERT INTO item_words (rowid, words) VALUES (?, ?)', seq, about.words);
    for (const object of about.references)
      this.#db.run('INSERT INTO item_reference (item, object) VALUES (?, ?) ON CONFLICT DO NOTHING', seq, object);
    return seq;
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
  };
  fields.end();
  return facts;
}
