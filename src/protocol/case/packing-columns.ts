import { idForm } from '../bytes/fields.ts';
import { keyNames } from '../identity/key-history.ts';
import type { NoteSignature } from '../identity/signed-note.ts';
import type { CaseContext, EntryParts } from './entry-parts.ts';

/*
 * Entries as they travel: by columns, without what both sides know. The receiver puts together the
 * very bytes that were signed, so that nothing else changes. Spec: CEX-40, CEX-41.
 */

/** What both sides have before the first entry. */
export interface PackingContext extends CaseContext {
  /** Members by the first record, sorted. */
  readonly parties: readonly string[];
  /** Entries that stand right before, of which both sides have the same bytes. */
  readonly before: readonly Uint8Array[];
}

/** Most that may come out of a packing. */
export interface PackingLimits {
  readonly entries: number;
  readonly bytes: number;
}

export const columns = [
  'forms',
  'authors',
  'keys',
  'times',
  'numbers',
  'sizes',
  'texts',
  'places',
  'hashes',
  'roots',
  'signatures',
  'lines',
  'plain',
] as const;
export type Column = (typeof columns)[number];

export const forms = { plain: 0, packed: 1, body: 2, seen: 4, root: 8, certificate: 16, key: 32 } as const;

export const hashText = /"([0-9a-f]{64})"/g;
/** Stands for a hash in a text; canonical JSON never holds it. */
export const hole = '\u0000';
/** How much longer a text becomes when a hash fills a hole. */
export const filling = '""'.length + 64 - hole.length;
const farthest = 2 ** 50;
export const signatureLength = 64;

/** Whether a cosignature says a time that a column can hold. */
function hasTime(line: Uint8Array): boolean {
  if (line.length !== 8 + signatureLength) return false;
  const time = Number(new DataView(line.buffer, line.byteOffset, 8).getBigUint64(0));
  return time >= 1 && time < farthest;
}

/** Numbers and names that the columns can hold; anything else travels plain. */
export function isPackable(
  { author, body = author, version, at, seen, signature, certificate }: EntryParts,
  origin: string,
): boolean {
  const counts = [version, seen?.size ?? 0, certificate?.size ?? 0, certificate?.term ?? 0];
  const numbers = [at, seen?.n ?? 0, ...counts];
  const isLine = ({ name, signature: line }: NoteSignature): boolean =>
    name === origin ? line.length === signatureLength : partyOf(name) !== undefined && hasTime(line);
  return (
    idForm.test(author) &&
    idForm.test(body) &&
    counts.every((count) => count >= 0) &&
    numbers.every((number) => Number.isSafeInteger(number) && Math.abs(number) < farthest) &&
    signature.length === signatureLength &&
    (certificate?.lines ?? []).every(isLine)
  );
}

/** The party whose witness key has this name. */
export function partyOf(name: string): string | undefined {
  const id = name.slice(keyNames.witness('').length);
  return idForm.test(id) && name === keyNames.witness(id) ? id : undefined;
}
