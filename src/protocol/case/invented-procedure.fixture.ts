import type { JsonObject } from '../bytes/canonical-json.ts';

/** A small procedure for tests: a question, an answer in 48 hours, a consent of both, and an end. */
export const inventedProcedure: JsonObject = {
  id: 'question',
  version: 1,
  desk: 'stability',
  roles: [
    { key: 'asker', least: 1, most: 1 },
    { key: 'asked', least: 1, most: 1 },
    { key: 'helper', least: 0, most: 10 },
  ],
  citations: [{ key: 'reply', source: 'Invented for tests', checked: { by: 'nobody', on: '2026-01-01' } }],
  machines: [
    {
      key: 'talk',
      each: 'case',
      main: true,
      initial: 'open',
      states: [
        {
          key: 'open',
          waits: [{ key: 'ask-by', owner: ['asker'], within: 240, silence: 'lapse', to: 'closed', cite: 'reply' }],
        },
        {
          key: 'asked',
          waits: [
            { key: 'reply', owner: ['asked'], within: 48, silence: 'escalation', to: 'unanswered', cite: 'reply' },
          ],
        },
        {
          key: 'unanswered',
          waits: [
            { key: 'press', owner: ['asker'], within: 24, silence: 'no-effect', to: 'unanswered', cite: 'reply' },
          ],
        },
        {
          key: 'answered',
          waits: [
            { key: 'close-by', owner: ['asker', 'asked'], within: 72, silence: 'consent', to: 'closed', cite: 'reply' },
          ],
        },
        { key: 'closed', end: true },
      ],
      acts: [
        { key: 'ask', by: ['asker'], from: ['open'], to: 'asked', words: 'required' },
        {
          key: 'answer',
          by: ['asked'],
          from: ['asked', 'unanswered'],
          to: 'answered',
          answers: 'reply',
          words: 'required',
        },
        {
          key: 'agree',
          by: ['asker', 'asked'],
          from: ['answered'],
          to: 'closed',
          needs: { from: ['asker', 'asked'], count: 'all' },
          answers: 'close-by',
        },
        {
          key: 'invite',
          by: ['asker'],
          from: ['open', 'asked', 'answered', 'unanswered'],
          fields: [{ key: 'party', type: 'party' }],
          effects: [{ kind: 'admit', role: 'helper', field: 'party' }],
        },
      ],
    },
    {
      key: 'status',
      each: ['asked', 'helper'],
      initial: 'unknown',
      states: [{ key: 'unknown' }, { key: 'said' }],
      acts: [
        {
          key: 'say',
          by: ['self'],
          from: ['unknown', 'said'],
          to: 'said',
          fields: [{ key: 'status', type: 'choice', choices: ['affected', 'not-affected'] }],
        },
      ],
    },
  ],
};
