import { Fault } from '#protocol/bytes/fault.ts';
import type { Fields } from '#protocol/bytes/fields.ts';
import { actProofFormat } from '#protocol/case/act-proof.ts';
import { type ActClaim, checkAct } from './act-claim.ts';
import {
  type EquivocationVerdict,
  equivocationFormat,
  readEquivocationEvidence,
  verifyEquivocation,
} from './case-equivocation.ts';
import { readProofFile } from './proof-file.ts';
import { type ReceiptVerdict, readReceiptEvidence, receiptFormat, verifyReceipt } from './receipt.ts';

/** What a proof file claims, once all of it was verified. */
export type Claim =
  | { readonly format: typeof receiptFormat; readonly receipt: ReceiptVerdict }
  | { readonly format: typeof actProofFormat; readonly act: ActClaim }
  | { readonly format: typeof equivocationFormat; readonly equivocation: EquivocationVerdict };

/** Whether a proof file holds; if not, why. */
export type Verdict =
  | { readonly holds: true; readonly claim: Claim }
  | { readonly holds: false; readonly code: string; readonly message: string; readonly path: string };

const formats: Readonly<Record<Claim['format'], (file: { members: Fields; bytes: Uint8Array }) => Claim>> = {
  [receiptFormat]: ({ members }) => ({ format: receiptFormat, receipt: verifyReceipt(readReceiptEvidence(members)) }),
  [actProofFormat]: ({ bytes }) => ({ format: actProofFormat, act: checkAct(bytes) }),
  [equivocationFormat]: ({ members }) => ({
    format: equivocationFormat,
    equivocation: verifyEquivocation(readEquivocationEvidence(members)),
  }),
};

const known = Object.keys(formats) as Claim['format'][];

/** Checks any proof file that leaves a server, with nothing but its bytes. Spec: CHK-3, CHK-5. */
export function checkProof(bytes: Uint8Array): Verdict {
  try {
    const { format, members } = readProofFile(bytes, known);
    return { holds: true, claim: formats[format]({ members, bytes }) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, path } = error;
    return { holds: false, code, message, path };
  }
}
