import { decideClass } from '#protocol/agreement/release-decision.ts';
import { strictestUnmarked } from '#protocol/record/label.ts';
import type { ImportOptions, ImportReport } from './import-objects.ts';
import type { Party } from './party.ts';
import { partners } from './peer-book.ts';
import { contextOf, type Prepared, prepareAll } from './prepare-entry.ts';
import type { SourceReading } from './read-source.ts';
import { contextFor } from './release-context.ts';

/** What an import would do, with its consequence. */
export interface ImportForecast extends ImportReport {
  /** Objects without a marking of their own among those that would be kept. */
  readonly unmarked: number;
  /** How many of them would leave, per partner. */
  readonly reach: readonly { readonly party: string; readonly count: number }[];
}

/** A new record comes after everything held, so every clause in force covers its position. */
function reachOf(party: Party, prepared: readonly Prepared[]): ImportForecast['reach'] {
  // Equal facts are one object, so that each class is decided once. An object goes whole or as one of its variants.
  const facts = new Set(prepared.flatMap((one) => [one, ...one.variants].map((item) => item.facts)));
  return partners(party)
    .map(({ id }) => {
      const context = contextFor(party, id);
      const open = new Set([...facts].filter((one) => decideClass(one, context).grants.length > 0));
      const goes = prepared.filter((one) => [one, ...one.variants].some((item) => open.has(item.facts)));
      return { party: id, count: goes.length };
    })
    .filter(({ count }) => count > 0);
}

/** Says what an import of a source would do; keeps nothing. The counts add up as those of an import. Spec: STX-12. */
export function checkImport(
  party: Party,
  reading: SourceReading,
  { unmarked = strictestUnmarked }: ImportOptions = {},
): ImportForecast {
  const { entries } = reading;
  const { good, bad } = prepareAll(party, entries, contextOf(party, reading, { unmarked }));
  return {
    seen: reading.seen,
    accepted: good.length,
    known: reading.repeated + entries.length - good.length - bad.length,
    refused: reading.refused + bad.length,
    faults: [...reading.faults, ...bad],
    losses: reading.losses,
    notes: reading.notes,
    unmarked: good.filter(({ isUnmarked }) => isUnmarked).length,
    reach: reachOf(party, good),
  };
}
