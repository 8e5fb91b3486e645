import { faultCode } from '#protocol/bytes/fault.ts';
import { caseRoomsPage } from '#web/pages/case-rooms-page.ts';
import type { FieldError } from '#web/parts/form.ts';
import type { CaseFile } from '../case/case-file.ts';
import { summaryOf } from '../case/case-summary.ts';
import { openRoom, passOn, roomDrafts } from '../case/room-drafts.ts';
import { possibleReaders, roomsOf } from '../case/rooms.ts';
import { refs, roomViews } from './case-room-view.ts';
import { knownCase } from './case-routes.ts';
import { caseRef } from './case-view.ts';
import type { PageRoute } from './page-route.ts';
import { accountName, field, goTo, may, nothingHere, sendPage, type Visit } from './visit.ts';

/** A case in which this party takes part, or did. */
function ownCase(visit: Visit): CaseFile {
  const file = knownCase(visit);
  if (file.stage === 'invited') throw nothingHere();
  return file;
}

interface Typed {
  readonly values: { readonly name: string; readonly readers: readonly string[] };
  readonly errors: readonly FieldError[];
}

function page(visit: Visit, { values, errors }: Typed): Response {
  const { party, reader } = visit;
  const file = ownCase(visit);
  const candidates = possibleReaders(party, file).filter((id) => id !== party.id);
  const view = {
    ...caseRef(visit, summaryOf(party, file.id)),
    rooms: roomViews(visit, file),
    mayAct: file.stage === 'joined' && may(visit, 'approve-release'),
    candidates: refs(visit, candidates),
    drafts: roomDrafts(party, file.id),
    values,
    errors,
  };
  return sendPage(caseRoomsPage(view, reader), errors.length > 0 ? 422 : 200);
}

const show = (visit: Visit): Response => page(visit, { values: { name: '', readers: [] }, errors: [] });

const faultFields: Readonly<Record<string, FieldError>> = {
  'case-room': { field: 'name', code: 'room-name' },
  'case-room-readers': { field: 'readers', code: 'room-readers' },
  'case-sealing-key': { field: 'readers', code: 'room-readers' },
};

/** The deed of a person, or the page again with what was wrong. */
function tried(visit: Visit, values: Typed['values'], deed: () => void): Response {
  try {
    deed();
  } catch (error) {
    const code = faultCode(error) ?? '';
    if (!code.startsWith('case-')) throw error;
    return page(visit, { values, errors: [faultFields[code] ?? { field: 'form', code: 'case-impossible' }] });
  }
  return goTo(visit, `/cases/${ownCase(visit).id}/rooms`, 'room-drafted');
}

function open(visit: Visit): Response {
  const { party, form } = visit;
  const file = ownCase(visit);
  const name = field(form, 'name').trim();
  const readers = form.getAll('readers').flatMap((value) => (typeof value === 'string' ? [value] : []));
  return tried(visit, { name, readers }, () => openRoom(party, file, { room: name, readers }, accountName(visit)));
}

/** Passes on to whoever lacks it now; others who come later are asked about anew. Spec: ROM-10. */
function pass(visit: Visit): Response {
  const { party, form } = visit;
  const file = ownCase(visit);
  const room = field(form, 'room');
  const lacking = roomsOf(party, file).find(({ name }) => name === room)?.lacking ?? [];
  const readers = [...new Set(lacking.flatMap(({ parties }) => parties))];
  return tried(visit, { name: '', readers: [] }, () => passOn(party, file, { room, readers }, accountName(visit)));
}

/** Rooms: what is sealed for whom. Letting somebody read is a release, so it takes who may approve one. */
export const caseRoomRoutes: readonly PageRoute[] = [
  { method: 'GET', path: '/cases/:id/rooms', needs: 'read-records', answer: show },
  { method: 'POST', path: '/cases/:id/rooms', needs: 'approve-release', answer: open },
  { method: 'POST', path: '/cases/:id/rooms/pass', needs: 'approve-release', answer: pass },
];
