import { isWithoutServer } from './custody.ts';
import type { Party } from './party.ts';

/** A message that must reach a partner. About records it says nothing but what REL-13 lets out. */
export interface Message {
  readonly party: string;
  readonly path: string;
  readonly body: Uint8Array;
  /** A newer message of one topic replaces the older. */
  readonly topic: string;
}

/** Queues a message; it stays until the partner has taken it. Who has no server reads it here. Call inside a transaction. */
export function queue(party: Party, { party: to, path, body, topic }: Message): void {
  if (isWithoutServer(party, to)) return;
  party.db.run('DELETE FROM outbox WHERE party = ? AND topic = ?', to, topic);
  party.db.run('INSERT INTO outbox (party, path, body, topic) VALUES (?, ?, ?, ?)', to, path, body, topic);
}

/** What waits for one partner, oldest first. */
export const waiting = (party: Party, to: string): (Message & { n: number })[] =>
  party.db.all<Message & { n: number }>(
    'SELECT n, party, path, body, topic FROM outbox WHERE party = ? ORDER BY n LIMIT 50',
    to,
  );

/** Forgets a message that was taken, or that the partner will never take. */
export const done = (party: Party, n: number): void => void party.db.run('DELETE FROM outbox WHERE n = ?', n);
