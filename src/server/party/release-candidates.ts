import { isStix } from './content.ts';
import type { Party } from './party.ts';
import { closedUnderReference, recipientHasOf } from './references.ts';
import { knownAtSource } from './reissue-book.ts';
import { grantFor, type OpenClasses } from './release-context.ts';
import { outdoneVariants } from './variant-book.ts';

/** An item that goes with the next release, and the clause under which. */
export interface Candidate {
  readonly seq: number;
  readonly turn: number;
  readonly object: string;
  readonly text: string;
  readonly agreement: string;
  readonly clause: number;
}

/** By which way a release goes out. */
export type Way = 'link' | 'taxii' | 'view';

/** Of which recipient, what is open to it, by which way, and how many items at most. */
export interface CandidateQuery {
  readonly recipient: string;
  readonly open: OpenClasses;
  readonly via: Way;
  readonly most: number;
}

/** Turns that one look goes through: a look costs a row of the index for each open item in them. */
const window = 8192;
const mostHeldBack = 3500;
/** Characters of the texts of one release, so that its package stays far below its bound. Spec: REL-9. */
const mostText = 4_000_000;
/** What a relayed item adds to the head of the package, which has a bound of its own: the proof of its author. */
const evidenceSize = 4_000;

/** What was open when we last looked; a class that opened wider since sends us back to the start. */
function startOfScan(party: Party, recipient: string, open: OpenClasses): number {
  const row = party.db.get<{ scanned: number; grants: string }>(
    'SELECT scanned, grants FROM link WHERE party = ?',
    recipient,
  );
  const now = Object.fromEntries(
    [...open].map(([id, grants]) => [id, grants.map((g) => `${g.agreement}/${g.clause.n}/${g.after}`).join(' ')]),
  );
  const before: { open: Record<string, string>; classes: number } = row?.grants
    ? JSON.parse(row.grants)
    : { open: {}, classes: 0 };
  const widened = Object.entries(now).some(
    ([id, granted]) => Number(id) <= before.classes && before.open[id] !== granted,
  );
  const grants = JSON.stringify({ open: now, classes: party.db.count('SELECT coalesce(max(id), 0) FROM class') });
  if (row?.grants !== grants) {
    party.db.run(
      'INSERT INTO link (party, grants) VALUES (?, ?) ON CONFLICT DO UPDATE SET grants = excluded.grants',
      recipient,
      grants,
    );
  }
  return row === undefined || widened ? -1 : row.scanned;
}

interface ItemInTurn {
  readonly seq: number;
  readonly turn: number;
  readonly class: number;
}

const inTurn = `SELECT seq, turn, class FROM item INDEXED BY item_class
  WHERE class IN (SELECT value FROM json_each(?)) AND turn > ? AND turn <= ? ORDER BY turn`;
const heldBack = `SELECT seq, turn, class FROM held_back JOIN item ON item.seq = held_back.item WHERE party = ?
  AND (? <> 'taxii' OR substr(text, instr(text, char(10)) - 15, 15) = '"media":"stix"}') ORDER BY turn LIMIT ? + 0`;

/** Those items that are open to the recipient now, are not its own, and that it has not had, itself or fuller. */
function notHad(party: Party, { recipient, open }: CandidateQuery, items: readonly ItemInTurn[]): ItemInTurn[] {
  const isOpen = items.filter(
    (item) => grantFor(open, item) !== undefined && party.items.factsOf(item.class).author !== recipient,
  );
  if (isOpen.length === 0) return isOpen;
  const places = isOpen.reduce(({ from, to }, { seq }) => ({ from: Math.min(from, seq), to: Math.max(to, seq) }), {
    from: Number.POSITIVE_INFINITY,
    to: -1,
  });
  const has = recipientHasOf(party, recipient, places);
  const outdone = outdoneVariants(party, { recipient, open }, places);
  const known = knownAtSource(party, recipient, places);
  return isOpen.filter(({ seq }) => !has(seq) && !outdone.has(seq) && !known.has(seq));
}

/** The items with their texts, as far as one package holds them; erased ones are passed over. */
function withTexts(
  party: Party,
  { open }: CandidateQuery,
  items: readonly ItemInTurn[],
): { found: Candidate[]; isCut: boolean } {
  const found: Candidate[] = [];
  let size = 0;
  for (const item of items) {
    const row = party.db.get<{ object: string; text: string | null }>(
      'SELECT object, text FROM item WHERE seq = ?',
      item.seq,
    );
    const grant = grantFor(open, item);
    if (row === undefined || row.text === null || grant === undefined) continue;
    size += row.text.length + (party.items.factsOf(item.class).holding === 'own' ? 0 : evidenceSize);
    if (size > mostText && found.length > 0) return { found, isCut: true };
    found.push({ ...item, object: row.object, text: row.text, agreement: grant.agreement, clause: grant.clause.n });
  }
  return { found, isCut: false };
}

/** New items in the order of turns, and how far we looked. */
function newItems(party: Party, query: CandidateQuery, from: number): { items: ItemInTurn[]; scanned: number } {
  const [last, ids] = [party.items.lastTurn(), JSON.stringify([...query.open.keys()])];
  const items: ItemInTurn[] = [];
  let scanned = from;
  while (scanned < last && items.length < query.most) {
    const end = Math.min(scanned + window, last);
    items.push(...notHad(party, query, party.db.all<ItemInTurn>(inTurn, ids, scanned, end)));
    scanned = end;
  }
  if (items.length <= query.most) return { items, scanned };
  const taken = items.slice(0, query.most);
  return { items: taken, scanned: taken.at(-1)?.turn ?? scanned };
}

/** New candidates, and the turn after which to look next time. */
function newCandidates(party: Party, query: CandidateQuery, from: number): { found: Candidate[]; scanned: number } {
  const { items, scanned } = newItems(party, query, from);
  const { found, isCut } = withTexts(party, query, items);
  return { found, scanned: isCut ? (found.at(-1)?.turn ?? from) : scanned };
}

/** TAXII carries STIX alone; an advisory or a notice waits for the link. Spec: CSF-9. */
const goesBy = (via: Way, { text }: Candidate): boolean => via !== 'taxii' || isStix(text);

/** What goes next: new items, and those held back until what they name had gone. Spec: REL-12. */
function candidates(party: Party, query: CandidateQuery, from: number): { found: Candidate[]; scanned: number } {
  const { recipient, most, via } = query;
  const rows = party.db.all<ItemInTurn>(heldBack, recipient, via, Math.min(mostHeldBack, most - 1));
  const waiting = withTexts(party, query, notHad(party, query, rows)).found;
  const fresh = newCandidates(party, { ...query, most: most - waiting.length }, from);
  const waits = new Set(rows.map(({ seq }) => seq));
  const all = [...waiting, ...fresh.found.filter(({ seq }) => !waits.has(seq))];
  const going = closedUnderReference(party, recipient, all).filter((candidate) => goesBy(via, candidate));
  const goes = new Set(going.map(({ seq }) => seq));
  for (const { seq } of all) {
    if (goes.has(seq) && waits.has(seq))
      party.db.run('DELETE FROM held_back WHERE party = ? AND item = ?', recipient, seq);
    if (!goes.has(seq) && !waits.has(seq))
      party.db.run('INSERT INTO held_back (party, item) VALUES (?, ?) ON CONFLICT DO NOTHING', recipient, seq);
  }
  return { found: going, scanned: fresh.scanned };
}

/**
 * What goes to a recipient next. Looks further while everything found has to wait and there is more
 * to look at, and keeps how far it looked; call inside a transaction. Spec: REL-4, REL-12.
 */
export function nextCandidates(party: Party, query: CandidateQuery): Candidate[] {
  let from = startOfScan(party, query.recipient, query.open);
  for (;;) {
    const { found, scanned } = candidates(party, query, from);
    if (scanned !== from) party.db.run('UPDATE link SET scanned = ? WHERE party = ?', scanned, query.recipient);
    if (found.length > 0 || scanned >= party.items.lastTurn()) return found;
    from = scanned;
  }
}
