import { Fault } from '#protocol/bytes/fault.ts';
import type { Party } from '../party/party.ts';

/** Most letters of the words of a hand-over, and most open things that it keeps. */
export const handOverLimits = { words: 10_000, open: 500 } as const;

/** One person on duty hands the board to the next. Times in Unix seconds. Spec: BRD-2. */
export interface HandOver {
  readonly n: number;
  readonly at: number;
  readonly account: string;
  readonly words: string;
  /** What stood on the board at that moment, as JSON. */
  readonly open: string;
  readonly taken: number | null;
  readonly taker: string | null;
}

/** The newest hand-overs, the newest first. */
export const handOvers = (party: Party, limit: number): HandOver[] =>
  party.db.all<HandOver>('SELECT * FROM hand_over ORDER BY n DESC LIMIT ?', limit);

export const handOver = (party: Party, n: number): HandOver | undefined =>
  party.db.get<HandOver>('SELECT * FROM hand_over WHERE n = ?', n);

/** Whoever took the last hand-over that was taken: the person on duty. Spec: BRD-3. */
export const lastTaken = (party: Party): HandOver | undefined =>
  party.db.get<HandOver>('SELECT * FROM hand_over WHERE taken IS NOT NULL ORDER BY n DESC LIMIT 1');

/** The hand-over that nobody has taken yet; only the newest can be taken. */
export function offered(party: Party): HandOver | undefined {
  const [newest] = handOvers(party, 1);
  return newest?.taken === null ? newest : undefined;
}

/** Writes a hand-over; an earlier one that nobody took can no longer be taken. Fault: `hand-over-words`. Spec: BRD-2. */
export function writeHandOver(party: Party, account: string, words: string, open: string): number {
  if (words === '' || words.length > handOverLimits.words)
    throw new Fault('hand-over-words', `A hand-over has 1 to ${handOverLimits.words} letters.`);
  return party.transaction(() => {
    party.deed(account, 'hand-over', '');
    return party.db.run(
      'INSERT INTO hand_over (at, account, words, open) VALUES (?, ?, ?, ?)',
      party.now,
      account,
      words,
      open,
    ).lastId;
  });
}

/** Takes the hand-over that is offered. Faults: `hand-over-taken`, `hand-over-own`. Spec: BRD-3. */
export function takeHandOver(party: Party, n: number, account: string): void {
  party.transaction(() => {
    const one = offered(party);
    if (one === undefined || one.n !== n)
      throw new Fault('hand-over-taken', 'This hand-over was taken already, or a newer one was written.');
    if (one.account === account) throw new Fault('hand-over-own', 'Nobody takes over from themselves.');
    party.db.run('UPDATE hand_over SET taken = ?, taker = ? WHERE n = ?', party.now, account, n);
    party.deed(account, 'take-over', String(n));
  });
}
