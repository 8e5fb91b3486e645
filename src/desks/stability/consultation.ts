import type { JsonObject } from '#protocol/bytes/canonical-json.ts';
import { mediationActs, meetingActs, questionActs, statementActs } from './consultation-acts.ts';
import { lessons, standstill } from './consultation-aside.ts';
import { consultationCitations } from './consultation-citations.ts';
import { consultationStates } from './consultation-states.ts';

/**
 * Consultation after an incident: a question that accuses nobody, an answer by a time, a meeting,
 * a mediator whom both accept, a statement of both or one of each, released at one moment. Every
 * refusal leads back to talking, and silence to a further peaceful step.
 */
export const consultation: JsonObject = {
  id: 'consultation',
  version: 1,
  desk: 'stability',
  roles: [
    { key: 'asker', least: 1, most: 1 },
    { key: 'asked', least: 1, most: 1 },
    { key: 'supporter', least: 0, most: 190 },
    { key: 'candidate', least: 0, most: 5, reads: false },
    { key: 'mediator', least: 0, most: 1 },
    { key: 'witness', least: 0, most: 13, reads: false },
  ],
  citations: [...consultationCitations],
  machines: [
    {
      key: 'consultation',
      each: 'case',
      main: true,
      initial: 'noted',
      states: [...consultationStates],
      acts: [...questionActs, ...meetingActs, ...mediationActs, ...statementActs],
    },
    standstill,
    lessons,
  ],
};
