import { checkCountersigned, openRelease, type ReleaseTerms } from '#protocol/agreement/release-record.ts';
import { fromHex, hex } from '#protocol/bytes/encodings.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { Fields } from '#protocol/bytes/fields.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { type KeyHistory, logKeys, verifyKeyHistory, witnessKeys } from '#protocol/identity/key-history.ts';
import type { NoteKey } from '#protocol/identity/note-key.ts';
import { formatNote, isSignedOnlyBy, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { commitmentEntry } from '#protocol/log/commitment.ts';
import { formatTlogProof, parseTlogProof, type TlogProof, verifyTlogProof } from '#protocol/log/tlog-proof.ts';
import { verifyConcluded } from './agreement.ts';
import { proofFileText, readProofFile } from './proof-file.ts';

/**
 * All that a stranger needs to check one release without asking anybody: the receipt, the keys of
 * both sides, the agreements it cites, and the proof that it stands in the holder's log. Spec: CHK-1.
 */
export interface ReceiptEvidence {
  readonly receipt: SignedNote;
  /** The note as the holder's log commits to it: with the sender's signature, or with both. */
  readonly logged: SignedNote;
  readonly histories: readonly (readonly SignedNote[])[];
  readonly agreements: readonly SignedNote[];
  readonly holder: string;
  readonly salt: Uint8Array;
  readonly proof: TlogProof;
}

/** What the evidence proves. */
export interface ReceiptVerdict {
  readonly id: string;
  readonly from: string;
  readonly terms: ReleaseTerms;
  /** Unix seconds, by the sender's clock. */
  readonly at: number;
  readonly countersigned: boolean;
  readonly position: number;
  /** Parties whose witness cosigned the checkpoint of the proof. */
  readonly witnesses: readonly string[];
}

const text = (note: SignedNote): string => fromUtf8(formatNote(note));
const note = (value: unknown): SignedNote => parseNote(utf8(typeof value === 'string' ? value : ''));

export const receiptFormat = 'comity/receipt/v1';

/** The evidence as one JSON file, for a court or an auditor. Spec: CHK-3. */
export function formatReceiptEvidence(evidence: ReceiptEvidence): string {
  return proofFileText(receiptFormat, {
    receipt: text(evidence.receipt),
    logged: text(evidence.logged),
    histories: evidence.histories.map((notes) => notes.map(text)),
    agreements: evidence.agreements.map(text),
    holder: evidence.holder,
    salt: hex(evidence.salt),
    proof: fromUtf8(formatTlogProof(evidence.proof)),
  });
}

const long = /^.{1,300000}$/s;

/** Reads evidence; proves nothing yet. */
export const parseReceiptEvidence = (source: string): ReceiptEvidence =>
  readReceiptEvidence(readProofFile(utf8(source), [receiptFormat]).members);

/** Reads the members of evidence. */
export function readReceiptEvidence(fields: Fields): ReceiptEvidence {
  const evidence = {
    receipt: note(fields.text('receipt', long)),
    logged: note(fields.text('logged', long)),
    histories: fields.list('histories', 256).map((notes) => (Array.isArray(notes) ? notes.map(note) : [])),
    agreements: fields.list('agreements', 64).map(note),
    holder: fields.text('holder', /^[0-9a-f]{64}$/),
    salt: fromHex(fields.text('salt'), 16),
    proof: parseTlogProof(utf8(fields.text('proof', long))),
  };
  fields.end();
  return evidence;
}

function historyOf(histories: readonly KeyHistory[], party: string): KeyHistory {
  const found = histories.find((history) => history.party === party);
  if (found === undefined)
    throw new Fault('evidence-keys-missing', 'The evidence lacks the key history of a party it speaks of.');
  return found;
}

function isCountersigned(receipt: SignedNote, recipient: KeyHistory): boolean {
  if (receipt.signatures.length < 2) return false;
  checkCountersigned(receipt, recipient);
  return true;
}

/** Every clause that the receipt cites must stand in a concluded agreement of the evidence. Spec: CHK-2. */
function checkClauses(terms: ReleaseTerms, evidence: ReceiptEvidence, histories: readonly KeyHistory[]): void {
  const concluded = evidence.agreements.map((agreement) => verifyConcluded(agreement, histories));
  for (const { agreement, clause } of terms.shares) {
    const cited = concluded.find(({ id }) => id === agreement);
    if (cited?.terms.clauses.some(({ n }) => n === clause) !== true)
      throw new Fault('evidence-clause-missing', 'The receipt cites a clause that is in no agreement of the evidence.');
  }
}

/** The keys under which the checkpoint of the proof may be signed. */
const checkpointKeys = (histories: readonly KeyHistory[], holder: string): NoteKey[] =>
  histories.flatMap((history) => (history.party === holder ? logKeys(history) : witnessKeys(history)));

/** Verifies a receipt and everything it rests on, offline. Throws the first fault. Spec: CHK-1, CHK-2. */
export function verifyReceipt(evidence: ReceiptEvidence): ReceiptVerdict {
  const histories = evidence.histories.map(verifyKeyHistory);
  const author = histories.find((history) => evidence.receipt.signatures[0]?.name.endsWith(history.party));
  const sender = historyOf(histories, author?.party ?? '');
  const { record, terms } = openRelease(evidence.receipt, sender);
  const countersigned = isCountersigned(evidence.receipt, historyOf(histories, terms.to));
  checkClauses(terms, evidence, histories);
  if (evidence.logged.text !== evidence.receipt.text)
    throw new Fault('evidence-log-note', 'The logged note has another text than the receipt.');
  if (evidence.holder !== sender.party && evidence.holder !== terms.to)
    throw new Fault('evidence-holder', 'The log is of neither side of the release.');
  const entry = commitmentEntry(evidence.salt, formatNote(evidence.logged));
  const witnesses = histories.filter(({ party }) => party !== evidence.holder);
  const policy = {
    logKeys: logKeys(historyOf(histories, evidence.holder)),
    witnesses: witnesses.flatMap(witnessKeys),
    quorum: 0,
  };
  // A line that was damaged would pass for one that nobody can check. Spec: CHK-2.
  if (!isSignedOnlyBy(evidence.proof.checkpoint, checkpointKeys(histories, evidence.holder)))
    throw new Fault('evidence-signature', 'A signature of the checkpoint is of a key that is not in the evidence.');
  const proved = verifyTlogProof(evidence.proof, entry, policy);
  const seen = witnesses.filter(({ party }) => proved.cosignatures.some(({ name }) => name.endsWith(party)));
  return {
    id: record.id,
    from: sender.party,
    terms,
    at: record.head.at,
    countersigned,
    position: proved.index,
    witnesses: seen.map(({ party }) => party),
  };
}
