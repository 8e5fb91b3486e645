import { Fault } from '#protocol/bytes/fault.ts';
import { roomForm, wholeCase } from '#protocol/case/room.ts';
import { epochAt, epochsOf } from '#protocol/case/room-rules.ts';
import type { Party } from '../party/party.ts';
import { peer } from '../party/peer-book.ts';
import { checkReach, membersOf } from './case-channel.ts';
import type { CaseFile } from './case-file.ts';
import { possibleReaders, stateOrBeginning } from './rooms.ts';

/** What a person decides about a room: who is in it from now on, or who may read an earlier epoch. */
export interface RoomDraft {
  readonly room: string;
  /** With it: an epoch whose key is passed on to the readers. */
  readonly epoch?: number;
  readonly readers: readonly string[];
}

/** A draft as it waits, or as it failed. */
export interface KeptRoomDraft extends RoomDraft {
  readonly n: number;
  readonly at: number;
  readonly fault?: string;
}

const mostDrafts = 20;

/** Rooms of ours that wait to be made, or could not be. */
export const roomDrafts = (party: Party, id: string): KeptRoomDraft[] =>
  party.db
    .all<{ n: number; at: number; draft: string; fault: string | null }>(
      'SELECT n, at, draft, fault FROM case_room_draft WHERE case_id = ? ORDER BY n',
      id,
    )
    .map(({ n, at, draft, fault }) => ({
      ...(JSON.parse(draft) as RoomDraft),
      n,
      at,
      ...(fault === null ? {} : { fault }),
    }));

/** Forgets a room that was not made. */
export const dropRoomDraft = (party: Party, id: string, n: number): void =>
  void party.db.run('DELETE FROM case_room_draft WHERE case_id = ? AND n = ?', id, n);

/** Refuses readers to whom nothing may be sealed. Faults: `case-room-readers`, `case-sealing-key`. Spec: ROM-2, ROM-5. */
function checkReaders(party: Party, file: CaseFile, readers: readonly string[]): void {
  const possible = possibleReaders(party, file);
  if (readers.length === 0 || readers.some((id) => !possible.includes(id)))
    throw new Fault('case-room-readers', 'Readers of a room are members that read.');
  if (readers.some((id) => peer(party, id)?.sealing === undefined))
    throw new Fault('case-sealing-key', 'A reader has not stated to which key words for it are sealed.');
}

function keepDraft(party: Party, file: CaseFile, draft: RoomDraft, account: string): void {
  if (file.stage !== 'joined') throw new Fault('case-stage', 'Only who has joined a case acts in it.');
  checkReach(party, membersOf(party, file), file.label);
  party.transaction(() => {
    if (roomDrafts(party, file.id).length >= mostDrafts)
      throw new Fault('case-drafts', 'Too many rooms wait to be made.');
    const { room, epoch, readers } = draft;
    party.deed(account, epoch === undefined ? 'case-room' : 'case-pass', `${file.id} ${room} ${readers.join(' ')}`);
    party.db.run(
      'INSERT INTO case_room_draft (case_id, account, draft, at) VALUES (?, ?, ?, ?)',
      file.id,
      account,
      JSON.stringify(draft),
      party.now,
    );
  });
}

/** Opens a caucus, or changes who is in it from now on; we are always. Faults: `case-room…`. Spec: ROM-5. */
export function openRoom(party: Party, file: CaseFile, { room, readers }: RoomDraft, account: string): void {
  if (!roomForm.test(room) || room === wholeCase)
    throw new Fault('case-room', 'A room has a name in small letters, other than that of the whole case.');
  const before = epochsOf(stateOrBeginning(party, file), room).at(-1);
  if (before !== undefined && !before.readers.includes(party.id))
    throw new Fault('case-room', 'There is such a room already, and we are not in it.');
  const all = [...new Set([party.id, ...readers])].toSorted();
  checkReaders(party, file, all);
  keepDraft(party, file, { room, readers: all }, account);
}

/** Lets members read what was said in a room before: one draft for each epoch that we read and they lack. Spec: ROM-6, ROM-10. */
export function passOn(party: Party, file: CaseFile, { room, readers }: RoomDraft, account: string): void {
  checkReaders(party, file, readers);
  const state = stateOrBeginning(party, file);
  const drafts = epochsOf(state, room).flatMap((epoch, index): RoomDraft[] => {
    const to = readers.filter((id) => !epoch.readers.includes(id)).toSorted();
    return epoch.readers.includes(party.id) && to.length > 0 ? [{ room, epoch: index + 1, readers: to }] : [];
  });
  if (drafts.length === 0) throw new Fault('case-room', 'There is nothing in this room that could be passed on.');
  for (const draft of drafts) keepDraft(party, file, draft, account);
}

/** Whether a draft to pass on an epoch has nothing left to do. */
export function isPassed(party: Party, file: CaseFile, { room, epoch = 0, readers }: RoomDraft): boolean {
  const known = epochAt(stateOrBeginning(party, file), { name: room, epoch });
  return known !== undefined && readers.every((id) => known.readers.includes(id));
}
