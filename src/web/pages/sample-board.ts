import { type DutyView, dutyPage } from './duty-page.ts';
import { handOverPage } from './hand-over-page.ts';
import { type InboxView, inboxPage } from './inbox-page.ts';
import type { Change, Samples } from './sample.ts';
import { bereth, calder, circle, meridian, sampleId, sampleNow } from './sample-facts.ts';
import { today } from './sample-records.ts';

const hour = 3600;

const inbox: InboxView = {
  ours: today.waiting,
  others: [
    {
      what: 'case-others',
      case: {
        id: sampleId(73),
        title: 'Loader in three products',
        procedure: 'incident-coordination',
        others: [bereth, calder],
      },
      parties: [bereth, calder],
      wait: 'embargo-answer',
      silence: 'not-bound',
      to: 'embargoed',
      due: sampleNow + 80 * hour,
    },
    { what: 'signature-others', agreement: circle, parties: [meridian] },
    {
      what: 'case-joining',
      case: { id: sampleId(74), title: 'Cables under the strait', procedure: 'consultation', others: [calder] },
      parties: [calder],
    },
  ],
  paging: { page: 1, pages: 1, total: 2 },
};

const duty: DutyView = {
  onDuty: { account: 'r.okafor', since: sampleNow - 9 * hour },
  offered: {
    n: 4,
    at: sampleNow - 600,
    account: 'r.okafor',
    words: 'Calder Grid called at 02:40: two substations are back.\nBereth wants a first answer before 09:00.',
  },
  burning: today.waiting.slice(0, 2),
  promised: today.waiting.slice(2),
  expected: inbox.others,
  since: { at: sampleNow - 9 * hour, reached: 12, left: 3, refused: 1 },
  past: [
    { n: 4, at: sampleNow - 600, account: 'r.okafor', words: 'Two substations are back.' },
    {
      n: 3,
      at: sampleNow - 9 * hour,
      account: 'n.amara',
      words: 'Quiet.',
      taken: { at: sampleNow - 8.9 * hour, by: 'r.okafor' },
    },
  ],
  calendars: ['https://cert.aldoria.example/calendar/cases.ics', 'https://cert.aldoria.example/calendar/notices.ics'],
  mayHandOver: true,
  typed: '',
  errors: [],
};

/** Inbox and duty board. */
export const boardSamples = (change: Change): Samples => ({
  inbox: { path: '/inbox', make: (reader) => inboxPage(change(inbox), reader) },
  'inbox-of-cases': {
    path: '/inbox',
    make: (reader) => inboxPage(change({ ...inbox, area: 'cases' }), { ...reader, query: { of: 'cases' } }),
  },
  'inbox-empty': {
    path: '/inbox',
    make: (reader) => inboxPage(change({ ours: [], others: [], paging: { page: 1, pages: 1, total: 0 } }), reader),
  },
  duty: { path: '/duty', make: (reader) => dutyPage(change(duty), reader) },
  'duty-new': {
    path: '/duty',
    make: (reader) => {
      const { onDuty: _nobody, offered: _nothing, ...rest } = duty;
      const empty = { burning: [], promised: [], expected: [], past: [] };
      return dutyPage(change({ ...rest, ...empty, errors: [{ field: 'words', code: 'hand-over-words' }] }), reader);
    },
  },
  'hand-over': {
    path: '/duty/3',
    make: (reader) =>
      handOverPage(
        change({ n: 3, at: sampleNow - 9 * hour, account: 'n.amara', words: 'Quiet.', open: today.waiting }),
        reader,
      ),
  },
});
