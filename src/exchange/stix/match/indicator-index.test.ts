import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { IndicatorIndex } from './indicator-index.ts';
import { isMatch, patternOf, seenAt } from './matched.fixture.ts';

const always = { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY };

function indexOf(...patterns: readonly string[]): IndicatorIndex {
  const index = new IndicatorIndex();
  for (const [at, text] of patterns.entries())
    assert.deepEqual(index.add({ id: String(at), pattern: patternOf(text), ...always }), []);
  return index;
}
const idsOf = (index: IndicatorIndex, ...args: Parameters<typeof seenAt>): string[] =>
  index
    .observe(seenAt(...args))
    .hits.map(({ id }) => id)
    .toSorted();

test('values, sets and networks are looked up; what must be tested is counted apart (MAT-11)', () => {
  const index = indexOf(
    "[ipv4-addr:value = '192.0.2.1']",
    "[ipv4-addr:value IN ('192.0.2.1', '192.0.2.2') OR domain-name:value = 'a.example']",
    "[ipv4-addr:value ISSUBSET '192.0.2.0/24' AND ipv4-addr:value != '192.0.2.1']",
    "[ipv4-addr:value MATCHES '^192']",
    "[ipv4-addr:value != '192.0.2.9']",
  );
  assert.deepEqual(index.size, { tabled: 3, tested: 2 });
  assert.deepEqual(idsOf(index, 0, { type: 'ipv4-addr', value: '192.0.2.1' }), ['0', '1', '3', '4']);
  assert.deepEqual(idsOf(index, 0, { type: 'ipv4-addr', value: '192.0.2.9' }), ['2', '3']);
  assert.deepEqual(idsOf(index, 0, { type: 'domain-name', value: 'a.example' }), ['1']);
  assert.deepEqual(idsOf(index, 0, { type: 'ipv6-addr', value: '192.0.2.1' }), []);
});

const values = ['192.0.2.1', '192.0.2.77', '198.51.100.4', '10.0.0.0/8', '2001:db8::7', 'a', 'b', 7, true, null];
const tests = [
  ...[
    "= '192.0.2.1'",
    "!= 'a'",
    "IN ('a', '2001:db8::7')",
    'IN (7, 8)',
    '= true',
    "> 'a'",
    "LIKE '19%'",
    "MATCHES '0'",
  ],
  ...["ISSUBSET '192.0.2.0/26'", "ISSUBSET '10.0.0.0/7'", "ISSUBSET '2001:db8::/16'", "ISSUPERSET '10.2.3.4'"],
].flatMap((tail) => [`x:p ${tail}`, `x:q.r NOT ${tail}`, `x:q.r ${tail}`]);
const one = fc.constantFrom(...tests);
const shown = fc.oneof(
  one,
  fc
    .tuple(one, fc.constantFrom('AND', 'OR'), one, fc.constantFrom('AND', 'OR'), one)
    .map(([a, x, b, y, c]) => `(${a} ${x} ${b}) ${y} ${c}`),
);

test('the index finds exactly what testing each pattern finds (MAT-11)', () => {
  fc.assert(
    fc.property(
      fc.array(shown, { minLength: 1, maxLength: 8 }),
      fc.constantFrom(...values),
      fc.constantFrom(...values),
      (comparisons, p, r) => {
        const patterns = comparisons.map((comparison) => `[${comparison}]`);
        const seen = { type: 'x', p, q: { r } };
        const expected = patterns.flatMap((text, at) => (isMatch(text, seenAt(0, seen)) ? [String(at)] : []));
        assert.deepEqual(idsOf(indexOf(...patterns), 0, seen), expected.toSorted());
      },
    ),
    { numRuns: 500 },
  );
});

test('an indicator counts only while it is valid, until it is removed or replaced', () => {
  const index = new IndicatorIndex();
  const add = (value: string, from: number, until: number) =>
    index.add({ id: 'i', pattern: patternOf(`[x:p = '${value}']`), from, until });
  const minute = Date.parse('2026-03-01T00:00:00Z');
  add('a', minute, minute + 10_000);
  assert.deepEqual(idsOf(index, 9, { type: 'x', p: 'a' }), ['i']);
  assert.deepEqual(idsOf(index, 10, { type: 'x', p: 'a' }), []);
  add('b', minute, minute + 60_000);
  assert.deepEqual(idsOf(index, 9, { type: 'x', p: 'a' }), []);
  assert.deepEqual(idsOf(index, 20, { type: 'x', p: 'b' }), ['i']);
  index.remove('i');
  assert.deepEqual(idsOf(index, 20, { type: 'x', p: 'b' }), []);
  assert.deepEqual(index.size, { tabled: 0, tested: 0 });
});

test('a pattern of several observations matches over time, and each observation counts for one match (MAT-8)', () => {
  const index = indexOf("[x:p = 'a'] FOLLOWEDBY [x:p LIKE 'b%'] WITHIN 60 SECONDS");
  assert.deepEqual(idsOf(index, 0, { type: 'x', p: 'b' }), []);
  assert.deepEqual(idsOf(index, 1, { type: 'x', p: 'a' }), []);
  const trial = new Map();
  assert.equal(index.observe(seenAt(5, { type: 'x', p: 'bb' }), trial).hits.length, 0);
  const [hit] = index.observe(seenAt(5, { type: 'x', p: 'bb' })).hits;
  assert.ok(hit !== undefined);
  assert.deepEqual(
    [hit.first, hit.last, hit.count],
    [Date.parse('2026-03-01T00:00:01Z'), Date.parse('2026-03-01T00:00:05Z'), 1],
  );
  assert.deepEqual(idsOf(index, 6, { type: 'x', p: 'bb' }), []);
});

test('an indicator that costs too much is named, and the others go on (MAT-9)', () => {
  const index = indexOf("[x:p MATCHES '(?:a?){500}a{500}b']", "[x:p LIKE 'aa%']");
  const { hits, stopped } = index.observe(seenAt(0, { type: 'x', p: 'a'.repeat(40_000) }));
  assert.deepEqual(stopped, [{ id: '0', code: 'match-steps' }]);
  assert.deepEqual(
    hits.map(({ id }) => id),
    ['1'],
  );
});

test('many costly indicators together end by the bound of one observation (MAT-9)', () => {
  const index = indexOf(...Array.from({ length: 300 }, (_, at) => `[x:p MATCHES '(?:a?){20}b${at}']`));
  const { stopped } = index.observe(seenAt(0, { type: 'x', p: 'a'.repeat(20_000) }));
  assert.equal(stopped.at(-1)?.code, 'match-observation');
});

test('what cannot be matched is not added, and an older one of its id is gone (MAT-7)', () => {
  const index = indexOf("[x:p = 'a']");
  const faults = index.add({ id: '0', pattern: patternOf("[x:p MATCHES '(?=a)']"), ...always });
  assert.deepEqual(
    faults.map(({ code }) => code),
    ['pattern-expression'],
  );
  assert.deepEqual(index.types, []);
});

test('more paths than tables is no loss: the rest is tested (MAT-11)', () => {
  const index = indexOf(...Array.from({ length: 300 }, (_, at) => `[x:p${at} = 1]`));
  assert.deepEqual(index.size, { tabled: 256, tested: 44 });
  assert.deepEqual(idsOf(index, 0, { type: 'x', p299: 1, p0: 1 }), ['0', '299']);
});
