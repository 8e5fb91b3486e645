import { type Checkup, checkups } from './checkups.ts';
import { command, shared } from './command.ts';
import { readParty } from './party-access.ts';

const marks = { good: 'ok   ', note: 'note ', bad: 'BAD  ' } as const;

const lineOf = ({ name, state, detail }: Checkup): string => `${marks[state]} ${name.padEnd(12)} ${detail}\n`;

/** `comity doctor`: looks for what would keep a party from working. */
export const doctor = command({
  about: 'Check the machine, the files and the links of a party',
  words: [],
  options: shared,
  example: 'doctor --data ./party',
  notes: 'Changes nothing. Exit code 0: nothing is bad. 1: something is.',
  async run({ values }, terminal) {
    const found = await readParty(values.data, (party) => checkups(party, values.data));
    const isWell = found.every(({ state }) => state !== 'bad');
    terminal.out(
      values.json === true ? `${JSON.stringify({ ok: isWell, checks: found })}\n` : found.map(lineOf).join(''),
    );
    return isWell ? 0 : 1;
  },
});
