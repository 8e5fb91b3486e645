import { hex } from '#protocol/bytes/encodings.ts';
import { sameBytes } from '#protocol/bytes/text.ts';
import { logKeys, textId } from '#protocol/identity/key-history.ts';
import { parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { openCheckpoint } from '#protocol/log/checkpoint.ts';
import { commitmentEntry } from '#protocol/log/commitment.ts';
import {
  emptyFrontier,
  type Frontier,
  frontierBytes,
  frontierRoot,
  growFrontier,
  leafHash,
} from '#protocol/log/merkle.ts';
import type { AuditReport } from './audit-finding.ts';
import type { Party } from './party.ts';

interface EntryRow {
  readonly position: number;
  readonly bytes: Uint8Array;
  readonly note: string;
}

interface NoteRow {
  readonly id: string;
  readonly kind: string;
  readonly author: string;
  readonly bytes: Uint8Array;
  readonly salt: Uint8Array | null;
}

/** A note that the log commits to, in the order of the log. */
export interface LoggedNote {
  readonly id: string;
  readonly kind: string;
  readonly author: string;
  readonly note: SignedNote;
  readonly where: string;
}

const noteRow = (party: Party, id: string): NoteRow | undefined =>
  party.db.get<NoteRow>('SELECT id, kind, author, bytes, salt FROM note WHERE id = ?', id);

/** Opens one entry with the kept note and salt, trusting neither. */
function openEntry(party: Party, report: AuditReport, row: EntryRow): LoggedNote | undefined {
  const where = `entry ${row.position}`;
  const kept = noteRow(party, row.note);
  if (kept === undefined) {
    report.add('entry-unopened', where, 'The note that this entry commits to is not held.');
    return undefined;
  }
  const expected = kept.salt === null ? kept.bytes : commitmentEntry(kept.salt, kept.bytes);
  if (!sameBytes(expected, row.bytes)) {
    report.add('entry-opening-wrong', where, 'The kept note and salt do not lead to this entry.');
    return undefined;
  }
  return readNote(report, kept, where);
}

function readNote(report: AuditReport, kept: NoteRow, where: string): LoggedNote | undefined {
  try {
    const note = parseNote(kept.bytes);
    if (textId(note.text) !== kept.id)
      report.add('note-id-wrong', where, `The note ${kept.id} has another text than its id says.`);
    return { id: kept.id, kind: kept.kind, author: kept.author, note, where };
  } catch {
    report.add('note-unreadable', where, `The kept note ${kept.id} is not a note.`);
    return undefined;
  }
}

function checkCheckpoint(party: Party, report: AuditReport, frontier: Frontier): void {
  const row = party.db.get<{ note: Uint8Array }>('SELECT note FROM checkpoint WHERE size = ?', frontier.size);
  if (row === undefined) return;
  report.checked.checkpoints++;
  try {
    const head = openCheckpoint(parseNote(row.note), logKeys(party.history));
    if (head.size === frontier.size && sameBytes(head.root, frontierRoot(frontier))) return;
  } catch {
    // Reported below with everything else that is wrong about a checkpoint.
  }
  report.add('checkpoint-wrong', `checkpoint ${frontier.size}`, 'The signed checkpoint is not that of the entries.');
}

/** Walks the log from its first entry: positions, openings, checkpoints and the frontier. Spec: AUD-2. */
export function auditLog(party: Party, report: AuditReport): LoggedNote[] {
  const notes: LoggedNote[] = [];
  let frontier = emptyFrontier;
  for (const row of party.db.each<EntryRow>('SELECT position, bytes, note FROM entry ORDER BY position')) {
    if (row.position !== frontier.size)
      report.add('entry-position-gap', `entry ${row.position}`, `Entry ${frontier.size} was expected here.`);
    frontier = growFrontier(frontier, [leafHash(row.bytes)]);
    report.checked.entries++;
    const opened = openEntry(party, report, row);
    if (opened !== undefined) notes.push(opened);
    checkCheckpoint(party, report, frontier);
  }
  const kept = party.log.frontier();
  if (kept.size !== frontier.size || hex(frontierBytes(kept)) !== hex(frontierBytes(frontier)))
    report.add('frontier-differs', 'frontier', `The store says ${kept.size} entries; there are ${frontier.size}.`);
  return [...notes, ...pendingNotes(party, report)];
}

function pendingNotes(party: Party, report: AuditReport): LoggedNote[] {
  const rows = party.db.all<{ n: number; bytes: Uint8Array; note: string }>(
    'SELECT n, bytes, note FROM pending ORDER BY n',
  );
  return rows.flatMap(({ n, bytes, note }) => openEntry(party, report, { position: -n, bytes, note }) ?? []);
}

/** Notes that no entry commits to. Spec: AUD-2. */
export function auditUnlogged(party: Party, report: AuditReport, logged: readonly LoggedNote[]): void {
  const known = new Set(logged.map(({ id }) => id));
  for (const { id } of party.db.all<{ id: string }>('SELECT id FROM note')) {
    report.checked.notes++;
    if (!known.has(id))
      report.add('note-unlogged', `note ${id}`, 'The note is kept, but no entry of the log commits to it.');
  }
}
