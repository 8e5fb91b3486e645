import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { incidentEmbargo } from './incident-embargo.ts';
import { incidentHandling, incidentOwnership, incidentStatus } from './incident-handling.ts';
import { incidentRelease, releasedStates } from './incident-release.ts';

/** Whoever reads the case, and is bound by what all agree. */
const parties = ['coordinator', 'vendor', 'cert'];
const open = ['open', 'unattended'];
const running = [...open, 'published'];
const isPublic = { kind: 'goto', machine: 'embargo', to: 'ended' };

const states: readonly JsonObject[] = [
  {
    key: 'open',
    waits: [
      {
        key: 'review',
        owner: ['coordinator'],
        within: 168,
        silence: 'escalation',
        to: 'unattended',
        cite: 'comity',
      },
    ],
  },
  {
    key: 'unattended',
    waits: [{ key: 'attend', owner: parties, within: 72, silence: 'no-effect', to: 'unattended', cite: 'comity' }],
  },
  {
    key: 'published',
    waits: [{ key: 'lessons', owner: ['coordinator'], within: 720, silence: 'consent', to: 'closed', cite: 'comity' }],
  },
  { key: 'closed', end: true },
];

const invite = (role: string): JsonObject => ({
  key: `invite-${role}`,
  by: ['coordinator'],
  from: open,
  fields: [{ key: 'party', type: 'party' }],
  effects: [{ kind: 'admit', role, field: 'party' }],
});

const acts: readonly JsonObject[] = [
  { key: 'report', by: parties, from: running, words: 'required' },
  { key: 'add-item', by: parties, from: running, words: 'required' },
  { key: 'reviewed', by: ['coordinator'], from: open, to: 'open', answers: 'review', words: 'optional' },
  invite('vendor'),
  invite('cert'),
  {
    key: 'propose-release',
    by: ['coordinator'],
    from: running,
    words: 'required',
    fields: [{ key: 'under', type: 'choice', choices: ['clear', 'green', 'amber'] }],
    releases: { machine: 'release', states: [...releasedStates], label: 'under' },
  },
  { key: 'bring-facts', by: parties, from: running, fields: [{ key: 'carried', type: 'act' }] },
  {
    key: 'publish',
    by: ['coordinator'],
    from: open,
    to: 'published',
    words: 'required',
    irreversible: true,
    requires: { machine: 'embargo', states: ['free', 'ended'] },
    effects: [isPublic],
  },
  // Anybody may note it, and nobody has to say who made it public.
  { key: 'became-public', by: ['any'], from: open, to: 'published', words: 'required', effects: [isPublic] },
  { key: 'lessons-learned', by: parties, from: ['published'], to: 'closed', answers: 'lessons', words: 'required' },
  { key: 'close-unpublished', by: ['coordinator'], from: open, to: 'closed', words: 'required' },
  {
    key: 'take-over',
    by: ['cert'],
    from: ['unattended'],
    to: 'open',
    words: 'required',
    effects: [
      { kind: 'take-role', role: 'coordinator', leaves: 'cert' },
      { kind: 'goto', machine: 'ownership', to: 'held' },
    ],
  },
];

/**
 * An incident or vulnerability handled by CERTs and vendors: three machines that never wait for each
 * other (how each handles it, what all agreed, what each says of itself) beside the coordination.
 */
export const incidentCoordination: JsonObject = {
  id: 'incident-coordination',
  version: 1,
  desk: 'infrastructure',
  roles: [
    { key: 'coordinator', least: 1, most: 1 },
    { key: 'vendor', least: 0, most: 100 },
    { key: 'cert', least: 0, most: 100 },
    { key: 'witness', least: 0, most: 13, reads: false },
  ],
  citations: [
    {
      key: 'rsvp',
      source:
        'Vultron EP-07-001, -002: 7 days from the invitation by default, 72 hours at least; silence declines (CM-18-002), and agrees to nothing here either',
      checked: { by: 'the makers of Comity, with the original text (CERTCC/Vultron at 6883299)', on: '2026-11-27' },
    },
    {
      key: 'disclosure',
      source:
        'CERT/CC lets as many days pass from the initial report to publication; here they count from when the end is given',
      own: true,
    },
    { key: 'comity', source: 'Taken from no text; parties may agree another', own: true },
  ],
  machines: [
    { key: 'coordination', each: 'case', main: true, initial: 'open', states: [...states], acts: [...acts] },
    incidentEmbargo(parties),
    incidentHandling(parties),
    incidentStatus,
    incidentOwnership,
    incidentRelease(parties),
  ],
};
