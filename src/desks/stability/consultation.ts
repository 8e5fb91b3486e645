import type { JsonObject } from '#protocol/bytes/canonical-json.ts';

const open = ['asked', 'answered', 'unanswered', 'meeting-due', 'unmet', 'talking'];
const sides = ['asker', 'asked'];

/**
 * Consultation after an incident: a question that accuses nobody, an answer by a time, a meeting,
 * a mediator whom both accept, a statement released at one moment. Every refusal leads back to
 * talking, and silence to a further peaceful step.
 */
export const consultation: JsonObject = {
  id: 'consultation',
  version: 1,
  desk: 'stability',
  roles: [
    { key: 'asker', least: 1, most: 1 },
    { key: 'asked', least: 1, most: 1 },
    { key: 'supporter', least: 0, most: 190 },
    { key: 'candidate', least: 0, most: 5 },
    { key: 'mediator', least: 0, most: 1 },
    { key: 'witness', least: 0, most: 13 },
  ],
  citations: [
    {
      key: 'berlin-reply',
      source: 'Berlin mechanism (CSCE, 1991): clarification answered in 48 hours; OSCE summary at artikel33.com',
    },
    {
      key: 'berlin-seconds',
      source: 'Berlin mechanism (CSCE, 1991): an emergency meeting if 12 or more states support it within 48 hours',
    },
    {
      key: 'berlin-meeting',
      source: 'Berlin mechanism (CSCE, 1991): held no sooner than 48 hours and no later than 3 days after notice',
    },
    { key: 'vienna-meeting', source: 'Vienna Document, chapter III: a meeting within 48 hours of the request' },
    { key: 'comity', source: 'A default of this procedure, taken from no text; parties may agree another' },
  ],
  machines: [
    {
      key: 'consultation',
      each: 'case',
      main: true,
      initial: 'noted',
      states: [
        {
          key: 'noted',
          waits: [{ key: 'ask-by', owner: ['asker'], within: 168, silence: 'lapse', to: 'withdrawn', cite: 'comity' }],
        },
        {
          key: 'asked',
          waits: [
            {
              key: 'reply',
              owner: ['asked'],
              within: 48,
              silence: 'escalation',
              to: 'unanswered',
              cite: 'berlin-reply',
            },
          ],
        },
        {
          key: 'answered',
          waits: [{ key: 'assess', owner: ['asker'], within: 168, silence: 'consent', to: 'resolved', cite: 'comity' }],
        },
        {
          key: 'unanswered',
          waits: [
            { key: 'next-step', owner: ['asker'], within: 72, silence: 'no-effect', to: 'unanswered', cite: 'comity' },
          ],
        },
        {
          key: 'meeting-due',
          waits: [
            { key: 'meet', owner: sides, within: 48, silence: 'escalation', to: 'unmet', cite: 'vienna-meeting' },
          ],
        },
        {
          key: 'unmet',
          waits: [
            { key: 'next-step-unmet', owner: sides, within: 72, silence: 'no-effect', to: 'unmet', cite: 'comity' },
          ],
        },
        {
          key: 'talking',
          waits: [{ key: 'progress', owner: sides, within: 336, silence: 'no-effect', to: 'talking', cite: 'comity' }],
        },
        {
          key: 'mediator-proposed',
          waits: [{ key: 'consent-by', owner: sides, within: 72, silence: 'refusal', to: 'talking', cite: 'comity' }],
        },
        {
          key: 'mandate',
          waits: [
            { key: 'accept-by', owner: ['candidate'], within: 72, silence: 'refusal', to: 'talking', cite: 'comity' },
          ],
        },
        {
          key: 'mediation',
          waits: [
            {
              key: 'mandate-end',
              owner: ['mediator'],
              within: 'until',
              floor: 24,
              ceiling: 2160,
              silence: 'lapse',
              to: 'talking',
            },
          ],
        },
        {
          key: 'statement-proposed',
          waits: [{ key: 'agree-by', owner: sides, within: 48, silence: 'refusal', to: 'talking', cite: 'comity' }],
        },
        {
          key: 'release-set',
          waits: [
            {
              key: 'release',
              owner: sides,
              within: 'releaseAt',
              floor: 1,
              ceiling: 720,
              silence: 'consent',
              to: 'released',
            },
          ],
        },
        {
          key: 'seconding',
          waits: [
            {
              key: 'second-by',
              owner: ['supporter'],
              within: 48,
              silence: 'refusal',
              to: 'talking',
              cite: 'berlin-seconds',
            },
          ],
        },
        {
          key: 'convened',
          waits: [
            {
              key: 'convene-by',
              owner: [...sides, 'supporter'],
              within: 72,
              silence: 'no-effect',
              to: 'talking',
              cite: 'berlin-meeting',
            },
          ],
        },
        {
          key: 'paused',
          waits: [
            {
              key: 'resume',
              owner: sides,
              within: 'resumeAt',
              floor: 1,
              ceiling: 720,
              silence: 'no-effect',
              to: 'talking',
            },
          ],
        },
        { key: 'resolved', end: true },
        { key: 'released', end: true },
        { key: 'withdrawn', end: true },
      ],
      acts: [
        {
          key: 'ask',
          by: ['asker'],
          from: ['noted', 'unanswered'],
          to: 'asked',
          words: 'required',
          fields: [{ key: 'norm', type: 'choice', required: false, choices: [...'abcdefghijk'] }],
        },
        { key: 'acknowledge', by: ['asked'], from: ['asked'] },
        {
          key: 'answer',
          by: ['asked'],
          from: ['asked', 'unanswered'],
          to: 'answered',
          answers: 'reply',
          words: 'required',
        },
        { key: 'satisfied', by: ['asker'], from: ['answered'], to: 'resolved', answers: 'assess', irreversible: true },
        { key: 'withdraw', by: ['asker'], from: [...open, 'noted'], to: 'withdrawn', irreversible: true },
        {
          key: 'ask-for-meeting',
          by: sides,
          from: ['answered', 'unanswered', 'unmet', 'talking'],
          to: 'meeting-due',
          answers: 'next-step',
          words: 'optional',
          fields: [{ key: 'meetAt', type: 'time' }],
        },
        {
          key: 'record-meeting',
          by: sides,
          from: ['meeting-due', 'unmet'],
          to: 'talking',
          answers: 'meet',
          words: 'required',
        },
        { key: 'exchange-facts', by: sides, from: [...open, 'mediation'], words: 'required' },
        {
          key: 'agree-resolved',
          by: sides,
          from: ['talking', 'mediation'],
          to: 'resolved',
          needs: { from: sides, count: 'all' },
          irreversible: true,
        },
        {
          key: 'propose-mediator',
          by: sides,
          from: ['talking', 'unmet'],
          to: 'mediator-proposed',
          fields: [{ key: 'mediator', type: 'party' }],
          effects: [{ kind: 'admit', role: 'candidate', field: 'mediator' }],
        },
        {
          key: 'consent-mediator',
          by: sides,
          from: ['mediator-proposed'],
          to: 'mandate',
          answers: 'consent-by',
          needs: { from: sides, count: 'all' },
        },
        { key: 'decline-mediator', by: sides, from: ['mediator-proposed'], to: 'talking', words: 'optional' },
        {
          key: 'accept-mandate',
          by: ['named:mediator'],
          from: ['mandate'],
          to: 'mediation',
          answers: 'accept-by',
          fields: [{ key: 'until', type: 'time' }],
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
        { key: 'end-mediation', by: ['mediator', ...sides], from: ['mediation'], to: 'talking', words: 'optional' },
        {
          key: 'propose-statement',
          by: [...sides, 'mediator'],
          from: ['talking', 'mediation'],
          to: 'statement-proposed',
          words: 'required',
          fields: [
            { key: 'statementHash', type: 'hash' },
            { key: 'releaseAt', type: 'time' },
          ],
        },
        {
          key: 'agree-statement',
          by: sides,
          from: ['statement-proposed'],
          to: 'release-set',
          answers: 'agree-by',
          needs: { from: sides, count: 'all' },
          irreversible: true,
        },
        { key: 'object-statement', by: sides, from: ['statement-proposed'], to: 'talking', words: 'optional' },
        { key: 'stop-release', by: sides, from: ['release-set'], to: 'talking', words: 'required' },
        {
          key: 'ask-for-emergency-meeting',
          by: sides,
          from: ['unanswered', 'unmet', 'talking'],
          to: 'seconding',
          words: 'required',
        },
        {
          key: 'second',
          by: ['supporter'],
          from: ['seconding'],
          to: 'convened',
          answers: 'second-by',
          needs: { from: ['supporter'], count: 12 },
        },
        {
          key: 'record-recommendations',
          by: [...sides, 'supporter'],
          from: ['convened'],
          to: 'talking',
          answers: 'convene-by',
          words: 'required',
        },
        {
          key: 'pause',
          by: sides,
          from: ['talking', 'answered', 'unanswered', 'unmet'],
          to: 'paused',
          words: 'required',
          fields: [{ key: 'resumeAt', type: 'time' }],
        },
        { key: 'resume-talks', by: sides, from: ['paused'], to: 'talking' },
      ],
    },
    {
      key: 'standstill',
      each: 'case',
      initial: 'none',
      states: [
        { key: 'none' },
        {
          key: 'standstill-proposed',
          waits: [{ key: 'standstill-by', owner: sides, within: 48, silence: 'refusal', to: 'none', cite: 'comity' }],
        },
        {
          key: 'standing',
          waits: [
            {
              key: 'standstill-end',
              owner: sides,
              within: 'standUntil',
              floor: 1,
              ceiling: 2160,
              silence: 'lapse',
              to: 'none',
            },
          ],
        },
      ],
      acts: [
        {
          key: 'propose-standstill',
          by: sides,
          from: ['none'],
          to: 'standstill-proposed',
          words: 'optional',
          fields: [{ key: 'standUntil', type: 'time', keep: 'least' }],
        },
        {
          key: 'agree-standstill',
          by: sides,
          from: ['standstill-proposed'],
          to: 'standing',
          answers: 'standstill-by',
          needs: { from: sides, count: 'all' },
        },
        { key: 'decline-standstill', by: sides, from: ['standstill-proposed'], to: 'none' },
        { key: 'end-standstill', by: sides, from: ['standing'], to: 'none', words: 'optional' },
      ],
    },
  ],
};
