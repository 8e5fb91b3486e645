import { hex } from '#protocol/bytes/encodings.ts';
import { openHead } from '#protocol/case/certificate.ts';
import { keyNames } from '#protocol/identity/key-history.ts';
import { noteKeyType, noteSigner } from '#protocol/identity/note-key.ts';
import { formatNote, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { cosign } from '#protocol/log/cosignature.ts';
import type { Party } from '../party/party.ts';
import { type CaseFile, isOfCouncil, knownCase } from './case-file.ts';
import { certifyNewest, keepHead, newestHead } from './case-heads.ts';
import { caseLog, caseTransaction } from './case-store.ts';
import { nextDeadline } from './order-acts.ts';

interface CosignedRow {
  readonly term: number;
  readonly size: number;
  readonly root: string;
  readonly at: number;
  readonly note: Uint8Array;
}

const cosignedIn = (party: Party, id: string, term: number): CosignedRow | undefined =>
  party.db.get<CosignedRow>(
    'SELECT term, size, root, at, note FROM case_cosigned WHERE case_id = ? AND term = ?',
    id,
    term,
  );

/** The longest head that we cosigned in the newest term before one, with our line alone. Spec: CAS-10. */
export function longestCosigned(party: Party, id: string, before: number): SignedNote | undefined {
  const row = party.db.get<{ note: Uint8Array }>(
    'SELECT note FROM case_cosigned WHERE case_id = ? AND term < ? ORDER BY term DESC LIMIT 1',
    id,
    before,
  );
  return row === undefined ? undefined : parseNote(row.note);
}

/** Keeps that we cosigned a head, if it is the longest of its term; also one that we had forgotten. Call inside a case transaction. */
export function rememberCosigned(
  party: Party,
  id: string,
  head: { term: number; size: number; root: string; at: number },
  note: SignedNote,
): void {
  party.db.run(
    `INSERT INTO case_cosigned (case_id, term, size, root, at, note) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET size = excluded.size, root = excluded.root, at = excluded.at, note = excluded.note
       WHERE excluded.size > size OR (excluded.size = size AND excluded.root = root AND excluded.at > at)`,
    id,
    head.term,
    head.size,
    head.root,
    head.at,
    formatNote(note),
  );
}

/** Whether we know that we cosigned a head of this term as long as this one. */
export function isRemembered(party: Party, id: string, { text }: SignedNote): boolean {
  const [, size = '', , term = ''] = text.split('\n');
  return (cosignedIn(party, id, Number(term.replace('term ', '')))?.size ?? 0) >= Number(size);
}

/** Whether a head that we cosigned says a time before a deadline that our clock has passed. Spec: CEX-12. */
function isStale(party: Party, file: CaseFile, at: number): boolean {
  const due = nextDeadline(file, caseLog(party, file));
  return due !== undefined && party.now > due && at <= due;
}

/**
 * Cosigns the newest head of the term that we take part in. We have stored and replayed every entry
 * below it, and it extends what we cosigned and the highest certificate that we have, since all of
 * them are heads of our one log. Check and row are one transaction. Spec: CAS-8, CEX-12.
 */
export function cosignHead(party: Party, file: CaseFile): void {
  if (!isOfCouncil(party, file)) return;
  caseTransaction(party, file.id, () => {
    const log = caseLog(party, file);
    const known = knownCase(party, file);
    const newest = newestHead(party, file.id, log.term);
    if (newest === undefined || file.ready > log.term) return;
    const root = log.rootAt(newest.size);
    if (root === undefined || hex(root) !== newest.root) return;
    const last = cosignedIn(party, file.id, log.term);
    if (last !== undefined) {
      const ours = log.rootAt(last.size);
      if (last.size > newest.size || ours === undefined || hex(ours) !== last.root) return;
      if (last.size === newest.size && !isStale(party, file, last.at)) return;
    }
    const signer = noteSigner(keyNames.witness(party.id), party.secrets.witness, noteKeyType.cosignature);
    const note = cosign(newest.note, signer, party.now);
    rememberCosigned(party, file.id, { ...newest, at: party.now }, note);
    keepHead(party, known, openHead(known, note), note);
    certifyNewest(party, known, log);
  });
  party.powers.step('case-cosigned');
}
