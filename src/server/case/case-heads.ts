import { hex } from '#protocol/bytes/encodings.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import {
  type CaseHead,
  councilCosignatures,
  type KnownCase,
  openHead,
  type SignedHead,
  storedCertificate,
} from '#protocol/case/certificate.ts';
import { quorumOf } from '#protocol/case/genesis.ts';
import { keyNames } from '#protocol/identity/key-history.ts';
import { formatNote, type NoteSignature, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import type { CarriedCosignature } from '#protocol/log/cosignature.ts';
import type { Party } from '../party/party.ts';

interface HeadRow {
  readonly term: number;
  readonly size: number;
  readonly root: string;
  readonly note: Uint8Array;
}

/** A head that is kept, without cosignatures. */
export interface KeptHead {
  readonly term: number;
  readonly size: number;
  readonly root: string;
  readonly note: SignedNote;
}

const kept = (row: HeadRow | undefined): KeptHead | undefined =>
  row === undefined ? undefined : { ...row, note: parseNote(row.note) };

/** The highest head that we hold of a term. */
export const newestHead = (party: Party, id: string, term: number): KeptHead | undefined =>
  kept(
    party.db.get<HeadRow>(
      'SELECT term, size, root, note FROM case_head WHERE case_id = ? AND term = ? ORDER BY size DESC LIMIT 1',
      id,
      term,
    ),
  );

/** Up to where our log has a head: whoever orders may have appended more and not signed it yet. */
export function signedSize(party: Party, { id }: { readonly id: string }, log: CaseLog): number {
  const newest = newestHead(party, id, log.term)?.size ?? log.size;
  return Math.min(newest, log.size);
}

/** The head of a term at a size. */
export const headAt = (party: Party, id: string, term: number, size: number): KeptHead | undefined =>
  kept(
    party.db.get<HeadRow>(
      'SELECT term, size, root, note FROM case_head WHERE case_id = ? AND term = ? AND size = ?',
      id,
      term,
      size,
    ),
  );

/** Sizes at which we hold a head of any term, between two sizes. */
export const headSizes = (party: Party, id: string, above: number, atMost: number): number[] =>
  party.db
    .all<{ size: number }>(
      'SELECT DISTINCT size FROM case_head WHERE case_id = ? AND size > ? AND size <= ? ORDER BY size',
      id,
      above,
      atMost,
    )
    .map(({ size }) => size);

/**
 * Keeps a head that stands in our log, and what the council signed below it, one line of each: anybody can write
 * further lines under their names, until nobody could cosign the head or tell it. Call inside a transaction. Spec: CEX-8.
 */
export function keepHead(party: Party, known: KnownCase, head: SignedHead, note: SignedNote): void {
  const root = hex(head.root);
  party.db.run(
    'INSERT OR IGNORE INTO case_head (case_id, term, size, root, note) VALUES (?, ?, ?, ?, ?)',
    known.id,
    head.term,
    head.size,
    root,
    formatNote({ text: note.text, signatures: [head.line] }),
  );
  const kept = headAt(party, known.id, head.term, head.size);
  if (kept?.root !== root) return;
  // What is kept already was verified then.
  const held = new Set(withCosignatures(party, known.id, kept).signatures.map(lineText));
  const fresh = { text: note.text, signatures: note.signatures.filter((line) => !held.has(lineText(line))) };
  for (const [by, { time, line }] of councilCosignatures(known, fresh))
    keepCosignature(party, known.id, head, { by, time, line });
}

interface Cosigned extends Pick<CarriedCosignature, 'time' | 'line'> {
  readonly by: string;
}

/** Keeps a verified cosignature if it is newer than the one of that party that we hold. */
function keepCosignature(party: Party, id: string, head: CaseHead, { by, time, line }: Cosigned): void {
  party.db.run(
    `INSERT INTO case_cosignature (case_id, term, size, party, at, line) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET at = excluded.at, line = excluded.line WHERE excluded.at > at`,
    id,
    head.term,
    head.size,
    by,
    time,
    fromUtf8(formatNote({ text: '', signatures: [line] })).slice(1),
  );
}

/** A head with the cosignatures of the council that we hold. */
export function withCosignatures(party: Party, id: string, { term, size, note }: KeptHead): SignedNote {
  const lines = party.db.all<{ line: string }>(
    'SELECT line FROM case_cosignature WHERE case_id = ? AND term = ? AND size = ? ORDER BY party',
    id,
    term,
    size,
  );
  return parseNote(utf8(fromUtf8(formatNote(note)) + lines.map(({ line }) => line).join('')));
}

/** The highest head that a party cosigned, as we know; it may have forgotten. Spec: CEX-13. */
export function cosignedHead(party: Party, id: string, by: string): SignedNote | undefined {
  const row = party.db.get<{ term: number; size: number }>(
    `SELECT term, size FROM case_cosignature WHERE case_id = ? AND party = ? ORDER BY term DESC, size DESC LIMIT 1`,
    id,
    by,
  );
  const head = row === undefined ? undefined : headAt(party, id, row.term, row.size);
  return head === undefined ? undefined : withCosignatures(party, id, head);
}

/** A certificate as it is kept: its head's term and size, its time. */
export interface KeptCertificate {
  readonly term: number;
  readonly size: number;
  readonly at: number;
  readonly note: SignedNote;
}

/** The highest certificate that we have stored. */
export function keptCertificate(party: Party, id: string): KeptCertificate | undefined {
  const row = party.db.get<Omit<KeptCertificate, 'note'> & { note: Uint8Array }>(
    'SELECT term, size, at, note FROM case_certificate WHERE case_id = ?',
    id,
  );
  return row === undefined ? undefined : { ...row, note: parseNote(row.note) };
}

const isBeyond = (a: Pick<KeptCertificate, 'term' | 'size' | 'at'>, b: KeptCertificate | undefined): boolean =>
  b === undefined || a.term > b.term || (a.term === b.term && (a.size > b.size || (a.size === b.size && a.at > b.at)));

/**
 * Keeps the certificate, made of what was verified when it was kept, if it is of our log and higher or
 * later than the one that we have. Call inside a case transaction.
 */
function keepCertificate(party: Party, known: KnownCase, log: CaseLog, note: SignedNote): void {
  const certificate = storedCertificate(known, note);
  if (certificate === undefined) return;
  const { head, time } = certificate;
  const root = log.rootAt(head.size);
  if (root === undefined || hex(root) !== hex(head.root)) return;
  const { term, size } = head;
  if (!isBeyond({ term, size, at: time }, keptCertificate(party, known.id))) return;
  log.acceptVerified(certificate);
  party.db.run(
    `INSERT INTO case_certificate (case_id, term, size, at, note) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET term = excluded.term, size = excluded.size, at = excluded.at, note = excluded.note`,
    known.id,
    term,
    size,
    time,
    formatNote(note),
  );
}

/** Makes a certificate of the cosignatures that came, where they suffice. Call inside a case transaction. Spec: CAS-7. */
export function certifyNewest(party: Party, known: KnownCase, log: CaseLog): void {
  const kept = keptCertificate(party, known.id);
  // A long case has cosignatures by the thousand: those below the certificate are not looked at.
  const row = party.db.get<{ term: number; size: number; times: string }>(
    `SELECT term, size, json_group_array(at ORDER BY at) AS times FROM case_cosignature
     WHERE case_id = ? AND (term, size) >= (?, ?)
     GROUP BY term, size HAVING count(*) >= ? ORDER BY term DESC, size DESC LIMIT 1`,
    known.id,
    kept?.term ?? 0,
    kept?.size ?? 0,
    quorumOf(known.terms),
  );
  if (row === undefined) return;
  const times = JSON.parse(row.times) as number[];
  const at = times[Math.floor((times.length - 1) / 2)] ?? 0;
  if (!isBeyond({ ...row, at }, kept)) return;
  const head = headAt(party, known.id, row.term, row.size);
  if (head !== undefined) keepCertificate(party, known, log, withCosignatures(party, known.id, head));
}

/** Whether all of a note is kept already: the head, and every line of the council. It need not be verified again. */
export function isKept(party: Party, known: KnownCase, note: SignedNote): boolean {
  const [, size = '', , term = ''] = note.text.split('\n');
  const head = headAt(party, known.id, Number(term.replace('term ', '')), Number(size));
  if (head === undefined || head.note.text !== note.text) return false;
  const lines = new Set(withCosignatures(party, known.id, head).signatures.map(lineText));
  const ours = new Set(known.terms.council.map((id) => keyNames.witness(id)));
  return note.signatures.every((line) => !ours.has(line.name) || lines.has(lineText(line)));
}

const lineText = ({ name, signature }: NoteSignature): string => `${name} ${hex(signature)}`;

/** A head of this log, verified; undefined when it is of another log or beyond its end. */
export function headWithin(known: KnownCase, log: CaseLog, note: SignedNote): SignedHead | undefined {
  const head = openHead(known, note);
  const root = log.rootAt(head.size);
  return root !== undefined && hex(root) === hex(head.root) ? head : undefined;
}
