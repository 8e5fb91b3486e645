import { hex } from '#protocol/bytes/encodings.ts';
import { Fault, faultCode } from '#protocol/bytes/fault.ts';
import { actJson } from '#protocol/case/act.ts';
import type { CaseLog } from '#protocol/case/case-log.ts';
import { wholeCase } from '#protocol/case/room.ts';
import { readersDue } from '#protocol/case/room-rules.ts';
import { currentKeys } from '#protocol/identity/key-history.ts';
import { formatNote } from '#protocol/identity/signed-note.ts';
import { signRecord } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { peer } from '../party/peer-book.ts';
import { asAct, checkUnmoved, type DraftRow, draftRows, dropDraft, storedDraft } from './act-drafts.ts';
import { keepOwnBody, type OwnBody } from './case-body.ts';
import { checkReach, membersOf } from './case-channel.ts';
import type { CaseFile } from './case-file.ts';
import { caseLog, caseTransaction } from './case-store.ts';
import { checkSpeaks, type OpenPlace, openPlace, stateOrBeginning } from './rooms.ts';
import { seal } from './seal.ts';
import { keepWaiting } from './waiting-acts.ts';

/** The number of our next act: beyond all that stand in the log and all that wait. */
function nextNumber(party: Party, file: CaseFile, log: CaseLog): number {
  const waiting = party.db.count(
    'SELECT coalesce(max(n), 0) FROM case_act WHERE case_id = ? AND author = ?',
    file.id,
    party.id,
  );
  let highest = Math.max(waiting, log.state()?.numbers[party.id] ?? 0);
  // What replay has judged is counted there, also what is void.
  for (const { head } of log.records(log.replayed))
    if (head.kind === 'act' && head.author === party.id) highest = Math.max(highest, Number(head.data['n']));
  return highest + 1;
}

function signDraft(party: Party, file: CaseFile, row: DraftRow, words: OwnBody | undefined): void {
  const log = caseLog(party, file);
  checkReach(party, membersOf(party, file), file.label);
  checkUnmoved(party, file, storedDraft(row));
  // What is accepted is lost only with a proof against its depositary: an act that has seen no more stays good.
  const size = Math.max(1, log.finality.accepted);
  const root = hex((log.rootAt(size) ?? log.head.root).subarray(0, 16));
  const rest = { case: file.id, n: nextNumber(party, file, log), seen: { size, root } };
  const record = signRecord(
    {
      author: party.id,
      version: currentKeys(party.history).version,
      kind: 'act',
      at: party.now,
      label: file.label,
      data: actJson(asAct(storedDraft(row), { ...rest, ...(words === undefined ? {} : { room: words.place }) })),
      ...(words === undefined ? {} : { body: keepOwnBody(party, file.id, words) }),
    },
    party.secrets.record,
  );
  keepWaiting(party, file.id, { record, n: rest.n, bytes: formatNote(record.note) });
  dropDraft(party, file.id, row.n);
}

/** Where the words of a draft are said; undefined while the epoch for them is not accepted. Faults: `case-room`, `case-sealing-key`. */
function placeFor(party: Party, file: CaseFile, row: DraftRow): OpenPlace | undefined {
  const room = storedDraft(row).room ?? wholeCase;
  checkSpeaks(party, file, room);
  const readers = readersDue(file.procedure.procedure, stateOrBeginning(party, file), room);
  if (readers.some((id) => peer(party, id)?.sealing === undefined))
    throw new Fault('case-sealing-key', 'A reader has not stated to which key words for it are sealed.');
  return openPlace(party, file, room);
}

const isStill = (party: Party, { id }: CaseFile, { n }: DraftRow): boolean =>
  draftRows(party, id).some((row) => row.n === n);

/** Seals the words and signs the act. False while it must wait for an epoch. Spec: ROM-1, ROM-9. */
async function trySign(party: Party, file: CaseFile, row: DraftRow): Promise<boolean> {
  const { body } = row;
  if (body === null) {
    caseTransaction(party, file.id, () => signDraft(party, file, row, undefined));
    return true;
  }
  const place = placeFor(party, file, row);
  if (place === undefined) return false;
  const sealed = await seal([place.recipient], body);
  return caseTransaction(party, file.id, () => {
    // Something may have happened while it was sealed: the draft is dropped, or the epoch is over.
    if (!isStill(party, file, row) || openPlace(party, file, place.name)?.recipient !== place.recipient) return false;
    const { name, epoch } = place;
    signDraft(party, file, row, { place: { name, epoch }, sealed, opened: body });
    return true;
  });
}

/** Signs what persons here have drafted, in order. One that may not leave any more waits with its fault. Spec: CEX-2, CEX-13. */
export async function signDrafts(party: Party, file: CaseFile): Promise<void> {
  for (const row of draftRows(party, file.id)) {
    try {
      if (!(await trySign(party, file, row))) return;
    } catch (error) {
      const code = faultCode(error);
      if (code === undefined) throw error;
      party.db.run('UPDATE case_draft SET fault = ? WHERE n = ?', code, row.n);
      return;
    }
  }
}
