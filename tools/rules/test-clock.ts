import { isTest } from './house-rule.ts';
import { patternRule } from './pattern-rule.ts';

export const testClock = patternRule({
  name: 'test clock',
  why: 'A test that waits or reads the real clock is slow on one machine and flaky on the next; time is an argument.',
  scope: isTest,
  banned: [
    /\bset(?:Timeout|Interval)\b/,
    /['"](?:node:)?timers(?:\/promises)?['"]/,
    /\bsleep\(/,
    /\bDate\.now\b/,
    /\bnew Date\(\s*\)/,
    /\bperformance\.now\b/,
    /\bhrtime\b/,
  ],
  allowed: { 'test/house-rules.test.ts': 'Names the banned calls in order to plant them.' },
});
