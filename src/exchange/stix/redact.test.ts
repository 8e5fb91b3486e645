import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Tlp, tlpAtMost, tlpLevels } from '#protocol/record/label.ts';
import { observableId } from '../observable-id.ts';
import { stepsOfSelector, valueAt } from './granular-selector.ts';
import { redact } from './redact.ts';
import { sampleIndicator } from './sample-indicator.ts';
import { isList, isMembers, type JsonMembers, type JsonValue, type StixObject, textsOf } from './stix-object.ts';
import { tlpMarkingId } from './tlp-definition.ts';
import { validateObject } from './validate-object.ts';

type Marks = readonly (readonly [level: Tlp | 'lang', ...selectors: readonly string[]])[];

const entryOf = ([level, ...selectors]: Marks[number]): JsonMembers =>
  level === 'lang' ? { selectors, lang: 'de' } : { selectors, marking_ref: tlpMarkingId(level) };

const marked = (more: JsonMembers, ...marks: Marks): StixObject =>
  sampleIndicator(1, { ...more, granular_markings: marks.map(entryOf) });

function markingsLeft(object: StixObject | undefined): JsonValue | undefined {
  assert.ok(object !== undefined);
  return object['granular_markings'];
}

test('an object of which no part is above the level is given back as it is (STX-23)', () => {
  const object = marked({ name: 'n' }, ['amber', 'name'], ['lang', 'name']);
  assert.equal(redact(object, 'amber'), object);
});

test('what is above goes without a trace: no selector, no empty list, and the rest stays (STX-23)', () => {
  const object = marked({ name: 'open', description: 'secret', labels: ['hidden'] }, [
    'red',
    'description',
    'labels.[0]',
  ]);
  assert.deepEqual(redact(object, 'amber'), sampleIndicator(1, { name: 'open' }));
});

test('selectors of other parts follow what moves up in a list, languages included (STX-23)', () => {
  const object = marked(
    { labels: ['a', 'b', 'c', 'd'] },
    ['red', 'labels.[0]', 'labels.[2]'],
    ['green', 'labels.[1]', 'labels.[2]'],
    ['lang', 'labels.[3]'],
    ['lang', 'labels.[0]'],
  );
  const left = redact(object, 'amber');
  assert.deepEqual(left?.['labels'], ['b', 'd']);
  assert.deepEqual(markingsLeft(left), [entryOf(['green', 'labels.[0]']), entryOf(['lang', 'labels.[1]'])]);
});

test('a list whose every member loses everything goes with its place (STX-23)', () => {
  const object = marked(
    {
      external_references: [
        { source_name: 's', url: 'a:b' },
        { source_name: 't', url: 'c:d' },
      ],
    },
    ['red', 'external_references.[0].source_name', 'external_references.[0].url'],
    ['lang', 'external_references.[1].url'],
  );
  const left = redact(object, 'amber');
  assert.deepEqual(left?.['external_references'], [{ source_name: 't', url: 'c:d' }]);
  assert.deepEqual(markingsLeft(left), [entryOf(['lang', 'external_references.[0].url'])]);
});

test('each level sees its own: AMBER does not see AMBER+STRICT (STX-23)', () => {
  const object = marked({ name: 'n', description: 'd' }, ['amber+strict', 'name'], ['red', 'description']);
  const seen = (level: Tlp): JsonMembers => redact(object, level) ?? {};
  assert.deepEqual([seen('amber')['name'], seen('amber')['description']], [undefined, undefined]);
  assert.deepEqual([seen('amber+strict')['name'], seen('amber+strict')['description']], ['n', undefined]);
  assert.deepEqual([seen('red')['name'], seen('red')['description']], ['n', 'd']);
});

const file = (id: string | undefined, more: JsonMembers): StixObject => ({
  type: 'file',
  spec_version: '2.1',
  id: id ?? observableId('file', more) ?? assert.fail(),
  ...more,
});
const contents = { name: 'secret.exe', hashes: { 'SHA-256': 'a'.repeat(64) }, mime_type: 'text/plain' };
const hiding = (selector: string): JsonMembers => ({ granular_markings: [entryOf(['red', selector])] });

/** What cannot be cut stays whole at its strictest level. */
const uncut: readonly (readonly [why: string, object: StixObject])[] = [
  ['what is left misses a property that it needs', marked({}, ['red', 'pattern'])],
  ['the id itself is marked', marked({}, ['red', 'id'])],
  [
    'the markings are marked',
    marked({ object_marking_refs: [tlpMarkingId('red')] }, ['red', 'object_marking_refs.[0]']),
  ],
  ['the part markings are marked', marked({}, ['red', 'granular_markings.[0]'])],
  ['the id of an observable is a hash of what is cut', file(undefined, { ...contents, ...hiding('name') })],
  [
    'the id is a hash of what nobody knows',
    { ...marked({ name: 'n' }, ['red', 'name']), id: 'indicator--00000001-0000-5000-8000-000000000000' },
  ],
  [
    'more parts are marked than are followed',
    marked({ name: 'n' }, ['red', 'name'], ['green', ...Array<string>(1000).fill('type')]),
  ],
];

for (const [why, object] of uncut)
  test(`an object is not cut when ${why} (STX-23, STX-24)`, () => {
    assert.deepEqual(validateObject(object), []);
    assert.equal(redact(object, 'amber'), undefined);
  });

test('an observable is cut where its id tells nothing of it (STX-24)', () => {
  assert.ok(redact(file(undefined, { ...contents, ...hiding('mime_type') }), 'amber'));
  assert.ok(redact(file('file--00000001-0000-4000-8000-000000000000', { ...contents, ...hiding('name') }), 'amber'));
});

const secretText = /secret-\d+/;
const branches = ['labels', 'external_references', 'kill_chain_phases', 'x_deep'];

/** An indicator whose every leaf below `branches` has its own text. */
const rich = (size: number): JsonMembers => {
  let next = 0;
  const leaf = (): string => `secret-${next++}`;
  const times = <T>(make: () => T): T[] => Array.from({ length: size }, make);
  return {
    name: leaf(),
    labels: times(leaf),
    external_references: times(() => ({ source_name: leaf(), description: leaf(), external_id: leaf() })),
    kill_chain_phases: times(() => ({ kill_chain_name: leaf(), phase_name: leaf() })),
    x_deep: { one: times(() => ({ two: times(leaf) })), three: { four: leaf() } },
  };
};

function selectorsOf(value: JsonValue, path: string): string[] {
  const below = isList(value)
    ? value.flatMap((item, at) => selectorsOf(item, `${path}.[${at}]`))
    : isMembers(value)
      ? Object.keys(value).flatMap((key) => selectorsOf(value[key] ?? null, `${path}.${key}`))
      : [];
  return [path, ...below];
}

const leavesOf = (value: JsonValue | undefined): string[] =>
  JSON.stringify(value ?? null).match(new RegExp(secretText, 'g')) ?? [];

test('whatever is marked how, nothing above the level is left, and all that is left stands where it is selected (STX-23)', () => {
  const all = ['name', ...branches.flatMap((branch) => selectorsOf(rich(3)[branch] ?? null, branch))];
  const mark = fc.tuple(fc.constantFrom<Tlp | 'lang'>(...tlpLevels, 'lang'), fc.constantFrom(...all));
  let cut = 0;
  fc.assert(
    fc.property(fc.array(mark, { minLength: 1, maxLength: 8 }), fc.constantFrom(...tlpLevels), (marks, ceiling) => {
      const object = marked(rich(3), ...marks);
      const above = marks.filter(([level]) => level !== 'lang' && !tlpAtMost(level, ceiling));
      const gone = new Set(above.flatMap(([, selector]) => leavesOf(valueAt(object, stepsOfSelector(selector) ?? []))));
      const left = redact(object, ceiling);
      if (left === undefined) return;
      cut++;
      assert.deepEqual(validateObject(left), []);
      assert.deepEqual(new Set(leavesOf(left)), new Set(leavesOf(object).filter((leaf) => !gone.has(leaf))));
      const entries = left['granular_markings'] ?? [];
      assert.ok(isList(entries));
      const kept = entries
        .filter(isMembers)
        .flatMap((entry) =>
          textsOf(entry['selectors']).map((one) => leavesOf(valueAt(left, stepsOfSelector(one) ?? []))),
        );
      const meant = marks
        .filter((one) => !above.includes(one))
        .map(([, selector]) =>
          leavesOf(valueAt(object, stepsOfSelector(selector) ?? [])).filter((leaf) => !gone.has(leaf)),
        );
      assert.deepEqual(
        kept,
        meant.filter((leaves) => leaves.length > 0),
      );
    }),
    { numRuns: 600 },
  );
  assert.ok(cut > 100, String(cut));
});
