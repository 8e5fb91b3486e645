import { Fault } from '#protocol/bytes/fault.ts';
import { type Act, actJson, type FieldValue, readAct } from '#protocol/case/act.ts';
import { openByAuthor } from '#protocol/case/case-log.ts';
import { instanceKey } from '#protocol/case/case-state.ts';
import { fieldsFit } from '#protocol/case/fields-fit.ts';
import { CaseReplay } from '#protocol/case/replay.ts';
import { readRoomEntry, wholeCase } from '#protocol/case/room.ts';
import { possibleFor } from '#protocol/case/view.ts';
import { textId } from '#protocol/identity/key-history.ts';
import { formatNote, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { sameLabel } from '#protocol/record/label.ts';
import type { RecordHead, SignedRecord } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { checkCarries } from './carried-act.ts';
import { bodyBytes, type CaseBody } from './case-body.ts';
import { checkReach, membersOf } from './case-channel.ts';
import { type CaseFile, knownHistories } from './case-file.ts';
import { caseLog, caseTransaction, storedRecord } from './case-store.ts';
import { checkSpeaks } from './rooms.ts';

/** What a person wants to do in a case. */
export interface ActDraft {
  readonly act: string;
  readonly about?: string;
  readonly item?: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly body?: CaseBody;
  /** The room in which the words are said; absent: that of the whole case. Spec: ROM-7. */
  readonly room?: string;
}

/** A draft as it waits, or as it failed. */
export interface KeptDraft {
  readonly n: number;
  readonly account: string;
  readonly act: string;
  readonly at: number;
  /** Why it could not be signed. */
  readonly fault?: string;
}

const most = { waiting: 64, told: 4_096, read: 1_024, drafts: 20 } as const;

/** A draft without its words, which wait beside it until they are sealed. */
type StoredDraft = Omit<ActDraft, 'body'>;

/** Refuses what replay would make void as things stand, so that a person hears of it at once. Fault: `case-act`. */
function checkPossible(party: Party, file: CaseFile, draft: ActDraft): void {
  const { procedure } = file.procedure;
  // First words may be drafted before enough have joined; they are judged against the beginning.
  const state = caseLog(party, file).state() ?? new CaseReplay(file.terms, procedure, party.now).state;
  const found = possibleFor(procedure, state, party.id).find(
    ({ rule, about, item }) =>
      rule.key === draft.act && item === draft.item && (about === undefined || about === (draft.about ?? party.id)),
  );
  if (found === undefined) throw new Fault('case-act', 'This act cannot be done by us at this place of the case.');
  const { words, fields } = found.rule;
  if (words === 'required' && draft.body === undefined) throw new Fault('case-words', 'The act needs words.');
  if (words === 'none' && draft.body !== undefined) throw new Fault('case-words', 'The act takes no words.');
  if ((found.notBefore ?? 0) > party.now) throw new Fault('case-early', 'The procedure lets this be done later only.');
  const missing = fields.find(({ key, isRequired }) => isRequired && draft.fields[key] === undefined);
  if (missing !== undefined)
    throw new Fault('case-field', `The field "${missing.key}" is missing.`, `/fields/${missing.key}`);
  const values = state.machines[instanceKey(found.machine, found.about, found.item)]?.values ?? {};
  if (!fieldsFit(fields, draft.fields, values))
    throw new Fault('case-field', 'A field of the act does not have a value that fits now.', '/fields');
}

/** Keeps what a person wants to do; it is signed at the next round. Faults: `case-…`. Spec: CEX-2. */
export function draftAct(party: Party, file: CaseFile, draft: ActDraft, account: string): number {
  if (file.stage !== 'joined') throw new Fault('case-stage', 'Only who has joined a case acts in it.');
  checkReach(party, membersOf(party, file), file.label);
  checkPossible(party, file, draft);
  checkCarries(party, file, draft);
  const { body, ...rest } = draft;
  if (body !== undefined) checkSpeaks(party, file, rest.room ?? wholeCase);
  return caseTransaction(party, file.id, () => {
    if (drafts(party, file.id).length >= most.drafts)
      throw new Fault('case-drafts', 'Too many acts wait to be signed.');
    readAct(actJson(asAct(rest, { case: file.id, n: 1, seen: { size: 1, root: '0'.repeat(32) } })));
    party.deed(account, 'case-act', `${file.id} ${draft.act}`);
    return party.db.run(
      'INSERT INTO case_draft (case_id, account, draft, at, body) VALUES (?, ?, ?, ?, ?)',
      file.id,
      account,
      JSON.stringify(rest),
      party.now,
      body === undefined ? null : bodyBytes(body),
    ).lastId;
  });
}

export interface DraftRow {
  readonly n: number;
  readonly account: string;
  readonly draft: string;
  readonly at: number;
  readonly fault: string | null;
  readonly body: Uint8Array | null;
}

/** Drafts as they are stored, the oldest first. */
export const draftRows = (party: Party, id: string): DraftRow[] =>
  party.db.all<DraftRow>('SELECT n, account, draft, at, fault, body FROM case_draft WHERE case_id = ? ORDER BY n', id);

/** What a person wanted to do, without the words. */
export const storedDraft = ({ draft }: Pick<DraftRow, 'draft'>): StoredDraft => JSON.parse(draft) as StoredDraft;

/** Acts of ours that wait to be signed, or could not be. */
export const drafts = (party: Party, id: string): KeptDraft[] =>
  draftRows(party, id).map(({ n, account, draft, at, fault }) => ({
    n,
    account,
    act: storedDraft({ draft }).act,
    at,
    ...(fault === null ? {} : { fault }),
  }));

/** Forgets a draft that was not signed. */
export const dropDraft = (party: Party, id: string, n: number): void =>
  void party.db.run('DELETE FROM case_draft WHERE case_id = ? AND n = ?', id, n);

/** A draft as the act that it becomes. */
export const asAct = (
  { act, about, item, fields }: StoredDraft,
  rest: Pick<Act, 'case' | 'n' | 'seen' | 'room'>,
): Act => ({
  ...rest,
  act,
  ...(about === undefined ? {} : { about }),
  ...(item === undefined ? {} : { item }),
  fields,
});

/** Keeps an act or a room of ours or of a member until it is in the log. */
export function keepWaiting(party: Party, id: string, { id: record, head, note }: SignedRecord): void {
  party.db.run(
    'INSERT OR IGNORE INTO case_act (case_id, record, author, n, at, bytes) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    record,
    head.author,
    // Rooms come before the acts of their author that may need them.
    head.kind === 'room' ? 0 : readAct(head.data).n,
    party.now,
    formatNote(note),
  );
}

/** Whether an act is in the log or waits already. */
const isHeld = (party: Party, id: string, record: string): boolean =>
  [
    'SELECT 1 FROM case_entry WHERE record = ? AND case_id = ?',
    'SELECT 1 FROM case_act WHERE record = ? AND case_id = ?',
  ].some((sql) => party.db.get(sql, record, id) !== undefined);

/** The case to which an act or a room belongs. */
function caseOf({ kind, data }: RecordHead): string | undefined {
  if (kind === 'act') return readAct(data).case;
  return kind === 'room' ? readRoomEntry(data).case : undefined;
}

const verifiedOf = new WeakMap<Party, Map<string, SignedRecord>>();

/** Acts that were verified a moment ago, by id, so that a batch is not read twice. */
function verifiedActs(party: Party): Map<string, SignedRecord> {
  const known = verifiedOf.get(party) ?? new Map<string, SignedRecord>();
  verifiedOf.set(party, known);
  return known;
}

/** The record of an act that waits; it was verified when it came. */
export function waitingRecord(party: Party, { record, bytes }: { record: string; bytes: Uint8Array }): SignedRecord {
  const verified = verifiedActs(party);
  const found = verified.get(record) ?? storedRecord(bytes);
  verified.delete(record);
  return found;
}

/**
 * Takes acts and rooms that a member told, one by one and in form only. What they are judged by is looked up
 * once. Call inside a case transaction. Faults: `case-…`. Spec: CAS-4, CEX-8, CEX-9.
 */
export function actTaker(party: Party, file: CaseFile): (note: SignedNote) => void {
  const verified = verifiedActs(party);
  const known = { id: file.id, terms: file.terms, histories: knownHistories(party) };
  const members = new Set(membersOf(party, file));
  const sql = 'SELECT author, count(*) AS count FROM case_act WHERE case_id = ? GROUP BY author';
  const rows = party.db.all<{ author: string; count: number }>(sql, file.id);
  const waiting = new Map(rows.map(({ author, count }) => [author, count]));
  return (note) => {
    if (isHeld(party, file.id, textId(note.text))) return;
    const record = openByAuthor(known, note);
    const { author } = record.head;
    if (caseOf(record.head) !== file.id) throw new Fault('case-entry', 'An act or a room of this case was expected.');
    if (!sameLabel(record.head.label, file.label))
      throw new Fault('case-label', 'An entry carries the label of its case.');
    if (!members.has(author)) throw new Fault('case-author', 'Only members act in a case.');
    const count = waiting.get(author) ?? 0;
    if (count >= most.waiting) throw new Fault('case-flood', 'Too many acts of one author wait.');
    waiting.set(author, count + 1);
    keepWaiting(party, file.id, record);
    if (verified.size >= most.read) verified.clear();
    verified.set(record.id, record);
  };
}

/** Acts that are not in the log: one of each author in turn, each author's in the order of their numbers. Spec: CEX-9. */
export const waitingActs = (
  party: Party,
  id: string,
): { record: string; at: number; author: string; bytes: Uint8Array }[] =>
  party.db.all<{ record: string; at: number; author: string; bytes: Uint8Array }>(
    `SELECT record, at, author, bytes FROM
       (SELECT *, row_number() OVER (PARTITION BY author ORDER BY n, record) AS turn FROM case_act WHERE case_id = ?)
     ORDER BY turn, author LIMIT ? + 0`,
    id,
    most.told,
  );

/** Notes of the acts that wait. */
export const waitingNotes = (party: Party, id: string): SignedNote[] =>
  waitingActs(party, id).map(({ bytes }) => parseNote(bytes));
