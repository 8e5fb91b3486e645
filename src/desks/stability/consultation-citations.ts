import type { JsonObject } from '#protocol/bytes/canonical-json.ts';

/** A number of the Berlin mechanism. Its text was out of reach: what was compared is a summary of it. */
const berlin = (key: string, number: string): JsonObject => ({
  key,
  source: `Berlin mechanism for emergencies (CSCE Council, June 1991): ${number}; German summary at artikel33.com`,
  checked: { by: 'the makers of Comity, with that summary and not with the original', on: '2026-11-27' },
});

/** Where the numbers of a consultation come from. None is a rule of law for incidents in cyberspace: parties take them over. */
export const consultationCitations: readonly JsonObject[] = [
  berlin('berlin-reply', 'clarification within two days, here 48 hours'),
  berlin(
    'berlin-seconds',
    'a meeting once 12 states support it within 48 hours, here all supporters if fewer take part',
  ),
  berlin(
    'berlin-meeting',
    '48 hours after the notice at the earliest, three days at the latest, here from the support needed',
  ),
  berlin('berlin-length', 'the meeting should last two days at most, here 48 hours'),
  {
    key: 'vienna-meeting',
    source: 'Vienna Document 2011, paragraph 16 (unusual military activity): a meeting within 48 hours of the request',
  },
  { key: 'comity', source: 'Taken from no text; parties may agree another', own: true },
];
