import { join } from 'node:path';
import type { Fault } from '#protocol/bytes/fault.ts';
import { faultCode } from '#protocol/bytes/fault.ts';
import { askedToEnd } from '#server/process/end-request.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { type RunningParty, serveParty } from '#server/process/serve-party.ts';
import { demoLog } from './demo/demo-log.ts';
import { demoParties } from './demo/demo-parties.ts';
import { demoSignIns, foundDemo, isFounded, partyDirectory } from './demo/found-demo.ts';

/*
 * `npm start`: a federation of invented parties on loopback. The first start founds it, a later
 * one goes on with the same identities and logs; Ctrl-C ends it.
 */

const directory = process.env['COMITY_DEMO_DATA'] ?? join(process.cwd(), 'comity-data', 'demo');
const say = (line: string): void => void process.stdout.write(`${line}\n`);
const english = (names: readonly { lang: string; text: string }[]): string =>
  names.find(({ lang }) => lang === 'en')?.text ?? '';

async function serveAll(): Promise<RunningParty[]> {
  const running: RunningParty[] = [];
  for (const { key, port } of demoParties)
    running.push(await serveParty({ directory: partyDirectory(directory, key), port, log: demoLog }));
  return running;
}

function describe(): void {
  const signIns = demoSignIns(directory);
  say('');
  for (const { key, names, port } of demoParties) {
    say(`${english(names).padEnd(24)} http://127.0.0.1:${port}`);
    for (const { name, password } of signIns[key]) say(`    ${name.padEnd(15)} ${password}`);
  }
  say('');
  say('Begin with docs/tour.md. These accounts exist for this demonstration only.');
}

async function main(): Promise<void> {
  const ended = askedToEnd();
  if (isFounded(directory)) say(`Going on with ${directory}`);
  else await foundDemo(directory, processPowers, { say });
  const running = await serveAll();
  describe();
  say(`Ready: ${running.length} parties answer. Ctrl-C ends.`);
  await ended;
  await Promise.all(running.map((party) => party.stop()));
  say('Stopped.');
}

main().catch((error: unknown) => {
  const code = faultCode(error);
  process.stderr.write(code === undefined ? `${String(error)}\n` : `${code}: ${(error as Fault).message}\n`);
  process.exit(1);
});
