import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { canonicalText, type Json, jsonLimits, parseCanonical } from './canonical-json.ts';
import { faultCode } from './fault.ts';
import { utf8 } from './text.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const parse = (text: string): Json => parseCanonical(utf8(text));

const keys = fc.stringMatching(/^[a-z][A-Za-z0-9]{0,8}$/).filter((key) => key !== 'constructor' && key !== 'prototype');
const isNonCharacter = (code: number): boolean => (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
const strings = fc
  .string({ unit: 'binary', maxLength: 30 })
  .filter((text) => ![...text].some((c) => isNonCharacter(c.codePointAt(0) ?? 0)));
const values: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.oneof(strings, fc.maxSafeInteger(), fc.boolean()),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(keys, tie('value'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

describe('canonical JSON', () => {
  it('comes back as it went in (Spec: BYT-3)', () => {
    fc.assert(fc.property(values, (value) => assert.deepEqual(parse(canonicalText(value)), value)));
  });

  it('has one text per value: whatever parses, encodes to the same bytes (Spec: BYT-5)', () => {
    const edit = fc.record({
      at: fc.nat(),
      insert: fc.constantFrom(' ', '\n', '0', '"', '\\u0061', ',', '{', '.0', 'e1', '-'),
    });
    let accepted = 0;
    fc.assert(
      fc.property(values, edit, (value, { at, insert }) => {
        const text = canonicalText(value);
        const cut = at % (text.length + 1);
        const changed = text.slice(0, cut) + insert + text.slice(cut);
        if (!changed.isWellFormed()) return;
        try {
          assert.equal(canonicalText(parse(changed)), changed);
          accepted++;
        } catch (thrown) {
          assert.match(faultCode(thrown) ?? String(thrown), /^json-/);
        }
      }),
      { numRuns: 2000 },
    );
    assert.ok(accepted > 0, 'some edits inside strings must still be canonical');
  });

  it('refuses every other spelling of the same value (Spec: BYT-5)', () => {
    const spelled: readonly (readonly [string, string])[] = [
      ['{"a": 1}', 'json-not-canonical'],
      ['{"a":1}\n', 'json-not-canonical'],
      [' 1', 'json-not-canonical'],
      ['{"b":1,"a":2}', 'json-not-canonical'],
      ['{"a":1,"a":1}', 'json-not-canonical'],
      ['{"a":1,"a":2}', 'json-not-canonical'],
      ['"\\u0061"', 'json-not-canonical'],
      ['"\\/"', 'json-not-canonical'],
      ['"\\u000A"', 'json-not-canonical'],
      ['"\\u000a"', 'json-not-canonical'],
      ['"\\u001B"', 'json-not-canonical'],
      ['1.0', 'json-not-canonical'],
      ['1e2', 'json-not-canonical'],
      ['1E0', 'json-not-canonical'],
      ['10e-1', 'json-not-canonical'],
      ['-0', 'json-number'],
      ['-0.0', 'json-number'],
      ['0.5', 'json-number'],
      ['1e400', 'json-number'],
      ['9007199254740992', 'json-number'],
      ['9007199254740993', 'json-number'],
      ['01', 'json-syntax'],
      ['+1', 'json-syntax'],
      ['NaN', 'json-syntax'],
      ['[1,]', 'json-syntax'],
      ['{"a":1}{"a":1}', 'json-syntax'],
      ['\uFEFF1', 'json-syntax'],
      ['', 'json-syntax'],
    ];
    for (const [text, code] of spelled) assert.throws(() => parse(text), hasCode(code), text);
    assert.equal(parse('9007199254740991'), Number.MAX_SAFE_INTEGER);
    assert.equal(parse('"\\u001b"'), '\u001b');
  });

  it('refuses values that no record may hold (Spec: BYT-3)', () => {
    for (const text of ['null', '[null]', '{"a":null}']) assert.throws(() => parse(text), hasCode('json-value'), text);
    for (const text of ['"\\ud800"', '"a\\udc00b"', '"\ufdd0"', '"\uffff"', '"\u{1fffe}"', '"\u{10ffff}"', '"\ufffe"'])
      assert.throws(() => parse(text), hasCode('json-text'), text);
    assert.equal(parse('"\u{1f600}\ufffd"'), '\u{1f600}\ufffd');
  });

  it('refuses keys that are not plain names (Spec: BYT-3)', () => {
    for (const key of ['', 'A', '1', 'a-b', 'a b', 'é', '__proto__', 'constructor', 'prototype', 'a\\u0000'])
      assert.throws(() => parse(`{"${key}":1}`), hasCode('json-key'), key);
    const polluted = parse('{"a":{"toJSON":true,"toString":"x","valueOf":1}}');
    assert.equal(canonicalText(polluted), '{"a":{"toJSON":true,"toString":"x","valueOf":1}}');
    assert.equal(({} as Record<string, unknown>)['a'], undefined);
  });

  it('refuses in writing what it refuses in reading (Spec: BYT-3)', () => {
    const holes = new Array<Json>(2);
    const loop: Json[] = [];
    loop.push(loop);
    const bad: readonly (readonly [unknown, string])[] = [
      [undefined, 'json-value'],
      [null, 'json-value'],
      [{ a: undefined }, 'json-value'],
      [holes, 'json-value'],
      [new Date(0), 'json-value'],
      [new Map(), 'json-value'],
      [{ a: new Uint8Array(1) }, 'json-value'],
      [() => 1, 'json-value'],
      [1n, 'json-value'],
      [Number.NaN, 'json-number'],
      [Number.POSITIVE_INFINITY, 'json-number'],
      [-0, 'json-number'],
      [2 ** 53, 'json-number'],
      ['\ud800', 'json-text'],
      [loop, 'json-depth'],
    ];
    for (const [value, code] of bad) assert.throws(() => canonicalText(value as Json), hasCode(code), String(code));
  });

  it('bounds depth, alike in reading and writing, before a parser recurses (Spec: BYT-4)', () => {
    const nested = (depth: number, inner: string): string => '['.repeat(depth) + inner + ']'.repeat(depth);
    const nestedValue = (depth: number): Json => (depth === 0 ? 1 : [nestedValue(depth - 1)]);
    for (const inner of ['', '1', '"]"']) {
      assert.ok(parse(nested(jsonLimits.depth, inner)));
      assert.throws(() => parse(nested(jsonLimits.depth + 1, inner)), hasCode('json-depth'));
    }
    assert.equal(canonicalText(nestedValue(jsonLimits.depth)), nested(jsonLimits.depth, '1'));
    assert.throws(() => canonicalText(nestedValue(jsonLimits.depth + 1)), hasCode('json-depth'));
    assert.throws(() => parse('['.repeat(50_000)), hasCode('json-depth'));
    assert.throws(() => parse('{"a":'.repeat(9_000)), hasCode('json-depth'));
    assert.equal(parse(`"${'['.repeat(100)}\\"${'{'.repeat(100)}"`), `${'['.repeat(100)}"${'{'.repeat(100)}`);
  });

  it('bounds size in bytes, not characters (Spec: BYT-4)', () => {
    const fits = 'é'.repeat((jsonLimits.bytes - 2) / 2);
    assert.equal(parse(canonicalText(fits)), fits);
    assert.throws(() => canonicalText(`${fits}a`), hasCode('json-size'));
    assert.throws(() => parse(`"${fits}a"`), hasCode('json-size'));
  });

  it('refuses bytes that are not UTF-8 (Spec: BYT-1)', () => {
    assert.throws(() => parseCanonical(Uint8Array.of(0x22, 0xc3, 0x22)), hasCode('text-not-utf8'));
  });
});
