import { importSource } from '#server/party/import-objects.ts';
import { readSource } from '#server/party/read-source.ts';
import { memoryParty } from '#server/process/served-party.fixture.ts';
import { bombs } from './bombs.ts';

/*
 * Run as a child process with a small heap: takes every bomb, and the harmless text of its kind,
 * through the door of every import, and says what became of them and how much memory that took at most.
 */
const party = memoryParty('Aldoria');

function take(text: string): { accepted: number; codes: readonly string[] } {
  const reading = readSource(Buffer.from(text), { now: 1_790_000_000_000, source: 'test' });
  const { accepted, known, faults } = importSource(party, reading, { unmarked: { tlp: 'green' } });
  return { accepted: accepted + known, codes: [...new Set(faults.map(({ code }) => code))] };
}

for (const [name, { text, harmless }] of Object.entries(bombs))
  process.stdout.write(`${JSON.stringify({ name, bomb: take(text()), harmless: take(harmless) })}\n`);
process.stdout.write(`${JSON.stringify({ megabytes: Math.round(process.resourceUsage().maxRSS / 1024) })}\n`);
