import { bdi, type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { radioField } from './form.ts';
import { type PartyRef, partyNames } from './party.ts';

/** The room of the whole case, or the name of a caucus. */
export const roomName = (reader: Reader, room: string): Html =>
  room === 'all' ? words(reader).t('rooms.all') : words(reader).t('rooms.caucus', { name: bdi(room) });

/** Who can read the words of an act; `isOurs`: we are among them. Spec: ROM-8. */
export interface ReadersView {
  readonly room: string;
  readonly parties: readonly PartyRef[];
  readonly isOurs: boolean;
}

/** Who reads it; and that this server does not, where that is so. */
export function readersLine(reader: Reader, { room, parties, isOurs }: ReadersView): Html {
  const { t } = words(reader);
  const who = { parties: partyNames(reader, parties) };
  const name = room === 'all' ? '' : html`${roomName(reader, room)} · `;
  return isOurs
    ? html`<p><small>${name}${t('rooms.read-by', who)}</small></p>`
    : html`<p class="soft">${name}${t('rooms.sealed', who)}</p>`;
}

/** A room in which we may speak. */
export interface RoomChoice {
  readonly name: string;
  /** Who will be able to read, ourselves included. */
  readonly readers: readonly PartyRef[];
}

interface Choosing {
  readonly rooms: readonly RoomChoice[];
  readonly values: Readonly<Record<string, string>>;
}

const choiceLabel = (reader: Reader, { name, readers }: RoomChoice): Html =>
  words(reader).t('rooms.choice', { room: roomName(reader, name), parties: partyNames(reader, readers) });

/** The room that was chosen, or that of the whole case, with who will read there. */
export function chosenRoom(reader: Reader, { rooms, values }: Choosing): Html | undefined {
  const chosen = rooms.find(({ name }) => name === values['room']) ?? rooms[0];
  return chosen === undefined ? undefined : choiceLabel(reader, chosen);
}

/** Where words are said: a choice where there is one, and in any case who will read them. Spec: ROM-8. */
export function roomField(reader: Reader, { rooms, values }: Choosing): Html | '' {
  const { t } = words(reader);
  const [only, another] = rooms;
  if (only === undefined) return '';
  if (another === undefined) return html`<p class="hint">${choiceLabel(reader, only)}</p>`;
  return radioField(reader, {
    name: 'room',
    label: t('rooms.where'),
    hint: t('rooms.where-hint'),
    value: values['room'] || only.name,
    errors: [],
    choices: rooms.map((room) => ({ value: room.name, label: choiceLabel(reader, room) })),
  });
}
