import { Fault } from '#protocol/bytes/fault.ts';
import { openByAuthorApart } from '#protocol/case/case-log.ts';
import type { KnownCase } from '#protocol/case/certificate.ts';
import type { ReadRecord, SignedRecord } from '#protocol/record/record.ts';

/** Fewer are verified as quickly where they are taken; no more are under way at once, so that others' work gets between. */
const [few, atOnce] = [32, 512];

async function open(known: KnownCase, record: ReadRecord | undefined): Promise<SignedRecord | undefined> {
  if (record === undefined) return undefined;
  try {
    return await openByAuthorApart(known, record);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return undefined;
  }
}

/**
 * Verifies the signatures of many acts and rooms on other threads, so that this one goes on meanwhile. Undefined
 * for those that do not hold, and for all where they are few: whoever takes them verifies them, and says why it
 * refuses one. `read`: the record of a part, undefined for one that is not to be verified here.
 */
export async function openApart<T>(
  known: KnownCase,
  parts: readonly T[],
  read: (part: T) => ReadRecord | undefined,
): Promise<readonly (SignedRecord | undefined)[]> {
  if (parts.length < few) return [];
  const opened: (SignedRecord | undefined)[] = [];
  for (let from = 0; from < parts.length; from += atOnce) {
    const some = parts.slice(from, from + atOnce).map(read);
    opened.push(...(await Promise.all(some.map((record) => open(known, record)))));
  }
  return opened;
}
