import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { playConsultation } from './consultation/play-consultation.ts';

/*
 * `npm run demo:consultation`: an incident, a question, an answer, a meeting, a mediator and a
 * statement, played by people at the pages of their own servers; and the same once more in silence.
 */

const directory = process.env['COMITY_CONSULTATION_DATA'] ?? join(process.cwd(), 'comity-data', 'consultation');
const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  const began = performance.now();
  rmSync(directory, { recursive: true, force: true });
  await playConsultation(directory, say);
  say('');
  say(
    `Done in ${Math.round((performance.now() - began) / 1000)} s. The copies are in ${directory}. Check any of them again, without us:`,
  );
  say(`    npx comity check ${directory}/CASE/PARTY`);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
