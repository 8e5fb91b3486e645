import type { Domain } from '../bytes/domain-line.ts';
import { Fault } from '../bytes/fault.ts';
import { parseNote, type SignedNote } from '../identity/signed-note.ts';
import { looksLikeCommitment, parseCommitment } from './commitment.ts';
import { maxEntryLength } from './entry-bundle.ts';

/** What an entry of a party's log is, from its form alone: signatures are not checked here. Spec: LOG-18. */
export type LogEntry =
  | { readonly kind: 'commitment'; readonly hash: Uint8Array }
  | { readonly kind: 'agreement' | 'identity' | 'record'; readonly note: SignedNote };

const noteDomains: ReadonlyMap<string, 'agreement' | 'identity' | 'record'> = new Map<
  Domain,
  'agreement' | 'identity' | 'record'
>([
  ['comity/agreement/v1', 'agreement'],
  ['comity/identity/v1', 'identity'],
  ['comity/record/v1', 'record'],
]);

/** Classifies an entry. Faults: `entry-size`, `entry-unknown`, `commitment-malformed` and those of a note. Spec: LOG-18. */
export function readLogEntry(entry: Uint8Array): LogEntry {
  if (entry.length > maxEntryLength) throw new Fault('entry-size', `An entry is at most ${maxEntryLength} bytes.`);
  if (looksLikeCommitment(entry)) return { kind: 'commitment', hash: parseCommitment(entry) };
  const note = parseNote(entry);
  const kind = noteDomains.get(note.text.slice(0, note.text.indexOf('\n')));
  if (kind === undefined)
    throw new Fault('entry-unknown', 'An entry is a commitment, a record, an agreement or a key history entry.');
  return { kind, note };
}
