import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Fault, faultCode } from './fault.ts';
import { Fields, idForm } from './fields.ts';

const hasCode = (code: string, path?: string) => (thrown: unknown) =>
  faultCode(thrown) === code && (path === undefined || (thrown instanceof Fault && thrown.path === path));
const letters = /^[a-z]{1,3}$/;

describe('reading members (Spec: BYT-6)', () => {
  it('takes each member once', () => {
    const fields = new Fields({ a: 'x', n: 0, b: false, l: [1], o: { in: 1 } });
    assert.equal(fields.has('a'), true);
    assert.equal(fields.text('a'), 'x');
    assert.equal(fields.has('a'), false);
    assert.equal(fields.integer('n'), 0);
    assert.equal(fields.boolean('b'), false);
    assert.deepEqual(fields.list('l'), [1]);
    const inner = fields.object('o');
    assert.equal(inner.integer('in'), 1);
    inner.end();
    fields.end();
    assert.throws(() => fields.any('a'), hasCode('field-missing', '/a'));
  });

  it('refuses a member that nobody took, wherever it is', () => {
    assert.throws(() => new Fields({ a: 1 }, '/x').end(), hasCode('field-unknown', '/x/a'));
    assert.throws(() => new Fields({ o: { p: 1 } }).object('o').end(), hasCode('field-unknown', '/o/p'));
  });

  it('refuses what is not an object, null included', () => {
    for (const value of ['x', 1, true, [], ['a'], null]) assert.throws(() => new Fields(value), hasCode('field-type'));
  });

  it('refuses members that are missing or of the wrong form', () => {
    const at = (value: string | number | boolean | string[]) => new Fields({ m: value });
    assert.throws(() => new Fields({}).any('m'), hasCode('field-missing', '/m'));
    for (const value of ['', 'A', 'abcd', 1, true])
      assert.throws(() => at(value).text('m', letters), hasCode('field-type'));
    for (const value of ['', 'a'.repeat(4001)]) assert.throws(() => at(value).text('m'), hasCode('field-type'));
    assert.equal(at('a\nb').text('m'), 'a\nb');
    for (const value of [-1, 11, 1.5, '1', true])
      assert.throws(() => at(value).integer('m', 0, 10), hasCode('field-type'));
    for (const value of [2 ** 53, Number.NaN]) assert.throws(() => at(value).integer('m'), hasCode('field-type'));
    for (const value of ['true', 1]) assert.throws(() => at(value).boolean('m'), hasCode('field-type'));
    for (const value of ['c', 1])
      assert.throws(() => at(value).oneOf('m', ['a', 'b']), hasCode('field-unknown-value', '/m'));
    for (const value of ['a', ['a', 'b', 'c']]) assert.throws(() => at(value).list('m', 2), hasCode('field-type'));
    assert.throws(() => at('a').object('m'), hasCode('field-type', '/m'));
  });

  it('reads a set in one encoding only: sorted, without repeats', () => {
    const set = (texts: string[]) => new Fields({ m: texts }).set('m', letters, 3);
    assert.deepEqual(set([]), []);
    assert.deepEqual(set(['a', 'ab', 'b']), ['a', 'ab', 'b']);
    for (const texts of [['b', 'a'], ['a', 'a'], ['A'], ['a', 'b', 'c', 'd'], ['']])
      assert.throws(() => set(texts), hasCode('field-type'), texts.join());
    assert.throws(() => new Fields({ m: [1] }).set('m', letters), hasCode('field-type'));
  });

  it('knows the form of an id', () => {
    assert.match('0'.repeat(64), idForm);
    for (const text of ['0'.repeat(63), 'A'.repeat(64), `${'0'.repeat(64)}\n`]) assert.doesNotMatch(text, idForm);
  });
});
