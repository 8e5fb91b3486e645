import { hex } from '#protocol/bytes/encodings.ts';
import { rootOfTexts } from '#protocol/log/batch.ts';
import { strictestUnmarked } from '#protocol/record/label.ts';
import type { NewItem } from '../store/item-store.ts';
import { keepBatch, lastNumber } from './batch-book.ts';
import type { Party } from './party.ts';
import {
  contextOf,
  isPrepared,
  type Prepared,
  type PrepareOptions,
  prepareAll,
  type Verdict,
} from './prepare-entry.ts';
import { type SourceEntry, type SourceReading, type SourceRemark, stixSource } from './read-source.ts';
import { recallOlder } from './recall.ts';
import { keepVariants } from './variant-book.ts';
import { indexFewWords } from './word-index.ts';

/** What became of every object: accepted + known + refused = seen. Spec: STX-12. */
export interface ImportReport {
  readonly seen: number;
  readonly accepted: number;
  /** Already held, equal. */
  readonly known: number;
  readonly refused: number;
  readonly faults: readonly SourceRemark[];
  readonly losses: readonly SourceRemark[];
  readonly notes: readonly SourceRemark[];
}

/** What became of one statement; with `seq` when a new item holds it. */
export interface ImportOutcome {
  readonly entry: SourceEntry;
  readonly verdict: Verdict;
  readonly seq: number | undefined;
}

export interface ImportOptions extends Partial<PrepareOptions> {
  /** Called with each batch, inside the transaction that keeps it; `batch` is undefined when nothing new was in it. */
  readonly kept?: (outcomes: readonly ImportOutcome[], batch: number | undefined) => void;
  /** Called after each batch with the number of objects done, of how many. */
  readonly progress?: (done: number, of: number) => void;
}

/** Objects of one signed batch; with four variants each they still fit into another one. Spec: LOG-20. */
export const importBatch = 1000;

/** Keeps items of our own in one signed batch, in their order; call inside a transaction. `seed`: secret, 32 bytes. */
export function keepOwnBatch(
  party: Party,
  prepared: readonly NewItem[],
  seed = party.powers.random(32),
): { batch: number; seqs: readonly number[] } {
  const root = hex(
    rootOfTexts(
      seed,
      prepared.map(({ text }) => text),
    ),
  );
  const record = party.record({ kind: 'batch', label: strictestUnmarked, data: { count: prepared.length, root } });
  const seqs = party.items.add(prepared, party.powers.now());
  const number = lastNumber(party, 'own', party.id) + 1;
  return { batch: keepBatch(party, { id: record.id, direction: 'own', party: party.id, number, seed }, seqs), seqs };
}

/** Keeps objects, and in a batch of their own what of them may be seen at lower levels. Spec: STX-25. */
function keepOwn(party: Party, prepared: readonly Prepared[]): { batch: number; seqs: readonly number[] } {
  const wholes = keepOwnBatch(party, prepared);
  recallOlder(party, prepared, wholes.seqs);
  const variants = prepared.flatMap((one) => one.variants);
  if (variants.length === 0) return wholes;
  const { seqs } = keepOwnBatch(party, variants);
  let taken = 0;
  prepared.forEach(({ variants: { length } }, at) => {
    const whole = wholes.seqs[at];
    if (whole !== undefined) keepVariants(party, whole, seqs.slice(taken, taken + length));
    taken += length;
  });
  return wholes;
}

function outcomesOf(slice: readonly SourceEntry[], verdicts: readonly Verdict[], seqs: readonly number[]) {
  const rest = seqs.values();
  return slice.map((entry, at): ImportOutcome => {
    const verdict = verdicts[at] ?? 'known';
    return { entry, verdict, seq: isPrepared(verdict) ? rest.next().value : undefined };
  });
}

/**
 * Keeps what a source held as our own statements, in signed batches that wait for the log; the caller
 * seals them. Each batch is kept whole or not at all, and nothing is dropped in silence.
 * Spec: STX-2, STX-12, ITM-1.
 */
export function keepSource(party: Party, reading: SourceReading, options: ImportOptions = {}): ImportReport {
  const { entries } = reading;
  const context = contextOf(party, reading, { unmarked: strictestUnmarked, ...options });
  const faults: SourceRemark[] = [...reading.faults];
  let [accepted, known, refused] = [0, reading.repeated, reading.refused];
  for (let start = 0; start < entries.length; start += importBatch) {
    const slice = entries.slice(start, start + importBatch);
    const kept = party.transaction(() => {
      const { verdicts, good, bad } = prepareAll(party, slice, context);
      const { batch, seqs } = good.length > 0 ? keepOwn(party, good) : { batch: undefined, seqs: [] };
      for (const fault of bad) party.refusal(undefined, fault);
      options.kept?.(outcomesOf(slice, verdicts, seqs), batch);
      return { good: good.length, bad };
    });
    party.powers.step('batch-kept');
    accepted += kept.good;
    refused += kept.bad.length;
    known += slice.length - kept.good - kept.bad.length;
    faults.push(...kept.bad);
    options.progress?.(Math.min(start + importBatch, entries.length), entries.length);
  }
  return { seen: reading.seen, accepted, known, refused, faults, losses: reading.losses, notes: reading.notes };
}

/** Batches wait in the log and survive a crash there, so one seal for all of them is enough. Spec: KEP-1, KEP-2. */
export function sealImport(party: Party): void {
  party.sealOrWait();
  if (party.db.trouble === undefined) indexFewWords(party);
}

/** Imports what a source held, signed and logged; a cut import is continued by repeating it. Spec: STX-12, KEP-2. */
export function importSource(party: Party, reading: SourceReading, options: ImportOptions = {}): ImportReport {
  const report = keepSource(party, reading, options);
  sealImport(party);
  return report;
}

/** Imports a STIX bundle, TAXII envelope or list. */
export const importObjects = (party: Party, source: Uint8Array | string, options: ImportOptions = {}): ImportReport =>
  importSource(party, stixSource(source), options);
