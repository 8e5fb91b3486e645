import { Fault } from '#protocol/bytes/fault.ts';
import type { Party } from '../party/party.ts';

type Waiting = (() => void)[];

interface Turns {
  running: number;
  /** What waits for our own rounds, before what others have sent. */
  readonly own: Waiting;
  readonly others: Waiting;
  /** Requests of each member that are not answered yet. */
  readonly open: Map<string, number>;
}

/** One is verified while another is taken; more would only take memory. */
const atOnce = 2;
/** A member sends one after the other, or a few. */
const mostOpen = 4;

const turnsOf = new WeakMap<Party, Turns>();

const allOf = (party: Party): Turns =>
  turnsOf.getOrInsertComputed(party, () => ({ running: 0, own: [], others: [], open: new Map() }));

async function inTurn<T>(turns: Turns, waiting: Waiting, work: () => Promise<T>): Promise<T> {
  if (turns.running < atOnce) turns.running++;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    return await work();
  } finally {
    const next = turns.own.shift() ?? turns.others.shift();
    // Whoever is next takes over this turn.
    if (next === undefined) turns.running--;
    else next();
  }
}

/** Runs work of our own rounds that unpacks much and waits for other threads, before all that others have sent. Spec: CEX-41. */
export function inOwnTurn<T>(party: Party, work: () => Promise<T>): Promise<T> {
  const turns = allOf(party);
  return inTurn(turns, turns.own, work);
}

/** What comes in more bytes is unpacked and heard in turn. */
const large = 10_000;

/**
 * Runs what answers a member's request of so many bytes. Large ones take turns, two at once at each party, in the order
 * in which they came, and are not unpacked before: whoever sends many fills no memory with them. Fault: `server-busy`,
 * if too many of the member are not answered yet. Spec: CEX-41.
 */
export async function inTurnOf<T>(party: Party, from: string, bytes: number, work: () => Promise<T>): Promise<T> {
  const turns = allOf(party);
  const open = turns.open.get(from) ?? 0;
  if (open >= mostOpen) throw new Fault('server-busy', 'Too many requests of this member are not answered yet.');
  turns.open.set(from, open + 1);
  try {
    return await (bytes > large ? inTurn(turns, turns.others, work) : work());
  } finally {
    const left = (turns.open.get(from) ?? 1) - 1;
    if (left === 0) turns.open.delete(from);
    else turns.open.set(from, left);
  }
}
