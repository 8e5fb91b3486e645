import type { JsonObject } from '#protocol/bytes/canonical-json.ts';

/** The two whose consultation it is. */
export const sides = ['asker', 'asked'];

/** A state in which one thing is owed. */
const owing = (key: string, wait: JsonObject): JsonObject => ({ key, waits: [wait] });

const end = (key: string): JsonObject => ({ key, end: true });

/** Whatever leads back from a mediation to talks of the two leaves no mediator behind. */
export const endsMediation: JsonObject = { kind: 'end-role', role: 'mediator' };

/** A statement that became public ends the standstill, whoever made it public. */
const endsStandstill: JsonObject = { kind: 'goto', machine: 'standstill', to: 'none' };

const own = { cite: 'comity' } as const;

/** From the question to the talks. */
const talking: readonly JsonObject[] = [
  owing('noted', { key: 'ask-by', owner: ['asker'], within: 168, silence: 'lapse', to: 'withdrawn', ...own }),
  owing('asked', {
    key: 'reply',
    owner: ['asked'],
    within: 48,
    silence: 'escalation',
    to: 'unanswered',
    cite: 'berlin-reply',
  }),
  owing('answered', { key: 'assess', owner: ['asker'], within: 168, silence: 'consent', to: 'resolved', ...own }),
  owing('unanswered', {
    key: 'next-step',
    owner: ['asker'],
    within: 72,
    silence: 'no-effect',
    to: 'unanswered',
    ...own,
  }),
  owing('meeting-due', {
    key: 'meet',
    owner: sides,
    within: 48,
    silence: 'escalation',
    to: 'unmet',
    cite: 'vienna-meeting',
  }),
  owing('unmet', { key: 'next-step-unmet', owner: sides, within: 72, silence: 'no-effect', to: 'unmet', ...own }),
  // A record of one side binds nobody else, so silence does not turn it into that of both.
  owing('recorded', { key: 'record-by', owner: sides, within: 72, silence: 'no-effect', to: 'talking', ...own }),
  owing('talking', { key: 'progress', owner: sides, within: 336, silence: 'no-effect', to: 'talking', ...own }),
];

/** A third party helps: a mediator whom both accept, or a meeting that enough others support. */
const helped: readonly JsonObject[] = [
  owing('mediator-proposed', {
    key: 'consent-by',
    owner: sides,
    within: 72,
    silence: 'refusal',
    to: 'talking',
    ...own,
  }),
  owing('mandate', {
    key: 'accept-by',
    owner: ['named:mediator'],
    within: 72,
    silence: 'refusal',
    to: 'talking',
    ...own,
  }),
  owing('mediation', {
    key: 'mandate-end',
    owner: ['mediator'],
    within: 'until',
    floor: 24,
    ceiling: 2160,
    silence: 'lapse',
    to: 'talking',
    ...own,
    effects: [endsMediation],
  }),
  owing('seconding', {
    key: 'second-by',
    owner: ['supporter'],
    within: 48,
    silence: 'refusal',
    to: 'talking',
    cite: 'berlin-seconds',
  }),
  owing('convened', {
    key: 'convene-by',
    owner: [...sides, 'supporter'],
    within: 72,
    silence: 'no-effect',
    to: 'talking',
    cite: 'berlin-meeting',
  }),
  owing('in-session', {
    key: 'session-end',
    owner: [...sides, 'supporter'],
    within: 48,
    silence: 'lapse',
    to: 'talking',
    cite: 'berlin-length',
  }),
  owing('paused', {
    key: 'resume',
    owner: sides,
    within: 'resumeAt',
    floor: 1,
    ceiling: 720,
    silence: 'as-agreed',
    to: 'talking',
    ...own,
  }),
];

/** One statement of both, or one of each, at one moment. */
const stating: readonly JsonObject[] = [
  owing('statement-proposed', {
    key: 'agree-by',
    owner: sides,
    within: 48,
    silence: 'refusal',
    to: 'talking',
    ...own,
    effects: [endsMediation],
  }),
  owing('release-set', {
    key: 'release',
    owner: sides,
    within: 'releaseAt',
    floor: 1,
    ceiling: 720,
    silence: 'as-agreed',
    to: 'released',
    ...own,
    effects: [endsStandstill],
  }),
  owing('committing', {
    key: 'commit-by',
    owner: sides,
    within: 72,
    silence: 'refusal',
    to: 'talking',
    ...own,
    effects: [endsMediation],
  }),
  owing('committed', {
    key: 'open-at',
    owner: sides,
    within: 'releaseAt',
    floor: 1,
    ceiling: 720,
    silence: 'as-agreed',
    to: 'opening',
    ...own,
    effects: [endsStandstill],
  }),
  // Whose text did not come by then has broken its word for all to see; the other is free to speak.
  owing('opening', {
    key: 'confirm-by',
    owner: sides,
    within: 24,
    silence: 'lapse',
    to: 'talking',
    ...own,
    effects: [endsMediation],
  }),
];

/** Where a consultation can be, what is owed there, and what silence means. */
export const consultationStates: readonly JsonObject[] = [
  ...talking,
  ...helped,
  ...stating,
  end('resolved'),
  end('released'),
  end('withdrawn'),
];
