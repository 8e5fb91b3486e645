import { checkCountersigned, type ReleaseShare, readRelease, releaseJson } from '#protocol/agreement/release-record.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { textId } from '#protocol/identity/key-history.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { maxBatchCount, rootOfTexts } from '#protocol/log/batch.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { agreementById } from './agreement-book.ts';
import { type BatchRow, keepBatch, lastNumber } from './batch-book.ts';
import { noteById } from './notes.ts';
import type { Party } from './party.ts';
import { knownPeer } from './peer-book.ts';
import { namingClosed } from './references.ts';
import { type Candidate, nextCandidates, type Way } from './release-candidates.ts';
import { contextFor, grantFor, openClasses } from './release-context.ts';
import { correctLateReceipt } from './sent-corrections.ts';

const shareName = (c: Candidate): string => `${c.agreement} ${String(c.clause).padStart(3, '0')}`;

/** Items side by side under the clause that allows them, and how many go under each. Spec: REL-7. */
function inShares(found: readonly Candidate[]): { ordered: Candidate[]; shares: ReleaseShare[] } {
  const groups = [...Map.groupBy(found, shareName)].toSorted(([a], [b]) => a.localeCompare(b, 'en'));
  const shares = groups.flatMap(([, group]) => {
    const [first] = group;
    return first === undefined ? [] : [{ agreement: first.agreement, clause: first.clause, count: group.length }];
  });
  return { ordered: groups.flatMap(([, group]) => group.toSorted((a, b) => a.turn - b.turn)), shares };
}

/** Most items of a release that is made for a reader: some hundredths of a second, in which others wait. */
export const mostForReaders = 1_000;

/** How a release will go. */
export interface ReleaseWay {
  readonly via: Way;
  /** The highest number that the recipient says it has from us, for a store that lost some. */
  readonly atLeast?: number;
  /** Most items in it. */
  readonly most?: number;
}

/**
 * Signs and logs the next release to a recipient, if anything is open to it that it has not had.
 * After this call the release is sealed in our log, and may be sent. Spec: REL-7.
 */
export function nextRelease(party: Party, recipient: string, way: ReleaseWay): BatchRow | undefined {
  const { via, atLeast = 0, most = maxBatchCount } = way;
  if (party.log.signing !== 'confirmed') return undefined;
  const made = party.transaction(() => {
    const open = openClasses(party, contextFor(party, recipient));
    const found = nextCandidates(party, { recipient, open, via, most });
    return found.length === 0 ? undefined : makeRelease(party, { recipient, found, via, atLeast });
  });
  if (made === undefined) return undefined;
  party.powers.step('release-made');
  party.sealOrWait();
  return party.db.get<BatchRow>('SELECT * FROM batch WHERE n = ?', made);
}

function makeRelease(
  party: Party,
  { recipient, found, via, atLeast }: { recipient: string; found: readonly Candidate[]; via: string; atLeast: number },
): number {
  const { ordered, shares } = inShares(found);
  const seed = party.powers.random(32);
  const root = hex(
    rootOfTexts(
      seed,
      ordered.map(({ text }) => text),
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

/** Whether a side has left an agreement that a release cites: then the recipient refuses it, whatever else allows its items. Spec: REL-11. */
function citesLeft(party: Party, { id, party: recipient }: BatchRow): boolean {
  const { shares } = readRelease(parseRecordHead(noteById(party, id).text).data);
  return shares.some(({ agreement }) => {
    const { withdrawnBy } = agreementById(party, agreement);
    return withdrawnBy.includes(party.id) || withdrawnBy.includes(recipient);
  });
}

/**
 * Whether every item of a made release may still go now, under what it cites. If not, it is withheld
 * for good and said so in the log; what is still open of it goes out again under a new number. Spec: REL-11.
 */
export function stillOpen(party: Party, release: BatchRow): boolean {
  const open = openClasses(party, contextFor(party, release.party));
  const items = party.db.all<{ seq: number; class: number; held: number }>(
    'SELECT seq, class, text IS NOT NULL AS held FROM batch_item JOIN item ON item.seq = batch_item.item WHERE batch = ?',
    release.n,
  );
  const seqs = items.map(({ seq }) => seq);
  const allowed =
    items.length === release.count &&
    !citesLeft(party, release) &&
    items.every((item) => item.held === 1 && grantFor(open, item) !== undefined) &&
    namingClosed(party, open, { seqs, recipient: release.party }).size === 0;
  if (allowed) return true;
  party.transaction(() => {
    party.db.run("UPDATE delivery SET state = 'withheld', package = NULL WHERE batch = ?", release.n);
    party.db.run('UPDATE link SET scanned = -1 WHERE party = ?', release.party);
    const only = [party.id, release.party].toSorted();
    party.record({ kind: 'withheld', label: { tlp: 'amber+strict', only }, data: { release: release.id } });
  });
  party.sealOrWait();
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
  party.transaction(() => {
    party.db.run(
      "UPDATE delivery SET state = 'acknowledged', package = NULL, countersigned = ? WHERE batch = ?",
      formatNote(note),
      release.n,
    );
    correctLateReceipt(party, release.n);
  });
}
