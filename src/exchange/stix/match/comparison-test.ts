import { isSubset, networkOf } from '#desks/infrastructure/network.ts';
import type { Comparison, Constant, ObjectPath, Test } from '../pattern/pattern.ts';
import { type PatternFault, type PatternFaultCode, patternFault } from '../pattern/pattern-fault.ts';
import type { JsonMembers } from '../stix-object.ts';
import { compareWith, hashValue, type ObservedValue } from './observed-value.ts';
import { textTest, type ValueTest } from './text-test.ts';
import { type Scene, valuesAt } from './values-at-path.ts';

/** Whether one observed object shows what is compared. */
export type ObjectTest = (root: JsonMembers, scene: Scene) => boolean;

/** Whether a path ends in the value of a hash. */
export const endsInHash = ({ steps }: ObjectPath): boolean => steps.length > 1 && steps.at(-2) === 'hashes';

/** A constant as it is compared at the end of a path. */
export const constantAt = (path: ObjectPath, constant: Constant): Constant =>
  constant.type === 'text' && endsInHash(path) ? { type: 'text', value: hashValue(constant.value) } : constant;

function equalTest(path: ObjectPath, given: readonly Constant[]): ValueTest {
  const constants = given.map((constant) => constantAt(path, constant));
  const isHash = endsInHash(path);
  return (value, budget) => {
    budget.step(constants.length);
    const compared = isHash && typeof value === 'string' ? hashValue(value) : value;
    return constants.some((constant) => compareWith(compared, constant) === 0);
  };
}

const orders: Readonly<Record<'<' | '<=' | '>' | '>=', (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function networkTest(text: string, holds: 'subset' | 'superset'): ValueTest | PatternFaultCode {
  const constant = networkOf(text);
  if (constant === undefined) return 'pattern-network';
  return (value) => {
    const network = typeof value === 'string' ? networkOf(value) : undefined;
    if (network === undefined) return false;
    return holds === 'subset' ? isSubset(network, constant) : isSubset(constant, network);
  };
}

function valueTest(test: Test): ValueTest | PatternFaultCode {
  switch (test.operator) {
    case '=':
      return equalTest(test.path, [test.constant]);
    case '!=': {
      const equal = equalTest(test.path, [test.constant]);
      return (value, budget) => !equal(value, budget);
    }
    case 'IN':
      return equalTest(test.path, test.constants);
    case 'LIKE':
    case 'MATCHES':
      return textTest(test.operator, test.text);
    case 'ISSUBSET':
      return networkTest(test.text, 'subset');
    case 'ISSUPERSET':
      return networkTest(test.text, 'superset');
    case 'EXISTS':
      return () => true;
    case '<':
    case '<=':
    case '>':
    case '>=': {
      const [fits, { constant }] = [orders[test.operator], test];
      return (value) => {
        const order = compareWith(value, constant);
        return order !== undefined && fits(order);
      };
    }
  }
}

/** NOT turns the answer for each value; NOT EXISTS says that there is no value. Spec: MAT-5. */
function testOf(test: Test): ObjectTest | PatternFault {
  const holds = valueTest(test);
  if (typeof holds === 'string') return patternFault(holds, test.at);
  const { path, negated } = test;
  return (root, scene) => {
    if (root['type'] !== path.type) return false;
    const values = valuesAt(path, root, scene);
    if (test.operator === 'EXISTS') return values.length > 0 !== negated;
    return values.some((value: ObservedValue) => holds(value, scene.budget) !== negated);
  };
}

/** The test of a comparison: AND and OR speak of one and the same object. Spec: MAT-5. */
export function comparisonTest(comparison: Comparison): ObjectTest | readonly PatternFault[] {
  if (comparison.kind === 'test') {
    const test = testOf(comparison.test);
    return typeof test === 'function' ? test : [test];
  }
  const terms: ObjectTest[] = [];
  const faults: PatternFault[] = [];
  for (const term of comparison.terms.map(comparisonTest)) {
    if (typeof term === 'function') terms.push(term);
    else faults.push(...term);
  }
  if (faults.length > 0) return faults;
  return comparison.kind === 'and'
    ? (root, scene) => terms.every((term) => term(root, scene))
    : (root, scene) => terms.some((term) => term(root, scene));
}
