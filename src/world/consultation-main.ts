import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { playConsultation } from './consultation/play-consultation.ts';
import { dataFolder } from './data-option.ts';

/*
 * `npm run demo:consultation`: an incident, a question, an answer, a meeting, a mediator and a
 * statement, played by people at the pages of their own servers; and the same once more in silence.
 * `-- --data DIR` puts the copies elsewhere.
 */

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const began = performance.now();
  // Only what an earlier run left is removed.
  const directory = join(dataFolder('consultation'), 'copies');
  rmSync(directory, { recursive: true, force: true });
  await playConsultation(directory, say);
  say('');
  say(`Done in ${Math.round((performance.now() - began) / 1000)} s. The copies are in ${directory}.`);
  say('Open case.html in any of them, or check one again:');
  say(`    node docs/verify-case.mjs ${directory}/CASE/PARTY`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
