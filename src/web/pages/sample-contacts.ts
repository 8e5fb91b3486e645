import type { ContactCard } from '#desks/stability/contact-card.ts';
import { type ContactFormView, contactFormPage } from './contact-form-page.ts';
import { type ContactsView, contactsPage } from './contacts-page.ts';
import type { Change, Samples } from './sample.ts';
import { aldoria, bereth, calder, label, meridian, sampleId, sampleNow } from './sample-facts.ts';

const hour = 3600;

const desk: ContactCard = {
  name: 'ab'.repeat(16),
  version: 2,
  state: 'current',
  area: 'technical',
  titles: [{ lang: 'en', text: 'Duty officer, national response team' }],
  languages: ['en', 'fr'],
  zone: 'Europe/Paris',
  hours: 'always',
  ways: [
    { kind: 'phone', value: '+00 55 0100' },
    { kind: 'mail', value: 'duty@cert.aldoria.example' },
  ],
  deputies: [{ title: 'Head of watch', ways: [{ kind: 'phone', value: '+00 55 0101' }] }],
  takes: ['incident', 'notice', 'vulnerability'],
  roster: [
    {
      title: 'Watch B',
      ways: [{ kind: 'phone', value: '+00 55 0102' }],
      from: sampleNow - 4 * hour,
      until: sampleNow + 8 * hour,
    },
    {
      title: 'Watch C',
      ways: [{ kind: 'phone', value: '+00 55 0103' }],
      from: sampleNow + 8 * hour,
      until: sampleNow + 20 * hour,
    },
  ],
  until: sampleNow + 200 * 24 * hour,
};

const ministry: ContactCard = {
  ...desk,
  name: 'cd'.repeat(16),
  area: 'diplomatic',
  titles: [{ lang: 'en', text: 'Cyber desk, foreign ministry' }],
  languages: ['ar', 'en', 'es'],
  zone: 'Asia/Tokyo',
  hours: [{ days: [1, 2, 3, 4, 5], from: 540, to: 1020 }],
  deputies: [],
  takes: ['clarification'],
  roster: [],
};

const [watch] = desk.roster;

const contacts: ContactsView = {
  cards: [
    {
      id: sampleId(81),
      seq: 81,
      party: aldoria,
      isOwn: true,
      title: desk.titles[0]?.text ?? '',
      card: desk,
      label,
      isOpen: true,
      ...(watch === undefined ? {} : { watch }),
    },
    {
      id: sampleId(82),
      seq: 82,
      party: bereth,
      isOwn: false,
      title: ministry.titles[0]?.text ?? '',
      card: ministry,
      label,
      isOpen: false,
    },
    {
      id: sampleId(83),
      seq: 83,
      party: bereth,
      isOwn: false,
      title: 'Response centre',
      card: { ...desk, roster: [], until: sampleNow - 1 },
      label,
      isOpen: true,
      stale: 'over',
    },
  ],
  tests: [
    {
      case: sampleId(84),
      isManager: true,
      tested: [
        {
          party: bereth,
          state: 'fresh',
          tests: 3,
          answers: 3,
          missed: 0,
          median: 2.5 * hour,
          answered: sampleNow - 40 * hour,
        },
        {
          party: calder,
          state: 'missed',
          tests: 3,
          answers: 1,
          missed: 2,
          median: 20 * hour,
          answered: sampleNow - 4400 * hour,
        },
        { party: meridian, state: 'tested', tests: 1, answers: 0, missed: 0 },
      ],
      every: 90,
      next: sampleNow + 50 * 24 * hour,
    },
  ],
  without: [calder, meridian],
  mayState: true,
  errors: [],
};

const form: ContactFormView = {
  values: {
    area: 'technical',
    titles: { ar: '', en: 'Duty officer, national response team', es: '', fr: '', ru: '', zh: '' },
    ways: { mail: 'duty@cert.aldoria.example', phone: '', radio: '', web: '' },
    languages: 'en, fr',
    zone: 'Europe/Paris',
    hours: 'mon-fri',
    from: '09:00',
    to: '17:00',
    takes: ['incident'],
    deputies: 'Head of watch | phone +00 55 0101',
    roster: '',
    until: '2027-06-30',
    label: 'green',
  },
  errors: [],
};

/** Contact points. */
export const contactSamples = (change: Change): Samples => ({
  contacts: { path: '/contacts', make: (reader) => contactsPage(change(contacts), reader) },
  'contacts-empty': {
    path: '/contacts',
    make: (reader) => contactsPage(change({ cards: [], tests: [], without: [], mayState: true, errors: [] }), reader),
  },
  'contact-form': {
    path: '/contacts/new',
    make: (reader) => contactFormPage(change({ ...form, errors: [{ field: 'until', code: 'date' }] }), reader),
  },
  'contact-reach': {
    path: '/contacts/new',
    make: (reader) =>
      contactFormPage(
        change({ ...form, of: sampleId(81), consequence: { reached: [bereth, meridian], checked: sampleId(85) } }),
        reader,
      ),
  },
});
