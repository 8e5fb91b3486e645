import { isIP } from 'node:net';
import { placeOfName, type ReissueTerms, reissueObject } from '#exchange/stix/reissue-object.ts';
import { type StixObject, textOf, textsOf } from '#exchange/stix/stix-object.ts';
import { compareTimestamps } from '#exchange/stix/timestamp.ts';
import { tlpOfMarkingId } from '#exchange/stix/tlp-definition.ts';
import type { ReleaseFacts } from '#protocol/agreement/release-facts.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { sha256Hex } from '#protocol/bytes/sha256.ts';
import { concat, utf8 } from '#protocol/bytes/text.ts';
import { itemText } from '#protocol/record/item.ts';
import { type Label, tlpAtMost } from '#protocol/record/label.ts';
import type { ItemRow, NewItem } from '../store/item-store.ts';
import { objectKey } from '../store/object-key.ts';
import { placesOf } from './batch-book.ts';
import { contentOf, describeStix, isStix } from './content.ts';
import type { Party } from './party.ts';
import { peer } from './peer-book.ts';
import { reissueOf, reissuesOfObject } from './reissue-book.ts';

/** What would be stated anew of an item: the new item, and what was taken out of its content. */
export interface ReissuePlan extends NewItem {
  readonly source: number;
  readonly object: StixObject;
  readonly taken: readonly string[];
}

/** An item that cannot be stated anew, and why. */
export interface HeldBack {
  readonly source: number;
  readonly fault: Fault;
}

/** What becomes of items that are to be stated anew together. */
export interface ReissuePlans {
  readonly going: readonly ReissuePlan[];
  readonly held: readonly HeldBack[];
}

interface Source {
  readonly seq: number;
  readonly item: ItemRow;
  readonly facts: ReleaseFacts;
  readonly object: StixObject;
  readonly newId: string;
  /** The parties that must not be named: who stated it, and who brought it. */
  readonly hidden: ReadonlySet<string>;
}

/** A new id that nobody can compute without this party's key. Spec: RIS-3. */
function newIdOf(party: Party, { type, id }: StixObject): string {
  const earlier = reissuesOfObject(party, id).at(-1);
  if (earlier !== undefined) return earlier.object;
  const digest = sha256Hex(concat(utf8('comity/reissue/v1\n'), party.secrets.record, utf8(id)));
  const variant = '89ab'.charAt(Number.parseInt(digest.charAt(16), 16) % 4);
  const rest = `4${digest.slice(13, 16)}-${variant}${digest.slice(17, 20)}-${digest.slice(20, 32)}`;
  return `${type}--${digest.slice(0, 8)}-${digest.slice(8, 12)}-${rest}`;
}

/** Why a record cannot be re-issued by what it is, before its content is looked at. Spec: RIS-2. */
function refuseSource(party: Party, item: ItemRow | undefined): asserts item is ItemRow & { text: string } {
  if (item?.text == null) throw new Fault('item-unknown', 'This server holds no such record.');
  const facts = party.items.factsOf(item.class);
  const { holding, label } = facts;
  if (holding === 'own' || facts.author === party.id || holding.duties.attribution === 'named')
    throw new Fault('reissue-unneeded', 'Nothing forbids to name the source of this record.');
  if (facts.recalled === true) throw new Fault('reissue-recalled', 'Its author has revoked it or raised its label.');
  const { onward, actions } = holding.duties;
  if (onward === 'none' || actions === 'internal-only' || !tlpAtMost(label.tlp, 'amber'))
    throw new Fault('reissue-forbidden', 'Its duties or its label do not let it be passed on at all.');
  if (!isStix(item.text)) throw new Fault('reissue-media', 'What names its publisher in itself cannot be stated anew.');
  if (reissueOf(party, item.seq) !== undefined) throw new Fault('reissue-done', 'The record was re-issued before.');
  if (reissuesOfObject(party, item.object).some(({ version }) => version > item.version))
    throw new Fault('reissue-older', 'A newer version of the record was re-issued.');
}

function sourceAt(party: Party, seq: number): Source {
  const item = party.items.bySeq(seq);
  refuseSource(party, item);
  const [facts, object] = [party.items.factsOf(item.class), contentOf(item.text)];
  const brought = party.db.all<{ party: string }>(
    "SELECT DISTINCT party FROM batch WHERE direction = 'reached' AND n IN (SELECT value FROM json_each(?))",
    JSON.stringify(placesOf(party, seq).map(({ batch }) => batch)),
  );
  const hidden = new Set([facts.author, ...brought.map(({ party: by }) => by)]);
  return { seq, item, facts, object, newId: newIdOf(party, object), hidden };
}

/** A host and the domain that it is in. */
function hostsOf(url: string | undefined): string[] {
  if (url === undefined) return [];
  const host = new URL(url).hostname;
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0 || !host.includes('.')) return [];
  const domain = host.slice(host.indexOf('.') + 1);
  return domain.includes('.') ? [host, domain] : [host];
}

/** Everything by which a text could name the source. Spec: RIS-5. */
function* namesOf(party: Party, { hidden, object, item }: Source): Generator<string> {
  for (const id of hidden) {
    const known = peer(party, id);
    yield id;
    yield* known?.names.map(({ text }) => text) ?? [];
    yield* hostsOf(known?.url);
  }
  yield item.object;
  const creator = textOf(object, 'created_by_ref');
  if (creator === undefined) return;
  yield creator;
  const text = party.items.newestOf(creator)?.text;
  if (text == null || !isStix(text)) return;
  const identity = contentOf(text);
  yield textOf(identity, 'name') ?? '';
  yield* textsOf(identity['aliases']);
}

/** An id that says nothing of the source: its own is known here from somebody else, or is this party's. Spec: RIS-4. */
function isOfOthers(party: Party, id: string, hidden: ReadonlySet<string>): boolean {
  const authors = party.db
    .all<{ class: number }>(
      'SELECT class FROM item_name JOIN item USING (seq) WHERE key = ? AND object = ? AND text IS NOT NULL',
      objectKey(id),
      id,
    )
    .map((row) => party.items.factsOf(row.class).author);
  return authors.includes(party.id) || (authors.length > 0 && !authors.some((author) => hidden.has(author)));
}

function nameIn(party: Party, together: ReadonlyMap<string, Source>, { hidden }: Source): ReissueTerms['nameOf'] {
  return (id) => {
    if (tlpOfMarkingId(id) !== undefined) return id;
    const known = together.get(id)?.newId ?? reissuesOfObject(party, id).at(-1)?.object;
    return known ?? (isOfOthers(party, id, hidden) ? id : undefined);
  };
}

const inMilliseconds = (ms: number): string => new Date(ms).toISOString();

/** When the re-issue is said to be made: its own time here, after that of any earlier version. Spec: RIS-3. */
function timesOf(party: Party, { object }: Source): { created: string; modified: string } {
  const now = Math.floor(party.powers.now() / 1000);
  const earlier = reissuesOfObject(party, object.id).map(({ text }) => contentOf(text));
  const last = earlier
    .map((one) => textOf(one, 'modified') ?? '')
    .filter((time) => time !== '')
    .toSorted(compareTimestamps)
    .at(-1);
  const modified = inMilliseconds(Math.max(now, last === undefined ? 0 : Date.parse(last) + 1));
  return {
    created: earlier.map((one) => textOf(one, 'created')).find((time) => time !== undefined) ?? modified,
    modified,
  };
}

const withoutSource = ({ only, ...label }: Label, hidden: ReadonlySet<string>): Label =>
  only === undefined ? label : { ...label, only: only.filter((id) => !hidden.has(id)) };

/** The ids in an object that must not stand in its re-issue. */
function oldIds(object: StixObject, nameOf: ReissueTerms['nameOf']): string[] {
  return describeStix(object).references.filter((id) => nameOf(id) !== id);
}

function planOf(party: Party, source: Source, together: ReadonlyMap<string, Source>): ReissuePlan {
  const nameOf = nameIn(party, together, source);
  const { object, taken } = reissueObject(source.object, { id: source.newId, ...timesOf(party, source), nameOf });
  const place = placeOfName(object, [...namesOf(party, source), ...oldIds(source.object, nameOf)]);
  if (place !== undefined)
    throw new Fault('reissue-names-source', 'What would be stated still names the source.', place);
  const label = withoutSource(source.facts.label, source.hidden);
  const about = describeStix(object);
  const text = itemText({ author: party.id, label, media: 'stix', content: JSON.stringify(object) });
  const facts: ReleaseFacts = { ...source.facts, kind: about.kind, label, author: party.id, approved: false };
  return { source: source.seq, object, taken, text, about, facts };
}

/** The result or the fault of a step that may hold an item back. */
function attempt<T>(seq: number, held: HeldBack[], work: () => T): T[] {
  try {
    return [work()];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    held.push({ source: seq, fault: error });
    return [];
  }
}

/**
 * What would be stated anew of items together, so that they name each other under their new ids; what
 * names one that is held back is looked at again. Nothing is kept. Spec: RIS-2, RIS-4, RIS-5.
 */
export function planReissue(party: Party, seqs: readonly number[]): ReissuePlans {
  const held: HeldBack[] = [];
  let sources = [...new Set(seqs)].flatMap((seq) => attempt(seq, held, () => sourceAt(party, seq)));
  for (;;) {
    const together = new Map(sources.map((source) => [source.item.object, source]));
    const going = sources.flatMap((source) => attempt(source.seq, held, () => planOf(party, source, together)));
    if (going.length === sources.length) return { going, held };
    const goes = new Set(going.map(({ source }) => source));
    sources = sources.filter(({ seq }) => goes.has(seq));
  }
}

/** A record and everything that it names and that came under the same condition, at most `most`. */
export function withNamed(party: Party, seq: number, most: number): number[] {
  const found = new Set([seq]);
  for (const one of found) {
    const object = party.items.bySeq(one)?.text;
    if (object == null || !isStix(object)) continue;
    for (const id of describeStix(contentOf(object)).references) {
      const named = party.items.newestOf(id);
      if (named === undefined || found.size >= most) continue;
      const { holding, author } = party.items.factsOf(named.class);
      if (holding !== 'own' && author !== party.id && holding.duties.attribution === 'anonymous') found.add(named.seq);
    }
  }
  return [...found];
}
