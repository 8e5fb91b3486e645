import type { CaseState, Epoch, VoidCode } from './case-state.ts';
import type { Procedure } from './procedure.ts';
import { type Place, type RoomEntry, wholeCase } from './room.ts';

/** A `room` entry in its place in the log. */
export interface TimedRoomEntry {
  readonly index: number;
  readonly author: string;
  readonly entry: RoomEntry;
  readonly time: number;
}

/** Members that hold a role that reads, sorted. Spec: ROM-4. */
export function readingMembers({ roles }: Procedure, { members }: Pick<CaseState, 'members'>): string[] {
  const reading = new Set(roles.filter(({ reads }) => reads).map(({ key }) => key));
  return Object.keys(members)
    .filter((party) => members[party]?.some((role) => reading.has(role)))
    .toSorted();
}

/** The epochs of a room, oldest first. */
export const epochsOf = ({ rooms }: CaseState, room: string): readonly Epoch[] => rooms.get(room) ?? [];

/** An epoch that stands in the state. */
export const epochAt = (state: CaseState, { name, epoch }: Place): Epoch | undefined =>
  epochsOf(state, name)[epoch - 1];

/** Whom the next epoch of a room is for. Spec: ROM-9. */
export function readersDue(procedure: Procedure, state: CaseState, room: string): string[] {
  const reading = readingMembers(procedure, state);
  return room === wholeCase ? reading : reading.filter((id) => epochsOf(state, room).at(-1)?.readers.includes(id));
}

export const sameParties = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((one) => b.includes(one));

/** Why words may not be said there; undefined when they may. Spec: ROM-7. */
export function placeObjection(state: CaseState, author: string, place: Place): VoidCode | undefined {
  const epoch = epochAt(state, place);
  const isOpen = epoch !== undefined && (place.name === wholeCase || epoch.readers.includes(author));
  return isOpen ? undefined : 'void-room';
}

/** Spec: ROM-5. */
function beginObjection(procedure: Procedure, state: CaseState, { author, entry }: TimedRoomEntry) {
  const reading = readingMembers(procedure, state);
  const { room, readers } = entry;
  const before = epochsOf(state, room).at(-1);
  const fits =
    room === wholeCase
      ? sameParties(readers, reading)
      : readers.every((id) => reading.includes(id)) && (before === undefined || before.readers.includes(author));
  return fits && readers.includes(author) ? undefined : 'void-readers';
}

/** Spec: ROM-6. */
function passObjection(procedure: Procedure, state: CaseState, { author, entry }: TimedRoomEntry, epoch: Epoch) {
  if (entry.recipient !== epoch.recipient) return 'void-epoch';
  const reading = readingMembers(procedure, state);
  const fits =
    epoch.readers.includes(author) &&
    entry.readers.every((id) => reading.includes(id)) &&
    entry.readers.some((id) => !epoch.readers.includes(id));
  return fits ? undefined : 'void-readers';
}

/** Takes a `room` entry into the state, or says why it is void. Spec: ROM-5, ROM-6. */
export function takeRoomEntry(procedure: Procedure, state: CaseState, timed: TimedRoomEntry): VoidCode | undefined {
  const { author, entry, index, time } = timed;
  if (state.members[author] === undefined) return 'void-author';
  const epochs = [...epochsOf(state, entry.room)];
  const known = epochs[entry.epoch - 1];
  if (known === undefined && entry.epoch !== epochs.length + 1) return 'void-epoch';
  const objection =
    known === undefined ? beginObjection(procedure, state, timed) : passObjection(procedure, state, timed, known);
  if (objection !== undefined) return objection;
  const { recipient, readers } = entry;
  if (known === undefined) epochs.push({ index, by: author, time, recipient, readers: [...readers], passed: [] });
  else {
    const to = readers.filter((id) => !known.readers.includes(id));
    const passed = [...known.passed, { index, by: author, time, to }];
    epochs[entry.epoch - 1] = { ...known, readers: [...known.readers, ...to].toSorted(), passed };
  }
  state.rooms.set(entry.room, epochs);
  return undefined;
}
