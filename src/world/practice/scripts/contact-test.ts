import type { Character } from '../character.ts';
import type { Exercise } from '../exercise.ts';

const answersAtOnce: Character = [{ act: 'answer-test', after: 1 }];

const contacts: Exercise['characters'] = {
  cooperative: answersAtOnce,
  slow: [{ act: 'answer-test', after: 20, in: ['missed', 'stale'] }],
  silent: [],
  evasive: [{ act: 'change-card', after: 30, in: ['missed'], says: ['new-card'] }],
};

const managers: Exercise['characters'] = {
  cooperative: [
    { act: 'test', after: 2, most: 1 },
    { act: 'test', after: 2000, most: 2 },
    { act: 'end-directory', after: 400, visits: 3, says: ['directory-ends'] },
  ],
  slow: [
    { act: 'test', after: 700, in: ['overdue'] },
    { act: 'end-directory', after: 800, in: ['kept'], visits: 4, says: ['directory-ends'] },
  ],
};

const ended = { machine: 'directory', state: 'ended' } as const;
const whenMissed = [{ act: 'test' }, { machine: 'card', state: 'missed', isTheirs: true }, ended] as const;

/** Both sides of a test of contact points. */
export const contactTestExercises: readonly Exercise[] = [
  {
    key: 'test-contacts',
    procedure: 'contact-test',
    role: 'manager',
    cast: [
      { seat: 'neighbour', role: 'contact' },
      { seat: 'office', role: 'contact', plays: answersAtOnce },
    ],
    characters: contacts,
    course: [{ act: 'test' }, { machine: 'card', state: 'fresh', isTheirs: true }, ended],
    courses: { silent: whenMissed, slow: whenMissed, evasive: whenMissed },
    minutes: 5,
    level: 1,
    otherSide: 'be-tested',
  },
  {
    key: 'be-tested',
    procedure: 'contact-test',
    role: 'contact',
    cast: [
      { seat: 'neighbour', role: 'manager' },
      { seat: 'office', role: 'contact', plays: answersAtOnce },
    ],
    opener: 'neighbour',
    characters: managers,
    course: [
      { machine: 'card', state: 'tested', isTheirs: true },
      { machine: 'card', state: 'fresh' },
      { ...ended, isTheirs: true },
    ],
    minutes: 5,
    level: 1,
    otherSide: 'test-contacts',
  },
];
