import { Fault } from '#protocol/bytes/fault.ts';
import { parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import type { Party } from './party.ts';

/** The kept note with this id. Fault: `note-unknown`. */
export function noteById(party: Party, id: string): SignedNote {
  const row = party.db.get<{ bytes: Uint8Array }>('SELECT bytes FROM note WHERE id = ?', id);
  if (row === undefined) throw new Fault('note-unknown', 'This server does not hold the note.');
  return parseNote(row.bytes);
}
