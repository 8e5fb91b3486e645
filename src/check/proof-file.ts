import { Fault } from '#protocol/bytes/fault.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { parseForeignJson } from '#protocol/bytes/foreign-json.ts';
import { fromUtf8 } from '#protocol/bytes/text.ts';

/** Most bytes of a proof file. Spec: CHK-3. */
export const proofFileBytes = 4_000_000;

const written = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** The text of a proof file. Spec: CHK-3. */
export const proofFileText = (format: string, members: Readonly<Record<string, unknown>>): string =>
  written({ format, ...members });

/** A proof file as far as every format shares it. */
export interface ProofFile<Format extends string> {
  readonly format: Format;
  /** What the format itself has, to be read and ended by its decoder. */
  readonly members: Fields;
}

/**
 * Reads a proof file of one of these formats; it proves nothing yet. Faults: `proof-size`,
 * `proof-format`, `proof-encoding` and those of texts and fields. Spec: CHK-3.
 */
export function readProofFile<const Format extends string>(
  bytes: Uint8Array,
  formats: readonly Format[],
): ProofFile<Format> {
  if (bytes.length > proofFileBytes) throw new Fault('proof-size', `A proof file has at most ${proofFileBytes} bytes.`);
  const text = fromUtf8(bytes);
  const value = parseForeignJson(text);
  const members = new Fields(value);
  const named = members.text('format', /^[a-z0-9/-]{1,60}$/);
  const format = formats.find((one) => one === named);
  if (format === undefined)
    throw new Fault('proof-format', 'The file is not of a format of proof that is known.', '/format');
  // What two readers could read in two ways, such as a member that stands twice, proves nothing.
  if (written(value) !== text)
    throw new Fault('proof-encoding', 'The file is not written as a proof file is, or was changed.');
  return { format, members };
}
