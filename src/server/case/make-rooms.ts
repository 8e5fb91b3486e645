import { Fault, faultCode } from '#protocol/bytes/fault.ts';
import { utf8 } from '#protocol/bytes/text.ts';
import { type RoomEntry, roomEntryJson, wholeCase } from '#protocol/case/room.ts';
import { epochAt, epochsOf, readersDue, sameParties } from '#protocol/case/room-rules.ts';
import { currentKeys } from '#protocol/identity/key-history.ts';
import { formatNote, parseNote } from '#protocol/identity/signed-note.ts';
import { parseRecordHead, type RecordHead, signRecord } from '#protocol/record/record.ts';
import type { Party } from '../party/party.ts';
import { peer } from '../party/peer-book.ts';
import { sealingKey } from '../party/sealing-key.ts';
import { draftRows, storedDraft } from './act-drafts.ts';
import { keepOwnBody } from './case-body.ts';
import { checkReach, membersOf } from './case-channel.ts';
import type { CaseFile } from './case-file.ts';
import { caseLog, caseTransaction } from './case-store.ts';
import { secretsOf } from './open-bodies.ts';
import { isDepositary } from './order-acts.ts';
import { dropRoomDraft, isPassed, type KeptRoomDraft, roomDrafts } from './room-drafts.ts';
import { openPlace, stateOrBeginning } from './rooms.ts';
import { seal } from './seal.ts';
import { keepWaiting, waitingActs } from './waiting-acts.ts';

/** An entry that is to be made, and the secret of its recipient. */
interface Making extends Omit<RoomEntry, 'case'> {
  readonly secret: Uint8Array;
}

/** The next epoch of a room, with a fresh secret. */
function nextEpoch(party: Party, file: CaseFile, room: string, readers: readonly string[]): Making {
  const { identity, recipient } = sealingKey(party.powers.random(32));
  const epoch = epochsOf(stateOrBeginning(party, file), room).length + 1;
  return { room, epoch, readers: readers.toSorted(), recipient, secret: utf8(identity) };
}

const isOf = ({ kind, data }: RecordHead, { room, epoch }: Pick<Making, 'room' | 'epoch'>): boolean =>
  kind === 'room' && data['room'] === room && data['epoch'] === epoch;

/** Whether an entry for this epoch waits, or stands in the log where replay has not judged it. */
function isOnItsWay(party: Party, file: CaseFile, making: Pick<Making, 'room' | 'epoch'>): boolean {
  const log = caseLog(party, file);
  const waiting = waitingActs(party, file.id).map(({ bytes }) => parseRecordHead(parseNote(bytes).text));
  const logged = [...log.records(log.replayed)].map(({ head }) => head);
  return [...waiting, ...logged].some((head) => isOf(head, making));
}

const sealingKeyOf = (party: Party, id: string): string => {
  const key = peer(party, id)?.sealing;
  if (key === undefined)
    throw new Fault('case-sealing-key', 'A reader has not stated to which key words for it are sealed.');
  return key;
};

/** Seals the secret for the readers, and signs the entry; nothing if `isDue` is no longer so. Spec: ROM-3, ROM-5. */
async function make(party: Party, file: CaseFile, making: Making, isDue: () => boolean): Promise<void> {
  const { secret, ...entry } = making;
  checkReach(party, membersOf(party, file), file.label);
  const sealed = await seal(
    making.readers.map((id) => sealingKeyOf(party, id)),
    secret,
  );
  caseTransaction(party, file.id, () => {
    if (!isDue()) return;
    const place = { name: making.room, epoch: making.epoch };
    const body = keepOwnBody(party, file.id, { place, sealed, opened: secret, recipient: making.recipient });
    const head = {
      author: party.id,
      version: currentKeys(party.history).version,
      kind: 'room',
      at: party.now,
      label: file.label,
      data: roomEntryJson({ case: file.id, ...entry }),
      body,
    };
    const record = signRecord(head, party.secrets.record);
    keepWaiting(party, file.id, { record, n: 0, bytes: formatNote(record.note) });
  });
  party.powers.step('case-room');
}

/** Rooms in which a person here wants to say something. */
const spokenIn = (party: Party, id: string): string[] =>
  draftRows(party, id).flatMap((row) => (row.body === null ? [] : [storedDraft(row).room ?? wholeCase]));

/** Rooms whose next epoch is ours to make. Spec: ROM-9. */
function dueRooms(party: Party, file: CaseFile): string[] {
  const orders = isDepositary(party, file, caseLog(party, file)) ? [wholeCase] : [];
  const state = stateOrBeginning(party, file);
  return [...new Set([...orders, ...spokenIn(party, file.id)])].filter((room) => {
    const readers = readersDue(file.procedure.procedure, state, room);
    const last = epochsOf(state, room).at(-1);
    return readers.includes(party.id) && (last === undefined || !sameParties(last.readers, readers));
  });
}

async function makeDue(party: Party, file: CaseFile, room: string): Promise<void> {
  const readers = readersDue(file.procedure.procedure, stateOrBeginning(party, file), room);
  if (readers.some((id) => peer(party, id)?.sealing === undefined)) return;
  const making = nextEpoch(party, file, room, readers);
  const isDue = (): boolean => !isOnItsWay(party, file, making) && openPlace(party, file, room) === undefined;
  if (isDue()) await make(party, file, making, isDue);
}

/** The key of an earlier epoch, for more readers. Spec: ROM-6. */
function passed(party: Party, file: CaseFile, { room, epoch = 0, readers }: KeptRoomDraft): Making {
  const place = { name: room, epoch };
  const recipient = epochAt(stateOrBeginning(party, file), place)?.recipient ?? '';
  const held = secretsOf(party, file.id, place).find((one) => one.recipient === recipient);
  if (held === undefined) throw new Fault('case-room', 'This server does not hold the key of this epoch.');
  return { room, epoch, readers: readers.toSorted(), recipient, secret: utf8(held.secret) };
}

async function makeDrafted(party: Party, file: CaseFile, draft: KeptRoomDraft): Promise<void> {
  const isPassing = draft.epoch !== undefined;
  if (isPassing && isPassed(party, file, draft)) return dropRoomDraft(party, file.id, draft.n);
  const making = isPassing ? passed(party, file, draft) : nextEpoch(party, file, draft.room, draft.readers);
  const isDue = (): boolean => isWaiting(party, file, draft) && (isPassing || !isOnItsWay(party, file, making));
  if (!isDue()) return;
  await make(party, file, making, () => {
    const still = isDue();
    if (still) dropRoomDraft(party, file.id, draft.n);
    return still;
  });
}

const isWaiting = (party: Party, { id }: CaseFile, { n }: KeptRoomDraft): boolean =>
  roomDrafts(party, id).some((one) => one.n === n);

/** Makes the rooms that persons here want, and the epochs that are due. Spec: ROM-9. */
export async function makeRooms(party: Party, file: CaseFile): Promise<void> {
  for (const draft of roomDrafts(party, file.id)) {
    try {
      await makeDrafted(party, file, draft);
    } catch (error) {
      const code = faultCode(error);
      if (code === undefined) throw error;
      party.db.run('UPDATE case_room_draft SET fault = ? WHERE n = ?', code, draft.n);
    }
  }
  for (const room of dueRooms(party, file)) {
    try {
      await makeDue(party, file, room);
    } catch (error) {
      const code = faultCode(error);
      if (code === undefined) throw error;
      // Whoever wants to speak there learns why it waits; everything else of the case goes on.
      party.db.run('UPDATE case_draft SET fault = ? WHERE case_id = ? AND body IS NOT NULL', code, file.id);
    }
  }
}
