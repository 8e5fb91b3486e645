import type { Fields } from '../bytes/fields.ts';
import { roleForm } from './genesis.ts';

/** One part of what an act says in words: what is fact stands apart from what is asked. Spec: SAY-1. */
export interface PartRule {
  readonly key: string;
  readonly isRequired: boolean;
  /** Whether it may be said several times, each numbered. */
  readonly isMany: boolean;
  /** It is said once for each part of this key in the newest act that has some: an answer for each question. */
  readonly each?: string;
}

/** Words that are bound by their hash and open at one moment. Spec: SAY-2. */
export interface Withholding {
  /** States of the act's machine in which the words are withheld. */
  readonly within: readonly string[];
  /** The state that opens them, if the machine comes to it from there. */
  readonly until: string;
}

/** Reads one part. */
export function readPart(fields: Fields): PartRule {
  return {
    key: fields.text('key', roleForm),
    isRequired: fields.has('required') ? fields.boolean('required') : true,
    isMany: fields.has('many') ? fields.boolean('many') : false,
    ...(fields.has('each') ? { each: fields.text('each', roleForm) } : {}),
  };
}

/** Reads when words open. */
export function readWithholding(fields: Fields): Withholding {
  const within = fields.list('within', 16).map((state) => {
    if (typeof state !== 'string' || !roleForm.test(state)) throw fields.fault('within', 'A state was expected.');
    return state;
  });
  const withholding = { within, until: fields.text('until', roleForm) };
  fields.end();
  return withholding;
}
