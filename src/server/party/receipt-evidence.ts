import type { ReceiptEvidence } from '#check/receipt.ts';
import { readRelease } from '#protocol/agreement/release-record.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead } from '#protocol/record/record.ts';
import { agreementById } from './agreement-book.ts';
import { batchById } from './batch-book.ts';
import { noteById } from './notes.ts';
import type { Party } from './party.ts';
import { peer } from './peer-book.ts';

/** The receipt of a release as this side has it: with both signatures once it was acknowledged. */
function receiptOf(party: Party, id: string): SignedNote {
  const row = party.db.get<{ countersigned: Uint8Array | null }>(
    'SELECT countersigned FROM delivery JOIN batch ON batch.n = delivery.batch WHERE batch.id = ?',
    id,
  );
  return row?.countersigned ? parseNote(row.countersigned) : noteById(party, id);
}

/** Everything that proves one release to a stranger. Spec: CHK-1. */
export function receiptEvidence(party: Party, id: string): ReceiptEvidence {
  const batch = batchById(party, id);
  if (batch === undefined || batch.direction === 'own')
    throw new Fault('receipt-unknown', 'This server holds no such receipt.');
  const receipt = receiptOf(party, id);
  const terms = readRelease(parseRecordHead(receipt.text).data);
  const agreements = [...new Set(terms.shares.map(({ agreement }) => agreement))].map(
    (cited) => agreementById(party, cited).agreement,
  );
  const involved = new Set([
    party.id,
    batch.party,
    ...agreements.flatMap((agreement) => agreement.terms.parties),
    ...witnessesOf(party),
  ]);
  const { proof, salt } = party.log.proofOf(id);
  if (salt === undefined) throw new Fault('receipt-unknown', 'The receipt stands in the log in the open.');
  return {
    receipt,
    logged: noteById(party, id),
    holder: party.id,
    salt,
    proof: { ...proof, checkpoint: signedByThem(proof.checkpoint, involved) },
    histories: historiesOf(party, involved),
    agreements: agreements.map((agreement) => agreement.note),
  };
}

/** The note with the lines of these parties alone. Spec: CHK-2. */
const signedByThem = ({ text, signatures }: SignedNote, ids: ReadonlySet<string>): SignedNote => ({
  text,
  signatures: signatures.filter(({ name }) => ids.has(name.slice(-64))),
});

const witnessesOf = (party: Party): string[] =>
  party.db.all<{ witness: string }>('SELECT DISTINCT witness FROM cosignature').map(({ witness }) => witness);

function historiesOf(party: Party, ids: ReadonlySet<string>): (readonly SignedNote[])[] {
  return [...ids].flatMap((id) => {
    const known = peer(party, id);
    return known === undefined ? [] : [known.history.notes];
  });
}
