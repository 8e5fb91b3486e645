import { type Html, html } from '../html.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';
import { type RoomChoice, roomName } from './case-readers.ts';
import { partyNames } from './party.ts';

/** What the page of a case says of its rooms and of our notes. */
export interface CaseRooms {
  /** The whole case first. */
  readonly rooms: readonly (RoomChoice & { readonly isOurs: boolean })[];
  /** How many private notes there are; absent for who may not read them. */
  readonly notes?: number;
}

/** Who reads what, in short, and the ways to rooms and notes. Spec: ROM-8, ROM-12. */
export function caseRooms(reader: Reader, { id, secrecy }: { id: string; secrecy?: CaseRooms }): Html | false {
  const { t } = words(reader);
  if (secrecy === undefined) return false;
  const lines = secrecy.rooms.map(
    ({ name, readers, isOurs }) =>
      html`<li>${t('rooms.choice', { room: roomName(reader, name), parties: partyNames(reader, readers) })}${!isOurs && html` <small>(${t('rooms.not-ours')})</small>`}</li>`,
  );
  const notes =
    secrecy.notes !== undefined &&
    html` · <a href="/cases/${id}/notes">${t('notes.count', { count: secrecy.notes })}</a>`;
  return html`<h2>${t('rooms.title')}</h2><ul>${lines}</ul><p><a href="/cases/${id}/rooms">${t('rooms.more')}</a>${notes}</p>`;
}
