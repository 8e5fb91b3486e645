import { lawGrounds } from '#protocol/agreement/correction.ts';
import { setHold } from '#server/party/legal-hold.ts';
import { command, shared, UsageError } from './command.ts';
import { changeParty, commandLine } from './party-access.ts';
import { recordNamed } from './record-reference.ts';

/** `comity keep`: states that the law requires a body to be kept, or no longer does. */
export const keep = command({
  about: 'State that the law requires a record to be kept though its source or an agreement asks to erase it',
  words: ['RECORD'],
  options: {
    ...shared,
    ground: { type: 'string', value: 'GROUND', about: `One of ${lawGrounds.join(', ')}` },
    end: { type: 'boolean', about: 'The law requires it no longer: what was asked for meanwhile is done now' },
  },
  example: 'keep --data ./party 17 --ground criminal-proceedings',
  notes: 'The ground is stated to whoever asked, in a signed and logged answer.',
  async run({ values, words: [word = ''] }, terminal) {
    const ground = lawGrounds.find((one) => one === values.ground);
    if ((ground === undefined) !== (values.end === true) || (values.ground !== undefined && ground === undefined))
      throw new UsageError(`keep: give --end, or --ground with one of ${lawGrounds.join(', ')}`);
    const seq = await changeParty(values.data, 'comity keep', (party) => {
      const row = recordNamed(party, word);
      setHold(party, row.seq, ground);
      party.deed(commandLine, ground === undefined ? 'hold-end' : 'hold', String(row.seq));
      return row.seq;
    });
    if (values.json === true) terminal.out(`${JSON.stringify({ seq, ground: ground ?? null })}\n`);
    else
      terminal.out(
        `Record ${seq}: ${ground === undefined ? 'no law requires it to be kept any more' : `kept, ${ground}`}.\n`,
      );
    return 0;
  },
});
