/** `npm run model`: explores ordering, finality and succession of cases whole. Prints what was seen; fails on a violation. */
import { Explorer } from './explore.ts';
import { rules } from './rules.ts';
import { scenarios } from './scenarios.ts';

const mostStates = 3_000_000;

for (const [name, scenario] of Object.entries(scenarios)) {
  const began = performance.now();
  const { states, settled, bases, violation } = new Explorer({ ...scenario, lengths: [2, 1] }, rules).run(mostStates);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const verdict = violation === undefined ? 'holds' : `BROKEN, ${violation.what}: ${violation.said}`;
  console.log(`${name}: ${states} states, ${settled} settled logs, ${bases} bases, ${seconds} s: ${verdict}`);
  if (violation !== undefined || settled === 0 || bases === 0) process.exitCode = 1;
}
