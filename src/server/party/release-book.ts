import { checkCountersigned, type ReleaseShare, releaseJson } from '#protocol/agreement/release-record.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { textId } from '#protocol/identity/key-history.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { batchRoot } from '#protocol/log/batch.ts';
import { type BatchRow, entriesOf, itemsOf, keepBatch, lastNumber } from './batch-book.ts';
import type { Party } from './party.ts';
import { knownPeer } from './peer-book.ts';
import { closedUnderReference, namesClosed, recipientHas } from './references.ts';
import { contextFor, grantFor, type OpenClasses, openClasses } from './release-context.ts';

interface Candidate {
  readonly seq: number;
  readonly turn: number;
  readonly class: number;
  readonly object: string;
  readonly text: string;
  readonly agreement: string;
  readonly clause: number;
}

/** Most items of one release: small enough to sign, send and repeat on a thin link. */
const releaseSize = 500;
const scanSize = 2000;
const mostHeldBack = 3500;

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
  readonly object: string;
  readonly text: string | null;
}

const columns = 'seq, turn, class, object, text';
const inTurn = `SELECT ${columns} FROM item WHERE turn > ? AND class IN (SELECT value FROM json_each(?)) ORDER BY turn LIMIT ?`;
const heldBack = `SELECT ${columns} FROM held_back JOIN item ON item.seq = held_back.item WHERE party = ? ORDER BY turn LIMIT ?`;

/** An item as a candidate, if it is open to the recipient now and the recipient has not had it. */
function candidateOf(party: Party, recipient: string, item: ItemInTurn, open: OpenClasses): Candidate | undefined {
  const grant = grantFor(open, item);
  if (grant === undefined || item.text === null || party.items.factsOf(item.class).author === recipient)
    return undefined;
  if (recipientHas(party, item.seq, recipient)) return undefined;
  return { ...item, text: item.text, agreement: grant.agreement, clause: grant.clause.n };
}

/** New candidates in the order of turns, and how far we looked. */
function newCandidates(party: Party, recipient: string, open: OpenClasses): { found: Candidate[]; scanned: number } {
  const found: Candidate[] = [];
  let scanned = startOfScan(party, recipient, open);
  const ids = JSON.stringify([...open.keys()]);
  for (;;) {
    const rows = party.db.all<ItemInTurn>(inTurn, scanned, ids, scanSize);
    for (const row of rows) {
      scanned = row.turn;
      const candidate = candidateOf(party, recipient, row, open);
      if (candidate !== undefined) found.push(candidate);
      if (found.length === releaseSize) return { found, scanned };
    }
    if (rows.length < scanSize) return { found, scanned: Math.max(scanned, party.items.lastTurn()) };
  }
}

/** What goes next: new items, and those held back until what they name had gone. Spec: REL-12. */
function candidates(party: Party, recipient: string, open: OpenClasses): { found: Candidate[]; scanned: number } {
  const { found, scanned } = newCandidates(party, recipient, open);
  const waiting = party.db
    .all<ItemInTurn>(heldBack, recipient, mostHeldBack)
    .flatMap((item) => candidateOf(party, recipient, item, open) ?? []);
  const known = new Set(found.map(({ seq }) => seq));
  const all = [...waiting.filter(({ seq }) => !known.has(seq)), ...found];
  const going = closedUnderReference(party, recipient, all);
  const goes = new Set(going.map(({ seq }) => seq));
  for (const { seq } of all) {
    if (goes.has(seq)) party.db.run('DELETE FROM held_back WHERE party = ? AND item = ?', recipient, seq);
    else party.db.run('INSERT INTO held_back (party, item) VALUES (?, ?) ON CONFLICT DO NOTHING', recipient, seq);
  }
  return { found: going, scanned };
}

/** Looks further while everything found has to wait and there is more to look at. */
function nextCandidates(party: Party, recipient: string, open: OpenClasses): Candidate[] {
  for (;;) {
    const { found, scanned } = candidates(party, recipient, open);
    party.db.run('UPDATE link SET scanned = ? WHERE party = ?', scanned, recipient);
    if (found.length > 0 || scanned >= party.items.lastTurn()) return found;
  }
}

const shareName = (c: Candidate): string => `${c.agreement} ${String(c.clause).padStart(3, '0')}`;

/** Items side by side under the clause that allows them, and how many go under each. Spec: REL-7. */
function inShares(found: readonly Candidate[]): { ordered: Candidate[]; shares: ReleaseShare[] } {
  const ordered = found.toSorted((a, b) => shareName(a).localeCompare(shareName(b), 'en') || a.turn - b.turn);
  const groups = Map.groupBy(ordered, shareName);
  const shares = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ agreement: first.agreement, clause: first.clause, count: group.length }];
  });
  return { ordered, shares };
}

/**
 * Signs and logs the next release to a recipient, if anything is open to it that it has not had.
 * After this call the release is sealed in our log, and may be sent. Spec: REL-7.
 *
 * `atLeast`: the highest number that the recipient says it has from us, for a store that lost some.
 */
export function nextRelease(party: Party, recipient: string, via: 'link' | 'taxii', atLeast = 0): BatchRow | undefined {
  if (party.log.signing !== 'confirmed') return undefined;
  const made = party.transaction(() => {
    const open = openClasses(party, contextFor(party, recipient));
    const found = nextCandidates(party, recipient, open);
    return found.length === 0 ? undefined : makeRelease(party, { recipient, found, via, atLeast });
  });
  if (made === undefined) return undefined;
  party.powers.step('release-made');
  party.sealAndPublish();
  return party.db.get<BatchRow>('SELECT * FROM batch WHERE n = ?', made);
}

function makeRelease(
  party: Party,
  { recipient, found, via, atLeast }: { recipient: string; found: readonly Candidate[]; via: string; atLeast: number },
): number {
  const { ordered, shares } = inShares(found);
  const seed = party.powers.random(32);
  const root = hex(
    batchRoot(
      entriesOf(
        seed,
        ordered.map(({ text }) => text),
      ),
    ),
  );
  const number = Math.max(lastNumber(party, 'left', recipient), atLeast) + 1;
  const only = [party.id, recipient].toSorted();
  const data = releaseJson({ to: recipient, number, count: ordered.length, root, shares });
  const record = party.record({ kind: 'release', label: { tlp: 'amber+strict', only }, data });
  const n = keepBatch(
    party,
    { id: record.id, direction: 'left', party: recipient, number, seed },
    ordered.map(({ seq }) => seq),
  );
  party.db.run("INSERT INTO delivery (batch, state, via) VALUES (?, 'open', ?)", n, via);
  return n;
}

/** Releases after `number` that may still be delivered, oldest first. */
export const undelivered = (party: Party, recipient: string, number: number): BatchRow | undefined =>
  party.db.get<BatchRow>(
    `SELECT batch.* FROM batch JOIN delivery ON delivery.batch = batch.n
     WHERE direction = 'left' AND party = ? AND number > ? AND delivery.state <> 'withheld' ORDER BY number LIMIT 1`,
    recipient,
    number,
  );

/**
 * Whether every item of a made release may still go now. If not, it is withheld for good and said
 * so in the log; what is still open of it goes out again under a new number. Spec: REL-11.
 */
export function stillOpen(party: Party, release: BatchRow): boolean {
  const open = openClasses(party, contextFor(party, release.party));
  const allowed = itemsOf(party, release.n).every((seq) => {
    const item = party.items.bySeq(seq);
    if (item === undefined || item.text === null || grantFor(open, item) === undefined) return false;
    return !namesClosed(party, open, seq, release.party);
  });
  if (allowed) return true;
  party.transaction(() => {
    party.db.run("UPDATE delivery SET state = 'withheld', package = NULL WHERE batch = ?", release.n);
    party.db.run('UPDATE link SET scanned = -1 WHERE party = ?', release.party);
    const only = [party.id, release.party].toSorted();
    party.record({ kind: 'withheld', label: { tlp: 'amber+strict', only }, data: { release: release.id } });
  });
  party.sealAndPublish();
  return false;
}

/** Takes the recipient's countersigned receipt. Unknown or unsigned ones are a fault. Spec: REL-8. */
export function acknowledge(party: Party, recipient: string, note: SignedNote): void {
  const release = party.db.get<BatchRow>(
    "SELECT * FROM batch WHERE id = ? AND direction = 'left' AND party = ?",
    textId(note.text),
    recipient,
  );
  if (release === undefined) return;
  checkCountersigned(note, knownPeer(party, recipient).history);
  party.db.run(
    "UPDATE delivery SET state = 'acknowledged', package = NULL, countersigned = ? WHERE batch = ?",
    formatNote(note),
    release.n,
  );
}
