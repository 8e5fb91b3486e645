import { addNote, notesOn } from '#server/case/case-notes.ts';
import { openRoom, passOn, roomDrafts } from '#server/case/room-drafts.ts';
import { type RoomView, roomsOf } from '#server/case/rooms.ts';
import type { Party } from '#server/party/party.ts';
import { caseNamed, memberName } from './case-reference.ts';
import { command, shared, UsageError } from './command.ts';
import { changeParty, commandLine, readParty } from './party-access.ts';
import { partyNamed } from './party-reference.ts';
import { screenText } from './screen-text.ts';

function roomText(party: Party, { name, isOurs, epochs, readers, lacking }: RoomView): string {
  const names = (ids: readonly string[]): string => ids.map((id) => memberName(party, id)).join(', ');
  const keys = epochs.map(
    (epoch, at) => `  key ${at + 1} by ${memberName(party, epoch.by)}: ${names(epoch.readers)}\n`,
  );
  const late = lacking.map(({ epoch, parties }) => `  key ${epoch} is not read by ${names(parties)}\n`);
  return `${name}${isOurs ? '' : ' (we do not read here)'}: ${names(readers)}\n${keys.join('')}${late.join('')}`;
}

/** `comity case room`: who reads which words. Spec: ROM-5, ROM-6, ROM-8, ROM-10. */
export const room = command({
  about: 'Show the rooms of a case; open a caucus; or let members read what was said in a room before',
  words: ['CASE'],
  options: {
    ...shared,
    open: { type: 'string', value: 'NAME', about: 'Open this caucus, or change who is in it from now on' },
    pass: { type: 'string', value: 'NAME', about: 'Let the readers named read what was said in this room before' },
    reader: { type: 'string', value: 'PARTY', about: 'A reader besides us; may be repeated', multiple: true },
  },
  example: 'case room 1a2b3c4d --data ./party --open caucus-north --reader Bereth',
  async run({ values, words: [word = ''] }, terminal) {
    const { open, pass } = values;
    if (open !== undefined && pass !== undefined) throw new UsageError('case room: --open or --pass, not both');
    if (open === undefined && pass === undefined) {
      await readParty(values.data, (party) => {
        const file = caseNamed(party, word);
        const rooms = roomsOf(party, file);
        const waiting = roomDrafts(party, file.id).map(({ room: name, fault }) => `waits: ${name} ${fault ?? ''}\n`);
        if (values.json === true) terminal.out(`${JSON.stringify(rooms)}\n`);
        else terminal.out(rooms.map((one) => roomText(party, one)).join('') + waiting.join(''));
      });
      return 0;
    }
    return changeParty(values.data, 'case', (party) => {
      const file = caseNamed(party, word);
      const draft = { room: open ?? pass ?? '', readers: values.reader.map((name) => partyNamed(party, name).id) };
      if (open === undefined) passOn(party, file, draft, commandLine);
      else openRoom(party, file, draft, commandLine);
      terminal.out('It waits for the server.\n');
      return 0;
    });
  },
});

/** `comity case note`: what we note for ourselves. Spec: ROM-12. */
export const note = command({
  about: 'Show our private notes on a case, or add one; nothing of them leaves this server',
  words: ['CASE'],
  options: { ...shared, add: { type: 'string', value: 'TEXT', about: 'The note to add' } },
  example: 'case note 1a2b3c4d --data ./party --add "Ask again on Monday"',
  async run({ values, words: [word = ''] }, terminal) {
    const { add } = values;
    if (add !== undefined)
      return changeParty(values.data, 'case', (party) => {
        addNote(party, caseNamed(party, word).id, add, commandLine);
        terminal.out('Kept.\n');
        return 0;
      });
    await readParty(values.data, (party) => {
      const notes = notesOn(party, caseNamed(party, word).id);
      if (values.json === true) terminal.out(`${JSON.stringify(notes)}\n`);
      else
        for (const { at, account, text } of notes)
          terminal.out(`${new Date(at * 1000).toISOString()}  ${screenText(account)}: ${screenText(text)}\n`);
    });
    return 0;
  },
});
