import { Fault } from '#protocol/bytes/fault.ts';
import type { Fields } from '#protocol/bytes/fields.ts';
import {
  type EquivocationVerdict,
  equivocationForm,
  readEquivocationEvidence,
  verifyEquivocation,
} from './case-equivocation.ts';
import { readProofFile } from './proof-file.ts';
import { type ReceiptVerdict, readReceiptEvidence, receiptForm, verifyReceipt } from './receipt.ts';

/** What a proof file claims, once all of it was verified. */
export type Claim =
  | { readonly form: typeof receiptForm; readonly receipt: ReceiptVerdict }
  | { readonly form: typeof equivocationForm; readonly equivocation: EquivocationVerdict };

/** Whether a proof file holds; if not, why. */
export type Verdict =
  | { readonly holds: true; readonly claim: Claim }
  | { readonly holds: false; readonly code: string; readonly message: string; readonly path: string };

const forms: Readonly<Record<Claim['form'], (members: Fields) => Claim>> = {
  [receiptForm]: (members) => ({ form: receiptForm, receipt: verifyReceipt(readReceiptEvidence(members)) }),
  [equivocationForm]: (members) => ({
    form: equivocationForm,
    equivocation: verifyEquivocation(readEquivocationEvidence(members)),
  }),
};

const known = Object.keys(forms) as Claim['form'][];

/** Checks any proof file that leaves a server, with nothing but its bytes. Spec: CHK-3, CHK-5. */
export function checkProof(bytes: Uint8Array): Verdict {
  try {
    const { form, members } = readProofFile(bytes, known);
    return { holds: true, claim: forms[form](members) };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    const { code, message, path } = error;
    return { holds: false, code, message, path };
  }
}
