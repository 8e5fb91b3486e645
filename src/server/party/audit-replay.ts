import { readAgreement } from '#protocol/agreement/agreement.ts';
import { policyJson, readPolicy } from '#protocol/agreement/policy.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { type ReleaseTerms, readRelease, shareAt } from '#protocol/agreement/release-record.ts';
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
import type { ItemRow } from '../store/item-store.ts';
import type { AuditReport } from './audit-finding.ts';
import { FollowReplay } from './audit-follow.ts';
import type { LoggedNote } from './audit-log.ts';
import { type BatchRow, batchById, itemsOf, leavesOf } from './batch-book.ts';
import { describeContent } from './content.ts';
import type { Party } from './party.ts';

export interface ExpectedItem {
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
export class AuditReplay {
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
