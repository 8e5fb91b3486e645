import type { Character } from '../character.ts';
import type { Exercise } from '../exercise.ts';

const takesNote: Character = [{ act: 'take-note', after: 30 }];

const answers: Exercise['characters'] = {
  cooperative: [
    { act: 'question', after: 20, in: ['notified'], most: 1, says: ['ask-detail'] },
    { act: 'take-note', after: 40 },
  ],
  slow: [{ act: 'take-note', after: 300 }],
  silent: [],
  refusing: [
    { act: 'question', after: 4, most: 3, says: ['ask-why', 'ask-again'] },
    { act: 'take-note', after: 100 },
  ],
  evasive: [
    { act: 'question', after: 12, most: 2, says: ['beside-the-point', 'ask-detail'] },
    { act: 'take-note', after: 60 },
  ],
};

const plans: Character = [
  { act: 'notify', after: 0, says: ['notify'], fields: { what: 'exercise', begins: 240, ends: 288 } },
];

const notifies: Exercise['characters'] = {
  cooperative: [...plans, { act: 'clarify', after: 20, says: ['clarify'] }],
  slow: [...plans, { act: 'clarify', after: 20, in: ['unclear'], says: ['clarify'] }],
  silent: plans,
  refusing: [...plans, { act: 'clarify', after: 3, says: ['refuse-detail', 'clarify'] }],
  evasive: [...plans, { act: 'clarify', after: 10, says: ['beside-the-point', 'clarify'] }],
  escalating: [
    ...plans,
    {
      act: 'change-notification',
      after: 24,
      in: ['notified'],
      most: 1,
      says: ['larger'],
      fields: { begins: 48, ends: 140 },
    },
    { act: 'clarify', after: 3, says: ['clarify'] },
  ],
};

const done = { machine: 'notification', state: 'done' } as const;

/** Both sides of a notification. */
export const notificationExercises: readonly Exercise[] = [
  {
    key: 'notify',
    procedure: 'notification',
    role: 'notifier',
    cast: [
      { seat: 'neighbour', role: 'notified' },
      { seat: 'office', role: 'notified', plays: takesNote },
    ],
    characters: answers,
    course: [
      { machine: 'notification', state: 'notified' },
      { ...done, isTheirs: true },
    ],
    minutes: 5,
    level: 1,
    otherSide: 'be-notified',
  },
  {
    key: 'be-notified',
    procedure: 'notification',
    role: 'notified',
    cast: [
      { seat: 'neighbour', role: 'notifier' },
      { seat: 'office', role: 'notified', plays: takesNote },
    ],
    opener: 'neighbour',
    characters: notifies,
    course: [
      { machine: 'notification', state: 'questioned' },
      { machine: 'notification', state: 'notified', isTheirs: true },
      done,
    ],
    minutes: 5,
    level: 1,
    otherSide: 'notify',
  },
];
