import type { JsonObject } from '#protocol/bytes/canonical-json.ts';

/** Where the numbers of a consultation come from. None is a rule of law for incidents in cyberspace: parties take them over. */
export const consultationCitations: readonly JsonObject[] = [
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
  { key: 'berlin-length', source: 'Berlin mechanism (CSCE, 1991): the meeting lasts no longer than 2 days' },
  { key: 'vienna-meeting', source: 'Vienna Document, chapter III: a meeting within 48 hours of the request' },
  { key: 'comity', source: 'A default of this procedure, taken from no text; parties may agree another' },
];
