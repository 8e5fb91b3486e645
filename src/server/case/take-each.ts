import { Fault } from '#protocol/bytes/fault.ts';
import type { Party } from '../party/party.ts';

/** What is no longer true of a member, or was never, is refused alone: the rest of what it told counts. */
export function takeEach<T>(party: Party, from: string, parts: readonly T[], take: (part: T) => void): void {
  for (const part of parts) {
    try {
      take(part);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      party.refusal(from, error);
    }
  }
}
