import type { JsonObject } from '#protocol/bytes/canonical-json.ts';

const end = {
  key: 'embargo-end',
  owner: ['coordinator'],
  within: 'until',
  floor: 0,
  ceiling: 1080,
  silence: 'lapse',
  to: 'ended',
  cite: 'disclosure',
};

const states = (all: string[]): JsonObject[] => [
  { key: 'free' },
  {
    key: 'embargo-proposed',
    waits: [
      {
        key: 'embargo-answer',
        owner: all,
        within: 168,
        // Whoever does not answer may not know of it, and may never have meant to keep it.
        silence: 'not-bound',
        to: 'embargoed',
        otherwise: 'free',
        cite: 'rsvp',
      },
      // An end that passes before all have answered binds nobody.
      { key: 'embargo-too-late', owner: all, within: 'until', silence: 'lapse', to: 'free', cite: 'comity' },
    ],
  },
  { key: 'embargoed', waits: [end] },
  {
    key: 'revision-proposed',
    waits: [
      { key: 'revision-answer', owner: all, within: 168, silence: 'refusal', to: 'embargoed', cite: 'rsvp' },
      end,
    ],
  },
  { key: 'ended', end: true },
];

const acts = (all: string[]): JsonObject[] => [
  {
    key: 'propose-embargo',
    by: all,
    from: ['free'],
    to: 'embargo-proposed',
    fields: [{ key: 'until', type: 'time' }],
  },
  // All are asked anew: who has agreed to the longer one has not agreed to this one.
  {
    key: 'shorten-proposal',
    by: all,
    from: ['embargo-proposed'],
    to: 'embargo-proposed',
    fields: [{ key: 'until', type: 'time', below: 'until' }],
  },
  {
    key: 'agree-embargo',
    by: all,
    from: ['embargo-proposed'],
    to: 'embargoed',
    answers: 'embargo-answer',
    needs: { from: all, count: 'all', counts: ['propose-embargo', 'shorten-proposal'] },
  },
  { key: 'decline-embargo', by: all, from: ['embargo-proposed'], to: 'free', words: 'required' },
  // For whoever came to it later, or did not answer in time.
  {
    key: 'sign-embargo',
    by: all,
    from: ['embargoed', 'revision-proposed'],
    needs: { from: all, count: 'all' },
  },
  // Nobody can be held longer than it agrees to, so this asks nobody.
  {
    key: 'shorten-embargo',
    by: all,
    from: ['embargoed', 'revision-proposed'],
    words: 'required',
    fields: [{ key: 'until', type: 'time', below: 'until' }],
  },
  {
    key: 'revise-embargo',
    by: all,
    from: ['embargoed'],
    to: 'revision-proposed',
    words: 'required',
    fields: [{ key: 'wanted', type: 'time', above: 'until' }],
  },
  {
    key: 'agree-revision',
    by: all,
    from: ['revision-proposed'],
    to: 'embargoed',
    answers: 'revision-answer',
    needs: { from: all, count: 'all', counts: ['revise-embargo'] },
    effects: [{ kind: 'set', field: 'until', from: 'wanted' }],
  },
  { key: 'decline-revision', by: all, from: ['revision-proposed'], to: 'embargoed', words: 'required' },
  { key: 'leave-embargo', by: all, from: ['embargoed', 'revision-proposed'], to: 'ended', words: 'required' },
];

/**
 * The embargo of an incident, apart from how each handles it: it binds whoever has agreed to it by an
 * act, and nobody by silence. The shortest end wins at once; a longer one waits beside the one in
 * force until all have agreed to it, and falls away without them. It ends when the matter is public,
 * whoever made it so.
 */
export const incidentEmbargo = (bound: readonly string[]): JsonObject => ({
  key: 'embargo',
  each: 'case',
  initial: 'free',
  states: states([...bound]),
  acts: acts([...bound]),
});
