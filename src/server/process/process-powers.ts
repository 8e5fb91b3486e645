import type { Powers } from '../powers.ts';

// The platform hands out at most this much at a time.
const drawnAtOnce = 65_536;

function random(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let start = 0; start < length; start += drawnAtOnce)
    crypto.getRandomValues(bytes.subarray(start, start + drawnAtOnce));
  return bytes;
}

/** The clock and the chance of the machine that this process runs on. */
export const processPowers: Powers = { now: () => Date.now() * 1000, random, step: () => undefined };
