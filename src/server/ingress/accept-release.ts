import { zstdDecompressSync } from 'node:zlib';
import { packageLimits, parsePackage, type ReleasePackage } from '#protocol/agreement/release-package.ts';
import { countersign, openRelease } from '#protocol/agreement/release-record.ts';
import { hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';
import { logKeys } from '#protocol/identity/key-history.ts';
import { formatNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { itemLeaf, rootOfTexts, saltOf } from '#protocol/log/batch.ts';
import { commitmentEntry } from '#protocol/log/commitment.ts';
import { verifyTlogProof } from '#protocol/log/tlog-proof.ts';
import { batchById, keepBatch, lastNumber } from '../party/batch-book.ts';
import { openFreshRecord } from '../party/fresh-record.ts';
import { queue } from '../party/outbox.ts';
import type { Party } from '../party/party.ts';
import { keepPeer, knownPeer, peer, readIntroduction } from '../party/peer-book.ts';
import { indexFewWords } from '../party/word-index.ts';
import type { NewItem } from '../store/item-store.ts';
import { type Arrival, readItems } from './arriving-items.ts';

/** What became of a release: the countersigned receipt, and how many items were new, known or refused. */
export interface Acceptance {
  readonly receipt: SignedNote;
  readonly number: number;
  readonly fresh: number;
  readonly known: number;
  readonly refused: number;
}

/** Unpacks with a bound on the result, whatever the frame claims. */
function unpack(bytes: Uint8Array): Uint8Array {
  try {
    return zstdDecompressSync(bytes, { maxOutputLength: packageLimits.bytes });
  } catch {
    throw new Fault('package-compression', 'The package is not zstd, or unpacks to more than allowed.');
  }
}

/** Checks everything about a release that does not depend on single items. Spec: REL-9, LNK-4. */
function verifyRelease(party: Party, from: string, bytes: Uint8Array): Arrival {
  const release = parsePackage(unpack(bytes));
  const sender = knownPeer(party, from).history;
  const { record, terms } = openRelease(release.note, sender);
  if (terms.to !== party.id) throw new Fault('release-recipient', 'The release is for another party.');
  if (terms.count !== release.items.length)
    throw new Fault('release-count', 'The release has another number of items than it says.');
  if (hex(rootOfTexts(release.seed, release.items)) !== terms.root)
    throw new Fault('release-root', 'The items do not lead to the root that was signed.');
  const entry = commitmentEntry(
    release.logSalt,
    formatNote({ text: release.note.text, signatures: release.note.signatures.slice(0, 1) }),
  );
  verifyTlogProof(release.logProof, entry, { logKeys: logKeys(sender), witnesses: [], quorum: 0 });
  if (batchById(party, record.id) !== undefined) return { id: record.id, release, terms, sender };
  openFreshRecord(release.note, sender);
  if (terms.number <= lastNumber(party, 'reached', from))
    throw new Fault('release-number', 'The sender has used the number of this release before.');
  return { id: record.id, release, terms, sender };
}

interface KeptItems {
  /** The place here of each item of the release; −1 for a refused one. */
  readonly seqs: readonly number[];
  readonly fresh: number;
  /** The first of the new ones. */
  readonly brought: number | undefined;
  readonly refused: readonly number[];
}

/** Keeps what is new, each text once. */
function keepItems(party: Party, arrival: Arrival): KeptItems {
  const passed = readItems(party, arrival);
  const places = new Map<string, number>();
  const fresh = new Map<string, NewItem>();
  for (const item of passed.values()) {
    const held = party.items.bySameText(item.about.object, item.text);
    if (held === undefined) fresh.set(item.text, item);
    else places.set(item.text, held.seq);
  }
  const seqs = party.items.add([...fresh.values()], party.powers.now());
  [...fresh.keys()].forEach((text, index) => places.set(text, seqs[index] ?? -1));
  const positions = Array.from({ length: arrival.terms.count }, (_, position) => position);
  return {
    seqs: positions.map((position) => places.get(passed.get(position)?.text ?? '') ?? -1),
    fresh: fresh.size,
    brought: seqs[0],
    refused: positions.filter((position) => !passed.has(position)),
  };
}

/** What else is kept of a release: evidence of authors, and the leaf hashes of items whose text was refused. */
const extraOf = (release: ReleasePackage, refused: readonly number[]): string =>
  JSON.stringify({
    ...(refused.length === 0 ? {} : { leaves: leavesOf(release, refused) }),
    ...(release.statement === undefined ? {} : { statement: fromUtf8(formatNote(release.statement)) }),
    ...(release.evidence.length === 0
      ? {}
      : {
          evidence: release.evidence.map((e) => ({
            position: e.position,
            note: fromUtf8(formatNote(e.note)),
            salt: hex(e.salt),
            index: e.index,
            proof: e.proof.map(hex),
          })),
        }),
  });

const leavesOf = (release: ReleasePackage, positions: readonly number[]): Record<string, string> =>
  Object.fromEntries(
    positions.map((position) => [
      position,
      hex(itemLeaf(saltOf(release.seed, position), release.items[position] ?? '')),
    ]),
  );

/**
 * Takes in a release: verifies it whole, keeps its items with the duties of their clauses,
 * countersigns and logs the receipt, all in one transaction. A repeated release changes nothing
 * and gives the same receipt. Spec: REL-8, LNK-4, LNK-5.
 */
export function acceptRelease(party: Party, from: string, bytes: Uint8Array): Acceptance {
  const arrival = verifyRelease(party, from, bytes);
  const { id, release, terms } = arrival;
  const receipt = countersign(
    { text: release.note.text, signatures: release.note.signatures.slice(0, 1) },
    party.history,
    party.secrets.record,
  );
  const done = party.transaction(() => {
    if (batchById(party, id) !== undefined) return { fresh: 0, known: terms.count, refused: 0 };
    for (const author of release.authors) introduceAuthor(party, author);
    const { seqs, fresh, refused, brought } = keepItems(party, arrival);
    const extra = extraOf(release, refused);
    keepBatch(
      party,
      { id, direction: 'reached', party: from, number: terms.number, seed: release.seed, extra, brought },
      seqs,
    );
    party.keep(receipt, { kind: 'release', author: from, open: false });
    queue(party, { party: from, path: '/link/receipt', body: formatNote(receipt), topic: `receipt ${id}` });
    return { fresh, refused: refused.length, known: terms.count - fresh - refused.length };
  });
  party.powers.step('release-accepted');
  party.sealOrWait();
  if (party.db.trouble === undefined) indexFewWords(party);
  return { receipt, number: terms.number, ...done };
}

function introduceAuthor(party: Party, text: string): void {
  const { history, cardNote } = readIntroduction(text);
  if (peer(party, history.party) === undefined) keepPeer(party, { history: history.notes, card: cardNote }, false);
}
