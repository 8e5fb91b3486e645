import type { Place } from '#protocol/case/room.ts';
import { epochAt } from '#protocol/case/room-rules.ts';
import type { EpochView, RoomView } from '#web/pages/case-rooms-page.ts';
import type { ReadersView, RoomChoice } from '#web/parts/case-readers.ts';
import type { CaseRooms } from '#web/parts/case-rooms.ts';
import type { PartyRef } from '#web/parts/party.ts';
import type { CaseFile } from '../case/case-file.ts';
import { notesOn } from '../case/case-notes.ts';
import { caseLog } from '../case/case-store.ts';
import { roomsOf, type RoomView as SeenRoom } from '../case/rooms.ts';
import { type Looking, may } from './visit.ts';

/** Parties by their names. */
export const refs = ({ names }: Pick<Looking, 'names'>, ids: readonly string[]): PartyRef[] =>
  ids.map((id) => names.of(id)).sort((a, b) => a.name.localeCompare(b.name));

/** Who can read words that were said in a place. Spec: ROM-8. */
export function readersOf(visit: Looking, file: CaseFile, place: Place): ReadersView | undefined {
  const state = caseLog(visit.party, file).state();
  const epoch = state === undefined ? undefined : epochAt(state, place);
  if (epoch === undefined) return undefined;
  const { readers } = epoch;
  return { room: place.name, parties: refs(visit, readers), isOurs: readers.includes(visit.party.id) };
}

/** Rooms in which we may speak, the whole case first. Spec: ROM-7. */
export const roomChoices = (visit: Looking, file: CaseFile): RoomChoice[] =>
  roomsOf(visit.party, file)
    .filter(({ name, isOurs }) => isOurs || name === 'all')
    .map(({ name, readers }) => ({ name, readers: refs(visit, readers) }));

/** What the page of a case says of rooms and notes. */
export function caseRoomsOf(visit: Looking, file: CaseFile): CaseRooms {
  const rooms = roomsOf(visit.party, file).map(({ name, isOurs, readers }) => ({
    name,
    isOurs,
    readers: refs(visit, readers),
  }));
  return may(visit, 'approve-release') ? { rooms, notes: notesOn(visit.party, file.id).length } : { rooms };
}

function epochViews(visit: Looking, { epochs }: SeenRoom): EpochView[] {
  const { names } = visit;
  return epochs
    .map(({ by, time, readers, passed }, index) => ({
      number: index + 1,
      by: names.of(by),
      time,
      readers: refs(visit, readers),
      passed: passed.map((one) => ({ by: names.of(one.by), time: one.time, to: refs(visit, one.to) })),
    }))
    .toReversed();
}

/** The rooms of a case with all their keys. */
export const roomViews = (visit: Looking, file: CaseFile): RoomView[] =>
  roomsOf(visit.party, file).map((room) => ({
    name: room.name,
    isOurs: room.isOurs,
    readers: refs(visit, room.readers),
    epochs: epochViews(visit, room),
    lacking: room.lacking.map(({ epoch, parties }) => ({ number: epoch, parties: refs(visit, parties) })),
  }));
