import { readAnswer, readCorrection, readExpiry } from '#protocol/agreement/correction.ts';
import { readErasure } from '#protocol/record/erasure-record.ts';
import type { RecordHead } from '#protocol/record/record.ts';
import type { AuditCode, AuditReport } from './audit-finding.ts';
import type { LoggedNote } from './audit-log.ts';
import { batchById, itemsOf } from './batch-book.ts';
import type { Party } from './party.ts';

/** A row of a table as text, by the text of its key. */
type Rows = Map<string, string>;

/** The place of an item by its salted leaf hash in the batch that brought it. */
type SeqOf = (leaf: string) => number | undefined;

/** What follows releases, as one table and the code of its differences. */
interface Followed {
  readonly code: AuditCode;
  readonly name: string;
  /** Gives `key` and `row` of all that is held. */
  readonly held: string;
}

// What is no part of any record (when it was kept here, what caused it) cannot be derived and is left out.
const tables = {
  correction: {
    code: 'correction-differs',
    name: 'correction',
    held: `SELECT correction.id AS key, correction.direction || ' ' || correction.party || ' ' || batch.id || ' ' || what || ' ' || due || ' ' ||
      (SELECT group_concat(position || ':' || item) FROM (SELECT * FROM correction_item WHERE correction = correction.n ORDER BY position)) AS row
      FROM correction JOIN batch ON batch.n = correction.batch`,
  },
  answer: {
    code: 'correction-differs',
    name: 'answer to',
    held: `SELECT correction.id AS key, record || ' ' || number || ' ' || outcome || ' ' || coalesce(ground, '-') || ' ' || complete AS row
      FROM correction_answer AS answer JOIN correction ON correction.n = answer.correction`,
  },
  hold: { code: 'hold-differs', name: 'hold of item', held: 'SELECT item AS key, ground AS row FROM hold' },
  expiry: {
    code: 'expiry-differs',
    name: 'expiry of',
    held: `SELECT batch.id || ' ' || position AS key, record || ' ' || coalesce(ground, '-') AS row
      FROM expiry JOIN batch ON batch.n = expiry.batch`,
  },
  recall: {
    code: 'recall-differs',
    name: 'recall of item',
    held: "SELECT item || ' ' || what AS key, record AS row FROM recall",
  },
  erasure: {
    code: 'erasure-differs',
    name: 'erasure of item',
    held: "SELECT item AS key, record || ' ' || reason AS row FROM erasure",
  },
  reissue: { code: 'reissue-differs', name: 're-issue', held: 'SELECT item AS key, source AS row FROM reissue' },
  notified: {
    code: 'affected-differs',
    name: 'notified, item',
    held: "SELECT item || ' ' || party AS key, 'told' AS row FROM affected WHERE done IS NOT NULL",
  },
  notice: {
    code: 'notice-differs',
    name: 'answer about a notice',
    held: "SELECT record AS key, party || ' ' || step || ' ' || coalesce(status, '-') || ' ' || role AS row FROM notice_answer",
  },
} as const satisfies Record<string, Followed>;
type TableName = keyof typeof tables;

const text = (value: unknown): string => (typeof value === 'string' ? value : '-');
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Builds up from the log what the tables of follow-ups should hold. Spec: AUD-5. */
export class FollowReplay {
  readonly #party: Party;
  readonly #seqOf: SeqOf;
  readonly #rows: Readonly<Record<TableName, Rows>>;

  constructor(party: Party, seqOf: SeqOf) {
    this.#party = party;
    this.#seqOf = seqOf;
    this.#rows = {
      correction: new Map(),
      answer: new Map(),
      hold: new Map(),
      expiry: new Map(),
      recall: new Map(),
      erasure: new Map(),
      reissue: new Map(),
      notified: new Map(),
      notice: new Map(),
    };
  }

  take({ id }: LoggedNote, head: RecordHead): void {
    const { kind, data, author } = head;
    const rows = this.#rows;
    if (kind === 'correction') this.#takeCorrection(id, head);
    if (kind === 'correction-answer') this.#takeAnswer(id, head);
    if (kind === 'expiry') this.#takeExpiry(id, head);
    if (kind === 'hold') this.#takeHold(head);
    if (kind === 'recall')
      for (const leaf of list(data['items'])) rows.recall.set(`${this.#place(leaf)} ${text(data['what'])}`, id);
    if (kind === 'erasure') this.#takeErasure(id, head);
    if (kind === 'reissue')
      list(data['items']).forEach((leaf, index) => {
        rows.reissue.set(String(leaf), String(list(data['sources'])[index]));
      });
    if (kind === 'notified') rows.notified.set(`${this.#place(data['item'])} ${text(data['party'])}`, 'told');
    if (kind === 'notice-answer')
      rows.notice.set(id, `${author} ${text(data['step'])} ${text(data['status'])} ${text(data['role'])}`);
  }

  #place(leaf: unknown): string {
    return String(this.#seqOf(String(leaf)) ?? leaf);
  }

  #takeCorrection(id: string, { data, author }: RecordHead): void {
    const { release, positions, what, due } = readCorrection(data);
    const batch = batchById(this.#party, release);
    const items = batch === undefined ? [] : itemsOf(this.#party, batch.n);
    const direction = author === this.#party.id ? 'sent' : 'received';
    const other = direction === 'sent' ? batch?.party : author;
    const places = positions.map((position) => `${position}:${items[position] ?? -1}`);
    this.#rows.correction.set(id, `${direction} ${other} ${release} ${what} ${due} ${places.join()}`);
  }

  #takeAnswer(id: string, { data }: RecordHead): void {
    const { correction, number, outcome, ground = '-', complete } = readAnswer(data);
    const before = this.#rows.answer.get(correction);
    if (before !== undefined && Number(before.split(' ')[1]) >= number) return;
    this.#rows.answer.set(correction, `${id} ${number} ${outcome} ${ground} ${Number(complete)}`);
  }

  #takeExpiry(id: string, { data }: RecordHead): void {
    const { release, positions, ground = '-' } = readExpiry(data);
    for (const position of positions) this.#rows.expiry.set(`${release} ${position}`, `${id} ${ground}`);
  }

  #takeHold({ data }: RecordHead): void {
    const place = this.#place(data['item']);
    if (data['ground'] === undefined) this.#rows.hold.delete(place);
    else this.#rows.hold.set(place, text(data['ground']));
  }

  #takeErasure(id: string, { data }: RecordHead): void {
    const { leaves, reason } = readErasure(data);
    for (const leaf of leaves) {
      const place = this.#place(leaf);
      this.#rows.erasure.set(place, `${id} ${reason}`);
      // Whom to tell of it goes with the body. Spec: DUT-6.
      for (const key of this.#rows.notified.keys()) if (key.startsWith(`${place} `)) this.#rows.notified.delete(key);
    }
  }

  /** The re-issues, whose leaves were not held yet when the record was logged. */
  #settle(): void {
    const { reissue } = this.#rows;
    const found = [...reissue].map(([leaf, source]) => [this.#place(leaf), this.#place(source)] as const);
    reissue.clear();
    for (const [item, source] of found) reissue.set(item, source);
  }

  /** Names every row that is held and not in the log, or in the log and not held, or held otherwise. Spec: AUD-5. */
  compare(report: AuditReport): void {
    this.#settle();
    for (const [table, { code, name, held }] of Object.entries(tables) as [TableName, Followed][]) {
      const expected = this.#rows[table];
      for (const { key, row } of this.#party.db.all<{ key: string | number; row: string | number | null }>(held)) {
        report.checked.follows++;
        const logged = expected.get(String(key));
        expected.delete(String(key));
        if (logged !== String(row)) report.add(code, `${name} ${key}`, 'It is not what the log says, or not in it.');
      }
      for (const key of expected.keys()) report.add(code, `${name} ${key}`, 'The log has it, the store lacks it.');
    }
  }
}
