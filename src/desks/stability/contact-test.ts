import type { JsonObject } from '#protocol/bytes/canonical-json.ts';

/** Whether the contact points of a directory answer: pings at intervals, measured, and cards that went stale. */
export const contactTest: JsonObject = {
  id: 'contact-test',
  version: 1,
  desk: 'stability',
  roles: [
    { key: 'manager', least: 1, most: 1 },
    { key: 'contact', least: 1, most: 190 },
    { key: 'witness', least: 0, most: 13, reads: false },
  ],
  citations: [
    {
      key: 'ping-interval',
      source:
        'UN global directory of points of contact (A/78/265, annex A): a ping test every six months, here 4380 hours',
    },
    {
      key: 'fix',
      source:
        'OSCE decision 1202 (2016), measure 8: changes of contact data within thirty days; here from the flagging',
    },
    { key: 'comity', source: 'Taken from no text; parties may agree another', own: true },
  ],
  machines: [
    {
      key: 'directory',
      each: 'case',
      main: true,
      initial: 'kept',
      states: [
        {
          key: 'kept',
          waits: [
            {
              key: 'next-test',
              owner: ['manager'],
              within: 4380,
              silence: 'escalation',
              to: 'overdue',
              cite: 'ping-interval',
            },
          ],
        },
        {
          key: 'overdue',
          waits: [
            {
              key: 'test-overdue',
              owner: ['manager'],
              within: 720,
              silence: 'no-effect',
              to: 'overdue',
              cite: 'comity',
            },
          ],
        },
        { key: 'ended', end: true },
      ],
      acts: [
        {
          key: 'test',
          by: ['manager'],
          from: ['kept', 'overdue'],
          to: 'kept',
          words: 'none',
          answers: 'next-test',
          fields: [{ key: 'nonce', type: 'hash' }],
          effects: [{ kind: 'goto', machine: 'card', to: 'tested' }],
        },
        { key: 'ask-test', by: ['contact'], from: ['overdue'], words: 'optional' },
        { key: 'end-directory', by: ['manager'], from: ['kept', 'overdue'], to: 'ended', words: 'required' },
      ],
    },
    {
      key: 'card',
      each: ['contact'],
      initial: 'fresh',
      states: [
        { key: 'fresh' },
        {
          key: 'tested',
          waits: [
            {
              key: 'answer-test-by',
              owner: 'self',
              within: 24,
              silence: 'escalation',
              to: 'missed',
              cite: 'comity',
            },
          ],
        },
        {
          key: 'missed',
          waits: [
            {
              key: 'second-way-by',
              owner: ['manager'],
              within: 72,
              silence: 'escalation',
              to: 'flagged',
              cite: 'comity',
            },
          ],
        },
        {
          key: 'flagged',
          waits: [{ key: 'fix-by', owner: 'self', within: 720, silence: 'no-effect', to: 'stale', cite: 'fix' }],
        },
        { key: 'stale' },
      ],
      acts: [
        {
          key: 'answer-test',
          by: ['self'],
          from: ['tested', 'missed', 'flagged', 'stale'],
          to: 'fresh',
          answers: 'answer-test-by',
          words: 'none',
          fields: [{ key: 'nonce', type: 'hash' }],
        },
        {
          key: 'try-second-way',
          by: ['manager'],
          from: ['missed'],
          to: 'flagged',
          answers: 'second-way-by',
          words: 'optional',
          fields: [{ key: 'result', type: 'choice', choices: ['reached', 'not-reached'] }],
        },
        {
          key: 'change-card',
          by: ['self'],
          from: ['fresh', 'missed', 'flagged', 'stale'],
          to: 'fresh',
          words: 'required',
          fields: [{ key: 'cardHash', type: 'hash' }],
        },
      ],
    },
  ],
};
