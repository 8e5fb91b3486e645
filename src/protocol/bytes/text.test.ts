import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { Fault, faultCode } from './fault.ts';
import { concat, fromUtf8, sameBytes, utf8 } from './text.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;

describe('text and bytes (Spec: BYT-1)', () => {
  it('carries every Unicode text both ways, a byte order mark included', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(fromUtf8(utf8(text)), text)));
    assert.equal(fromUtf8(utf8('\ufeffa')), '\ufeffa');
  });

  it('refuses a lone surrogate rather than replace it', () => {
    for (const text of ['\ud800', 'a\udfffb', '\udc00\ud800'])
      assert.throws(() => utf8(text), hasCode('text-not-unicode'));
  });

  it('refuses malformed UTF-8', () => {
    const bad = [[0x80], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xe2, 0x82], [0xff]];
    for (const bytes of bad) assert.throws(() => fromUtf8(Uint8Array.from(bytes)), hasCode('text-not-utf8'));
  });

  it('joins and compares byte strings', () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 9 }));
    fc.assert(
      fc.property(parts, (arrays) => {
        const whole = concat(...arrays);
        assert.deepEqual(
          [...whole],
          arrays.flatMap((part) => [...part]),
        );
        assert.equal(sameBytes(whole, Uint8Array.from(whole)), true);
        assert.equal(sameBytes(whole, concat(whole, Uint8Array.of(0))), false);
      }),
    );
    assert.equal(sameBytes(Uint8Array.of(1, 2), Uint8Array.of(1, 3)), false);
  });
});

describe('a fault (Spec: ERR-1)', () => {
  it('carries a code, a sentence and a place', () => {
    const fault = new Fault('some-code', 'It went wrong.', '/a/0');
    assert.deepEqual(
      [fault.code, fault.message, fault.path, fault.name],
      ['some-code', 'It went wrong.', '/a/0', 'Fault'],
    );
    assert.equal(new Fault('c', 'm').path, '');
  });

  it('is told from every other thrown value', () => {
    assert.equal(faultCode(new Fault('some-code', '')), 'some-code');
    for (const thrown of [new Error('x'), 'some-code', undefined, null, { code: 'some-code' }])
      assert.equal(faultCode(thrown), undefined);
  });
});
