import { type Clause, covers } from '#protocol/agreement/clause.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import type { OriginEvidence, ReleasePackage } from '#protocol/agreement/release-package.ts';
import type { ReleaseTerms } from '#protocol/agreement/release-record.ts';
import { fromHex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import type { KeyHistory } from '#protocol/identity/key-history.ts';
import { itemEntry, verifyItemInBatch } from '#protocol/log/batch.ts';
import { type Item, type ItemHead, parseItemText, readItemHead } from '#protocol/record/item.ts';
import { tlpAtMost } from '#protocol/record/label.ts';
import { openRecord, type RecordHead } from '#protocol/record/record.ts';
import { type AgreementEntry, agreements } from '../party/agreement-book.ts';
import { type ContentDescription, describeContent } from '../party/content.ts';
import { openFreshRecord } from '../party/fresh-record.ts';
import type { Party } from '../party/party.ts';
import { peer } from '../party/peer-book.ts';
import { Withdrawals } from '../party/revocation.ts';
import type { NewItem } from '../store/item-store.ts';

/** A release that was verified as a whole. */
export interface Arrival {
  readonly id: string;
  readonly release: ReleasePackage;
  readonly terms: ReleaseTerms;
  readonly sender: KeyHistory;
}

/** Whether an agreement has both sides as parties, and a clause goes from one to the other. */
const isBetween = ({ agreement: { terms } }: AgreementEntry, clause: Clause, from: string, to: string): boolean =>
  [from, to].every((side) => terms.parties.includes(side)) && covers(clause.from, from) && covers(clause.to, to);

/** The agreement and clause under which an item came. */
interface Under {
  readonly entry: AgreementEntry;
  readonly clause: Clause;
}

/** The clause of each item, by the shares; an unknown agreement refuses, since duties would be unknown. Spec: REL-7. */
function clausesOf(party: Party, { terms, sender }: Arrival): Under[] {
  const known = agreements(party);
  return terms.shares.flatMap((share) => {
    const entry = known.find(({ agreement }) => agreement.id === share.agreement);
    const clause = entry?.agreement.terms.clauses.find(({ n }) => n === share.clause);
    if (
      entry === undefined ||
      clause === undefined ||
      entry.since === Number.MAX_SAFE_INTEGER ||
      !isBetween(entry, clause, sender.party, party.id)
    )
      throw new Fault(
        'release-without-agreement',
        'The release cites a clause that this server does not know as signed.',
      );
    if (entry.withdrawnBy.includes(sender.party) || entry.withdrawnBy.includes(party.id))
      throw new Fault('release-agreement-left', 'The release cites an agreement from which a side has withdrawn.');
    const under = { entry, clause };
    return Array.from({ length: share.count }, () => under);
  });
}

/** Verifies that a relayed item was stated by its author. Spec: REL-10. */
function verifyOrigin(
  party: Party,
  item: { text: string; author: string },
  evidence: OriginEvidence | undefined,
): void {
  const author = peer(party, item.author);
  if (author === undefined || evidence === undefined)
    throw new Fault('origin-unproved', 'A relayed record came without proof of its author.');
  const { count, root } = batchTerms(openRecord(evidence.note, author.history).head);
  const entry = itemEntry(evidence.salt, utf8(item.text));
  verifyItemInBatch({ entry, index: evidence.index, count, root: fromHex(root, 32), proof: evidence.proof });
}

function batchTerms({ kind, data }: RecordHead): { count: number; root: string } {
  const { count, root } = data;
  if (kind !== 'batch' || typeof count !== 'number' || typeof root !== 'string')
    throw new Fault('origin-unproved', 'The evidence is not a batch record.');
  return { count, root };
}

/** The sender's statement over the same items is there where passing on is allowed, and says the same. Spec: REL-10. */
function checkStatement({ release, terms, sender }: Arrival, clauses: readonly { clause: Clause }[]): void {
  if (release.statement === undefined) {
    if (clauses.some(({ clause }) => clause.duties.onward !== 'none'))
      throw new Fault('release-statement', 'The sender did not state the items that may be passed on.');
    return;
  }
  const { count, root } = batchTerms(openFreshRecord(release.statement, sender).head);
  if (count !== terms.count || root !== terms.root)
    throw new Fault('release-statement', 'The statement of the sender is about other items.');
}

interface ReadItem {
  readonly item: Item;
  readonly text: string;
  readonly about: ContentDescription;
}

/** Reads each line of a head once: thousands of items of a release have the same. */
function rememberedHeads(): (line: string) => ItemHead {
  const heads = new Map<string, ItemHead>();
  return (line) => {
    const head = heads.get(line) ?? readItemHead(line);
    heads.set(line, head);
    return head;
  };
}

/** Reads one item as strictly as if a stranger had sent it. Spec: LNK-5, ITM-3. */
function readItem(
  party: Party,
  arrival: Arrival,
  { position, clause, readHead }: { position: number; clause: Clause; readHead: (line: string) => ItemHead },
): ReadItem {
  const text = arrival.release.items[position] ?? '';
  const item = parseItemText(text, readHead);
  if (item.author !== arrival.sender.party)
    verifyOrigin(
      party,
      { text, author: item.author },
      arrival.release.evidence.find((e) => e.position === position),
    );
  if (!tlpAtMost(item.label.tlp, clause.ceiling))
    throw new Fault('item-above-clause', 'The label is above the clause under which it came.');
  if (item.label.only !== undefined && !item.label.only.includes(party.id))
    throw new Fault('item-not-for-us', 'The label names its recipients, and we are not among them.');
  return { item, text, about: describeContent(item) };
}

const versionFault = { notice: 'notice-version-differs', contact: 'contact-version-differs' } as const;

/** An author that says two things under one version of a notice or a contact card is believed once. Spec: NTC-3, CNT-2. */
function refuseSecondText(party: Party, { item, text, about }: ReadItem, passed: Iterable<NewItem>): void {
  if (item.media !== 'notice' && item.media !== 'contact') return;
  const { object, version } = about;
  const isHeld = party.items.bySameText(object, text) === undefined && party.items.holdsVersion(object, version);
  const isBeside = [...passed].some((o) => o.about.object === object && o.about.version === version && o.text !== text);
  if (isHeld || isBeside)
    throw new Fault(versionFault[item.media], 'Another text of this version of it is already held.');
}

/** An item as it will be kept, with the duties of the clause under which it came. */
function newItem({ item, text, about }: ReadItem, { entry, clause }: Under, known: Map<string, ReleaseFacts>): NewItem {
  const name = JSON.stringify([about.kind, item.label, item.author, entry.agreement.id, clause.n]);
  const holding = { agreement: entry.agreement.id, clause: clause.n, duties: clause.duties };
  const { label, author } = item;
  const facts = known.get(name) ?? { kind: about.kind, label, author, holding, approved: false };
  known.set(name, facts);
  return { text, about, facts };
}

/** The items of a release that pass, by position; what fails is recorded as refused alone. Spec: LNK-5. */
export function readItems(party: Party, arrival: Arrival): Map<number, NewItem> {
  const clauses = clausesOf(party, arrival);
  checkStatement(arrival, clauses);
  const passed = new Map<number, NewItem>();
  const [known, readHead] = [new Map<string, ReleaseFacts>(), rememberedHeads()];
  const withdrawals = new Withdrawals(party);
  clauses.forEach((under, position) => {
    try {
      const read = readItem(party, arrival, { position, clause: under.clause, readHead });
      refuseSecondText(party, read, passed.values());
      withdrawals.refuseLater(read);
      passed.set(position, newItem(read, under, known));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      party.refusal(arrival.sender.party, {
        code: error.code,
        path: `/items/${position}${error.path}`,
        message: error.message,
      });
    }
  });
  return passed;
}
