import type { Party } from '../party/party.ts';

interface Turns {
  running: number;
  readonly waiting: (() => void)[];
}

/** One is verified while another is taken; more would only take memory. */
const atOnce = 2;

const turnsOf = new WeakMap<Party, Turns>();

/**
 * Runs work that unpacks much and waits for other threads, two at once at each party, the others in the order
 * in which they came: whoever sends many large requests at once fills no memory with them. Spec: CEX-41.
 */
export async function inTurn<T>(party: Party, work: () => Promise<T>): Promise<T> {
  const turns = turnsOf.getOrInsertComputed(party, () => ({ running: 0, waiting: [] }));
  if (turns.running < atOnce) turns.running++;
  else await new Promise<void>((resolve) => turns.waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = turns.waiting.shift();
    // Whoever is next takes over this turn.
    if (next === undefined) turns.running--;
    else next();
  }
}
