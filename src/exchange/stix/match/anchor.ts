import { type Network, networkOf } from '#desks/infrastructure/network.ts';
import { type Comparison, type Constant, everyPosition, type ObjectPath, type Test } from '../pattern/pattern.ts';
import { constantAt } from './comparison-test.ts';

/** Something that an object must have for a comparison to hold: a value, or an address of a network, at a path. */
export interface Anchor {
  readonly path: ObjectPath;
  readonly value: string | number | boolean | Network;
}

/** The anchors of a comparison: one of them is always there when it holds. `suffices`: also the other way round. */
export interface Anchors {
  readonly anchors: readonly Anchor[];
  readonly suffices: boolean;
}

/** Bytes and times have several spellings, so that a look-up by value would miss some. */
const isPlain = ({ steps }: ObjectPath): boolean => {
  const last = steps.findLast((step) => typeof step === 'string');
  return last !== undefined && !last.endsWith('_hex') && !last.endsWith('_bin');
};

function equalAnchors(path: ObjectPath, constants: readonly Constant[]): Anchors | undefined {
  const anchors: Anchor[] = [];
  for (const given of constants) {
    const constant = constantAt(path, given);
    if (constant.type === 'bytes' || constant.type === 'time') return undefined;
    anchors.push({ path, value: constant.value });
  }
  return { anchors, suffices: true };
}

function testAnchors(test: Test): Anchors | undefined {
  if (test.negated || !isPlain(test.path)) return undefined;
  if (test.operator === '=') return equalAnchors(test.path, [test.constant]);
  if (test.operator === 'IN') return equalAnchors(test.path, test.constants);
  if (test.operator !== 'ISSUBSET') return undefined;
  const network = networkOf(test.text);
  return network === undefined ? undefined : { anchors: [{ path: test.path, value: network }], suffices: true };
}

/** What a look-up by value can find; undefined when only a test can tell. Spec: MAT-11. */
export function anchorsOf(comparison: Comparison): Anchors | undefined {
  if (comparison.kind === 'test') return testAnchors(comparison.test);
  const terms = comparison.terms.map(anchorsOf);
  if (comparison.kind === 'or') {
    const all = terms.filter((term) => term !== undefined);
    if (all.length < terms.length) return undefined;
    return { anchors: all.flatMap(({ anchors }) => anchors), suffices: all.every(({ suffices }) => suffices) };
  }
  const [least] = terms.filter((term) => term !== undefined).toSorted((a, b) => a.anchors.length - b.anchors.length);
  return least === undefined ? undefined : { anchors: least.anchors, suffices: false };
}

/** One text for each path. */
export const pathText = ({ steps }: ObjectPath): string =>
  JSON.stringify(steps.map((step) => (step === everyPosition ? [] : step)));

/** The types of object that a comparison speaks of. */
export function typesOf(comparison: Comparison): ReadonlySet<string> {
  if (comparison.kind === 'test') return new Set([comparison.test.path.type]);
  return new Set(comparison.terms.flatMap((term) => [...typesOf(term)]));
}
