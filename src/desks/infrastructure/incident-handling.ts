import type { JsonObject } from '#protocol/bytes/canonical-json.ts';

/** How each party handles it, for itself: it waits for nobody, and nobody waits for it. */
export const incidentHandling = (parties: readonly string[]): JsonObject => ({
  key: 'handling',
  each: [...parties],
  initial: 'received',
  states: [
    { key: 'received', waits: [{ key: 'triage', owner: 'self', within: 168, silence: 'no-effect', cite: 'comity' }] },
    { key: 'valid', waits: [{ key: 'decide', owner: 'self', within: 168, silence: 'no-effect', cite: 'comity' }] },
    { key: 'accepted' },
    { key: 'deferred' },
    { key: 'invalid' },
    { key: 'handled', end: true },
  ],
  acts: [
    { key: 'found-valid', by: ['self'], from: ['received', 'invalid'], to: 'valid', answers: 'triage' },
    {
      key: 'found-invalid',
      by: ['self'],
      from: ['received', 'valid'],
      to: 'invalid',
      answers: 'triage',
      words: 'required',
    },
    { key: 'accept', by: ['self'], from: ['valid', 'deferred'], to: 'accepted', answers: 'decide' },
    { key: 'defer', by: ['self'], from: ['valid', 'accepted'], to: 'deferred', answers: 'decide', words: 'required' },
    { key: 'done-here', by: ['self'], from: ['accepted', 'deferred', 'invalid'], to: 'handled' },
  ],
});

/**
 * What each says of itself, for each product or vulnerability: a claim of its author and of nobody
 * else. Silence says neither that it is affected nor that it is not.
 */
export const incidentStatus: JsonObject = {
  key: 'status',
  each: ['vendor', 'cert'],
  item: 'add-item',
  initial: 'not-said',
  states: [
    {
      key: 'not-said',
      waits: [{ key: 'say-by', owner: 'self', within: 1080, silence: 'no-effect', cite: 'comity' }],
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
};

/** Who has the lead: offered with a hand-over note, and taken by consent. */
export const incidentOwnership: JsonObject = {
  key: 'ownership',
  each: 'case',
  initial: 'held',
  states: [
    { key: 'held' },
    {
      key: 'offered',
      waits: [
        { key: 'hand-over-by', owner: ['named:heir'], within: 24, silence: 'refusal', to: 'held', cite: 'comity' },
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
      effects: [{ kind: 'take-role', role: 'coordinator', leaves: 'cert' }],
    },
    { key: 'decline-ownership', by: ['named:heir'], from: ['offered'], to: 'held' },
    { key: 'keep-ownership', by: ['coordinator'], from: ['offered'], to: 'held' },
  ],
};
