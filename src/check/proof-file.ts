import { Fault } from '#protocol/bytes/fault.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { parseForeignJson } from '#protocol/bytes/foreign-json.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';

/** Most bytes of a proof file. Spec: CHK-3. */
export const proofFileBytes = 4_000_000;

const written = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** The text of a proof file. Spec: CHK-3. */
export const proofFileText = (form: string, members: Readonly<Record<string, unknown>>): string =>
  written({ form, ...members });

/** A proof file as far as every form shares it. */
export interface ProofFile<Form extends string> {
  readonly form: Form;
  /** What the form itself has, to be read and ended by its decoder. */
  readonly members: Fields;
}

/**
 * Reads a proof file of one of these forms; it proves nothing yet. Faults: `proof-size`,
 * `proof-form`, `proof-encoding` and those of texts and fields. Spec: CHK-3.
 */
export function readProofFile<const Form extends string>(bytes: Uint8Array, forms: readonly Form[]): ProofFile<Form> {
  if (bytes.length > proofFileBytes) throw new Fault('proof-size', `A proof file has at most ${proofFileBytes} bytes.`);
  const text = fromUtf8(bytes);
  const value = parseForeignJson(text);
  const members = new Fields(value);
  const named = members.text('form', /^[a-z0-9/-]{1,60}$/);
  const form = forms.find((one) => one === named);
  if (form === undefined) throw new Fault('proof-form', 'The file is not of a form of proof that is known.', '/form');
  // What two readers could read in two ways, such as a member that stands twice, proves nothing.
  if (written(value) !== text)
    throw new Fault('proof-encoding', 'The file is not written as a proof file is, or was changed.');
  return { form, members };
}
