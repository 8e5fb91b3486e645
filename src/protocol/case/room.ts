import type { JsonObject } from '../bytes/canonical-json.ts';
import { Fields, idForm } from '../bytes/fields.ts';

/** The room of all members that read. Spec: ROM-4. */
export const wholeCase = 'all';

/** Where words are said: a room and the number of one of its epochs. Spec: ROM-7. */
export interface Place {
  readonly name: string;
  readonly epoch: number;
}

/** The data of a `room` record: a new epoch, or an old one whose key is passed on. Spec: ROM-3. */
export interface RoomEntry {
  readonly case: string;
  readonly room: string;
  readonly epoch: number;
  /** Party ids, sorted. */
  readonly readers: readonly string[];
  /** The X25519 recipient of age to which words are sealed. */
  readonly recipient: string;
}

export const roomForm = /^[a-z][a-z0-9-]{0,40}$/;
/** Bech32 without its checksum, which is judged when something is sealed. */
export const recipientForm = /^age1[02-9ac-hj-np-z]{58}$/;
const most = { readers: 200, epochs: 1_000_000 } as const;

/** Reads a room and an epoch. */
export function readPlace(fields: Fields): Place {
  const place = { name: fields.text('name', roomForm), epoch: fields.integer('epoch', 1, most.epochs) };
  fields.end();
  return place;
}

/** Reads the data of a `room` record; whether it takes effect says replay. Spec: ROM-3. */
export function readRoomEntry(data: JsonObject): RoomEntry {
  const fields = new Fields(data, '/data');
  const entry = {
    case: fields.text('case', idForm),
    room: fields.text('room', roomForm),
    epoch: fields.integer('epoch', 1, most.epochs),
    readers: fields.set('readers', idForm, most.readers),
    recipient: fields.text('recipient', recipientForm),
  };
  fields.end();
  return entry;
}

/** The canonical form. */
export const roomEntryJson = ({ case: id, room, epoch, readers, recipient }: RoomEntry): JsonObject => ({
  case: id,
  room,
  epoch,
  readers: [...readers],
  recipient,
});
