import type { JsonObject } from '../bytes/canonical-json.ts';
import { Fields, idForm } from '../bytes/fields.ts';

/** Why a body was erased. Spec: ERA-1. */
export const erasureReasons = ['own-decision', 'retention', 'source-notice'] as const;
export type ErasureReason = (typeof erasureReasons)[number];

/** Most items that one record says are erased. */
export const mostErased = 1_000;

/** What an `erasure` record says: which leaves of batches lost their body, and why. Never anything of the body. Spec: ERA-1. */
export interface ErasureTerms {
  /** Salted leaf hashes in the batch in which each item came here, hexadecimal. */
  readonly leaves: readonly string[];
  readonly reason: ErasureReason;
  /** The correction that asked for it. */
  readonly notice?: string;
}

/** The data of an erasure record. */
export const erasureJson = ({ leaves, reason, notice }: ErasureTerms): JsonObject => ({
  leaves,
  reason,
  ...(notice === undefined ? {} : { notice }),
});

/** Reads the data of an erasure record. */
export function readErasure(data: JsonObject): ErasureTerms {
  const fields = new Fields(data, '/data');
  const leaves = fields
    .list('leaves', mostErased)
    .map((leaf, index) => new Fields({ leaf }, `/data/leaves/${index}`).text('leaf', idForm));
  const terms = {
    leaves,
    reason: fields.oneOf('reason', erasureReasons),
    ...(fields.has('notice') ? { notice: fields.text('notice', idForm) } : {}),
  };
  fields.end();
  return terms;
}
