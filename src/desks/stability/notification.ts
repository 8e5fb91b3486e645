import type { JsonObject } from '#protocol/bytes/canonical-json.ts';

/** Telling others beforehand of an exercise, a change of doctrine or works on systems, and answering what they ask. */
export const notification: JsonObject = {
  id: 'notification',
  version: 1,
  desk: 'stability',
  roles: [
    { key: 'notifier', least: 1, most: 1 },
    { key: 'notified', least: 1, most: 190 },
    { key: 'witness', least: 0, most: 13, reads: false },
  ],
  citations: [
    { key: 'comity', source: 'Taken from no text; parties may agree another', own: true },
    {
      key: 'vienna-reply',
      source:
        'Vienna Document 2011, paragraph 16: unusual military activity explained in 48 hours; here, questions on a notification',
    },
  ],
  machines: [
    {
      key: 'notification',
      each: 'case',
      main: true,
      initial: 'drafted',
      states: [
        {
          key: 'drafted',
          waits: [
            { key: 'notify-by', owner: ['notifier'], within: 168, silence: 'lapse', to: 'withdrawn', cite: 'comity' },
          ],
        },
        {
          key: 'notified',
          waits: [
            { key: 'questions', owner: ['notified'], within: 336, silence: 'consent', to: 'done', cite: 'comity' },
          ],
        },
        {
          key: 'questioned',
          waits: [
            {
              key: 'clarify-by',
              owner: ['notifier'],
              within: 48,
              silence: 'escalation',
              to: 'unclear',
              cite: 'vienna-reply',
            },
          ],
        },
        {
          key: 'unclear',
          waits: [
            {
              key: 'ask-again',
              owner: ['notified'],
              within: 168,
              silence: 'no-effect',
              to: 'notified',
              cite: 'comity',
            },
          ],
        },
        { key: 'done', end: true },
        { key: 'withdrawn', end: true },
      ],
      acts: [
        {
          key: 'notify',
          by: ['notifier'],
          from: ['drafted'],
          to: 'notified',
          words: 'required',
          fields: [
            { key: 'what', type: 'choice', choices: ['exercise', 'doctrine', 'maintenance'] },
            { key: 'begins', type: 'time' },
            // A change of doctrine begins and does not end.
            { key: 'ends', type: 'time', required: false, above: 'begins' },
          ],
        },
        { key: 'question', by: ['notified'], from: ['notified', 'unclear'], to: 'questioned', words: 'required' },
        {
          key: 'clarify',
          by: ['notifier'],
          from: ['questioned', 'unclear'],
          to: 'notified',
          answers: 'clarify-by',
          words: 'required',
        },
        {
          key: 'change-notification',
          by: ['notifier'],
          from: ['notified', 'unclear'],
          to: 'notified',
          words: 'required',
          fields: [
            { key: 'begins', type: 'time', required: false, below: 'ends' },
            { key: 'ends', type: 'time', required: false, above: 'begins' },
          ],
        },
        {
          key: 'take-note',
          by: ['notified'],
          from: ['notified'],
          to: 'done',
          answers: 'questions',
          needs: { from: ['notified'], count: 'all' },
        },
        {
          key: 'withdraw-notification',
          by: ['notifier'],
          from: ['drafted', 'notified', 'questioned', 'unclear'],
          to: 'withdrawn',
          words: 'optional',
        },
      ],
    },
  ],
};
