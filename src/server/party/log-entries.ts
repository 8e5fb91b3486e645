import type { Party } from './party.ts';

/** One entry of our log with the note that it commits to. Entries taken back from a mirror may have none. */
export interface LogEntry {
  readonly position: number;
  readonly bytes: Uint8Array;
  readonly noteId: string;
  readonly kind?: string;
  /** When the note was kept, Unix seconds; for an entry without a note, when its checkpoint was. */
  readonly at: number;
  readonly note?: Uint8Array;
}

interface Row {
  readonly position: number;
  readonly bytes: Uint8Array;
  readonly id: string;
  readonly kind: string | null;
  readonly at: number | null;
  readonly note: Uint8Array | null;
}

const select = `SELECT position, entry.bytes AS bytes, entry.note AS id, note.kind AS kind, note.at AS at, note.bytes AS note
  FROM entry LEFT JOIN note ON note.id = entry.note`;

const checkpointTime = (party: Party, position: number): number =>
  party.db.count('SELECT at FROM checkpoint WHERE size > ? ORDER BY size LIMIT 1', position);

const fromRow = (party: Party, { position, bytes, id, kind, at, note }: Row): LogEntry => ({
  position,
  bytes,
  noteId: id,
  at: at ?? checkpointTime(party, position),
  ...(kind === null ? {} : { kind }),
  ...(note === null ? {} : { note }),
});

/** The entry at a position, or undefined. */
export function logEntry(party: Party, position: number): LogEntry | undefined {
  const row = party.db.get<Row>(`${select} WHERE position = ?`, position);
  return row === undefined ? undefined : fromRow(party, row);
}

/** One page of the log, newest first. */
export const newestEntries = (party: Party, slice: { limit: number; offset: number }): LogEntry[] =>
  party.db
    .all<Row>(`${select} ORDER BY position DESC LIMIT ? OFFSET ?`, slice.limit, slice.offset)
    .map((row) => fromRow(party, row));

/** Where a note stands in the log, or will stand once what is pending has been sealed. */
export function entryPosition(party: Party, noteId: string): number {
  const sealed = party.db.get<{ position: number }>(
    'SELECT position FROM entry WHERE note = ? ORDER BY position LIMIT 1',
    noteId,
  );
  if (sealed !== undefined) return sealed.position;
  const before = party.db.count(
    'SELECT count(*) FROM pending WHERE n < (SELECT min(n) FROM pending WHERE note = ?)',
    noteId,
  );
  return party.log.frontier().size + before;
}

/** Whether the log, sealed or pending, has an entry for a note. */
export const isLogged = (party: Party, noteId: string): boolean =>
  party.db.count(
    'SELECT (SELECT count(*) FROM entry WHERE note = ?) + (SELECT count(*) FROM pending WHERE note = ?)',
    noteId,
    noteId,
  ) > 0;

/** Who has cosigned the checkpoint of a size, with the time of each, Unix seconds. */
export const cosignersOf = (party: Party, size: number): { witness: string; at: number }[] =>
  party.db.all('SELECT witness, at FROM cosignature WHERE size = ? ORDER BY witness', size);

/** When the newest checkpoint was made, Unix seconds; undefined while the log is empty. */
export const newestCheckpointTime = (party: Party): number | undefined =>
  party.db.get<{ at: number }>('SELECT at FROM checkpoint ORDER BY size DESC LIMIT 1')?.at;
