import type { JsonObject } from '#protocol/bytes/canonical-json.ts';

/** States in which words may go beyond the case. */
export const releasedStates = ['released'] as const;

/**
 * What the coordinator wants to tell others, text by text: it is released once the coordinator and
 * every vendor agree to these very words, and stays here if anybody objects or a vendor is silent.
 */
export const incidentRelease = (parties: readonly string[]): JsonObject => ({
  key: 'release',
  each: 'case',
  item: 'propose-release',
  initial: 'release-proposed',
  states: [
    {
      key: 'release-proposed',
      waits: [
        {
          key: 'release-answer',
          owner: ['coordinator', 'vendor'],
          within: 72,
          silence: 'refusal',
          to: 'withheld',
          cite: 'comity',
        },
      ],
    },
    { key: 'released', end: true },
    { key: 'withheld', end: true },
  ],
  acts: [
    {
      key: 'agree-release',
      by: ['coordinator', 'vendor'],
      from: ['release-proposed'],
      to: 'released',
      answers: 'release-answer',
      irreversible: true,
      needs: { from: ['coordinator', 'vendor'], count: 'all', counts: ['propose-release'] },
    },
    { key: 'object-release', by: [...parties], from: ['release-proposed'], to: 'withheld', words: 'required' },
  ],
});
