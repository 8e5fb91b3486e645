import type { MatchingView } from './matching-page.ts';
import { bereth, meridian, sampleNow } from './sample-facts.ts';

const day = 86_400;
const midnight = sampleNow - (sampleNow % day);
const at = { first: sampleNow - 9 * day, last: sampleNow - 3_600 };

export const matching: MatchingView = {
  tabled: 98_412,
  tested: 37,
  types: [
    { type: 'domain-name', count: 51_220 },
    { type: 'ipv4-addr', count: 40_110 },
    { type: 'file', count: 7_119 },
  ],
  otherLanguages: 12,
  refused: [
    {
      seq: 31,
      title: 'Beacon with look-ahead',
      code: 'pattern-expression',
      message: 'The regular expression is none that can be matched in linear time: no look-around, no back reference.',
    },
  ],
  stopped: [
    {
      seq: 32,
      title: 'Every path under a temporary folder',
      code: 'match-steps',
      message: 'Comparing took more steps than an indicator may cause.',
      count: 4,
    },
  ],
  days: Array.from({ length: 30 }, (_, index) => ({
    at: midnight - (29 - index) * day,
    count: index < 12 ? 0 : (index * 13) % 9,
    guarded: index % 6 === 0 ? 2 : 0,
  })),
  matches: [
    { seq: 33, title: 'Dropper seen in mail campaign', count: 1_204, ...at },
    { seq: 34, title: 'Name server of the campaign', count: 3, ...at },
  ],
  guarded: [
    { seq: 35, title: 'Address seen on a gateway', count: 12, ...at, reason: 'documentation', isLifted: false },
    { seq: 36, title: 'Address in a laboratory', count: 1, ...at, reason: 'private', isLifted: true },
  ],
  partners: [
    { party: bereth, theyAsk: { perDay: 500, today: 64 }, weAsk: { perDay: 1, today: 1 } },
    { party: meridian, weAsk: { perDay: 10_000, today: 0 } },
  ],
  mayLift: true,
  lines: '{"type":"domain-name","value":"host.example"}',
  errors: [],
  trial: {
    observations: 2,
    refused: [{ line: 3, code: 'observation-syntax' }],
    matches: [{ seq: 33, title: 'Dropper seen in mail campaign', count: 1 }],
    guarded: [{ seq: 35, title: 'Address seen on a gateway', reason: 'documentation' }],
  },
};

/** A server that holds nothing yet, read by somebody who may not lift guards; the trial was sent empty. */
export const emptyMatching: MatchingView = {
  tabled: 0,
  tested: 0,
  types: [],
  otherLanguages: 0,
  refused: [],
  stopped: [],
  days: matching.days.map(({ at: moment }) => ({ at: moment, count: 0, guarded: 0 })),
  matches: [],
  guarded: [],
  partners: [],
  mayLift: false,
  lines: '',
  errors: [{ field: 'lines', code: 'required' }],
};
