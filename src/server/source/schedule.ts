import type { Channel } from './channel.ts';

const shortest = 60;
/** Seconds: however often it failed, it is tried once a day. */
const longest = 86_400;

type Timed = Pick<Channel, 'lastTry' | 'wait' | 'isPaused'>;

/** When it is tried next, Unix seconds; undefined while it is paused. */
export const nextDue = ({ lastTry, wait, isPaused }: Timed): number | undefined =>
  isPaused ? undefined : lastTry + wait;

/** Whether it is to be tried now. A clock that was set back silences nothing for longer than the wait. Spec: SRC-8. */
export const isDue = ({ lastTry, wait, isPaused }: Timed, now: number): boolean =>
  !isPaused && Math.abs(now - lastTry) >= wait;

/**
 * Seconds to wait after so many failures in a row: twice as long each time, spread by a quarter either way so that
 * many who fail together do not come back together, and no shorter than the other server asks. Spec: SRC-8.
 * `chance`: a random byte.
 */
export function waitAfter(failures: number, chance: number, asked = 0): number {
  const plain = Math.min(shortest * 2 ** Math.min(failures - 1, 20), longest);
  const spread = Math.round(plain * (0.75 + (chance / 255) * 0.5));
  return Math.min(Math.max(spread, asked), longest);
}
