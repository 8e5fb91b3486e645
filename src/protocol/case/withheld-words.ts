import type { Withholding } from './act-words.ts';
import type { Step } from './case-state.ts';
import type { Procedure } from './procedure.ts';

/** Until when an act of this name withholds its words; undefined when they are open from the first. */
export const withholdingOf = ({ machines }: Procedure, act: string): Withholding | undefined =>
  machines.flatMap(({ acts }) => acts).find(({ key }) => key === act)?.withheld;

const isOf = (step: Step, { machine, party }: { readonly machine: string; readonly party?: string }): boolean =>
  step.kind !== 'void' && step.machine === machine && step.party === party;

/**
 * Whether the withheld words of the act at a place of the log are open. Not before replay has reached
 * it; not when it was void; and never when its machine went anywhere but to the state that opens
 * them: whoever breaks off has not given its text away. Spec: SAY-2.
 */
export function areOpen({ within, until }: Withholding, steps: readonly Step[], index: number): boolean {
  const from = steps.findIndex((step) => step.kind !== 'lapse' && step.index === index);
  const act = steps[from];
  if (act?.kind !== 'act') return false;
  const left = steps.slice(from).find((step) => isOf(step, act) && step.kind !== 'void' && !within.includes(step.to));
  return left !== undefined && left.kind !== 'void' && left.to === until;
}
