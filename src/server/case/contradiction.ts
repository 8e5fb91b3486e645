import { formatEquivocation } from '#check/case-equivocation.ts';
import { canonicalText, parseCanonical } from '#protocol/bytes/canonical-json.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { sameBytes, utf8 } from '#protocol/bytes/text.ts';
import { type CaseHead, type KnownCase, openHead } from '#protocol/case/certificate.ts';
import { convicts, type Equivocation, equivocationJson, readEquivocation } from '#protocol/case/succession.ts';
import { parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { leafHash, treeInMemory } from '#protocol/log/merkle.ts';
import { consistencyProof } from '#protocol/log/proof.ts';
import type { Party } from '../party/party.ts';

/** A log of the case's as a list of entries, with the root at each size. */
interface Rooted {
  rootAt(size: number): Uint8Array | undefined;
  readonly entries: readonly Uint8Array[];
}

interface Shown {
  readonly note: SignedNote;
  readonly head: CaseHead;
}

/**
 * A head under the depositary's line alone, the one that verified: what others add proves nothing, and must
 * neither make a proof too large to be told nor stand for that line. Spec: CEX-8.
 */
function shown(known: KnownCase, note: SignedNote): Shown {
  const head = openHead(known, note);
  return { note: { text: note.text, signatures: [head.line] }, head };
}

/**
 * Two heads of one term, of which the larger is of a log that we have: the proof, if they contradict
 * each other. Spec: CAS-11.
 */
export function contradictionOf(known: KnownCase, notes: readonly SignedNote[], log: Rooted): Equivocation | undefined {
  const [small, large] = notes.map((note) => shown(known, note)).toSorted((a, b) => a.head.size - b.head.size);
  if (small === undefined || large === undefined || small.head.term !== large.head.term) return undefined;
  const pair = { one: small.note, other: large.note };
  if (small.head.size === large.head.size) return sameBytes(small.head.root, large.head.root) ? undefined : pair;
  const [root, whole] = [log.rootAt(small.head.size), log.rootAt(large.head.size)];
  if (root === undefined || whole === undefined || !sameBytes(whole, large.head.root)) return undefined;
  if (sameBytes(root, small.head.root)) return undefined;
  const hashes = treeInMemory(log.entries.slice(0, large.head.size).map(leafHash));
  return { ...pair, between: { root, proof: consistencyProof(small.head.size, large.head.size, hashes) } };
}

/** Keeps a proof that convicts. Call inside a transaction. Spec: CEX-8. */
export function keepProof(party: Party, known: KnownCase, { one, other, ...rest }: Equivocation): boolean {
  const { note, head } = shown(known, one);
  const proof = { one: note, other: shown(known, other).note, ...rest };
  if (!convicts(known, proof)) return false;
  const { changes } = party.db.run(
    'INSERT OR IGNORE INTO case_proof (case_id, term, proof, at) VALUES (?, ?, ?, ?)',
    known.id,
    head.term,
    canonicalText(equivocationJson(proof)),
    party.now,
  );
  return changes > 0;
}

/** Reads a proof as it is kept and as it travels. */
export const proofFrom = (text: string): Equivocation => readEquivocation(new Fields(parseCanonical(utf8(text))));

/** The proofs that we hold as files that need nothing beside them. Spec: CHK-4. */
export const proofFiles = (party: Party, known: KnownCase, genesis: Uint8Array): { term: number; file: string }[] =>
  proofTexts(party, known.id).map(({ term, proof }) => ({
    term,
    file: formatEquivocation(known, parseNote(genesis), proofFrom(proof)),
  }));

/** The texts of the proofs that we hold, by term. */
export const proofTexts = (party: Party, id: string): { term: number; proof: string }[] =>
  party.db.all<{ term: number; proof: string }>(
    'SELECT term, proof FROM case_proof WHERE case_id = ? ORDER BY term DESC LIMIT 4',
    id,
  );
