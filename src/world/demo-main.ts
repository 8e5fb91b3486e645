import type { Fault } from '#protocol/bytes/fault.ts';
import { faultCode } from '#protocol/bytes/fault.ts';
import { askedToEnd } from '#server/process/end-request.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { type RunningParty, serveParty } from '#server/process/serve-party.ts';
import { dataFolder } from './data-option.ts';
import { demoLog } from './demo/demo-log.ts';
import { demoParties } from './demo/demo-parties.ts';
import { demoSignIns, foundDemo, isFounded, partyDirectory } from './demo/found-demo.ts';
import { practicePort } from './practice/practice-port.ts';
import { type RunningPractice, servePractice } from './practice/practice-server.ts';

/*
 * `npm start`: a federation of invented parties on loopback. The first start founds it, a later
 * one goes on with the same identities and logs; Ctrl-C ends it. `-- --data DIR` keeps it elsewhere.
 */

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const english = (names: readonly { lang: string; text: string }[]): string =>
  names.find(({ lang }) => lang === 'en')?.text ?? '';

async function serveAll(directory: string, practice: RunningPractice | undefined): Promise<RunningParty[]> {
  const running: RunningParty[] = [];
  const practiceAt = practice === undefined ? {} : { practiceAt: practice.url };
  for (const { key, port } of demoParties)
    running.push(await serveParty({ directory: partyDirectory(directory, key), port, log: demoLog, ...practiceAt }));
  return running;
}

/** The demonstration goes on without a practice where its port is taken. */
async function practise(): Promise<RunningPractice | undefined> {
  try {
    return await servePractice({ port: practicePort, powers: processPowers });
  } catch (error) {
    if (faultCode(error) !== 'listen-refused') throw error;
    return undefined;
  }
}

function describe(directory: string): void {
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
  const directory = dataFolder('demo');
  const ended = askedToEnd();
  if (isFounded(directory)) say(`Going on with ${directory}`);
  else await foundDemo(directory, processPowers, { say });
  const practice = await practise();
  const running = await serveAll(directory, practice);
  describe(directory);
  if (practice !== undefined) say(`To practise first, with other parties that scripts play: ${practice.url}`);
  say(`Ready: ${running.length} parties answer. Ctrl-C ends.`);
  await ended;
  await Promise.all([practice?.stop(), ...running.map((party) => party.stop())]);
  say('Stopped.');
}

main().catch((error: unknown) => {
  const code = faultCode(error);
  process.stderr.write(
    code === undefined
      ? `${error instanceof Error ? error.message : String(error)}\n`
      : `${code}: ${(error as Fault).message}\n`,
  );
  process.exit(1);
});
