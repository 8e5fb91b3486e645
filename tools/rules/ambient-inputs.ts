import { isTest } from './house-rule.ts';
import { patternRule } from './pattern-rule.ts';

const pureLayers = /^src\/(?:protocol|desks|exchange|web|check)\//;

/** What the type-check without ambient types (tsconfig.pure.json) cannot see, because ECMAScript itself offers it. */
export const ambientInputs = patternRule({
  name: 'ambient inputs',
  why: 'Two parties that replay the same acts must get the same result: clock, chance, locale and zone are arguments.',
  scope: (path) => pureLayers.test(path) && !path.startsWith('src/web/browser/') && !isTest(path),
  banned: [
    /\bDate\.now\b/,
    /\bnew Date\(\s*\)/,
    /(?<!\bnew )\bDate\(\s*\)/,
    /\bTemporal\.Now\b/,
    /\bMath\.random\b/,
    /\.toLocale\w*\(\s*\)/,
    /\bIntl\.\w+\(\s*(?:\)|undefined)/,
    /\.(?:get(?:FullYear|Month|Date|Day|Hours|Minutes|Seconds|TimezoneOffset))\(/,
  ],
  allowed: {},
});
