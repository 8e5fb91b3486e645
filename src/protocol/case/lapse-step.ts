import type { Step } from './case-state.ts';

type LapseStep = Extract<Step, { kind: 'lapse' }>;

/** When the silence of a step took effect last. */
export const lastLapse = ({ time, last }: LapseStep): number => last ?? time;

const isSame = (a: LapseStep, b: LapseStep): boolean =>
  a.wait === b.wait && a.machine === b.machine && a.party === b.party && a.item === b.item;

/**
 * Keeps a lapse. Silence that begins its state anew, again and again with nothing done in between, is
 * one step that counts: a case that nobody touches does not grow. Spec: PRO-6.
 */
export function keepLapse(steps: Step[], lapse: LapseStep): void {
  for (let at = steps.length - 1; at >= 0 && lapse.from === lapse.to; at--) {
    const before = steps[at];
    if (before?.kind !== 'lapse' || before.from !== before.to) break;
    if (!isSame(before, lapse)) continue;
    const { unreached } = lapse;
    const anew = unreached === undefined ? {} : { unreached };
    steps[at] = { ...before, ...anew, times: (before.times ?? 1) + 1, last: lapse.time };
    return;
  }
  steps.push(lapse);
}
