import type { JsonObject } from '#protocol/bytes/canonical-json.ts';

const parties = ['coordinator', 'vendor', 'cert'];
const consenting = ['coordinator', 'vendor'];

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
    { key: 'rsvp', source: 'Vultron, embargo policy EP-07: an answer within 7 days by default, not below 72 hours' },
    { key: 'disclosure', source: 'CERT/CC disclosure policy: 45 days from the first attempt to reach the vendor' },
    { key: 'comity', source: 'A default of this procedure, taken from no text; parties may agree another' },
  ],
  machines: [
    {
      key: 'coordination',
      each: 'case',
      main: true,
      initial: 'open',
      states: [
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
          waits: [
            { key: 'attend', owner: parties, within: 72, silence: 'no-effect', to: 'unattended', cite: 'comity' },
          ],
        },
        {
          key: 'published',
          waits: [
            { key: 'lessons', owner: ['coordinator'], within: 720, silence: 'consent', to: 'closed', cite: 'comity' },
          ],
        },
        { key: 'closed', end: true },
      ],
      acts: [
        { key: 'report', by: parties, from: ['open', 'unattended', 'published'], words: 'required' },
        {
          key: 'reviewed',
          by: ['coordinator'],
          from: ['open', 'unattended'],
          to: 'open',
          answers: 'review',
          words: 'optional',
        },
        {
          key: 'invite-vendor',
          by: ['coordinator'],
          from: ['open', 'unattended'],
          fields: [{ key: 'party', type: 'party' }],
          effects: [{ kind: 'admit', role: 'vendor', field: 'party' }],
        },
        {
          key: 'invite-cert',
          by: ['coordinator'],
          from: ['open', 'unattended'],
          fields: [{ key: 'party', type: 'party' }],
          effects: [{ kind: 'admit', role: 'cert', field: 'party' }],
        },
        {
          key: 'became-public',
          by: parties,
          from: ['open', 'unattended'],
          to: 'published',
          words: 'required',
          effects: [{ kind: 'goto', machine: 'embargo', to: 'ended' }],
        },
        {
          key: 'lessons-learned',
          by: parties,
          from: ['published'],
          to: 'closed',
          answers: 'lessons',
          words: 'required',
        },
        {
          key: 'close-unpublished',
          by: ['coordinator'],
          from: ['open', 'unattended'],
          to: 'closed',
          words: 'required',
        },
        {
          key: 'take-over',
          by: ['cert'],
          from: ['unattended'],
          to: 'open',
          words: 'required',
          effects: [{ kind: 'take-role', role: 'coordinator' }],
        },
      ],
    },
    {
      key: 'embargo',
      each: 'case',
      initial: 'free',
      states: [
        { key: 'free' },
        {
          key: 'embargo-proposed',
          waits: [
            {
              key: 'embargo-answer',
              owner: consenting,
              within: 168,
              silence: 'consent',
              to: 'embargoed',
              cite: 'rsvp',
            },
          ],
        },
        {
          key: 'embargoed',
          waits: [
            {
              key: 'embargo-end',
              owner: ['coordinator'],
              within: 'until',
              floor: 0,
              ceiling: 1080,
              silence: 'lapse',
              to: 'ended',
              cite: 'disclosure',
            },
          ],
        },
        { key: 'ended', end: true },
      ],
      acts: [
        {
          key: 'propose-embargo',
          by: consenting,
          from: ['free', 'embargo-proposed'],
          to: 'embargo-proposed',
          fields: [{ key: 'until', type: 'time', keep: 'least' }],
        },
        {
          key: 'shorten-embargo',
          by: consenting,
          from: ['embargo-proposed'],
          fields: [{ key: 'until', type: 'time', keep: 'least' }],
        },
        {
          key: 'agree-embargo',
          by: consenting,
          from: ['embargo-proposed'],
          to: 'embargoed',
          answers: 'embargo-answer',
          needs: { from: consenting, count: 'all' },
        },
        { key: 'decline-embargo', by: consenting, from: ['embargo-proposed'], to: 'free', words: 'required' },
        {
          key: 'revise-embargo',
          by: consenting,
          from: ['embargoed'],
          to: 'embargo-proposed',
          words: 'required',
          fields: [{ key: 'until', type: 'time' }],
        },
        { key: 'leave-embargo', by: consenting, from: ['embargoed'], to: 'ended', words: 'required' },
      ],
    },
    {
      key: 'handling',
      each: parties,
      initial: 'received',
      states: [
        {
          key: 'received',
          waits: [{ key: 'triage', owner: 'self', within: 168, silence: 'no-effect', cite: 'comity' }],
        },
        { key: 'valid', waits: [{ key: 'decide', owner: 'self', within: 168, silence: 'no-effect', cite: 'comity' }] },
        { key: 'accepted' },
        { key: 'deferred' },
        { key: 'invalid' },
        { key: 'handled', end: true },
      ],
      acts: [
        { key: 'found-valid', by: ['self'], from: ['received', 'invalid'], to: 'valid', answers: 'triage' },
        { key: 'found-invalid', by: ['self'], from: ['received', 'valid'], to: 'invalid', words: 'required' },
        { key: 'accept', by: ['self'], from: ['valid', 'deferred'], to: 'accepted', answers: 'decide' },
        { key: 'defer', by: ['self'], from: ['valid', 'accepted'], to: 'deferred', words: 'required' },
        { key: 'done-here', by: ['self'], from: ['accepted', 'deferred', 'invalid'], to: 'handled' },
      ],
    },
    {
      key: 'status',
      each: ['vendor'],
      initial: 'not-said',
      states: [
        {
          key: 'not-said',
          waits: [{ key: 'say-by', owner: 'self', within: 1080, silence: 'no-effect', cite: 'disclosure' }],
        },
        { key: 'said' },
      ],
      acts: [
        {
          key: 'say-status',
          by: ['self'],
          from: ['not-said', 'said'],
          to: 'said',
          answers: 'say-by',
          fields: [
            { key: 'status', type: 'choice', choices: ['affected', 'not-affected', 'fixed', 'under-investigation'] },
          ],
        },
      ],
    },
    {
      key: 'ownership',
      each: 'case',
      initial: 'held',
      states: [
        { key: 'held' },
        {
          key: 'offered',
          waits: [
            { key: 'hand-over-by', owner: ['coordinator'], within: 24, silence: 'refusal', to: 'held', cite: 'comity' },
          ],
        },
      ],
      acts: [
        {
          key: 'offer-ownership',
          by: ['coordinator'],
          from: ['held'],
          to: 'offered',
          words: 'required',
          fields: [{ key: 'heir', type: 'party' }],
        },
        {
          key: 'take-ownership',
          by: ['named:heir'],
          from: ['offered'],
          to: 'held',
          answers: 'hand-over-by',
          effects: [{ kind: 'take-role', role: 'coordinator' }],
        },
        { key: 'decline-ownership', by: ['named:heir'], from: ['offered'], to: 'held' },
        { key: 'keep-ownership', by: ['coordinator'], from: ['offered'], to: 'held' },
      ],
    },
  ],
};
