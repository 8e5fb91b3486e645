import type { Character } from '../character.ts';
import type { Exercise, Waypoint } from '../exercise.ts';

/** Bound by its hash before either side sees the other's, then opened. */
const ownStatement: Character = [
  { act: 'commit-statement', after: 20, says: ['statement'] },
  { act: 'confirm-statements', after: 2 },
];

/** What a side that means well does, whichever side it is. */
const goodWill: Character = [
  { act: 'record-meeting', after: 26, says: ['meeting'] },
  { act: 'agree-record', after: 4 },
  { act: 'agree-statement', after: 6 },
  ...ownStatement,
  { act: 'consent-mediator', after: 8 },
  { act: 'agree-resolved', after: 4, follows: true },
  { act: 'agree-standstill', after: 3 },
  { act: 'exchange-facts', after: 12, in: ['talking'], most: 1, says: ['facts'] },
];

/** A side that tires of waiting: it proposes what could end the case. */
const proposes: Character = [
  { act: 'propose-statement', after: 72, in: ['talking'], most: 2, says: ['statement'], fields: { releaseAt: 72 } },
];

/** A neutral office that mediates when both sides want it. */
const mediator: Character = [
  { act: 'accept-mandate', after: 10, fields: { until: 250 } },
  { act: 'draft-text', after: 48, most: 2, says: ['single-text'] },
  { act: 'propose-statement', after: 100, says: ['statement'], fields: { releaseAt: 130 } },
];

/** Whoever asked can let it rest when nothing moves any more. */
const givesUp: Character = [
  { act: 'withdraw', after: 200, in: ['unanswered'] },
  { act: 'withdraw', after: 500, in: ['talking'] },
];

const asks = (said: string): Character => [
  { act: 'ask', after: 0, in: ['noted'], says: [said], fields: { norm: 'c' } },
];

const answersItself: Exercise['characters'] = {
  cooperative: [
    { act: 'acknowledge', after: 1 },
    { act: 'answer', after: 20, in: ['asked'], says: ['answer'] },
    ...goodWill,
    ...proposes,
  ],
  slow: [
    { act: 'acknowledge', after: 30 },
    { act: 'answer', after: 10, in: ['unanswered'], says: ['late-answer'] },
    { act: 'record-meeting', after: 6, in: ['unmet'], says: ['meeting'] },
    { act: 'agree-record', after: 60 },
    ...ownStatement,
    { act: 'agree-statement', after: 44 },
    { act: 'consent-mediator', after: 66 },
    { act: 'agree-resolved', after: 90, follows: true },
    { act: 'agree-standstill', after: 44 },
  ],
  silent: [
    { act: 'consent-mediator', after: 60 },
    { act: 'agree-statement', after: 30 },
    { act: 'agree-resolved', after: 30, follows: true },
  ],
  refusing: [
    { act: 'acknowledge', after: 2 },
    { act: 'answer', after: 5, says: ['refusal'] },
    { act: 'decline-standstill', after: 2 },
    { act: 'record-meeting', after: 30, says: ['stiff-meeting'] },
    { act: 'own-record', after: 10, says: ['stiff-meeting'] },
    { act: 'decline-mediator', after: 10, most: 1, says: ['no-mediator'] },
    { act: 'consent-mediator', after: 20 },
    { act: 'object-statement', after: 5, most: 1, says: ['objection'] },
    { act: 'agree-statement', after: 9 },
    { act: 'agree-resolved', after: 60, follows: true },
  ],
  evasive: [
    { act: 'acknowledge', after: 1 },
    { act: 'answer', after: 15, says: ['beside-the-point'] },
    { act: 'exchange-facts', after: 10, in: ['answered'], most: 1, says: ['beside-again'] },
    { act: 'exchange-facts', after: 20, in: ['talking'], most: 1, says: ['facts'] },
    ...goodWill,
  ],
  escalating: [
    { act: 'acknowledge', after: 1 },
    { act: 'answer', after: 3, says: ['angry-answer'] },
    { act: 'ask-for-emergency-meeting', after: 24, in: ['talking'], most: 1, says: ['emergency'] },
    { act: 'object-statement', after: 2, most: 1, says: ['objection'] },
    { act: 'end-standstill', after: 24, most: 1 },
    ...goodWill,
  ],
};

const asksThemselves: Exercise['characters'] = {
  cooperative: [
    ...asks('question'),
    { act: 'ask-for-meeting', after: 12, in: ['unanswered'], says: ['meeting-request'], fields: { meetAt: 24 } },
    { act: 'satisfied', after: 24 },
    { act: 'propose-mediator', after: 12, in: ['unmet'], most: 1, fields: { mediator: 'office' } },
    ...goodWill,
    ...proposes,
    ...givesUp,
  ],
  slow: [...asks('question'), ...proposes, ...goodWill, ...givesUp],
  silent: [...asks('question'), ...givesUp],
  refusing: [
    ...asks('question'),
    {
      act: 'ask-for-meeting',
      after: 10,
      in: ['answered', 'unanswered'],
      says: ['meeting-request'],
      fields: { meetAt: 24 },
    },
    { act: 'decline-standstill', after: 2 },
    { act: 'object-statement', after: 5, most: 1, says: ['objection'] },
    ...goodWill,
    ...proposes,
    ...givesUp,
  ],
  escalating: [
    ...asks('sharp-question'),
    {
      act: 'ask-for-meeting',
      after: 2,
      in: ['answered', 'unanswered'],
      says: ['meeting-request'],
      fields: { meetAt: 12 },
    },
    { act: 'ask-for-emergency-meeting', after: 10, in: ['talking'], most: 1, says: ['emergency'] },
    { act: 'propose-mediator', after: 24, in: ['talking'], most: 1, fields: { mediator: 'office' } },
    { act: 'propose-standstill', after: 1, in: ['none'], most: 1, says: ['standstill'], fields: { standUntil: 300 } },
    ...goodWill,
    ...proposes,
    ...givesUp,
  ],
};

const to = (state: string): Waypoint => ({ machine: 'consultation', state });
const theirs = (state: string): Waypoint => ({ machine: 'consultation', state, isTheirs: true });

const talksToAStatement = [to('meeting-due'), theirs('talking'), to('released')];
const throughAMediator = [to('mediation'), theirs('statement-proposed'), to('released')];
const throughSilence = [theirs('unanswered'), to('meeting-due'), theirs('unmet'), ...throughAMediator];
const toTheirStatement = [to('answered'), theirs('talking'), theirs('statement-proposed'), to('released')];
const resolved = [to('resolved')];

const witness = { seat: 'office', role: 'witness', plays: mediator } as const;

/** Both sides of a consultation. */
export const consultationExercises: readonly Exercise[] = [
  {
    key: 'ask',
    procedure: 'consultation',
    role: 'asker',
    cast: [{ seat: 'neighbour', role: 'asked' }, witness],
    characters: answersItself,
    course: resolved,
    courses: {
      silent: [to('asked'), ...throughSilence],
      refusing: [to('meeting-due'), theirs('talking'), ...throughAMediator],
      evasive: talksToAStatement,
      escalating: talksToAStatement,
    },
    minutes: 10,
    level: 1,
    otherSide: 'be-asked',
  },
  {
    key: 'be-asked',
    procedure: 'consultation',
    role: 'asked',
    cast: [{ seat: 'neighbour', role: 'asker' }, witness],
    opener: 'neighbour',
    characters: asksThemselves,
    course: [to('answered'), theirs('resolved')],
    courses: { refusing: toTheirStatement, escalating: toTheirStatement },
    minutes: 10,
    level: 1,
    otherSide: 'ask',
  },
];
