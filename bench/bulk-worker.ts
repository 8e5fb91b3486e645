import process from 'node:process';
import { grow } from './bulk-growth.ts';
import { besideMany, measure, memory } from './bulk-measures.ts';

/** One step of the bulk measurements in a process of its own, so that memory is that of the step: `step place start end|runs`. */
const [step = '', place = '', first = '', second = ''] = process.argv.slice(2);
const [one, two] = [Number(first), Number(second)];
const steps: Readonly<Record<string, () => unknown>> = {
  grow: () => grow(place, { start: one, end: two }, 20),
  measure: () => measure(place, one, two),
  many: () => besideMany(place, one),
  memory: () => memory(place, one, two),
};
process.stdout.write(JSON.stringify(await steps[step]?.()));
