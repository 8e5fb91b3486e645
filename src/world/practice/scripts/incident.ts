import type { Character } from '../character.ts';
import type { Exercise } from '../exercise.ts';

const month = 720;

/** Whoever leads the coordination, to its end. */
const leads: Character = [
  { act: 'report', after: 0, in: ['open'], most: 1, says: ['report'] },
  { act: 'add-item', after: 1, in: ['open'], most: 1, says: ['item'] },
  { act: 'propose-embargo', after: 2, in: ['free'], most: 1, fields: { until: month } },
  { act: 'agree-embargo', after: 1 },
  { act: 'found-valid', after: 3 },
  { act: 'accept', after: 6 },
  { act: 'became-public', after: 100, in: ['open'], visits: 5, says: ['public'] },
  { act: 'reviewed', after: 120, in: ['open'] },
  { act: 'lessons-learned', after: 200, says: ['lessons'] },
];

/** A CERT beside the coordinator, which steps in when nobody leads. */
const cert: Character = [
  { act: 'found-valid', after: 10 },
  { act: 'accept', after: 30 },
  { act: 'take-over', after: 10, says: ['take-over'] },
  // It does what a coordinator does once it is one.
  { act: 'became-public', after: 200, in: ['open'], visits: 6, says: ['public'] },
  { act: 'lessons-learned', after: 400, says: ['lessons'] },
];
const certThatLeads: Character = [
  ...cert,
  ...leads.filter(({ act }) => !['report', 'add-item', 'found-valid', 'accept'].includes(act)),
];

const vendor: Character = [
  { act: 'found-valid', after: 6 },
  { act: 'accept', after: 12 },
  { act: 'agree-embargo', after: 5 },
  { act: 'say-status', after: 24, in: ['not-said'], fields: { status: 'affected' } },
  { act: 'say-status', after: 120, in: ['said'], most: 2, fields: { status: 'fixed' } },
];

/** Where nobody leads for weeks, a vendor publishes. */
const tired: Character = [
  ...vendor,
  { act: 'became-public', after: 400, in: ['unattended'], says: ['leak'] },
  { act: 'lessons-learned', after: 200, says: ['lessons'] },
];

const vendors: Exercise['characters'] = {
  cooperative: vendor,
  slow: [
    { act: 'found-valid', after: 150 },
    { act: 'accept', after: 160 },
    { act: 'agree-embargo', after: 150 },
    { act: 'say-status', after: 400, in: ['not-said'], fields: { status: 'under-investigation' } },
  ],
  silent: [],
  refusing: [
    { act: 'found-invalid', after: 20, most: 1, says: ['not-ours'] },
    { act: 'say-status', after: 30, in: ['not-said'], fields: { status: 'not-affected' } },
    { act: 'decline-embargo', after: 10, most: 1, says: ['no-embargo'] },
    { act: 'agree-embargo', after: 30 },
  ],
  evasive: [
    { act: 'report', after: 20, in: ['open'], most: 1, says: ['beside-the-point'] },
    { act: 'say-status', after: 10, in: ['not-said'], fields: { status: 'under-investigation' } },
    { act: 'found-valid', after: 100 },
    { act: 'agree-embargo', after: 100 },
  ],
  escalating: [...vendor, { act: 'became-public', after: 60, in: ['open'], says: ['leak'] }],
};

const coordinators: Exercise['characters'] = {
  cooperative: leads,
  slow: [
    { act: 'report', after: 40, in: ['open'], most: 1, says: ['report'] },
    { act: 'add-item', after: 41, in: ['open'], most: 1, says: ['item'] },
    { act: 'propose-embargo', after: 120, in: ['free'], most: 1, fields: { until: month } },
    { act: 'agree-embargo', after: 100 },
    { act: 'reviewed', after: 160, in: ['open'], most: 4 },
    { act: 'became-public', after: 165, in: ['open'], says: ['public'] },
  ],
  silent: [],
  refusing: [
    { act: 'report', after: 0, in: ['open'], most: 1, says: ['report'] },
    { act: 'add-item', after: 1, in: ['open'], most: 1, says: ['item'] },
    { act: 'decline-embargo', after: 4, says: ['no-embargo'] },
    { act: 'became-public', after: 150, in: ['open'], says: ['public'] },
    { act: 'lessons-learned', after: 100, says: ['lessons'] },
  ],
  escalating: [
    { act: 'report', after: 0, in: ['open'], most: 1, says: ['report'] },
    { act: 'add-item', after: 1, in: ['open'], most: 1, says: ['item'] },
    { act: 'became-public', after: 30, in: ['open'], says: ['leak'] },
    { act: 'lessons-learned', after: 100, says: ['lessons'] },
  ],
};

/** What each makes of the matter, and the end of the whole. */
const taken = { machine: 'handling', state: 'accepted' } as const;
const embargoed = { machine: 'embargo', state: 'embargoed' } as const;
const said = { machine: 'status', state: 'said' } as const;
const published = { machine: 'coordination', state: 'published' } as const;
const closed = { machine: 'coordination', state: 'closed' } as const;

/** All sides of the coordination of an incident. */
export const incidentExercises: readonly Exercise[] = [
  {
    key: 'coordinate',
    procedure: 'incident-coordination',
    role: 'coordinator',
    cast: [
      { seat: 'harbour', role: 'vendor' },
      { seat: 'tern', role: 'vendor', plays: vendor },
      { seat: 'neighbour', role: 'cert', plays: certThatLeads },
    ],
    characters: vendors,
    course: [{ act: 'report' }, taken, { act: 'add-item' }, embargoed, { ...said, isTheirs: true }, published, closed],
    minutes: 15,
    level: 2,
    otherSide: 'be-vendor',
  },
  {
    key: 'be-vendor',
    procedure: 'incident-coordination',
    role: 'vendor',
    cast: [
      { seat: 'neighbour', role: 'coordinator' },
      { seat: 'tern', role: 'vendor', plays: vendor },
      { seat: 'office', role: 'cert', plays: certThatLeads },
    ],
    opener: 'neighbour',
    characters: coordinators,
    course: [
      taken,
      said,
      { machine: 'embargo', state: 'embargo-proposed', isTheirs: true },
      embargoed,
      { ...published, isTheirs: true },
      { ...closed, isTheirs: true },
    ],
    minutes: 10,
    level: 2,
    otherSide: 'coordinate',
  },
  {
    key: 'take-over',
    procedure: 'incident-coordination',
    role: 'cert',
    cast: [
      { seat: 'office', role: 'coordinator' },
      { seat: 'harbour', role: 'vendor', plays: vendor },
      { seat: 'tern', role: 'vendor', plays: tired },
    ],
    opener: 'office',
    characters: { silent: [] },
    course: [
      taken,
      { machine: 'coordination', state: 'unattended', isTheirs: true },
      { machine: 'coordination', state: 'open' },
      published,
      closed,
    ],
    minutes: 15,
    level: 3,
    otherSide: 'coordinate',
  },
];
