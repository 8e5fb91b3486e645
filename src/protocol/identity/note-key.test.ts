import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { faultCode } from '../bytes/fault.ts';
import { utf8 } from '../bytes/text.ts';
import { seedOf } from './invented-party.fixture.ts';
import { formatVkey, noteKey, noteKeyType, noteSigner, parseVkey, verifyWith } from './note-key.ts';

const hasCode = (code: string) => (thrown: unknown) => faultCode(thrown) === code;
const signer = noteSigner('example.org/one', seedOf('one'));

describe('a note key (Spec: IDN-9)', () => {
  it('signs and verifies', () => {
    const signature = signer.sign(utf8('text\n'));
    assert.equal(verifyWith(signer, utf8('text\n'), signature), true);
    assert.equal(verifyWith(signer, utf8('text'), signature), false);
  });

  it('has an id that binds name, type and key', () => {
    const ids = [
      signer.keyId,
      noteKey('example.org/two', signer.publicKey).keyId,
      noteKey('example.org/one', signer.publicKey, noteKeyType.cosignature).keyId,
      noteSigner('example.org/one', seedOf('two')).keyId,
    ];
    assert.equal(new Set(ids).size, 4);
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}$/);
  });

  it('survives its vkey, also when the base64 holds plus signs', () => {
    let withPlus = 0;
    fc.assert(
      fc.property(fc.nat(10_000), (n) => {
        const key = noteKey('example.org/x', noteSigner('x', seedOf(`vkey ${n}`)).publicKey, n % 2 ? 1 : 4);
        const vkey = formatVkey(key);
        if (vkey.split('+').length > 3) withPlus++;
        assert.deepEqual(
          { ...parseVkey(vkey), publicKey: [...parseVkey(vkey).publicKey] },
          { ...key, publicKey: [...key.publicKey] },
        );
      }),
    );
    assert.ok(withPlus > 0);
  });

  it('reads the example of C2SP signed-note', () => {
    const key = parseVkey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    assert.equal(key.name, 'PeterNeumann');
    assert.equal(key.keyId, 'c74f20a3');
  });

  it('refuses a name with a space of any script, a plus sign, or nothing', () => {
    for (const name of [
      '',
      'a b',
      'a+b',
      'a\tb',
      'a\u00a0b',
      'a\u0085b',
      'a\u2003b',
      'a\u3000b',
      'a\nb',
      'a'.repeat(201),
    ])
      assert.throws(() => noteKey(name, signer.publicKey), hasCode('note-name'), JSON.stringify(name));
  });

  it('refuses keys of other algorithms and of bad form', () => {
    for (const type of [0, 2, 5, 6, 255])
      assert.throws(() => noteKey('a', signer.publicKey, type), hasCode('key-type'));
    for (const key of [new Uint8Array(32), new Uint8Array(31), new Uint8Array()])
      assert.throws(() => noteKey('a', key), hasCode('key-refused'));
  });

  it('refuses a vkey that does not name its own key', () => {
    const [name, id, material] = formatVkey(signer).split('+');
    const bad: readonly (readonly [string, string])[] = [
      [`${name}+00000000+${material}`, 'vkey-keyid'],
      [`other+${id}+${material}`, 'vkey-keyid'],
      [`${name}+${id?.slice(1)}+${material}`, 'hex-malformed'],
      [`${name}+${id?.toUpperCase()}+${material}`, /[a-f]/.test(id ?? '') ? 'hex-malformed' : 'vkey-keyid'],
      [`${name}+${id}+${material}=`, 'base64-malformed'],
      [`${name}+${id}+`, 'key-refused'],
      [`${name}+${id}`, 'key-refused'],
      ['', 'note-name'],
    ];
    for (const [text, code] of bad) assert.throws(() => parseVkey(text), hasCode(code), text);
  });
});
