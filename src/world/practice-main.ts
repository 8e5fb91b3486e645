import { parseArgs } from 'node:util';
import { faultCode } from '#protocol/bytes/fault.ts';
import { askedToEnd } from '#server/process/end-request.ts';
import { processPowers } from '#server/process/process-powers.ts';
import { practicePort } from './practice/practice-port.ts';
import { servePractice } from './practice/practice-server.ts';

/* `npm run practice`: exercises with invented parties that scripts play, on this machine alone. Ctrl-C ends it. */

const say = (line: string): void => void process.stdout.write(`${line}\n`);

async function main(): Promise<void> {
  // It takes no words: one that would do nothing is refused.
  parseArgs({ options: {} });
  const ended = askedToEnd();
  const practice = await servePractice({ port: practicePort, powers: processPowers });
  say(`Practice: ${practice.url}`);
  say('All parties are invented, and nothing is kept when it ends. Ctrl-C ends.');
  await ended;
  await practice.stop();
  say('Stopped.');
}

main().catch((error: unknown) => {
  process.stderr.write(`${faultCode(error) ?? (error instanceof Error ? error.message : String(error))}\n`);
  process.exit(1);
});
