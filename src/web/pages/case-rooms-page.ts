import { bdi, type Html, html } from '../html.ts';
import { moment } from '../moment.ts';
import { page } from '../page.ts';
import { type RoomChoice, roomName } from '../parts/case-readers.ts';
import { type CaseRef, caseLink } from '../parts/case-words.ts';
import { draftFault } from '../parts/draft-fault.ts';
import { checkField, errorSummary, type FieldError, postForm, textField } from '../parts/form.ts';
import { type PartyRef, partyLink, partyNames } from '../parts/party.ts';
import type { Reader } from '../reader.ts';
import { words } from '../words.ts';

/** One key of a room: who made it, who reads what is said under it, and who was let in later. */
export interface EpochView {
  readonly number: number;
  readonly by: PartyRef;
  /** Unix seconds. */
  readonly time: number;
  readonly readers: readonly PartyRef[];
  readonly passed: readonly { readonly by: PartyRef; readonly time: number; readonly to: readonly PartyRef[] }[];
}

/** A room with its keys, the newest first. */
export interface RoomView extends RoomChoice {
  readonly isOurs: boolean;
  readonly epochs: readonly EpochView[];
  /** Keys of ours that a reader of the room lacks. */
  readonly lacking: readonly { readonly number: number; readonly parties: readonly PartyRef[] }[];
}

/** GET and POST /cases/:id/rooms. */
export interface CaseRoomsView extends CaseRef {
  readonly rooms: readonly RoomView[];
  readonly mayAct: boolean;
  /** Members that may be in a caucus, without us. */
  readonly candidates: readonly PartyRef[];
  /** Rooms that wait to be signed, or could not be. */
  readonly drafts: readonly { readonly room: string; readonly fault?: string }[];
  readonly values: { readonly name: string; readonly readers: readonly string[] };
  readonly errors: readonly FieldError[];
}

function epoch(reader: Reader, { number, by, time, readers, passed }: EpochView): Html {
  const { t } = words(reader);
  const later = passed.map(
    (one) =>
      html`<p><small>${moment(reader, one.time)}</small> ${t('rooms.passed', { party: partyLink(one.by), parties: partyNames(reader, one.to) })}</p>`,
  );
  return html`<li><div><strong>${t('rooms.key', { number })}</strong><br>${moment(reader, time)}</div><div><p>${t('rooms.read-by', { parties: partyNames(reader, readers) })}</p><p><small>${t('rooms.begun', { party: partyLink(by) })}</small></p>${later}</div></li>`;
}

function room(reader: Reader, view: RoomView): Html {
  const { t } = words(reader);
  const state = view.isOurs
    ? html`<span class="yes">${t('rooms.ours')}</span>`
    : html`<span class="wait">${t('rooms.not-ours')}</span>`;
  const keys =
    view.epochs.length === 0
      ? html`<p class="soft">${t('rooms.none-yet')}</p>`
      : html`<ol class="acts happened">${view.epochs.map((one) => epoch(reader, one))}</ol>`;
  return html`<h2>${roomName(reader, view.name)}</h2><p>${state}</p><p>${t('line.named', { name: t('rooms.next'), value: partyNames(reader, view.readers) })}</p>${keys}`;
}

function openForm(reader: Reader, { id, candidates, values, errors }: CaseRoomsView): Html {
  const { t } = words(reader);
  const name = { name: 'name', label: t('rooms.name'), hint: t('rooms.name-hint'), value: values.name, errors };
  const content = html`${textField(reader, { ...name, dir: 'ltr' })}
${checkField(reader, {
  name: 'readers',
  label: t('rooms.members'),
  errors,
  values: values.readers,
  choices: candidates.map((party) => ({ value: party.id, label: bdi(party.name) })),
})}`;
  const form = postForm(reader, { action: `/cases/${id}/rooms`, content, submit: 'rooms.sign' });
  return html`<h2>${t('rooms.open')}</h2><p>${t('rooms.open-hint')}</p>${form}`;
}

/** What was said before somebody came, and the way to let them read it. Spec: ROM-10. */
function earlier(reader: Reader, { id, rooms }: CaseRoomsView): Html | false {
  const { t } = words(reader);
  const forms = rooms.flatMap(({ name, lacking }) => {
    if (lacking.length === 0) return [];
    const lines = lacking.map(({ number, parties }) => {
      const said = { room: roomName(reader, name), number, parties: partyNames(reader, parties) };
      return html`<li>${t('rooms.lacks', said)}</li>`;
    });
    const content = html`<input type="hidden" name="room" value="${name}"><ul>${lines}</ul>`;
    return [postForm(reader, { action: `/cases/${id}/rooms/pass`, content, submit: 'rooms.pass', style: 'grave' })];
  });
  return forms.length > 0 && html`<h2>${t('rooms.earlier')}</h2><p>${t('rooms.earlier-hint')}</p>${forms}`;
}

function waiting(reader: Reader, { drafts }: CaseRoomsView): Html | false {
  const { t } = words(reader);
  const lines = drafts.map(({ room: name, fault }) =>
    fault === undefined
      ? html`<p class="wait">${t('rooms.waiting', { room: roomName(reader, name) })}</p>`
      : html`<p class="no">${t('rooms.failed', { room: roomName(reader, name), why: draftFault(reader, fault) })}</p>`,
  );
  return lines.length > 0 && html`${lines}`;
}

/** The rooms of a case: who reads what, since when, by whose deed. Spec: ROM-8. */
export function caseRoomsPage(view: CaseRoomsView, reader: Reader): Html {
  const { t, plain } = words(reader);
  const deeds = view.mayAct && html`${earlier(reader, view)}${view.candidates.length > 0 && openForm(reader, view)}`;
  return page(reader, {
    title: t('rooms.title'),
    tab: plain('rooms.title'),
    trail: html`<a href="/cases">${t('nav.cases')}</a> / ${caseLink(reader, view)}`,
    main: html`${errorSummary(reader, view.errors)}<p class="lead">${t('rooms.lead')}</p>${waiting(reader, view)}${view.rooms.map((one) => room(reader, one))}${deeds}`,
  });
}
