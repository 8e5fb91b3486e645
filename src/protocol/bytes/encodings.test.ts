import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { base64, fromBase64, fromHex, hex } from './encodings.ts';
import { faultCode } from './fault.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;

describe('hexadecimal and base64 (Spec: BYT-2)', () => {
  it('carry all bytes both ways', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        assert.deepEqual([...fromHex(hex(bytes), bytes.length)], [...bytes]);
        assert.deepEqual([...fromBase64(base64(bytes), bytes.length)], [...bytes]);
      }),
    );
  });

  it('have one text for the same bytes', () => {
    for (const text of ['A0', '0', '0g', ' 00', '00\n', '0x00', 'é0'])
      assert.throws(() => fromHex(text), hasCode('hex-malformed'), text);
    const odd = [
      'AA',
      'AAA',
      'AAA=A',
      'AB==',
      'AAB=',
      'AA==\n',
      ' AA==',
      'A A==',
      '-_==',
      'AAAA====',
      'A===',
      '=',
      'AA=',
      'é===',
    ];
    for (const text of odd) assert.throws(() => fromBase64(text), hasCode('base64-malformed'), text);
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9+/=]{0,12}$/), (text) => {
        try {
          assert.equal(base64(fromBase64(text)), text);
        } catch (thrown) {
          assert.equal(faultCode(thrown), 'base64-malformed');
        }
      }),
    );
  });

  it('refuse another length than expected', () => {
    assert.throws(() => fromHex('0000', 3), hasCode('hex-malformed'));
    assert.throws(() => fromBase64('AAAA', 4), hasCode('base64-malformed'));
    assert.equal(fromBase64('', 0).length, 0);
    assert.equal(fromHex('', 0).length, 0);
  });
});
