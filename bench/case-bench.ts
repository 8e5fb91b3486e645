import { createPublicKey, verify } from 'node:crypto';
import { utf8 } from '#protocol/bytes/text.ts';
import { keysOf } from '#protocol/identity/key-history.ts';
import { parseNote } from '#protocol/identity/signed-note.ts';
import { LongCase } from '#server/case/long-case.fixture.ts';
import { Party } from '#server/party/party.ts';
import { type Plan, scaled } from './plan.ts';

/** Sizes of the cases that are measured. */
export const caseSizes = (plan: Plan) => ({
  members: Math.max(20, scaled(plan, 200)),
  council: 13,
  acts: Math.max(60, scaled(plan, 10_000)),
  /** Acts under one tick. */
  perTick: Math.max(20, scaled(plan, 1_000)),
  cases: Math.max(4, scaled(plan, 1_000)),
});

/** The large case, of two terms, in the stores of these parties. */
export function largeCase(
  plan: Plan,
  parties: readonly Party[],
  { acts = caseSizes(plan).acts, serial = 0 }: { readonly acts?: number; readonly serial?: number } = {},
): LongCase {
  const { perTick, ...size } = caseSizes(plan);
  const half = Math.ceil(acts / 2);
  const long = new LongCase(parties, { ...size, serial }).grow(half, perTick).succeed().grow(half, perTick);
  for (const party of parties) long.store(party);
  return long;
}

/** A party that has forgotten everything but its store, as after a start. */
export const restarted = ({ db, log, powers, history, secrets, mirror }: Party): Party =>
  new Party({ db, log, powers, history, secrets, mirror });

/** Milliseconds of some work. */
export async function milliseconds(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

export const grouped = new Intl.NumberFormat('en');

const spki = '302a300506032b6570032100';

/** Verifies the signature of each entry, and does nothing else. */
export function bareVerification({ known, log, entries }: LongCase): () => number {
  const keys = new Map(
    [...known.histories].map(([id, history]) => {
      const raw = Buffer.from(spki + keysOf(history, 0).keys.record.toHex(), 'hex');
      return [id, createPublicKey({ key: raw, format: 'der', type: 'spki' })] as const;
    }),
  );
  const signed = entries.map((bytes, index) => {
    const { text, signatures } = parseNote(bytes);
    const key = keys.get(log.recordAt(index)?.head.author ?? '');
    if (key === undefined) throw new Error('An author is not known.');
    return { text: utf8(text), key, signature: signatures[0]?.signature ?? new Uint8Array() };
  });
  return () => signed.filter(({ text, key, signature }) => verify(null, text, key, signature)).length;
}
