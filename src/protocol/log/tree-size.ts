import { Fault } from '../bytes/fault.ts';

// 16 digits hold 2^53−1; what is larger is refused before it becomes a number.
const decimalForm = /^(?:0|[1-9][0-9]{0,15})$/;

/** Whether a number can be the size of a tree or an index into it: an integer from 0 to 2^53−1. Spec: LOG-2. */
export const isTreeSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

/** The integer of an ASCII decimal without sign or leading zeros; `tree-size` otherwise. Spec: LOG-2. */
export function parseTreeSize(text: string): number {
  const value = decimalForm.test(text) ? Number(text) : Number.NaN;
  if (!isTreeSize(value))
    throw new Fault('tree-size', 'A decimal from 0 to 2^53−1 without leading zeros was expected.');
  return value;
}
