import { procedures } from '#desks/procedures.ts';
import type { Procedure } from '#protocol/case/procedure.ts';
import type { StepView } from '../parts/case-timeline.ts';
import type { CaseView } from '../parts/case-view.ts';
import type { CaseActView } from './case-act-page.ts';
import type { CaseNewView } from './case-new-page.ts';
import type { CasesView } from './cases-page.ts';
import { rulesOf } from './sample-case-replay.ts';
import { ago, aldoria, bereth, calder, meridian, openNets, sampleId, sampleNow } from './sample-facts.ts';

const consultation = rulesOf('consultation');
const coordination = rulesOf('incident-coordination');
const hour = 3600;

const ref = {
  id: sampleId(71),
  title: 'Outage at Calder Grid: request for clarification',
  procedure: 'consultation',
  others: [bereth, meridian],
};

const reply = {
  machine: 'consultation',
  state: 'asked',
  wait: 'reply',
  owners: [aldoria],
  isOurs: true,
  isMain: true,
  due: sampleNow + 100 * 60,
  silence: 'escalation',
  to: 'unanswered',
  cite: 'berlin-reply',
} as const;

const standstill = {
  machine: 'standstill',
  state: 'standstill-proposed',
  wait: 'standstill-by',
  owners: [aldoria, bereth],
  isOurs: true,
  isMain: false,
  due: sampleNow + 30 * hour,
  silence: 'refusal',
  to: 'none',
  cite: 'comity',
} as const;

/** A consultation in which our answer is due, with every kind of step. */
export const caseRunning: CaseView = {
  ...ref,
  self: aldoria.id,
  rules: consultation,
  stage: 'joined',
  opener: bereth,
  ourRoles: ['asked'],
  label: { tlp: 'amber' },
  states: { consultation: 'asked', standstill: 'standstill-proposed' },
  path: ['noted', 'asked'],
  isEnd: false,
  owed: [reply, standstill],
  possible: [
    { act: 'acknowledge', machine: 'consultation', isOwed: false, state: 'asked' },
    { act: 'answer', machine: 'consultation', isOwed: true, state: 'asked' },
    {
      act: 'agree-standstill',
      machine: 'standstill',
      isOwed: true,
      state: 'standstill-proposed',
      needs: { others: [bereth] },
    },
  ],
  mayAct: true,
  steps: (
    [
      {
        kind: 'act',
        act: 'ask',
        by: bereth,
        time: ago(46),
        standing: 'settled',
        to: 'asked',
        values: [{ key: 'norm', type: 'choice', value: 'f' }],
        words: '',
        parts: [
          { key: 'subject', n: 1, text: ref.title },
          { key: 'facts', n: 1, text: 'Our operators saw traffic from addresses registered in Aldoria.' },
          { key: 'question', n: 1, text: 'Do you know of it?' },
          { key: 'question', n: 2, text: 'Were the hosts misused by others?' },
        ],
        readers: { room: 'all', parties: [aldoria, bereth], isOurs: true },
      },
      {
        kind: 'act',
        act: 'second',
        by: meridian,
        time: ago(45),
        standing: 'settled',
        code: 'void-role',
        index: 3,
        seenBy: { parties: [], all: 2 },
        values: [],
      },
      { kind: 'lapse', wait: 'assess', time: ago(40), standing: 'accepted', silence: 'consent', to: 'resolved' },
      {
        kind: 'lapse',
        wait: 'next-step',
        time: ago(38),
        standing: 'accepted',
        silence: 'no-effect',
        again: { times: 4, last: ago(20) },
      },
      {
        kind: 'act',
        act: 'propose-standstill',
        by: bereth,
        time: ago(18),
        standing: 'accepted',
        late: 600,
        values: [
          { key: 'standUntil', type: 'time', value: sampleNow + 90 * hour },
          { key: 'mediator', type: 'party', value: calder },
          { key: 'textHash', type: 'hash', value: 'ab'.repeat(32) },
        ],
        words: false,
      },
      {
        kind: 'act',
        act: 'commit-statement',
        by: bereth,
        standing: 'accepted',
        values: [],
        words: false,
        isWithheld: true,
      },
      {
        kind: 'act',
        act: 'exchange-facts',
        by: bereth,
        time: ago(12),
        standing: 'settled',
        values: [],
        words: false,
        index: 7,
        readers: { room: 'south', parties: [bereth, calder], isOurs: false },
      },
      { kind: 'act', act: 'acknowledge', by: aldoria, standing: 'pending', values: [] },
      { kind: 'act', act: 'answer', by: aldoria, standing: 'draft', values: [], draft: 3, fault: 'case-release' },
      { kind: 'act', act: 'exchange-facts', by: aldoria, standing: 'draft', values: [], draft: 4 },
      { kind: 'act', act: 'exchange-facts', by: aldoria, standing: 'draft', values: [], draft: 5, fault: 'case-act' },
    ] as const satisfies StepView[]
  ).toReversed(),
  members: [
    { party: aldoria, roles: ['asked'], keeps: 'self', size: 9, met: 0, proven: 9 },
    { party: bereth, roles: ['asker'], keeps: 'joined', size: 8, met: ago(2), proven: 6 },
    { party: meridian, roles: ['witness'], keeps: 'invited', size: 0, met: 0, proven: 0 },
    { party: openNets, roles: ['witness'], keeps: 'none', size: 0, met: 0, proven: 0 },
  ],
  log: { size: 9, settled: 6 },
  depositary: bereth,
  council: [aldoria, bereth, meridian],
  secrecy: {
    rooms: [
      { name: 'all', readers: [aldoria, bereth], isOurs: true },
      { name: 'south', readers: [bereth, calder], isOurs: false },
    ],
    notes: 2,
  },
};

/** A coordination of an incident that has just been joined by enough, with a part for each party. */
export const caseOfIncident: CaseView = {
  ...caseRunning,
  title: 'Gateway of three makers',
  procedure: 'incident-coordination',
  rules: coordination,
  ourRoles: ['coordinator'],
  path: ['open'],
  states: { coordination: 'open', embargo: 'free', handling: 'received', ownership: 'held' },
  owed: [
    {
      ...reply,
      machine: 'handling',
      state: 'received',
      wait: 'triage',
      party: calder,
      owners: [calder],
      isOurs: false,
      isMain: false,
    },
  ],
  possible: [{ act: 'found-valid', machine: 'handling', about: calder, isOwed: false, state: 'received' }],
  steps: [],
};

/** A case that waits for others to join. */
const { title: _title, ...untitled } = ref;
export const caseNotBegun: CaseView = {
  ...caseRunning,
  ...untitled,
  states: {},
  path: [],
  owed: [],
  possible: [],
  steps: [],
};

export const cases: CasesView = {
  self: aldoria.id,
  invitations: [
    { ...untitled, id: sampleId(72), procedure: 'notification', from: calder, roles: ['notified'] },
    { ...ref, id: sampleId(79), procedure: 'incident-coordination', from: bereth, roles: ['cert'], others: [bereth] },
  ],
  shown: 'running',
  counts: { running: 61, ours: 1, over: 1 },
  desks: ['infrastructure', 'stability'],
  cases: [
    { ...ref, state: 'asked', next: reply },
    { ...untitled, id: sampleId(73), procedure: 'contact-test', state: 'kept' },
    { ...untitled, id: sampleId(74), procedure: 'incident-coordination' },
  ],
  paging: { page: 2, pages: 3, total: 61 },
  mayOpen: true,
};

export const casesOver: CasesView = {
  ...cases,
  invitations: [],
  shown: 'over',
  desk: 'stability',
  cases: [{ ...untitled, id: sampleId(75), state: 'resolved' }],
  paging: { page: 1, pages: 1, total: 1 },
};

export const noCases: CasesView = {
  ...cases,
  invitations: [],
  counts: { running: 0, ours: 0, over: 0 },
  desks: [],
  cases: [],
  paging: { page: 1, pages: 1, total: 0 },
};

const actOf = (rules: Procedure, key: string): CaseActView['rule'] => {
  const found = rules.machines.flatMap(({ acts }) => acts).find((rule) => rule.key === key);
  if (found === undefined) throw new Error(`There is no act ${key}.`);
  return found;
};

/** The form of an act before anything is typed. */
export const actSample = (rules: Procedure, key: string, state: string): CaseActView => ({
  ...ref,
  self: aldoria.id,
  procedure: rules.id,
  standing: sampleId(80),
  rules,
  rule: actOf(rules, key),
  state,
  asked: [],
  members: caseRunning.members,
  candidates: [bereth, meridian],
  bounds: {},
  rooms: [{ name: 'all', readers: [aldoria, bereth] }],
  values: {},
  errors: [],
  files: [],
});

export const caseAnswer: CaseActView = {
  ...actSample(consultation, 'answer', 'asked'),
  rooms: [
    { name: 'all', readers: [aldoria, bereth] },
    { name: 'north', readers: [aldoria, calder] },
  ],
  asked: [
    { n: 1, text: 'Are these addresses known to you?' },
    { n: 2, text: 'Were they misused by others?' },
  ],
  errors: [{ field: 'part-answer-2', code: 'required' }],
};
export const caseAsk = actSample(consultation, 'ask', 'noted');
export const caseCommit = actSample(consultation, 'commit-statement', 'committing');
export const caseSecond = actSample(consultation, 'second', 'seconding');
export const caseConvened: CaseActView = {
  ...actSample(consultation, 'open-meeting', 'convened'),
  notBefore: sampleNow + 40 * hour,
};
/** A time that clocks show twice, a file that is kept, and more parties than are named. */
export const caseStatement: CaseActView = {
  ...actSample(consultation, 'propose-statement', 'talking'),
  others: [bereth, calder, meridian, openNets, bereth, calder],
  bounds: {
    releaseAt: {
      after: { seconds: hour, state: 'release-set' },
      latest: sampleNow + 720 * hour,
    },
  },
  values: { words: 'Both sides regret the outage.', 'field-releaseAt': '2026-10-25', 'field-releaseAt-time': '02:30' },
  errors: [
    { field: 'field-releaseAt', code: 'case-time-twice' },
    { field: 'files', code: 'case-files' },
  ],
  files: [{ name: 'traces.csv', size: 1_200_000 }],
  staged: sampleId(78),
};
export const casePause: CaseActView = {
  ...actSample(consultation, 'pause', 'talking'),
  bounds: { resumeAt: { earliest: sampleNow + hour, latest: sampleNow + 720 * hour } },
};
export const caseStatementChecked: CaseActView = {
  ...caseCommit,
  values: { words: 'Our own text.' },
  files: [{ name: 'traces.csv', size: 12_000 }],
  staged: sampleId(78),
  needs: { others: 3 },
  review: { read: { releaseAt: sampleNow + hour }, checked: sampleId(77) },
};
export const caseMediator = actSample(consultation, 'propose-mediator', 'talking');
export const caseStatus: CaseActView = {
  ...actSample(coordination, 'say-status', 'not-said'),
  about: aldoria,
  errors: [{ field: 'field-status', code: 'required' }],
};
export const casePublic = actSample(coordination, 'became-public', 'open');

export const caseChoice: CaseNewView = {
  procedures: procedures.map(({ procedure }) => procedure),
  partners: [bereth, calder, meridian],
  values: { label: 'amber', title: '', words: '', parts: {}, ourRole: '', roles: {} },
  errors: [],
};

export const caseOpening: CaseNewView = {
  ...caseChoice,
  chosen: consultation,
  first: actOf(consultation, 'ask'),
  values: {
    label: 'amber',
    title: 'Outage at Calder Grid',
    words: '',
    parts: { 'part-subject': ref.title },
    ourRole: 'asker',
    roles: { [bereth.id]: 'asked' },
  },
  consequence: {
    invited: [bereth],
    refused: [],
    quorum: { count: 2, all: 2 },
    state: 'noted',
    checked: sampleId(76),
  },
};

export const caseRefused: CaseNewView = {
  ...caseOpening,
  errors: [{ field: 'roles', code: 'case-roles' }],
  consequence: { invited: [bereth], refused: [bereth], quorum: { count: 2, all: 3 }, state: 'noted', checked: '' },
};
