import { type Agreement, readAgreement, signers } from '#protocol/agreement/agreement.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import type { KeyHistory } from '#protocol/identity/key-history.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';

/** What an agreement's text and signatures establish, without any server. */
export interface AgreementVerdict {
  readonly agreement: Agreement;
  readonly signedBy: readonly string[];
  /** Parties named in the text whose signature is missing or cannot be checked for want of their keys. */
  readonly missing: readonly string[];
}

/** Verifies an agreement: well-formed, nothing unknown, and who has signed. Spec: AGR-1, AGR-2, AGR-4. */
function verifyAgreement(note: SignedNote, histories: readonly KeyHistory[]): AgreementVerdict {
  const agreement = readAgreement(note);
  const signedBy = signers(agreement, histories);
  return { agreement, signedBy, missing: agreement.terms.parties.filter((party) => !signedBy.includes(party)) };
}

/** The same, refused unless every party has signed. Fault: `agreement-not-signed`. */
export function verifyConcluded(note: SignedNote, histories: readonly KeyHistory[]): Agreement {
  const { agreement, missing } = verifyAgreement(note, histories);
  if (agreement.terms.parties.length < 2 || missing.length > 0)
    throw new Fault('agreement-not-signed', 'Not every party of the agreement has signed it.');
  return agreement;
}
