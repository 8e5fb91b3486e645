import { Fault } from '#protocol/bytes/fault.ts';
import { currentKeys, type KeyHistory } from '#protocol/identity/key-history.ts';
import type { SignedNote } from '#protocol/identity/signed-note.ts';
import { openRecord, type SignedRecord } from '#protocol/record/record.ts';

/**
 * Opens a record that arrives now. A key that its party has replaced opens what is already held,
 * but nothing new: whoever stole it must not speak on. Spec: IDN-9.
 */
export function openFreshRecord(note: SignedNote, history: KeyHistory): SignedRecord {
  const record = openRecord(note, history);
  if (record.head.version !== currentKeys(history).version)
    throw new Fault('record-key-replaced', 'The record is signed with a key that its party has replaced.');
  return record;
}
