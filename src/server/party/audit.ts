import { readAgreement } from '#protocol/agreement/agreement.ts';
import { policyJson, readPolicy } from '#protocol/agreement/policy.ts';
import { classText, type ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { checkCountersigned, type ReleaseTerms, readRelease, shareAt } from '#protocol/agreement/release-record.ts';
import { canonicalText } from '#protocol/bytes/canonical-json.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { rootOf } from '#protocol/log/merkle.ts';
import { readErasure } from '#protocol/record/erasure-record.ts';
import { parseItem } from '#protocol/record/item.ts';
import { parseRecordHead, type RecordHead } from '#protocol/record/record.ts';
import { auditCases } from '../case/audit-cases.ts';
import { type ItemRow, rankOf } from '../store/item-store.ts';
import { AuditReport } from './audit-finding.ts';
import { FollowReplay } from './audit-follow.ts';
import { auditLog, auditUnlogged, type LoggedNote } from './audit-log.ts';
import { type BatchRow, batchById, itemsOf, leavesOf, originOf } from './batch-book.ts';
import { describeContent } from './content.ts';
import type { Party } from './party.ts';
import { knownPeer } from './peer-book.ts';
import { wordsReach } from './word-index.ts';

interface ExpectedItem {
  readonly seq: number;
  /** The batch that brought it. */
  readonly batch: number;
  turn: number;
  facts: ReleaseFacts;
}

/** Where an item came in. */
interface Origin {
  readonly batch: BatchRow;
  readonly position: number;
  readonly terms: object;
  readonly leaf: string | undefined;
}

/** What the log says the store should hold, built up note by note. Spec: AUD-3. */
class Replay {
  /** By the hash of the text; by the leaf hash once the text was erased. */
  readonly items = new Map<string, ExpectedItem>();
  readonly #byLeaf = new Map<string, ExpectedItem>();
  /** Source leaf by leaf of what was stated anew: our own batch that follows holds it. Spec: RIS-6. */
  readonly reissued = new Map<string, string>();
  readonly erased = new Set<string>();
  readonly since = new Map<string, number>();
  readonly withdrawn = new Set<string>();
  policy: string | undefined;
  /** What followed the releases. Spec: AUD-5. */
  readonly follows: FollowReplay;
  turn = -1;
  readonly #party: Party;
  readonly #report: AuditReport;

  constructor(party: Party, report: AuditReport) {
    this.#party = party;
    this.#report = report;
    this.follows = new FollowReplay(party, (leaf) => this.#byLeaf.get(leaf)?.seq);
  }

  take(logged: LoggedNote): void {
    if (logged.kind === 'agreement') {
      this.since.set(logged.id, this.items.size - 1);
      return;
    }
    if (logged.kind === 'identity') return;
    const head = parseRecordHead(logged.note.text);
    if (head.kind === 'batch') this.#takeBatch(logged, { root: String(head.data['root']) });
    if (head.kind === 'release') this.#takeBatch(logged, readRelease(head.data));
    if (head.kind === 'approval') this.#takeApproval(logged, head);
    if (head.kind === 'recall') this.#takeRecall(logged, head);
    if (head.kind === 'reissue') this.#takeReissue(head);
    if (head.kind === 'erasure') for (const leaf of readErasure(head.data).leaves) this.erased.add(leaf);
    this.follows.take(logged, head);
    if (head.kind === 'policy') this.policy = canonicalText(policyJson(readPolicy(head.data)));
    if (head.kind === 'withdrawal') this.withdrawn.add(`${String(head.data['agreement'])} ${head.author}`);
  }

  #takeBatch(logged: LoggedNote, terms: { root: string } | ReleaseTerms): void {
    const batch = batchById(this.#party, logged.id);
    if (batch === undefined)
      return this.#report.add('batch-missing', logged.where, `The batch ${logged.id} is not in the store.`);
    this.#report.checked.batches++;
    const rows = itemsOf(this.#party, batch.n).map((seq) => this.#party.items.bySeq(seq));
    const leaves = leavesOf(this.#party, batch);
    if (leaves === undefined || hex(rootOf(leaves)) !== terms.root)
      this.#report.add(
        'batch-root-differs',
        `batch ${batch.id}`,
        'The held items do not lead to the root that was signed.',
      );
    if (batch.direction === 'left') return;
    rows.forEach((row, position) => {
      const leaf = leaves?.[position];
      const item =
        row === undefined ? undefined : this.#expect(row, { batch, position, terms, leaf: leaf && hex(leaf) });
      if (item !== undefined && leaf !== undefined) this.#byLeaf.set(hex(leaf), item);
    });
  }

  /** What is expected of an item at its first appearance; its later ones change nothing. */
  #expect(row: ItemRow, origin: Origin): ExpectedItem {
    const name = row.text === null ? hex(row.hash) : sha256Hex(utf8(row.text));
    const known = this.items.get(name);
    if (known !== undefined) return known;
    this.turn++;
    const item = { seq: this.items.size, batch: origin.batch.n, turn: this.turn, facts: this.#factsOf(row, origin) };
    this.items.set(name, item);
    return item;
  }

  /** The facts that follow from the log; of an erased item only its class is left to say what it was. */
  #factsOf(row: ItemRow, origin: Origin): ReleaseFacts {
    if (row.text === null) {
      const { recalled: _, ...facts } = this.#party.items.factsOf(row.class);
      return { ...facts, approved: false };
    }
    const item = parseItem(utf8(row.text));
    return {
      kind: describeContent(item).kind,
      label: item.label,
      author: item.author,
      approved: false,
      holding: origin.batch.direction === 'own' ? this.#ownHolding(origin) : holdingOf(this.#party, origin),
    };
  }

  /** A re-issue is held as its source is. Spec: RIS-1. */
  #ownHolding({ leaf }: Origin): ReleaseFacts['holding'] {
    const source = this.reissued.get(leaf ?? '');
    return source === undefined ? 'own' : (this.#byLeaf.get(source)?.facts.holding ?? 'own');
  }

  #takeReissue({ data }: RecordHead): void {
    const [items, sources] = [data['items'], data['sources']];
    if (!Array.isArray(items) || !Array.isArray(sources)) return;
    items.forEach((leaf, index) => this.reissued.set(String(leaf), String(sources[index])));
  }

  #takeApproval(logged: LoggedNote, head: RecordHead): void {
    for (const item of this.#named(logged, head)) {
      this.turn++;
      item.turn = this.turn;
      item.facts = { ...item.facts, approved: true };
    }
  }

  #takeRecall(logged: LoggedNote, head: RecordHead): void {
    if (head.data['what'] === 'replaced') return;
    for (const item of this.#named(logged, head)) {
      if (item.facts.recalled === true) continue;
      this.turn++;
      item.turn = this.turn;
      item.facts = { ...item.facts, recalled: true };
    }
  }

  /** The items whose leaf hashes a record of ours names. */
  #named(logged: LoggedNote, { data, kind }: RecordHead): ExpectedItem[] {
    const leaves = Array.isArray(data['items']) ? (data['items'] as readonly string[]) : [];
    return leaves.flatMap((leaf) => {
      const item = this.#byLeaf.get(leaf);
      if (item === undefined)
        this.#report.add(
          kind === 'approval' ? 'approval-unknown-item' : 'recall-unknown-item',
          logged.where,
          `The ${kind} names ${leaf}, which was not held.`,
        );
      return item ?? [];
    });
  }
}

function holdingOf(party: Party, origin: { position: number; terms: object }): ReleaseFacts['holding'] {
  const { shares = [] } = origin.terms as Partial<ReleaseTerms>;
  const share = shareAt(shares, origin.position);
  const row =
    share === undefined
      ? undefined
      : party.db.get<{ bytes: Uint8Array }>('SELECT bytes FROM agreement WHERE id = ?', share.agreement);
  const clause =
    row === undefined
      ? undefined
      : readAgreement(parseNote(row.bytes)).terms.clauses.find(({ n }) => n === share?.clause);
  if (share === undefined || clause === undefined)
    throw new Fault('agreement-unknown', 'A release cites an agreement that is not held.');
  return { agreement: share.agreement, clause: share.clause, duties: clause.duties };
}

function compareItems(party: Party, report: AuditReport, replay: Replay): void {
  const unseen = new Set(replay.items.keys());
  for (const row of party.db.each<ItemRow & { hash: Uint8Array }>('SELECT * FROM item ORDER BY seq')) {
    report.checked.items++;
    const name = hex(row.hash);
    const expected = replay.items.get(name);
    unseen.delete(name);
    if (expected === undefined) report.add('item-extra', `item ${row.seq}`, 'No batch in the log contains this item.');
    else compareItem(party, report, { row, expected, name });
  }
  for (const name of unseen)
    report.add('item-missing', `item ${name}`, 'The log says that this item was accepted; the store lacks it.');
  const missing = party.db.count(
    `SELECT count(*) FROM item WHERE seq <= ? AND text IS NOT NULL AND seq NOT IN (SELECT id FROM item_words_docsize)`,
    wordsReach(party),
  );
  const extra = party.db.count(
    'SELECT count(*) FROM item_words_docsize WHERE id > ? OR id NOT IN (SELECT seq FROM item WHERE text IS NOT NULL)',
    wordsReach(party),
  );
  if (missing + extra > 0)
    report.add('words-count-differs', 'search', `The search index lacks ${missing} records and has ${extra} too many.`);
  compareKeys(party, report);
}

/** Every item that is held is found by the id of its object, and nothing else is. Spec: AUD-3. */
function compareKeys(party: Party, report: AuditReport): void {
  const held = party.db.count('SELECT count(*) FROM item WHERE text IS NOT NULL');
  const named = party.db.count('SELECT count(*) FROM item_name');
  const found = party.db.count(
    'SELECT count(*) FROM item_name JOIN item USING (seq) WHERE key = name_key AND name_key = object_key(object) AND text IS NOT NULL',
  );
  if (named !== held || found !== held)
    report.add('item-differs', 'item_name', `${found} of ${held} items are found by their object.`);
}

/** A text is gone exactly when the log says that it was erased. Spec: ERA-3. */
function compareErasures(party: Party, report: AuditReport, replay: Replay): void {
  const gone = party.db.all<{ seq: number; hash: Uint8Array }>('SELECT seq, hash FROM item WHERE text IS NULL');
  for (const { seq, hash } of gone)
    if (!replay.erased.delete(hex(hash)))
      report.add('batch-text-missing', `item ${seq}`, 'The text is gone, and no erasure says why.');
  for (const leaf of replay.erased)
    report.add('erasure-undone', `leaf ${leaf}`, 'The log says that this was erased; its text is here.');
}

function compareItem(
  party: Party,
  report: AuditReport,
  found: { row: ItemRow; expected: ExpectedItem; name: string },
): void {
  const { row, expected, name } = found;
  const where = `item ${row.seq}`;
  if (row.text !== null && sha256Hex(utf8(row.text)) !== name)
    return report.add('item-differs', where, 'The text has another hash than stored.');
  if (row.seq !== expected.seq || row.turn !== expected.turn)
    report.add('item-differs', where, `Position ${row.seq}/${row.turn} instead of ${expected.seq}/${expected.turn}.`);
  if (originOf(party, row.seq)?.batch.n !== expected.batch)
    report.add('item-differs', where, 'The batch that brought the item is another one.');
  if (classText(party.items.factsOf(row.class)) !== classText(expected.facts))
    report.add('item-differs', where, 'The release class is not the one that follows from the log.');
  if (row.text === null) return;
  const about = describeContent(parseItem(utf8(row.text)));
  const named = party.db.all<{ object: string }>(
    'SELECT object FROM item_reference WHERE item = ? ORDER BY object',
    row.seq,
  );
  if (named.map(({ object }) => object).join() !== about.references.toSorted().join())
    report.add('item-differs', where, 'The references are not those of the content.');
  if (about.object !== row.object || about.version !== row.version || about.title !== row.title)
    report.add('item-differs', where, 'The id, version or title is not that of the content.');
  if (rankOf(about.marked) !== row.marked)
    report.add('item-differs', where, 'The content carries another TLP level than the store says.');
}

function compareAgreements(party: Party, report: AuditReport, replay: Replay): void {
  for (const { id, since } of party.db.all<{ id: string; since: number | null }>('SELECT id, since FROM agreement')) {
    report.checked.agreements++;
    const expected = replay.since.get(id) ?? null;
    if (since !== expected)
      report.add('agreement-differs', `agreement ${id}`, `In force since ${since} instead of ${expected}.`);
  }
  for (const { agreement, party: by } of party.db.all<{ agreement: string; party: string }>(
    'SELECT agreement, party FROM withdrawal',
  ))
    if (!replay.withdrawn.delete(`${agreement} ${by}`))
      report.add('withdrawal-differs', `agreement ${agreement}`, 'A withdrawal is not in the log.');
  for (const name of replay.withdrawn)
    report.add('withdrawal-differs', `agreement ${name}`, 'A logged withdrawal is not in the store.');
  if (replay.policy !== undefined && replay.policy !== party.meta.get('policy'))
    report.add('policy-differs', 'policy', 'The release policy is not the one that was logged last.');
}

function auditReceipts(party: Party, report: AuditReport): void {
  const rows = party.db.all<{ id: string; party: string; countersigned: Uint8Array }>(
    "SELECT id, party, countersigned FROM delivery JOIN batch ON batch.n = delivery.batch WHERE state = 'acknowledged'",
  );
  for (const row of rows) {
    report.checked.receipts++;
    try {
      checkCountersigned(parseNote(row.countersigned), knownPeer(party, row.party).history);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      report.add('receipt-wrong', `release ${row.id}`, `The receipt does not verify: ${error.code}.`);
    }
  }
}

/**
 * Derives the whole store again from the log, the kept notes and the item texts, and names each
 * difference. Changes nothing. Spec: AUD-1 to AUD-4, AUD-6.
 */
export function auditParty(party: Party): AuditReport {
  const report = new AuditReport();
  const logged = auditLog(party, report);
  auditUnlogged(party, report, logged);
  const replay = new Replay(party, report);
  for (const note of logged) {
    try {
      replay.take(note);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      report.add('note-unreadable', note.where, `The note cannot be replayed: ${error.code}.`);
    }
  }
  compareItems(party, report, replay);
  compareErasures(party, report, replay);
  replay.follows.compare(report);
  compareAgreements(party, report, replay);
  auditReceipts(party, report);
  auditCases(party, report);
  return report;
}
