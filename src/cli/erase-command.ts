import { corrections } from '#server/party/compliance.ts';
import { eraseByDecision } from '#server/party/erase-own.ts';
import { command, shared } from './command.ts';
import { changeParty, commandLine, pendingNote } from './party-access.ts';
import { recordNamed } from './record-reference.ts';

/** `comity erase`: drops a body for good and tells those who hold a receipt of it. */
export const erase = command({
  about: 'Erase the body of a record for good, and tell all who hold a receipt of it',
  words: ['RECORD'],
  options: shared,
  example: 'erase --data ./party 17',
  notes:
    'RECORD is its number or STIX id; each version is a record of its own. The log, receipts and proofs of others stay\nwhole. A record of another party is only forgotten here; its holders are told by whoever stated it.',
  async run({ values, words: [word = ''] }, terminal) {
    const done = await changeParty(values.data, 'comity erase', (party) => {
      const { seq } = recordNamed(party, word);
      const record = eraseByDecision(party, [seq]);
      party.deed(commandLine, 'erase', String(seq));
      const told = corrections(party, { direction: 'sent', item: seq }).filter(({ what }) => what === 'erased');
      return { seq, record: record.id, told: told.map(({ party: id }) => id), note: pendingNote(party) };
    });
    const { note, ...facts } = done;
    if (values.json === true) terminal.out(`${JSON.stringify(facts)}\n`);
    else {
      terminal.out(`Record ${done.seq} is erased; ${done.told.length} parties that hold a receipt of it are told.\n`);
      terminal.err(note);
    }
    return 0;
  },
});
