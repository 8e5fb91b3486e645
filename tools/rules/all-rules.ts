import { ambientInputs } from './ambient-inputs.ts';
import { changeFragments } from './change-fragments.ts';
import { fileBudget } from './file-budget.ts';
import type { HouseRule } from './house-rule.ts';
import { layerImports } from './layer-imports.ts';
import { oneEgress } from './one-egress.ts';
import { privateWords } from './private-words.ts';
import { specCoverage } from './spec-coverage.ts';
import { testClock } from './test-clock.ts';

export const allRules: readonly HouseRule[] = [
  layerImports,
  ambientInputs,
  oneEgress,
  fileBudget,
  testClock,
  specCoverage,
  changeFragments,
  privateWords,
];
