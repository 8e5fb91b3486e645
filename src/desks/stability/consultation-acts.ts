import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { endsMediation, sides } from './consultation-states.ts';

const open = ['asked', 'answered', 'unanswered', 'meeting-due', 'unmet', 'recorded', 'talking'];
const bySides = { by: sides } as const;
const all = { needs: { from: sides, count: 'all' } } as const;
const time = (key: string, required = true): JsonObject => ({ key, type: 'time', ...(required ? {} : { required }) });
const part = (key: string, more: JsonObject = {}): JsonObject => ({ key, ...more });

/** Facts, question and allegation are different things; the answer answers question by question. */
export const questionActs: readonly JsonObject[] = [
  {
    key: 'ask',
    by: ['asker'],
    from: ['noted', 'unanswered'],
    to: 'asked',
    words: 'required',
    parts: [part('subject'), part('facts'), part('question', { many: true }), part('allegation', { required: false })],
    fields: [{ key: 'norm', type: 'choice', required: false, choices: [...'abcdefghijk'] }],
    rung: 1,
  },
  { key: 'acknowledge', by: ['asked'], from: ['asked'] },
  {
    key: 'answer',
    by: ['asked'],
    from: ['asked', 'unanswered'],
    to: 'answered',
    answers: 'reply',
    words: 'required',
    parts: [part('answer', { each: 'question' }), part('remark', { required: false })],
  },
  { key: 'satisfied', by: ['asker'], from: ['answered'], to: 'resolved', answers: 'assess', irreversible: true },
  { key: 'withdraw', by: ['asker'], from: [...open, 'noted'], to: 'withdrawn', irreversible: true },
  {
    key: 'exchange-facts',
    ...bySides,
    from: [...open, 'mediation', 'seconding', 'convened', 'in-session'],
    words: 'required',
  },
  // What another case released, such as one of the CERTs of both: it crosses with the proof of who stated it.
  {
    key: 'bring-facts',
    by: [...sides, 'mediator'],
    from: [...open, 'mediation'],
    fields: [{ key: 'carried', type: 'act' }],
  },
  {
    key: 'agree-resolved',
    ...bySides,
    from: ['talking', 'mediation'],
    to: 'resolved',
    ...all,
    irreversible: true,
  },
  {
    key: 'pause',
    ...bySides,
    from: ['talking', 'answered', 'unanswered', 'unmet'],
    to: 'paused',
    words: 'required',
    fields: [time('resumeAt')],
  },
  { key: 'resume-talks', ...bySides, from: ['paused'], to: 'talking' },
];

/** A meeting of the two, and the meeting that others support. */
export const meetingActs: readonly JsonObject[] = [
  {
    key: 'ask-for-meeting',
    ...bySides,
    from: ['answered', 'unanswered', 'unmet', 'talking'],
    to: 'meeting-due',
    answers: 'next-step',
    words: 'required',
    parts: [part('place'), part('agenda')],
    fields: [time('meetAt'), time('orAt', false)],
    rung: 2,
  },
  {
    key: 'fix-meeting',
    ...bySides,
    from: ['meeting-due', 'unmet'],
    words: 'optional',
    parts: [part('place', { required: false }), part('agenda', { required: false })],
    fields: [time('meetAt')],
  },
  {
    key: 'record-meeting',
    ...bySides,
    from: ['meeting-due', 'unmet'],
    to: 'recorded',
    answers: 'meet',
    words: 'required',
    parts: [part('agreed'), part('open', { required: false })],
  },
  { key: 'agree-record', ...bySides, from: ['recorded'], to: 'talking', answers: 'record-by', ...all, words: 'none' },
  {
    key: 'own-record',
    ...bySides,
    from: ['recorded'],
    to: 'talking',
    answers: 'record-by',
    words: 'required',
    parts: [part('agreed'), part('open', { required: false })],
  },
  {
    key: 'ask-for-emergency-meeting',
    ...bySides,
    from: ['answered', 'unanswered', 'unmet', 'talking'],
    to: 'seconding',
    present: 'supporter',
    words: 'required',
    rung: 4,
  },
  {
    key: 'second',
    by: ['supporter'],
    from: ['seconding'],
    to: 'convened',
    answers: 'second-by',
    needs: { from: ['supporter'], count: 12, orAll: true },
  },
  {
    key: 'open-meeting',
    by: [...sides, 'supporter'],
    from: ['convened'],
    to: 'in-session',
    answers: 'convene-by',
    after: 48,
    words: 'optional',
  },
  {
    key: 'record-recommendations',
    by: [...sides, 'supporter'],
    from: ['in-session'],
    to: 'talking',
    answers: 'session-end',
    words: 'required',
  },
];

/** A third party whom each side accepts for itself, and whom each side and the third may leave. */
export const mediationActs: readonly JsonObject[] = [
  {
    key: 'propose-mediator',
    ...bySides,
    from: ['talking', 'unmet'],
    to: 'mediator-proposed',
    fields: [{ key: 'mediator', type: 'party' }],
    effects: [{ kind: 'admit', role: 'candidate', field: 'mediator' }],
    rung: 3,
  },
  {
    key: 'consent-mediator',
    ...bySides,
    from: ['mediator-proposed'],
    to: 'mandate',
    answers: 'consent-by',
    ...all,
  },
  { key: 'decline-mediator', ...bySides, from: ['mediator-proposed'], to: 'talking', words: 'optional' },
  {
    key: 'accept-mandate',
    by: ['named:mediator'],
    from: ['mandate'],
    to: 'mediation',
    answers: 'accept-by',
    fields: [time('until')],
    effects: [{ kind: 'take-role', role: 'mediator' }],
  },
  { key: 'decline-mandate', by: ['named:mediator'], from: ['mandate'], to: 'talking' },
  {
    key: 'draft-text',
    by: ['mediator'],
    from: ['mediation'],
    words: 'required',
    fields: [{ key: 'textHash', type: 'hash' }],
  },
  {
    key: 'end-mediation',
    by: ['mediator', ...sides],
    from: ['mediation'],
    to: 'talking',
    answers: 'mandate-end',
    words: 'optional',
    effects: [endsMediation],
  },
];

/** One text of both, agreed and released; or a text of each, bound by its hash before either is seen. */
export const statementActs: readonly JsonObject[] = [
  {
    key: 'propose-statement',
    by: [...sides, 'mediator'],
    from: ['talking', 'mediation'],
    to: 'statement-proposed',
    words: 'required',
    fields: [{ key: 'statementHash', type: 'hash' }, time('releaseAt')],
  },
  {
    key: 'agree-statement',
    ...bySides,
    from: ['statement-proposed'],
    to: 'release-set',
    answers: 'agree-by',
    ...all,
    irreversible: true,
  },
  {
    key: 'object-statement',
    ...bySides,
    from: ['statement-proposed'],
    to: 'talking',
    words: 'optional',
    effects: [endsMediation],
  },
  {
    key: 'propose-two-statements',
    by: [...sides, 'mediator'],
    from: ['talking', 'mediation'],
    to: 'committing',
    words: 'optional',
    fields: [time('releaseAt')],
  },
  {
    key: 'commit-statement',
    ...bySides,
    from: ['committing'],
    to: 'committed',
    answers: 'commit-by',
    ...all,
    words: 'required',
    withheld: { within: ['committing', 'committed'], until: 'opening' },
    irreversible: true,
  },
  {
    key: 'decline-statements',
    ...bySides,
    from: ['committing'],
    to: 'talking',
    words: 'optional',
    effects: [endsMediation],
  },
  {
    key: 'stop-release',
    ...bySides,
    from: ['release-set', 'committed'],
    to: 'talking',
    words: 'required',
    effects: [endsMediation],
  },
  {
    key: 'confirm-statements',
    ...bySides,
    from: ['opening'],
    to: 'released',
    answers: 'confirm-by',
    ...all,
    words: 'none',
  },
  { key: 'report-unopened', ...bySides, from: ['opening'], to: 'talking', words: 'optional', effects: [endsMediation] },
];
