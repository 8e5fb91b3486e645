import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parsePattern } from './parse-pattern.ts';
import { everyPosition, type Pattern } from './pattern.ts';

const read = (text: string): Pattern => {
  const { pattern, faults } = parsePattern(text);
  return pattern ?? assert.fail(`${text}: ${faults.map(({ code }) => code).join()}`);
};
const codes = (text: string): string[] => (parsePattern(text).faults ?? []).map(({ code, at }) => `${code}@${at}`);

test('precedence: FOLLOWEDBY binds weakest, then OR, then AND (MAT-2)', () => {
  const kinds = ({ kind, ...rest }: Pattern): unknown =>
    'terms' in rest ? [kind, ...rest.terms.map(kinds)] : kind === 'qualified' ? 'qualified' : 'x';
  assert.deepEqual(kinds(read('[a:b=1] AND [a:b=2] OR [a:b=3] FOLLOWEDBY [a:b=4] WITHIN 5 SECONDS')), [
    'followed-by',
    ['or', ['and', 'x', 'x'], 'x'],
    'qualified',
  ]);
});

test('inside an observation OR binds weaker than AND (MAT-2)', () => {
  const pattern = read("[a:b = 1 OR a:c = 'x' AND (a:d = true OR a:e < 2.5)]");
  assert.ok(pattern.kind === 'observation' && pattern.shows.kind === 'or');
  assert.deepEqual(
    pattern.shows.terms.map(({ kind }) => kind),
    ['test', 'and'],
  );
});

test('a path keeps keys, positions and every position (MAT-2)', () => {
  const pattern = read("[x-a:b.'c-d'[2].e[*].'it\\'s' NOT = -1]");
  assert.ok(pattern.kind === 'observation' && pattern.shows.kind === 'test');
  const { path, negated } = pattern.shows.test;
  assert.deepEqual(path, { type: 'x-a', steps: ['b', 'c-d', 2, 'e', everyPosition, "it's"] });
  assert.equal(negated, true);
});

test('constants get their type, texts stay as written, times without trailing zeros (MAT-2)', () => {
  const constants = ["'d\u0323'", '+7', '.5', 'true', "h'4F'", "b'Tw=='", "t'2026-01-31T12:00:00.500Z'"].map((text) => {
    const pattern = read(`[a:b = ${text}]`);
    assert.ok(pattern.kind === 'observation' && pattern.shows.kind === 'test' && pattern.shows.test.operator === '=');
    return pattern.shows.test.constant.value;
  });
  assert.deepEqual(constants, ['d\u0323', 7, 0.5, true, Uint8Array.of(79), Uint8Array.of(79), '2026-01-31T12:00:00.5']);
});

test('every operator is read, with NOT and EXISTS (MAT-2)', () => {
  for (const tail of ['= 1', '== 1', '!= 1', '<> 1', '< 1', '<= 1', '> 1', '>= 1', 'IN (1,2)', 'IN ()'])
    for (const not of ['', 'NOT ']) read(`[a:b ${not}${tail}]`);
  for (const operator of ['LIKE', 'MATCHES', 'ISSUBSET', 'ISSUPERSET']) read(`[a:b NOT ${operator}'x']`);
  read('[EXISTS a:b.c AND NOT EXISTS a:d]');
});

test('faults of several observations are all listed, each at its place (MAT-1)', () => {
  assert.deepEqual(codes("[a:b = ] AND [a:hashes.MD5 = 'f00'] OR [a.b = 1] WITHIN 0 SECONDS"), [
    'pattern-constant@7',
    'pattern-hash@29',
    'pattern-path@41',
    'pattern-qualifier-range@56',
  ]);
});

test('each kind of fault has its code (MAT-1)', () => {
  const cases: Readonly<Record<string, string>> = {
    'file:size = 1': 'pattern-bracket@0',
    '': 'pattern-bracket@0',
    '[a:b = 1': 'pattern-closing@8',
    '([a:b = 1]': 'pattern-closing@10',
    '[a:b =? 1]': 'pattern-character@6',
    "[a:b = 'x]": 'pattern-unclosed@7',
    "[a:b = 'C:\\x']": 'pattern-unclosed@7',
    "[a:b = b'====']": 'pattern-binary@7',
    "[a:b = b'QR==']": 'pattern-binary@7',
    "[a:b = h'abc']": 'pattern-hex@7',
    "[a:b = t'2024-02-30T12:00:00Z']": 'pattern-time@7',
    '[a:b = 9007199254740992]': 'pattern-number@7',
    '[a:b > true]': 'pattern-constant@7',
    '[a:b LIKE 1]': 'pattern-constant@10',
    '[a:b-c = 1]': 'pattern-path@3',
    '[a:b[1.5] = 1]': 'pattern-path@8',
    '[a:b 1]': 'pattern-operator@5',
    '[a:b IN (1, true)]': 'pattern-set-types@12',
    '[a:b = 1] WITHIN 5 HOURS': 'pattern-qualifier@19',
    '[a:b = 1] REPEATS 1.5 TIMES': 'pattern-qualifier@18',
    "[a:b = 1] START '2024-01-01T00:00:00Z' STOP t'2024-01-01T00:00:00Z'": 'pattern-qualifier@16',
    '[a:b = 1] within 2 SECONDS': 'pattern-rest@10',
    '[a:b = 1] REPEATS 2 TIMES REPEATS 3 TIMES': 'pattern-qualifier-repeated@26',
  };
  for (const [text, code] of Object.entries(cases)) assert.deepEqual(codes(text), [code], text);
});

test('parentheses allow a qualifier again (MAT-4)', () => {
  read('([a:b = 1] REPEATS 2 TIMES) REPEATS 2 TIMES');
  read('([a:b = 1]) WITHIN 5 SECONDS WITHIN 6 SECONDS');
});

test('hash values are checked by algorithm, also in sets; unknown algorithms and [*] take anything (MAT-4)', () => {
  assert.deepEqual(codes("[file:hashes.'SHA-1' IN ('00', 'aa')]"), ['pattern-hash@25', 'pattern-hash@31']);
  for (const path of ['hashes[*]', 'hashes.tlsh', 'name']) read(`[file:${path} = 'f00']`);
  read(`[file:hashes.'SHA-256' = '${'0aF'.repeat(21)}0']`);
  read("[file:hashes.SSDEEP = '3:AbC/+:x']");
});

test('size, depth and parts are bounded (MAT-3)', () => {
  assert.deepEqual(codes(' '.repeat(65_537)), ['pattern-size@65536']);
  assert.deepEqual(codes(`${'('.repeat(65)}[a:b=1]${')'.repeat(65)}`), ['pattern-depth@65']);
  assert.deepEqual(codes(`[${'('.repeat(20_000)}`), ['pattern-parts@16384']);
  read(`${'('.repeat(64)}[a:b=1]${')'.repeat(64)}`);
});

test('long hostile texts are refused at once (MAT-2)', () => {
  const long = 65_000;
  for (const text of [
    "'",
    '/*',
    '/*'.padEnd(long, '*'),
    "b'".padEnd(long, 'A'),
    'a-'.padEnd(long, 'a'),
    '('.repeat(long),
  ])
    assert.equal(parsePattern(text).pattern, undefined);
});

test('no text makes the reader fail otherwise (MAT-1)', () => {
  const parts = [
    '[',
    ']',
    '(',
    ')',
    'a:b',
    ' = ',
    '1',
    "'x'",
    'AND',
    ' OR ',
    ' WITHIN ',
    '2',
    ' SECONDS',
    ' NOT ',
    'IN',
    ',',
    '*',
  ];
  const words = fc.array(fc.constantFrom(...parts), { maxLength: 30 }).map((list) => list.join(''));
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'grapheme' }), words), (text) => {
      const { pattern, faults = [] } = parsePattern(text);
      assert.equal(pattern === undefined, faults.length > 0);
      for (const { at } of faults) assert.ok(at >= 0 && at <= text.length);
    }),
  );
});
