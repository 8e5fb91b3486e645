import type { Scenario } from './explore.ts';

/** n = 4, f = 1: every way in which one may lie, and the one in which nobody does and the depositary may die. */
export const scenarios: Readonly<Record<string, Omit<Scenario, 'lengths'>>> = {
  'the first depositary lies': { honest: 3, liar: true, lyingDepositary: [true, false] },
  'the second depositary lies': { honest: 3, liar: true, lyingDepositary: [false, true] },
  'a cosigner lies': { honest: 3, liar: true, lyingDepositary: [false, false] },
  'nobody lies': { honest: 4, liar: false, lyingDepositary: [false, false] },
};
