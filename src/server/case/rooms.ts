import { Fault } from '#protocol/bytes/fault.ts';
import type { CaseState, Epoch } from '#protocol/case/case-state.ts';
import { CaseReplay } from '#protocol/case/replay.ts';
import { type Place, wholeCase } from '#protocol/case/room.ts';
import { epochsOf, readersDue, readingMembers, sameParties } from '#protocol/case/room-rules.ts';
import type { Party } from '../party/party.ts';
import type { CaseFile } from './case-file.ts';
import { caseLog } from './case-store.ts';

/** The accepted state; before there is one, that with which the case begins. */
export const stateOrBeginning = (party: Party, file: CaseFile): CaseState =>
  caseLog(party, file).state() ?? new CaseReplay(file.terms, file.procedure.procedure, party.now).state;

/** Refuses words in a caucus in which we are not. Fault: `case-room`. Spec: ROM-7. */
export function checkSpeaks(party: Party, file: CaseFile, room: string): void {
  if (room === wholeCase) return;
  const due = readersDue(file.procedure.procedure, stateOrBeginning(party, file), room);
  if (!due.includes(party.id)) throw new Fault('case-room', 'There is no such room here in which we may speak.');
}

/** An epoch that may be used, with its key. */
export interface OpenPlace extends Place {
  readonly recipient: string;
}

/** Where words for a room may be sealed now; undefined while its next epoch is not accepted. Spec: ROM-9. */
export function openPlace(party: Party, file: CaseFile, name: string): OpenPlace | undefined {
  const state = caseLog(party, file).state();
  if (state === undefined) return undefined;
  const epochs = epochsOf(state, name);
  const last = epochs.at(-1);
  const isDue = last === undefined || !sameParties(last.readers, readersDue(file.procedure.procedure, state, name));
  return isDue ? undefined : { name, epoch: epochs.length, recipient: last.recipient };
}

/** A room as a person sees it. */
export interface RoomView {
  readonly name: string;
  /** Whether we can read what is said there now. */
  readonly isOurs: boolean;
  readonly epochs: readonly Epoch[];
  /** Who will read what is said next. */
  readonly readers: readonly string[];
  /** Epochs that a reader of the room cannot read, and we can: number and who lacks it. */
  readonly lacking: readonly { readonly epoch: number; readonly parties: readonly string[] }[];
}

function roomView(party: Party, file: CaseFile, state: CaseState, name: string): RoomView {
  const epochs = epochsOf(state, name);
  const readers = readersDue(file.procedure.procedure, state, name);
  const lacking = epochs.flatMap((epoch, index) => {
    const parties = readers.filter((id) => !epoch.readers.includes(id));
    return epoch.readers.includes(party.id) && parties.length > 0 ? [{ epoch: index + 1, parties }] : [];
  });
  return { name, isOurs: readers.includes(party.id), epochs, readers, lacking };
}

/** The rooms of a case: that of all first, then the caucuses by name. Spec: ROM-8. */
export function roomsOf(party: Party, file: CaseFile): RoomView[] {
  const state = stateOrBeginning(party, file);
  const names = [...state.rooms.keys()].filter((name) => name !== wholeCase).toSorted();
  return [wholeCase, ...names].map((name) => roomView(party, file, state, name));
}

/** Members to whom a caucus may be opened. Spec: ROM-5. */
export const possibleReaders = (party: Party, file: CaseFile): string[] =>
  readingMembers(file.procedure.procedure, stateOrBeginning(party, file));
