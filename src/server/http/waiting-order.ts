import type { Waiting } from '#web/parts/waiting.ts';

/** What is due within a watch presses. Seconds. */
const watch = 12 * 3600;

/** Late, due within the watch, or a notice or a broken link; what else needs no time limit does not press. */
export const presses = (now: number, { what, due }: Waiting): boolean =>
  what === 'notice' || what === 'link-fault' || (due !== undefined && due < now + watch);

/** By deadline, whatever it is; a notice without one stands where the watch ends, what else has none stands last. Spec: BRD-1. */
export function byUrgency(now: number): (a: Waiting, b: Waiting) => number {
  const urgency = ({ what, due }: Waiting): number =>
    due ?? (what === 'notice' ? now + watch : Number.MAX_SAFE_INTEGER);
  return (a, b) => urgency(a) - urgency(b);
}
