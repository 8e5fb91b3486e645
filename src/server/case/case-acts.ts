import { hex } from '#protocol/bytes/encodings.ts';
import { Fault, faultCode } from '#protocol/bytes/fault.ts';
import { type Act, actJson, type FieldValue, readAct } from '#protocol/case/act.ts';
import { type CaseLog, openByAuthor } from '#protocol/case/case-log.ts';
import { CaseReplay } from '#protocol/case/replay.ts';
import { possibleFor } from '#protocol/case/view.ts';
import { currentKeys, textId } from '#protocol/identity/key-history.ts';
import { formatNote, parseNote, type SignedNote } from '#protocol/identity/signed-note.ts';
import { type SignedRecord, signRecord } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { type CaseBody, keepOwnBody } from './case-body.ts';
import { checkReach, membersOf } from './case-channel.ts';
import { type CaseFile, knownHistories, sameLabel } from './case-file.ts';
import { caseLog, caseTransaction } from './case-store.ts';

/** What a person wants to do in a case. */
export interface ActDraft {
  readonly act: string;
  readonly about?: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
  readonly body?: CaseBody;
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

const most = { waiting: 64, drafts: 20 } as const;

interface StoredDraft {
  readonly act: string;
  readonly about?: string;
  readonly fields: Readonly<Record<string, FieldValue>>;
  /** Hash of the body, which is kept already. */
  readonly body?: string;
}

/** Refuses what replay would make void as things stand, so that a person hears of it at once. Fault: `case-act`. */
function checkPossible(party: Party, file: CaseFile, draft: ActDraft): void {
  const { procedure } = file.procedure;
  // First words may be drafted before enough have joined; they are judged against the beginning.
  const state = caseLog(party, file).state() ?? new CaseReplay(file.terms, procedure, party.now).state;
  const found = possibleFor(procedure, state, party.id).find(
    ({ rule, about }) => rule.key === draft.act && (about === undefined || about === (draft.about ?? party.id)),
  );
  if (found === undefined) throw new Fault('case-act', 'This act cannot be done by us at this place of the case.');
  const { words, fields } = found.rule;
  if (words === 'required' && draft.body === undefined) throw new Fault('case-words', 'The act needs words.');
  if (words === 'none' && draft.body !== undefined) throw new Fault('case-words', 'The act takes no words.');
  if ((found.notBefore ?? 0) > party.now) throw new Fault('case-early', 'The procedure lets this be done later only.');
  const missing = fields.find(({ key, isRequired }) => isRequired && draft.fields[key] === undefined);
  if (missing !== undefined)
    throw new Fault('case-field', `The field "${missing.key}" is missing.`, `/fields/${missing.key}`);
}

/** Keeps what a person wants to do; it is signed at the next round. Faults: `case-…`. Spec: CEX-2. */
export function draftAct(party: Party, file: CaseFile, draft: ActDraft, account: string): number {
  if (file.stage !== 'joined') throw new Fault('case-stage', 'Only who has joined a case acts in it.');
  checkReach(party, membersOf(party, file), file.label);
  checkPossible(party, file, draft);
  const { body, ...rest } = draft;
  return caseTransaction(party, file.id, () => {
    if (drafts(party, file.id).length >= most.drafts)
      throw new Fault('case-drafts', 'Too many acts wait to be signed.');
    const stored: StoredDraft = {
      ...rest,
      ...(body === undefined ? {} : { body: keepOwnBody(party, file.id, body) }),
    };
    readAct(actJson(asAct(file.id, 1, stored, { size: 1, root: '0'.repeat(32) })));
    party.deed(account, 'case-act', `${file.id} ${draft.act}`);
    return party.db.run(
      'INSERT INTO case_draft (case_id, account, draft, at) VALUES (?, ?, ?, ?)',
      file.id,
      account,
      JSON.stringify(stored),
      party.now,
    ).lastId;
  });
}

interface DraftRow {
  readonly n: number;
  readonly account: string;
  readonly draft: string;
  readonly at: number;
  readonly fault: string | null;
}

const draftRows = (party: Party, id: string): DraftRow[] =>
  party.db.all<DraftRow>('SELECT n, account, draft, at, fault FROM case_draft WHERE case_id = ? ORDER BY n', id);

/** Acts of ours that wait to be signed, or could not be. */
export const drafts = (party: Party, id: string): KeptDraft[] =>
  draftRows(party, id).map(({ n, account, draft, at, fault }) => ({
    n,
    account,
    act: (JSON.parse(draft) as StoredDraft).act,
    at,
    ...(fault === null ? {} : { fault }),
  }));

/** Forgets a draft that was not signed. */
export const dropDraft = (party: Party, id: string, n: number): void =>
  void party.db.run('DELETE FROM case_draft WHERE case_id = ? AND n = ?', id, n);

function asAct(id: string, n: number, { act, about, fields }: StoredDraft, seen: Act['seen']): Act {
  return { case: id, n, seen, act, ...(about === undefined ? {} : { about }), fields };
}

/** The number of our next act: beyond all that stand in the log and all that wait. */
function nextNumber(party: Party, file: CaseFile, log: CaseLog): number {
  const own = [...log.records()].filter(({ head }) => head.kind === 'act' && head.author === party.id);
  const waiting = party.db.count(
    'SELECT coalesce(max(n), 0) FROM case_act WHERE case_id = ? AND author = ?',
    file.id,
    party.id,
  );
  return Math.max(waiting, ...own.map(({ head }) => Number(head.data['n']))) + 1;
}

function signDraft(party: Party, file: CaseFile, row: DraftRow): void {
  const log = caseLog(party, file);
  const stored = JSON.parse(row.draft) as StoredDraft;
  checkReach(party, membersOf(party, file), file.label);
  // What is accepted is lost only with a proof against its depositary: an act that has seen no more stays good.
  const size = Math.max(1, log.finality.accepted);
  const root = hex((log.rootAt(size) ?? log.head.root).subarray(0, 16));
  const record = signRecord(
    {
      author: party.id,
      version: currentKeys(party.history).version,
      kind: 'act',
      at: party.now,
      label: file.label,
      data: actJson(asAct(file.id, nextNumber(party, file, log), stored, { size, root })),
      ...(stored.body === undefined ? {} : { body: stored.body }),
    },
    party.secrets.record,
  );
  keepWaiting(party, file.id, record);
  dropDraft(party, file.id, row.n);
}

/** Signs what persons here have drafted. One that may not leave any more waits with its fault. Spec: CEX-2, CEX-13. */
export function signDrafts(party: Party, file: CaseFile): void {
  for (const row of draftRows(party, file.id)) {
    try {
      caseTransaction(party, file.id, () => signDraft(party, file, row));
    } catch (error) {
      const code = faultCode(error);
      if (code === undefined) throw error;
      party.db.run('UPDATE case_draft SET fault = ? WHERE n = ?', code, row.n);
      return;
    }
  }
}

function keepWaiting(party: Party, id: string, { id: record, head, note }: SignedRecord): void {
  party.db.run(
    'INSERT OR IGNORE INTO case_act (case_id, record, author, n, at, bytes) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    record,
    head.author,
    readAct(head.data).n,
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

/** Takes an act that a member told, in form only. Call inside a case transaction. Faults: `case-…`. Spec: CAS-4, CEX-8, CEX-9. */
export function takeAct(party: Party, file: CaseFile, note: SignedNote): void {
  if (isHeld(party, file.id, textId(note.text))) return;
  const known = { id: file.id, terms: file.terms, histories: knownHistories(party) };
  const record = openByAuthor(known, note);
  if (record.head.kind !== 'act' || readAct(record.head.data).case !== file.id)
    throw new Fault('case-entry', 'An act of this case was expected.');
  if (!sameLabel(record.head.label, file.label))
    throw new Fault('case-label', 'An entry carries the label of its case.');
  if (!membersOf(party, file).includes(record.head.author))
    throw new Fault('case-author', 'Only members act in a case.');
  const count = party.db.count(
    'SELECT count(*) FROM case_act WHERE case_id = ? AND author = ?',
    file.id,
    record.head.author,
  );
  if (count >= most.waiting) throw new Fault('case-flood', 'Too many acts of one author wait.');
  keepWaiting(party, file.id, record);
}

/** Acts that are not in the log, each author's in the order of their numbers. */
export const waitingActs = (
  party: Party,
  id: string,
): { record: string; at: number; author: string; bytes: Uint8Array }[] =>
  party.db.all<{ record: string; at: number; author: string; bytes: Uint8Array }>(
    'SELECT record, at, author, bytes FROM case_act WHERE case_id = ? ORDER BY author, n, record LIMIT ? + 0',
    id,
    most.waiting,
  );

/** Notes of the acts that wait. */
export const waitingNotes = (party: Party, id: string): SignedNote[] =>
  waitingActs(party, id).map(({ bytes }) => parseNote(bytes));
