import assert from 'node:assert/strict';
import { test } from 'node:test';
import { faultCode } from '#protocol/bytes/fault.ts';
import { compilePattern, matchPattern } from './compiled-pattern.ts';
import { MatchBudget } from './match-budget.ts';
import { isMatch, patternOf, seenAt } from './matched.fixture.ts';
import { observationsOf } from './observation.ts';

const sample = seenAt(0, {
  type: 'x-test',
  whole: 5,
  part: 2.5,
  yes: true,
  word: 'hello',
  nothing: null,
  address: '11.22.33.44',
  network: '11.22.33.44/20',
  six: '2001:db8::1',
  since: '2026-01-01T00:00:00.500Z',
  name_hex: '616c696365',
  name_bin: 'YWxpY2U=',
  list: [{ n: 1 }, { n: 2 }],
  hashes: { MD5: 'AABB0000000000000000000000000000' },
});

/** Each line: what holds, and what does not. */
const table: readonly (readonly [holds: string, fails: string])[] = [
  ['whole = 5', 'whole = true'],
  ['whole NOT < 3', "whole > h'01'"],
  ["whole != 'five'", 'whole NOT != 6'],
  ['whole IN (4, 5, 6.5)', 'whole NOT IN (4, 5)'],
  ['part > 2', 'part >= 2.6'],
  ['yes = true', 'yes = 1'],
  ["word >= 'hello'", "word > 'zelda'"],
  ["word LIKE 'he__o'", "word LIKE 'he_o'"],
  ["word LIKE '%l%'", "word LIKE 'l'"],
  ["word MATCHES '^h.+o$'", "word NOT MATCHES 'l+'"],
  ["whole NOT MATCHES 'l+'", "whole MATCHES '5'"],
  ["nothing != 'x'", "nothing = 'x'"],
  ["nothing NOT LIKE 'x'", "absent != 'x'"],
  ["address ISSUBSET '11.22.41.1/20'", "address ISSUBSET '11.22.41.1/21'"],
  ["network ISSUPERSET '11.22.41.123'", "network ISSUPERSET '11.22.33.44/13'"],
  ["six ISSUBSET '2001:db8::/32'", "six ISSUBSET '0.0.0.0/0'"],
  ["word NOT ISSUBSET '10.0.0.0/8'", "whole ISSUBSET '0.0.0.0/0'"],
  ["since = t'2026-01-01T00:00:00.5Z'", "since < t'2026-01-01T00:00:00Z'"],
  ["word != t'2026-01-01T00:00:00Z'", "word > t'2026-01-01T00:00:00Z'"],
  ["name_hex = 'alice'", "name_hex = '616c696365'"],
  ["name_bin = h'616c696365'", "name_bin = '\u0103lice'"],
  ["name_bin MATCHES '^\\\\x61li'", "name_bin > '\u0103lice'"],
  ["name_hex < 'bob'", "name_bin LIKE '\u0103%'"],
  ["word > b'YWFyZHZhcms='", "word = b'YWxpY2U='"],
  ['list[1].n = 2', 'list[2].n = 2'],
  ['list[*].n = 2', 'list[*].n = 3'],
  ["hashes.MD5 = 'aabb0000000000000000000000000000'", "hashes.MD5 = 'aabb0000000000000000000000000001'"],
  ["hashes[*] LIKE 'AABB%'", "hashes[*] = 'x'"],
];

test('each comparison holds or fails as the standard says (MAT-5, MAT-6, MAT-7)', () => {
  for (const [holds, fails] of table) {
    assert.equal(isMatch(`[x-test:${holds}]`, sample), true, holds);
    assert.equal(isMatch(`[x-test:${fails}]`, sample), false, fails);
  }
  assert.equal(isMatch('[EXISTS x-test:list[*].n AND NOT EXISTS x-test:gone]', sample), true);
});

test('LIKE and MATCHES look in NFC, equality does not (MAT-6)', () => {
  const seen = seenAt(0, { type: 'x-test', word: 'd\u0323\u0307' });
  assert.equal(isMatch("[x-test:word MATCHES '^\u1e0b\u0323$']", seen), true);
  assert.equal(isMatch("[x-test:word LIKE '\u1e0d\u0307']", seen), true);
  assert.equal(isMatch("[x-test:word = '\u1e0d\u0307']", seen), false);
});

test('texts are in the order of code points, not of UTF-16 (MAT-6)', () => {
  const seen = seenAt(0, { type: 'x-test', word: '\u{1f600}' });
  assert.equal(isMatch("[x-test:word > '\uff5e']", seen), true);
});

test('AND speaks of one object, and OR too (MAT-5)', () => {
  const [both] = observationsOf(
    {
      type: 'observed-data',
      first_observed: '2026-03-01T00:00:00Z',
      last_observed: '2026-03-01T00:00:00Z',
      number_observed: 1,
      objects: { 0: { type: 'x-p', name: 'alice', age: 10 }, 1: { type: 'x-p', name: 'bob', age: 15 } },
    },
    0,
  );
  assert.ok(both !== undefined);
  assert.equal(isMatch("[x-p:name = 'alice' AND x-p:age > 10]", both), false);
  assert.equal(isMatch("[x-p:name = 'alice' OR x-p:age > 1000 AND x-p:age < 0]", both), true);
  assert.equal(isMatch("[x-p:name = 'bob' AND (x-p:age > 10 OR x-p:age < 0)]", both), true);
});

const bundle = {
  type: 'bundle',
  objects: [
    {
      type: 'observed-data',
      first_observed: '2026-03-01T00:00:00Z',
      last_observed: '2026-03-01T00:00:00Z',
      number_observed: 1,
      object_refs: ['x-p--1', 'x-p--2'],
    },
    { type: 'x-p', id: 'x-p--1', name: 'alice', knows_ref: 'x-p--2' },
    { type: 'x-p', id: 'x-p--2', name: 'bob', knows_refs: ['x-p--1', 'x-p--2', 'x-p--9'] },
    { type: 'x-p', id: 'x-p--3', name: 'carol' },
  ],
};

test('references lead to other objects of the bundle; what was not observed is none (MAT-6, MAT-10)', () => {
  const observed = observationsOf(bundle, 0);
  for (const holds of [
    "knows_ref.name = 'bob'",
    "knows_ref = 'x-p--2'",
    "knows_refs[*].knows_refs[*].name = 'alice'",
    "knows_ref.knows_refs[1].name = 'bob'",
  ])
    assert.equal(isMatch(`[x-p:${holds}]`, ...observed), true, holds);
  for (const fails of ["name = 'carol'", "knows_ref.name = 'alice'", "knows_refs[*].name = 'carol'"])
    assert.equal(isMatch(`[x-p:${fails}]`, ...observed), false, fails);
});

const person = (second: number, name: string, more = {}) => seenAt(second, { type: 'x-p', name }, more);
const [alice, bob, carol] = [person(0, 'alice'), person(5, 'bob'), person(10, 'carol')];
const people = [alice, bob, carol];

test('AND, OR and FOLLOWEDBY over several observations (MAT-8)', () => {
  for (const holds of [
    "[x-p:name = 'alice'] AND [x-p:name = 'carol']",
    "[x-p:name = 'alice'] OR [x-p:name = 'zoe']",
    "[x-p:name = 'alice'] FOLLOWEDBY [x-p:name > 'b']",
    "[x-p:name = 'zoe'] AND [x-p:name = 'eve'] OR [x-p:name = 'bob']",
  ])
    assert.equal(isMatch(holds, ...people), true, holds);
  for (const fails of [
    "[x-p:name = 'alice'] AND [x-p:name LIKE 'al%']",
    "[x-p:name = 'bob'] FOLLOWEDBY [x-p:name = 'alice']",
    "([x-p:name = 'alice'] OR [x-p:name = 'bob']) AND [x-p:name = 'zoe']",
  ])
    assert.equal(isMatch(fails, ...people), false, fails);
});

test('WITHIN, START and STOP (MAT-8)', () => {
  const both = "([x-p:name = 'alice'] AND [x-p:name = 'bob'])";
  assert.equal(isMatch(`${both} WITHIN 5 SECONDS`, ...people), true);
  assert.equal(isMatch(`${both} WITHIN 4.999 SECONDS`, ...people), false);
  const at = (from: string, to: string): string =>
    `${both} START t'2026-03-01T00:00:${from}Z' STOP t'2026-03-01T00:00:${to}Z'`;
  assert.equal(isMatch(at('00', '06'), ...people), true);
  assert.equal(isMatch(at('00', '05'), ...people), false);
  assert.equal(isMatch(at('05', '05'), ...people), false);
});

test('the best choice of times within an observation counts (MAT-8)', () => {
  const span = (first: string, last: string, name: string) =>
    seenAt(0, {
      type: 'x-p',
      name,
      first_observed: `2026-03-01T00:00:${first}Z`,
      last_observed: `2026-03-01T00:00:${last}Z`,
    });
  const pattern = "([x-p:name = 'a'] AND [x-p:name = 'b']) WITHIN 1 SECONDS";
  assert.equal(isMatch(pattern, span('01', '02', 'a'), span('03', '04', 'b')), true);
  assert.equal(isMatch(pattern, span('01', '02', 'a'), span('04', '05', 'b')), false);
});

test('REPEATS counts observations, each as often as it was made (MAT-8)', () => {
  const any = "[x-p:name > 'a'] REPEATS";
  assert.equal(isMatch(`${any} 3 TIMES`, ...people), true);
  assert.equal(isMatch(`${any} 4 TIMES`, ...people), false);
  const often = [person(0, 'alice', { count: 2 }), person(3, 'bob', { count: 3 })];
  assert.equal(isMatch(`${any} 5 TIMES WITHIN 3 SECONDS`, ...often), true);
  assert.equal(isMatch(`${any} 3 TIMES WITHIN 2 SECONDS`, ...often), true);
  assert.equal(isMatch(`${any} 4 TIMES WITHIN 2 SECONDS`, ...often), false);
  assert.equal(isMatch(`${any} 4 TIMES AND [x-p:name = 'alice']`, ...often), true);
  assert.equal(isMatch(`${any} 5 TIMES AND [x-p:name = 'alice']`, ...often), false);
  assert.equal(isMatch("([x-p:name = 'alice'] FOLLOWEDBY [x-p:name = 'bob']) REPEATS 2 TIMES", ...often), true);
});

test('what a linear engine cannot run is refused with its place (MAT-7)', () => {
  const refused = (text: string) =>
    (compilePattern(patternOf(text)).faults ?? []).map(({ code, at }) => `${code}@${at}`);
  assert.deepEqual(refused("[a:b = 1 OR a:b MATCHES '(a)\\\\1'] AND [a:b MATCHES '(?=x)']"), [
    'pattern-expression@12',
    'pattern-expression@39',
  ]);
  assert.deepEqual(refused(`[a:b MATCHES '${'a'.repeat(2_001)}']`), ['pattern-expression-size@1']);
  assert.deepEqual(refused("[a:b MATCHES '(?:a{100}){10}']"), []);
  assert.deepEqual(refused("[a:b MATCHES '(?:a{50}b{50}c{50}){20}']"), ['pattern-expression-size@1']);
  assert.deepEqual(refused("[a:b ISSUBSET '300.0.0.0/8']"), ['pattern-network@1']);
  assert.deepEqual(refused(Array.from({ length: 65 }, () => '[a:b = 1]').join(' AND ')), ['pattern-observations@0']);
});

const stopsWith = (text: string, ...observations: Parameters<typeof matchPattern>[1]): string | undefined => {
  const { compiled } = compilePattern(patternOf(text));
  assert.ok(compiled !== undefined);
  try {
    matchPattern(compiled, observations, new MatchBudget());
    return undefined;
  } catch (thrown) {
    return faultCode(thrown);
  }
};

test('an expression that would blow up elsewhere ends, or ends by budget (MAT-7, MAT-9)', () => {
  const long = seenAt(0, { type: 'x-test', word: `${'a'.repeat(40_000)}!` });
  assert.equal(isMatch("[x-test:word MATCHES '^(a+)+$']", long), false);
  assert.equal(stopsWith("[x-test:word MATCHES '(?:a?){500}a{500}b']", long), 'match-steps');
});

test('circular references end by budget (MAT-9)', () => {
  const refs = Array.from({ length: 100 }, (_, at) => String(at));
  const objects = Object.fromEntries(refs.map((id) => [id, { type: 'x-f', some_refs: refs, size: 1 }]));
  const [seen] = observationsOf({ type: 'observed-data', at: '2026-03-01T00:00:00Z', objects }, 0);
  assert.ok(seen !== undefined);
  assert.equal(
    stopsWith('[x-f:some_refs[*].some_refs[*].some_refs[*].some_refs[*].size > 100]', seen),
    'match-references',
  );
});

test('a pattern with too many ways to fit ends by budget (MAT-9)', () => {
  const many = Array.from({ length: 24 }, (_, at) => seenAt(at, { type: 'x-p', name: 'x' }));
  const parts = Array.from({ length: 12 }, () => "[x-p:name = 'x']").join(' AND ');
  assert.equal(stopsWith(`(${parts}) WITHIN 1 SECONDS`, ...many), undefined);
  assert.equal(stopsWith(`(${parts} AND [x-p:name = 'y']) WITHIN 20 SECONDS`, ...many), 'match-bindings');
});
