import { constants, zstdCompressSync } from 'node:zlib';
import { formatPackage, type OriginEvidence } from '#protocol/agreement/release-package.ts';
import { type ReleaseShare, readRelease } from '#protocol/agreement/release-record.ts';
import { nextChange } from '#protocol/agreement/standing.ts';
import { fromHex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { currentKeys } from '#protocol/identity/key-history.ts';
import { parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead, signRecord } from '#protocol/record/record.ts';
import { agreementById, agreements } from '../party/agreement-book.ts';
import { type BatchRow, originOf, saltIn, treeOf } from '../party/batch-book.ts';
import { noteById } from '../party/notes.ts';
import type { Party } from '../party/party.ts';
import { introductionJson, knownPeer } from '../party/peer-book.ts';
import { nextRelease, stillOpen, undelivered } from '../party/release-book.ts';

/** A made release, ready to go: compressed bytes that are the same at every repetition. */
export interface Outgoing {
  readonly number: number;
  readonly bytes: Uint8Array;
  readonly release: BatchRow;
}

const chunkSize = 64 * 1024;

/**
 * The bytes of a release from an offset, in chunks; before each the decision is asked again, so a
 * withdrawal stops the next byte and not the next release. Spec: REL-11, LNK-3.
 */
export function chunksOf(party: Party, outgoing: Outgoing, offset: number): Generator<Uint8Array> {
  // Noted now, not when the first chunk is asked for: what changes in between counts as a change.
  return chunksWhile(party, { outgoing, offset, version: party.gate, until: nextChangeOfAny(party) });
}

interface Sending {
  readonly outgoing: Outgoing;
  readonly offset: number;
  /** The gate when the release was last decided. */
  readonly version: number;
  readonly until: number;
}

function* chunksWhile(party: Party, { outgoing, offset, version, until }: Sending): Generator<Uint8Array> {
  for (let at = offset; at < outgoing.bytes.length; at += chunkSize) {
    if ((party.gate !== version || party.now >= until) && !stillOpen(party, outgoing.release))
      throw new Fault('release-withheld', 'The release is no longer allowed.');
    yield outgoing.bytes.subarray(at, at + chunkSize);
  }
}

/** When time alone may next change a decision, Unix seconds. */
const nextChangeOfAny = (party: Party): number =>
  Math.min(...agreements(party).map((facts) => nextChange(facts, party.now)), Number.POSITIVE_INFINITY);

/** The next release that a partner has not had, or undefined when there is nothing. Spec: LNK-3. */
export function releaseAfter(party: Party, recipient: string, after: number): Outgoing | undefined {
  for (;;) {
    const release =
      undelivered(party, recipient, after) ?? nextRelease(party, recipient, { via: 'link', atLeast: after });
    if (release === undefined) return undefined;
    // Made before a crash: it goes when it stands in the published log. Spec: REL-7.
    if (!party.log.isPublished(release.id)) return undefined;
    if (stillOpen(party, release)) return { number: release.number, bytes: packageOf(party, release), release };
  }
}

/** Builds the package once and keeps it until it is acknowledged, so that a cut link can resume at any byte. */
function packageOf(party: Party, release: BatchRow): Uint8Array {
  const kept = party.db.get<{ package: Uint8Array | null }>(
    'SELECT package FROM delivery WHERE batch = ?',
    release.n,
  )?.package;
  if (kept) return kept;
  const bytes = zstdCompressSync(buildPackage(party, release), { params: { [constants.ZSTD_c_compressionLevel]: 9 } });
  party.db.run('UPDATE delivery SET package = ? WHERE batch = ?', bytes, release.n);
  return bytes;
}

function buildPackage(party: Party, release: BatchRow): Uint8Array {
  const { proof, salt } = party.log.proofOf(release.id);
  if (salt === undefined)
    throw new Fault('release-unsealed', 'A release must be in the log as a commitment before it is sent.');
  const rows = party.db.all<{ position: number; seq: number; class: number; text: string }>(
    `SELECT position, seq, class, text FROM batch_item JOIN item ON item.seq = batch_item.item
     WHERE batch = ? AND text IS NOT NULL ORDER BY position`,
    release.n,
  );
  const items = rows.map(({ text }) => text);
  const relayed = rows.flatMap(({ position, seq, class: id }) => {
    const { author } = party.items.factsOf(id);
    return author === party.id ? [] : [{ author, position, seq }];
  });
  const authors = [...new Set(relayed.map(({ author }) => author))].filter((author) => author !== release.party);
  return formatPackage({
    note: noteById(party, release.id),
    seed: release.seed,
    ...statementFor(party, release),
    items,
    evidence: relayed.map(({ position, seq }) => ({ ...evidenceFor(party, seq), position })),
    authors: authors.map((author) => introductionOf(party, author)),
    logSalt: salt,
    logProof: proof,
  });
}

/** Our statement over the items of a release, for recipients that may pass some of them on. Spec: REL-10. */
function statementFor(party: Party, release: BatchRow): { statement?: SignedNote } {
  const { count, root, shares } = readRelease(parseRecordHead(noteById(party, release.id).text).data);
  if (!shares.some((share) => maybeOnward(party, share))) return {};
  const version = currentKeys(party.history).version;
  const head = {
    author: party.id,
    version,
    kind: 'batch',
    at: party.now,
    label: { tlp: 'clear' },
    data: { count, root },
  } as const;
  return { statement: signRecord(head, party.secrets.record).note };
}

/** Whether the clause of a share lets its recipient pass anything on. */
function maybeOnward(party: Party, { agreement, clause }: ReleaseShare): boolean {
  const { terms } = agreementById(party, agreement).agreement;
  return terms.clauses.find(({ n }) => n === clause)?.duties.onward !== 'none';
}

function introductionOf(party: Party, author: string): string {
  const { history, card } = knownPeer(party, author);
  if (card === undefined) throw new Fault('card-missing', 'The author of a relayed record has no card.');
  return introductionJson({ history: history.notes, card });
}

const evidences = new WeakMap<Party, Map<number, ReturnType<typeof treeOf>>>();

/** Proves a held item of another author from the release in which it reached us. Spec: REL-10. */
function evidenceFor(party: Party, seq: number): Omit<OriginEvidence, 'position'> {
  const origin = originOf(party, seq);
  if (origin?.batch.direction !== 'reached')
    throw new Fault('evidence-missing', 'A record of another author came without a release.');
  const { batch, position } = origin;
  const extra = JSON.parse(batch.extra) as KeptEvidence;
  const carried = carriedEvidence(extra, position);
  if (carried !== undefined) return carried;
  const tree = treeOnce(party, batch);
  if (tree === undefined || extra.statement === undefined)
    throw new Fault('evidence-missing', 'The author of a record can no longer be proved, so it cannot be passed on.');
  const note = parseNote(utf8(extra.statement));
  return { note, salt: saltIn(party, batch, position), index: position, proof: tree.proofOf(position) };
}

/** The tree of the batch that was asked for last: relayed items mostly come from one. */
function treeOnce(party: Party, batch: BatchRow): ReturnType<typeof treeOf> {
  const trees = evidences.get(party) ?? new Map<number, ReturnType<typeof treeOf>>();
  evidences.set(party, trees);
  if (!trees.has(batch.n)) {
    trees.clear();
    trees.set(batch.n, treeOf(party, batch));
  }
  return trees.get(batch.n);
}

/** What is kept of a release that reached us, to prove its authors again. */
interface KeptEvidence {
  readonly statement?: string;
  readonly evidence?: readonly { position: number; note: string; salt: string; index: number; proof: string[] }[];
}

/** Evidence that came with an item which had itself been relayed to us. */
function carriedEvidence(
  { evidence = [] }: KeptEvidence,
  position: number,
): Omit<OriginEvidence, 'position'> | undefined {
  const found = evidence.find((candidate) => candidate.position === position);
  if (found === undefined) return undefined;
  return {
    note: parseNote(utf8(found.note)),
    salt: fromHex(found.salt, 16),
    index: found.index,
    proof: found.proof.map((hash) => fromHex(hash, 32)),
  };
}
