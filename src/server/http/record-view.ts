import { advisoryName } from '#exchange/csaf/advisory.ts';
import { parseAdvisoryContent } from '#exchange/csaf/advisory-content.ts';
import { advisoryObjects } from '#exchange/csaf/advisory-objects.ts';
import type { Decision } from '#protocol/agreement/release-decision.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import type { Approval, PartyDecision, Provenance, RecordView } from '#web/pages/record-page.ts';
import { awaitsApproval, reachOfRecord } from '../party/approval-queue.ts';
import { originOf } from '../party/batch-book.ts';
import { advisoryOf, contentLineOf, contentOf, isAdvisory, isContactCard, isStix } from '../party/content.ts';
import { eraseBy } from '../party/erasure-queue.ts';
import { explainRelease } from '../party/explain-release.ts';
import { namedByItem, noticesAbout, referencesOfItem } from '../party/item-references.ts';
import { entryPosition } from '../party/log-entries.ts';
import { partners } from '../party/peer-book.ts';
import { reissueOf, sourceOf } from '../party/reissue-book.ts';
import { releasesOfItem } from '../party/release-list.ts';
import { laterVersion } from '../party/revocation.ts';
import { formsBeside } from '../party/variant-book.ts';
import { seconds } from '../powers.ts';
import type { ItemRow } from '../store/item-store.ts';
import { advisoryView } from './advisory-view.ts';
import { labelView, originView, ReasonTeller } from './decision-view.ts';
import { partFor, titleFor } from './record-part.ts';
import { may, type Visit } from './visit.ts';

interface Held {
  readonly item: ItemRow;
  readonly facts: ReleaseFacts;
  readonly teller: ReasonTeller;
}

/** The answer for every partner, whether or not it has received the record; its author needs none. */
function decisions({ party, names }: Visit, { item, facts, teller }: Held): PartyDecision[] {
  const gone = new Map(releasesOfItem(party, item.seq).map(({ partner, id, at }) => [partner, { at, receipt: id }]));
  const told = (decision: Decision): PartyDecision['reasons'] =>
    decision.reasons.map((reason) => teller.tell(reason, facts));
  return partners(party)
    .filter(({ id }) => id !== facts.author)
    .map(({ id }): PartyDecision => {
      const decision = explainRelease(party, item.seq, id);
      const left = gone.get(id);
      return {
        party: names.of(id),
        verdict: decision.verdict,
        reasons: told(decision),
        ...(left === undefined ? {} : { left }),
      };
    })
    .sort((a, b) => Number(b.verdict === 'allowed') - Number(a.verdict === 'allowed'));
}

function approval(visit: Visit, { item, facts }: Held): Approval {
  const { party, names } = visit;
  const mayApprove = may(visit, 'approve-release');
  const { reach: ids, now } = reachOfRecord(party, facts, item.seq);
  const reach = ids.map((id) => names.of(id));
  const waitsForNamed = now.length < ids.length;
  // An approval after which it still stays here is not asked for.
  if (awaitsApproval(party, facts) && reach.length > 0) return { state: 'needed', reach, waitsForNamed, mayApprove };
  if (!facts.approved) return { state: 'not-needed', reach, mayApprove };
  const deed = party.db.get<{ at: number; account: string }>(
    "SELECT at, account FROM deed WHERE what = 'approve' AND subject = ? ORDER BY n DESC LIMIT 1",
    String(item.seq),
  );
  return { state: 'given', reach, mayApprove, ...(deed === undefined ? {} : { by: deed.account, at: deed.at }) };
}

function provenance({ party }: Visit, { item }: Held): Provenance {
  const origin = originOf(party, item.seq);
  if (origin === undefined) throw new Error(`The record ${item.seq} is in no batch.`);
  const { batch, position } = origin;
  return {
    batch: batch.id,
    index: position,
    count: batch.count,
    entry: entryPosition(party, batch.id),
    ...(batch.direction === 'reached' ? { receipt: batch.id } : {}),
    proofHref: `/records/${item.seq}/proof`,
  };
}

function owed({ party }: Visit, { item, facts, teller }: Held): Pick<RecordView, 'owed'> {
  if (facts.holding === 'own') return {};
  const { agreement, clause, duties } = facts.holding;
  const end = eraseBy(party, item);
  return { owed: { agreement: teller.ref(agreement), clause, duties, ...(end === undefined ? {} : { eraseBy: end }) } };
}

/** Whether it can be or was stated anew. Spec: RIS-2. */
function reissued(visit: Visit, { item, facts }: Held): Pick<RecordView, 'reissue'> {
  const { party } = visit;
  const [made, from] = [reissueOf(party, item.seq), sourceOf(party, item.seq)];
  if (made !== undefined) return { reissue: { state: 'made', seq: made } };
  if (from !== undefined) return { reissue: { state: 'from', seq: from } };
  const isUnnamed = facts.holding !== 'own' && facts.holding.duties.attribution === 'anonymous';
  if (!isUnnamed || facts.author === party.id || !may(visit, 'approve-release')) return {};
  return { reissue: { state: 'may-ask', seq: item.seq } };
}

/** The other forms that are kept of it, for other levels. Spec: STX-30. */
function forms({ party }: Visit, { item }: Held): Pick<RecordView, 'forms'> {
  const beside = formsBeside(party, item.seq);
  if (beside.length === 0) return {};
  return { forms: beside.map(({ seq, class: id }) => ({ seq, tlp: party.items.factsOf(id).label.tlp })) };
}

type ContentView = Pick<RecordView, 'object' | 'advisory' | 'notice' | 'references'>;

function stixContentView({ party }: Visit, text: string): ContentView {
  const object = contentOf(text);
  return { object, references: [...referencesOfItem(party, object), ...noticesAbout(party, object.id)] };
}

/** A notice is told of, and not shown: reading it is for its own page, which tells its author. Spec: NTC-14. */
const noticeContentView = ({ party }: Visit, { seq, object }: ItemRow): ContentView => ({
  object: { type: 'notice', id: object },
  notice: { id: object },
  references: namedByItem(party, seq),
});

/** An advisory names nothing by id; the report that was made from it leads on. Spec: CSF-8. */
function advisoryContentView({ party }: Visit, seq: number, text: string): ContentView {
  const document = advisoryOf(text);
  const file = parseAdvisoryContent(contentLineOf(text));
  const report = advisoryObjects(document).at(-1);
  const made = report === undefined ? [] : referencesOfItem(party, report);
  const references = [...made, ...noticesAbout(party, advisoryName(document))];
  return { object: { ...document }, advisory: advisoryView(party, seq, file), references };
}

/** A contact card shows what it says; the directory shows it among the others. */
const cardContentView = ({ object }: ItemRow, text: string): ContentView => ({
  object: { ...(JSON.parse(contentLineOf(text)) as object), type: 'contact', id: object },
  references: [],
});

function contentView(visit: Visit, item: ItemRow, text: string): ContentView {
  if (isContactCard(text)) return cardContentView(item, text);
  if (isAdvisory(text)) return advisoryContentView(visit, item.seq, text);
  return isStix(text) ? stixContentView(visit, text) : noticeContentView(visit, item);
}

/** All that the page of a record shows; undefined when it is not held. */
export function recordView(visit: Visit, seq: number): RecordView | undefined {
  const item = visit.party.items.bySeq(seq);
  if (item === undefined || item.text === null) return undefined;
  const facts = visit.party.items.factsOf(item.class);
  const later = isStix(item.text) ? laterVersion(visit.party, seq) : undefined;
  const held: Held = { item, facts, teller: new ReasonTeller(visit) };
  const whole = contentView(visit, item, item.text);
  return {
    seq,
    title: titleFor(visit, item),
    kind: facts.kind,
    label: labelView(visit, facts.label),
    origin: originView(visit, facts),
    isOwn: facts.holding === 'own',
    at: seconds(item.added),
    ...partFor(visit, facts, whole),
    provenance: provenance(visit, held),
    decisions: decisions(visit, held),
    approval: approval(visit, held),
    mayErase: may(visit, 'erase-records'),
    ...(later === undefined ? {} : { later }),
    ...forms(visit, held),
    ...owed(visit, held),
    ...reissued(visit, held),
  };
}
