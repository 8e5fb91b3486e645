import { Fault } from '#protocol/bytes/fault.ts';
import { type Act, actJson, type FieldValue, readAct } from '#protocol/case/act.ts';
import { instanceKey } from '#protocol/case/case-state.ts';
import { fieldsFit } from '#protocol/case/fields-fit.ts';
import { CaseReplay } from '#protocol/case/replay.ts';
import { wholeCase } from '#protocol/case/room.ts';
import { possibleFor } from '#protocol/case/view.ts';
import type { Party } from '../party/party.ts';
import { checkCarries } from './carried-act.ts';
import { bodyBytes, type CaseBody } from './case-body.ts';
import { checkReach, membersOf } from './case-channel.ts';
import type { CaseFile } from './case-file.ts';
import { caseLog, caseTransaction } from './case-store.ts';
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

const mostDrafts = 20;

/** A draft without its words, which wait beside it until they are sealed. */
interface StoredDraft extends Omit<ActDraft, 'body'> {
  /** Of an act that several must do: the place of the entry upon which it was decided. */
  readonly upon?: number;
}

/** The place of the entry that led to where an act's machine stands. */
function standsUpon(party: Party, file: CaseFile, { act, about, item }: Omit<ActDraft, 'body'>): number | undefined {
  const machine = file.procedure.procedure.machines.find(({ acts }) => acts.some(({ key }) => key === act));
  const rule = machine?.acts.find(({ key }) => key === act);
  if (machine === undefined || rule?.needs === undefined) return undefined;
  const of = machine.each === 'case' ? undefined : (about ?? party.id);
  return caseLog(party, file).state()?.machines[instanceKey(machine.key, of, item)]?.index ?? 0;
}

/** Whether what was decided is decided still: what it agrees to may have changed before it is signed. Fault: `case-moved`. Spec: PRO-25. */
export function checkUnmoved(party: Party, file: CaseFile, draft: StoredDraft): void {
  if (draft.upon !== undefined && standsUpon(party, file, draft) !== draft.upon)
    throw new Fault('case-moved', 'The case has moved on since this was decided.');
}

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
  const { body, ...decided } = draft;
  const upon = standsUpon(party, file, draft);
  const rest: StoredDraft = { ...decided, ...(upon === undefined ? {} : { upon }) };
  if (body !== undefined) checkSpeaks(party, file, rest.room ?? wholeCase);
  return caseTransaction(party, file.id, () => {
    if (drafts(party, file.id).length >= mostDrafts) throw new Fault('case-drafts', 'Too many acts wait to be signed.');
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
