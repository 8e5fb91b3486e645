import { readCorrection } from '#protocol/agreement/correction.ts';
import { Fault } from '#protocol/bytes/fault.ts';
import { Fields } from '#protocol/bytes/fields.ts';
import { parseForeignJson } from '#protocol/bytes/foreign-json.ts';
import { fromUtf8, utf8 } from '#protocol/bytes/text.ts';
import { parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { openRecord, parseRecordHead } from '#protocol/record/record.ts';
import { batchById, itemsOf } from './batch-book.ts';
import { eraseItems } from './erase-item.ts';
import type { Party } from './party.ts';
import { recallItems } from './recall.ts';
import { takeCorrection } from './received-corrections.ts';

const pageBytes = 8_000_000;
const notesAtOnce = 200;

/** One page of the corrections between two parties, and where the next begins. */
interface CorrectionPage {
  readonly notes: readonly string[];
  readonly next?: number;
}

/** How many corrections are between this party and a partner, either way. */
export const correctionsHeld = (party: Party, partner: string): number =>
  party.db.count('SELECT count(*) FROM correction WHERE party = ?', partner);

/** The corrections between us after a number of ours; undefined when the partner holds as many as we do. Spec: COR-9. */
export function correctionsWith(
  party: Party,
  partner: string,
  { held, after }: { held: number; after: number },
): CorrectionPage | undefined {
  if (held === correctionsHeld(party, partner)) return undefined;
  const rows = party.db.all<{ n: number; bytes: Uint8Array }>(
    `SELECT correction.n AS n, bytes FROM correction JOIN note ON note.id = correction.id
     WHERE party = ? AND correction.n > ? ORDER BY correction.n LIMIT ?`,
    partner,
    after,
    notesAtOnce,
  );
  const notes = rows.map(({ bytes }) => fromUtf8(bytes));
  const last = rows.at(-1);
  return last === undefined || rows.length < notesAtOnce ? { notes } : { notes, next: last.n };
}

/**
 * A correction of our own that this store has lost: the bodies are erased again, the marks set
 * again. Whoever brings it was told by it, so nothing is sent. Spec: COR-9.
 */
function followOwn(party: Party, note: SignedNote): void {
  const { id, head } = openRecord(note, party.history);
  const terms = readCorrection(head.data);
  const batch = batchById(party, terms.release);
  if (head.kind !== 'correction' || batch === undefined || batch.direction !== 'left') return;
  if (party.db.get('SELECT 1 FROM correction WHERE id = ?', id) !== undefined) return;
  party.transaction(() => {
    party.keep(note, { kind: 'correction', author: party.id, open: false });
    const all = itemsOf(party, batch.n);
    const seqs = terms.positions.map((position) => all[position] ?? -1);
    const { lastId } = party.db.run(
      "INSERT INTO correction (id, direction, party, batch, what, at, due) VALUES (?, 'sent', ?, ?, ?, ?, ?)",
      id,
      batch.party,
      batch.n,
      terms.what,
      head.at,
      terms.due,
    );
    terms.positions.forEach((position, index) =>
      party.db.run(
        'INSERT INTO correction_item (correction, position, item) VALUES (?, ?, ?)',
        lastId,
        position,
        seqs[index] ?? -1,
      ),
    );
    const held = seqs.filter((seq) => isOwn(party, seq));
    if (terms.what !== 'erased') recallItems(party, unmarked(party, held, terms.what), terms.what);
    else if (held.length > 0) eraseItems(party, held, { reason: 'own-decision' });
  });
}

const isOwn = (party: Party, seq: number): boolean => {
  const item = party.items.bySeq(seq);
  // A re-issue is our own statement too. Spec: RIS-7.
  return item?.text != null && party.items.factsOf(item.class).author === party.id;
};

const unmarked = (party: Party, seqs: readonly number[], what: string): number[] =>
  seqs.filter((seq) => party.db.get('SELECT 1 FROM recall WHERE item = ? AND what = ?', seq, what) === undefined);

/** Takes in one page of what a partner has; one note that is refused does not hold up the others. Gives where to go on. */
export function takeCorrections(
  party: Party,
  from: string,
  { body, after }: { body: Uint8Array; after: number },
): number | undefined {
  if (body.length > pageBytes) throw new Fault('exchange-size', 'The partner sent too many corrections.');
  const fields = new Fields(parseForeignJson(fromUtf8(body)));
  const notes = fields.list('notes', notesAtOnce);
  const next = fields.has('next') ? fields.integer('next', after + 1) : undefined;
  fields.end();
  for (const text of notes)
    try {
      const note = parseNote(utf8(typeof text === 'string' ? text : ''));
      if (parseRecordHead(note.text).author === party.id) followOwn(party, note);
      else takeCorrection(party, from, note);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      party.refusal(from, error);
    }
  return next;
}
