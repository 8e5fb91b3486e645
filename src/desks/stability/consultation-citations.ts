import type { JsonObject } from '#protocol/bytes/canonical-json.ts';

const checked = { by: 'the makers of Comity, with that summary and not with the original', on: '2026-11-27' };

/** Where the numbers of a consultation come from. None is a rule of law for incidents in cyberspace: parties take them over. */
export const consultationCitations: readonly JsonObject[] = [
  {
    key: 'berlin-reply',
    source: 'Berlin mechanism (CSCE, 1991): clarification answered in 48 hours; German summary at artikel33.com',
    checked,
  },
  {
    key: 'berlin-seconds',
    source:
      'Berlin mechanism (CSCE, 1991): an emergency meeting if 12 states support it in 48 hours; summary at artikel33.com',
    checked,
  },
  {
    key: 'berlin-meeting',
    source:
      'Berlin mechanism (CSCE, 1991): no sooner than 48 hours, no later than 3 days after notice; summary at artikel33.com',
    checked,
  },
  {
    key: 'berlin-length',
    source: 'Berlin mechanism (CSCE, 1991): the meeting lasts 2 days at most; German summary at artikel33.com',
    checked,
  },
  { key: 'vienna-meeting', source: 'Vienna Document, chapter III: a meeting within 48 hours of the request' },
  { key: 'comity', source: 'A default of this procedure, taken from no text; parties may agree another' },
];
