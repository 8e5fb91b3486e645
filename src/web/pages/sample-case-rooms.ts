import type { Reader } from '../reader.ts';
import type { CaseNotesView } from './case-notes-page.ts';
import { caseNotesPage } from './case-notes-page.ts';
import { type CaseRoomsView, caseRoomsPage } from './case-rooms-page.ts';
import type { Change, Samples } from './sample.ts';
import { caseRunning } from './sample-cases.ts';
import { ago, aldoria, bereth, calder, meridian } from './sample-facts.ts';

const { id, title, procedure, others } = caseRunning;
const ref = { id, ...(title === undefined ? {} : { title }), procedure, others };

const first = { number: 1, by: bereth, time: ago(46), readers: [aldoria, bereth, meridian] };

/** A case in which a mediator came later, with a caucus of ours and one of others. */
const roomsInUse: CaseRoomsView = {
  ...ref,
  rooms: [
    {
      name: 'all',
      isOurs: true,
      readers: [aldoria, bereth, calder, meridian],
      epochs: [
        { number: 2, by: bereth, time: ago(20), readers: [aldoria, bereth, calder, meridian], passed: [] },
        { ...first, passed: [{ by: bereth, time: ago(19), to: [meridian] }] },
      ],
      lacking: [{ number: 1, parties: [calder] }],
    },
    {
      name: 'north',
      isOurs: true,
      readers: [aldoria, calder],
      epochs: [{ number: 1, by: calder, time: ago(18), readers: [aldoria, calder], passed: [] }],
      lacking: [],
    },
    {
      name: 'south',
      isOurs: false,
      readers: [bereth, calder],
      epochs: [{ number: 1, by: calder, time: ago(18), readers: [bereth, calder], passed: [] }],
      lacking: [],
    },
  ],
  mayAct: true,
  candidates: [bereth, calder, meridian],
  drafts: [{ room: 'experts' }, { room: 'operators', fault: 'case-sealing-key' }],
  values: { name: '', readers: [] },
  errors: [],
};

const notesKept: CaseNotesView = {
  ...ref,
  notes: [
    { n: 2, account: 'n.amara', at: ago(3), text: 'They will accept a joint inspection.\nAsk again on Monday.' },
    { n: 1, account: 'j.duval', at: ago(30), text: 'متابعة مع الشركة' },
  ],
  mayWrite: true,
  value: '',
  errors: [],
};

/** The pages of rooms and of private notes. */
export const caseRoomSamples = (change: Change): Samples => {
  const rooms = (view: CaseRoomsView) => ({
    path: `/cases/${id}/rooms`,
    make: (reader: Reader) => caseRoomsPage(change(view), reader),
  });
  const notes = (view: CaseNotesView) => ({
    path: `/cases/${id}/notes`,
    make: (reader: Reader) => caseNotesPage(change(view), reader),
  });
  const fresh = { name: 'all', isOurs: true, readers: [aldoria, bereth], epochs: [], lacking: [] };
  return {
    'case-rooms': rooms(roomsInUse),
    'case-rooms-fresh': rooms({ ...roomsInUse, rooms: [fresh], drafts: [], mayAct: false }),
    'case-rooms-wrong': rooms({
      ...roomsInUse,
      values: { name: 'All of us', readers: [bereth.id] },
      errors: [
        { field: 'name', code: 'room-name' },
        { field: 'readers', code: 'room-readers' },
      ],
    }),
    'case-notes': notes(notesKept),
    'case-notes-none': notes({ ...notesKept, notes: [] }),
    'case-notes-wrong': notes({ ...notesKept, mayWrite: true, errors: [{ field: 'text', code: 'note-text' }] }),
  };
};
